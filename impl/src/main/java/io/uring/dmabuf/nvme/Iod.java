package io.uring.dmabuf.nvme;

import io.vavr.control.Option;

/**
 * The driver's data of one tag: the generation of its command id, which outlives requests, how
 * often the request was tried again, and how far it has come. Source: struct nvme_iod, struct
 * nvme_request.
 *
 * @param generation the generation of the tag's last command id
 * @param retries the tries after the first, 0 without a request
 * @param aborted whether the driver was to have the last try aborted, until the next is set up
 * @param stage how far the request has come, in the driver's eyes
 */
public record Iod(int generation, int retries, boolean aborted, Stage stage) {

  /** An iod that has never had a request. */
  static Iod unused() {
    return new Iod(0, 0, false, new Stage.Idle());
  }

  /** Tells stages without content apart, whose own hash codes are all the same. */
  @Override
  public int hashCode() {
    int hash = 31 * (31 * generation + retries) + (aborted ? 1 : 0);
    return 31 * (31 * hash + stage.getClass().getName().hashCode()) + stage.hashCode();
  }

  /** This iod in another stage. */
  Iod at(Stage next) {
    return new Iod(generation, retries, aborted, next);
  }

  /** This iod with a try begun, which nobody has had aborted. Source: nvme_prep_rq(). */
  Iod prepared() {
    return new Iod(generation, retries, false, new Stage.Synced());
  }

  /** This iod with its try to be aborted. Source: IOD_ABORTED. */
  Iod toBeAborted() {
    return new Iod(generation, retries, true, stage);
  }

  /** This iod after an answer to its command was accepted. */
  Iod accepted(int next, Stage.Completed completed) {
    return new Iod(next, retries, aborted, completed);
  }

  /** This iod with its request to be tried again after an error. */
  Iod retried() {
    return new Iod(generation, retries + 1, aborted, new Stage.Requeued());
  }

  /** Whether what is set up, or was sent, is a try that the driver was to have aborted. */
  public boolean triesAborted() {
    return aborted
        && switch (stage) {
          case Stage.Synced _, Stage.Built _, Stage.Submitted _ -> true;
          case Stage.Idle _,
              Stage.Started _,
              Stage.Requeued _,
              Stage.Completed _,
              Stage.HandedBack _,
              Stage.Unmapped _ ->
              false;
        };
  }

  /** This iod without a request. */
  Iod ended() {
    return new Iod(generation, 0, aborted, new Stage.Idle());
  }

  /** How far a request has come in the driver's eyes. */
  public sealed interface Stage {

    /** No request. */
    record Idle() implements Stage {}

    /** The request has its tag (N1). */
    record Started() implements Stage {}

    /** Its memory was handed to the device (N3). */
    record Synced() implements Stage {}

    /** There was no descriptor page (N8-N9), or an error (C3); the block layer tries again. */
    record Requeued() implements Stage {}

    /** The command is ready (N11). */
    record Built(Mapped made) implements Stage {}

    /** The command is in the submission ring, with the device, or answered (N13). */
    record Submitted(Mapped made) implements Stage {}

    /** The completion entry was seen (C1). */
    record Completed(Mapped made, int status) implements Stage {}

    /** The memory was handed back (C2). */
    record HandedBack(Mapped made, int status) implements Stage {}

    /** The descriptor pages were given back (C2). */
    record Unmapped(int status) implements Stage {}

    /** The command, from when it is ready to when its descriptor pages are given back. */
    default Option<Mapped> mapped() {
      return switch (this) {
        case Built s -> Option.some(s.made);
        case Submitted s -> Option.some(s.made);
        case Completed s -> Option.some(s.made);
        case HandedBack s -> Option.some(s.made);
        case Idle s -> Option.none();
        case Started s -> Option.none();
        case Synced s -> Option.none();
        case Requeued s -> Option.none();
        case Unmapped s -> Option.none();
      };
    }

    /** The status that the controller has answered; that of success where it has not answered. */
    default int status() {
      return NvmeCompletion.SUCCESS;
    }
  }

  /**
   * A command with its data pointers.
   *
   * @param command what goes, or went, into the submission ring
   * @param descriptors the descriptors that its list lies in
   */
  public record Mapped(Sqe command, Descriptors descriptors) {}
}
