package io.uring.dmabuf.nvme;

import io.uring.dmabuf.block.BlockRequest;
import io.uring.dmabuf.block.PartOf;
import io.uring.dmabuf.design.StateLaw;
import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.Iod.Mapped;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.vavr.Function3;
import io.vavr.collection.Iterator;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.BiFunction;

/** The structural laws of {@link NvmeQueue}, recomputed from what is in memory and on each side. */
public final class NvmeQueueAudit {

  /** The laws. Those about one device are broken with its number in front. */
  public static final List<StateLaw<NvmeQueue>> LAWS =
      List.of(
          ofDevice("DescriptorsAccounted", NvmeQueueAudit::descriptors),
          ofDevice("DescriptorsFitEntries", (layout, pair) -> unfitting(pair)),
          ofDevice("SqHoldsQueued", (layout, pair) -> unqueued(pair)),
          ofDevice("PhaseTellsNewEntries", (layout, pair) -> phase(pair)),
          ofDevice("HeadToldIsRead", (layout, pair) -> toldHead(pair)),
          ofDevice("CqeNamesItsCommand", (layout, pair) -> unanswered(pair)),
          ofDevice("DoorbellsAsWritten", (layout, pair) -> doorbells(pair)),
          ofDevice("SubmittedIsUnderWay", (layout, pair) -> underWay(pair)),
          ofDevice("CommandsAsMade", (layout, pair) -> foreign(pair)),
          ofDevice("BusyOnBothSides", (layout, pair) -> idle(pair)),
          ofDevice("NothingTakenFromDevice", (layout, pair) -> takenFromDevice(pair)),
          ofDevice("QuiescedIsStill", (layout, pair) -> underHand(pair)),
          ofDevice("DeadStartsNothing", NvmeQueueAudit::startedByDead),
          ofDevice("LateHasItsTag", (layout, pair) -> lateWithoutTag(pair)),
          new StateLaw<>("OneTagPerPart", NvmeQueueAudit::twice));

  /** The laws of steps. */
  public static final List<StepLaw<NvmeQueue>> STEPS =
      List.of(
          ofStep("CommandsGoInOrder", (layout, before, after) -> outOfOrder(before, after)),
          ofStep("ServesUntilTheEnd", (layout, before, after) -> forgotten(before, after)),
          ofStep("ErrorsAreTriedAgain", NvmeQueueAudit::triedWrongly),
          ofStep("ResetsGoInOrder", (layout, before, after) -> resetOutOfOrder(before, after)),
          ofStep("DeadRingsNoDoorbell", (layout, before, after) -> toldToDead(before, after)),
          ofStep("DeviceOwnsCommand", NvmeQueueAudit::changedUnderDevice),
          ofStep("LateIsUnanswered", (layout, before, after) -> lateAnswered(before, after)),
          ofStep("AbortedOnce", (layout, before, after) -> abortedTwice(before, after)),
          ofStep("AbortEndsNothing", (layout, before, after) -> endedByAbort(before, after)),
          ofStep("SuccessMovedAll", (layout, before, after) -> successTooEarly(before, after)));

  private NvmeQueueAudit() {}

  @SuppressWarnings("ReferenceEquality") // Most steps leave most devices alone.
  private static StepLaw<NvmeQueue> ofStep(
      String name, Function3<QueueLayout, QueuePair, QueuePair, Option<String>> law) {
    return new StepLaw<>(
        name,
        (before, after) -> {
          for (DeviceId d : before.devices()) {
            Option<String> broken =
                before.pair(d) == after.pair(d)
                    ? Option.none()
                    : law.apply(before.layout(d), before.pair(d), after.pair(d));
            if (broken.isDefined()) {
              return Option.some("device " + d + ": " + broken.get());
            }
          }
          return Option.none();
        });
  }

  /** A command goes from stage to stage in one order; the device's part of it is one stage. */
  private static Option<String> outOfOrder(QueuePair before, QueuePair after) {
    for (int t = 0; t < before.iods().size(); t++) {
      TagId tag = TagId.of(t);
      Stage was = before.stage(tag);
      Stage now = after.stage(tag);
      boolean refused =
          before.isFailing() && was instanceof Stage.Started && now instanceof Stage.Idle;
      if (was.getClass() != now.getClass() && !mayFollow(was, now) && !refused) {
        return Option.some("tag %s goes from %s to %s".formatted(tag, was, now));
      }
    }
    return Option.none();
  }

  private static boolean mayFollow(Stage was, Stage now) {
    return switch (was) {
      case Stage.Idle _, Stage.Requeued _ -> now instanceof Stage.Started;
      case Stage.Started _ -> now instanceof Stage.Synced || now instanceof Stage.Requeued;
      case Stage.Synced _ -> now instanceof Stage.Built || now instanceof Stage.Requeued;
      case Stage.Built _ -> now instanceof Stage.Submitted;
      case Stage.Submitted _ -> now instanceof Stage.Completed;
      case Stage.Completed _ -> now instanceof Stage.HandedBack;
      case Stage.HandedBack _ -> now instanceof Stage.Unmapped;
      case Stage.Unmapped _ -> now instanceof Stage.Idle || now instanceof Stage.Requeued;
    };
  }

  /** A tag serves one request until its bio has ended, however often it is tried. */
  private static Option<String> forgotten(QueuePair before, QueuePair after) {
    for (int t = 0; t < before.iods().size(); t++) {
      TagId tag = TagId.of(t);
      boolean serves =
          !(before.stage(tag) instanceof Stage.Idle) && !(after.stage(tag) instanceof Stage.Idle);
      if (serves && !after.tags().request(tag).equals(before.tags().request(tag))) {
        return Option.some("tag %s serves another before its request has ended".formatted(tag));
      }
    }
    return Option.none();
  }

  /** An error ends a request if it must not or cannot be tried again, and nothing else is. */
  private static Option<String> triedWrongly(
      QueueLayout layout, QueuePair before, QueuePair after) {
    for (int t = 0; t < before.iods().size(); t++) {
      Iod was = before.iods().get(t);
      Iod now = after.iods().get(t);
      if (was.stage() instanceof Stage.Unmapped(int status)) {
        boolean failed = status != NvmeCompletion.SUCCESS;
        boolean mayBeTried = failed && (status & NvmeCompletion.DNR) == 0;
        if (now.stage() instanceof Stage.Idle
            && mayBeTried
            && was.retries() != layout.maxRetries()
            && !before.isDead()) {
          return Option.some("tag %d fails after %d retries".formatted(t, was.retries()));
        }
        if (now.stage() instanceof Stage.Requeued
            && (!mayBeTried || before.isDead() || now.retries() != was.retries() + 1)) {
          return Option.some("tag %d is tried again after status %#x".formatted(t, status));
        }
      }
    }
    return Option.none();
  }

  /** A reset goes through its states in one order, and is over when nobody is in the queue. */
  private static Option<String> resetOutOfOrder(QueuePair before, QueuePair after) {
    Reset was = before.reset();
    Reset now = after.reset();
    boolean next =
        switch (was) {
          case LIVE -> now == Reset.RESETTING || now == Reset.GONE || now == Reset.EMPTYING;
          case RESETTING -> now == Reset.QUIESCED;
          case QUIESCED -> now == Reset.OFF;
          case OFF -> now == Reset.READY || now == Reset.DISABLED;
          case READY -> now == Reset.DRAINING;
          case DRAINING -> now == Reset.LIVE || now == Reset.DELETING;
          case DELETING -> now == Reset.STOPPING;
          case STOPPING -> now == Reset.DISABLED;
          case DISABLED -> now == Reset.FAILING;
          case GONE -> now == Reset.CLEANING;
          case CLEANING -> now == Reset.REFUSING;
          case FAILING, REFUSING -> now == Reset.DEAD;
          case EMPTYING, DEAD -> now == Reset.UNBOUND;
          case UNBOUND -> false;
        };
    boolean emptyIfOver = now != Reset.LIVE && now != Reset.UNBOUND || before.tags().taken() == 0;
    return Option.when(
        now != was && !(next && emptyIfOver),
        () -> "a reset goes from %s to %s".formatted(was, now));
  }

  /** Where there is no controller any more, nobody writes to its rings or its registers. */
  private static Option<String> toldToDead(QueuePair before, QueuePair after) {
    boolean same =
        after.isFailing()
            && after.sq().equals(before.sq())
            && after.cq().equals(before.cq())
            && after.controller().equals(before.controller());
    return Option.when(
        before.isFailing() && !same, "a controller that is off for good is told something");
  }

  /**
   * What the device owns does not change under it: request, entries and descriptors, and its id
   * until its answer is accepted, when it moves on if there are generations. What is taken back
   * keeps it.
   */
  private static Option<String> changedUnderDevice(
      QueueLayout layout, QueuePair before, QueuePair after) {
    for (int t = 0; t < before.iods().size(); t++) {
      TagId tag = TagId.of(t);
      if (before.stage(tag) instanceof Stage.Submitted(Mapped made)) {
        boolean sameId = after.iods().get(t).generation() == before.iods().get(t).generation();
        boolean same =
            (isAccepted(after.stage(tag)) ? !sameId || layout.generations() == 1 : sameId)
                && after.tags().request(tag).equals(before.tags().request(tag))
                && after.stage(tag).mapped().contains(made)
                && targets(after, made).equals(targets(before, made));
        if (!same) {
          return Option.some("the command of tag %s changes under it".formatted(tag));
        }
      }
    }
    return Option.none();
  }

  /** Whether a command that was submitted has had an answer: what is taken back had none. */
  private static boolean isAccepted(Stage now) {
    return !(now instanceof Stage.Submitted)
        && !(now instanceof Stage.Completed(Mapped _, int status)
            && status == NvmeCompletion.HOST_ABORTED);
  }

  private static Option<Vector<PrpTarget>> targets(QueuePair pair, Mapped made) {
    return pair.controller().reader().targets(pair.memory(), made.command()).toOption();
  }

  /** Late is what the controller has not answered; for what it has the queue is polled. */
  private static Option<String> lateAnswered(QueuePair before, QueuePair after) {
    if (before.abort().stage() != Abort.Stage.NONE || after.abort().stage() != Abort.Stage.POLLED) {
      return Option.none();
    }
    int cid = after.abort().cid();
    boolean unanswered =
        before.stage(QueueLayout.tagOf(cid)) instanceof Stage.Submitted(Mapped made)
            && made.command().cid() == cid
            && !before.answered().exists(entry -> entry.cid() == cid);
    return Option.when(
        !unanswered, () -> "command %#x is taken for late and is answered".formatted(cid));
  }

  /** A try is aborted once. */
  private static Option<String> abortedTwice(QueuePair before, QueuePair after) {
    boolean asks =
        before.abort().stage() == Abort.Stage.POLLED && after.abort().stage() == Abort.Stage.ASKED;
    TagId tag = QueueLayout.tagOf(before.abort().cid());
    return Option.when(
        asks && before.iod(tag).triesAborted(),
        () -> "the try of tag %s is to be aborted again".formatted(tag));
  }

  /** The answer to an abort ends no request. */
  private static Option<String> endedByAbort(QueuePair before, QueuePair after) {
    boolean seen =
        before.abort().stage() == Abort.Stage.ANSWERED
            && after.abort().stage() == Abort.Stage.NONE
            && before.reset() == after.reset();
    return Option.when(
        seen && !after.iods().equals(before.iods()), "the answer to an abort ends a request");
  }

  /** A success means that every entry had moved when the device said so. */
  private static Option<String> successTooEarly(QueuePair before, QueuePair after) {
    List<Integer> said =
        after
            .answered()
            .filter(entry -> entry.status() == NvmeCompletion.SUCCESS)
            .map(NvmeCompletion::cid);
    return before
        .controller()
        .executing()
        .values()
        .find(e ->
            !after.controller().executing().containsKey(e.command().cid())
                && said.contains(e.command().cid())
                && before
                    .controller()
                    .reader()
                    .targets(before.memory(), e.command())
                    .forAll(targets -> e.moved() != targets.size()))
        .map(e -> "command %#x succeeds and has not moved all".formatted(e.command().cid()));
  }

  private static StateLaw<NvmeQueue> ofDevice(
      String name, BiFunction<QueueLayout, QueuePair, Option<String>> law) {
    return new StateLaw<>(
        name,
        queues -> {
          for (DeviceId d : queues.devices()) {
            Option<String> broken = law.apply(queues.layout(d), queues.pair(d));
            if (broken.isDefined()) {
              return Option.some("device " + d + ": " + broken.get());
            }
          }
          return Option.none();
        });
  }

  /** A law that the queues break, in one line. */
  public static Option<String> audit(NvmeQueue queues) {
    return StateLaw.firstBroken(LAWS, queues);
  }

  private static Option<String> twice(NvmeQueue queues) {
    List<PartOf> served =
        queues.pairs().flatMap(p -> p.tags().served()).map(BlockRequest::owner).toList();
    return served.distinct().size() == served.size()
        ? Option.none()
        : Option.some("a part of a request has two tags: " + served.mkString(" "));
  }

  private static Option<String> descriptors(QueueLayout layout, QueuePair pair) {
    return descriptors(pair, PoolKind.LARGE, layout.descriptorPages())
        .orElse(() -> descriptors(pair, PoolKind.SMALL, layout.smallDescriptors()));
  }

  private static Option<String> descriptors(QueuePair pair, PoolKind pool, int count) {
    List<Integer> all = pair.pools().pool(pool).free().toList();
    for (Iod iod : pair.iods()) {
      for (Mapped mapped : iod.stage().mapped()) {
        if (mapped.descriptors().pool() == pool) {
          all = all.prependAll(mapped.descriptors().pages());
        }
      }
    }
    List<Integer> sorted = all.sorted();
    return sorted.equals(List.rangeClosed(1, count))
        ? Option.none()
        : Option.some(name(pool) + " held and free: " + sorted.mkString(" "));
  }

  /** A command has the descriptors that its list needs; a tag without a command has none. */
  private static Option<String> unfitting(QueuePair pair) {
    for (Iod iod : pair.iods()) {
      for (Mapped made : iod.stage().mapped()) {
        Option<DescriptorNeed> need = need(pair, made.command());
        Descriptors held = made.descriptors();
        boolean fits =
            need.exists(n ->
                n.pages() == held.pages().size() && (n.pages() == 0 || n.pool() == held.pool()));
        if (!fits) {
          return Option.some(
              "command %#x holds %s of the %s, and needs %s"
                  .formatted(made.command().cid(), held.pages(), name(held.pool()), need));
        }
      }
    }
    return Option.none();
  }

  /** What the list of a command needs, as it is in memory; none for an unreadable one. */
  private static Option<DescriptorNeed> need(QueuePair pair, Sqe command) {
    return pair.controller()
        .reader()
        .targets(pair.memory(), command)
        .toOption()
        .map(targets ->
            command.sgl()
                ? SglBuilder.need(pair.pools(), targets.size())
                : PrpBuilder.need(pair.pools(), targets.size()));
  }

  /**
   * The submission ring holds submitted commands, each once, and is never full to the brim. Nobody
   * reads that of a stopped controller: it may hold what was taken back.
   */
  private static Option<String> unqueued(QueuePair pair) {
    List<Integer> queued = pair.queued().map(Sqe::cid);
    List<Integer> elsewhere =
        pair.answered().map(NvmeCompletion::cid).appendAll(pair.controller().executing().keySet());
    boolean each =
        queued.distinct().size() == queued.size()
            && (pair.isOff() || submitted(pair).map(Sqe::cid).containsAll(queued))
            && !queued.exists(elsewhere::contains);
    return Option.when(
        !each || queued.size() >= pair.sq().depth(),
        () -> "the submission ring holds the commands " + queued.mkString(" "));
  }

  /** The phase shows an entry of the completion ring exactly while it is new. */
  private static Option<String> phase(QueuePair pair) {
    NvmeCompletionQueue cq = pair.cq();
    int unconsumed = pair.unconsumed();
    for (int k = 0; k < cq.depth(); k++) {
      int index = cq.head() + k;
      int expected = index >= cq.depth() ? 1 - cq.phase() : cq.phase();
      boolean shown = cq.read(pair.memory(), index % cq.depth()).phase() == expected;
      if (shown != k < unconsumed) {
        return Option.some(
            "entry %d of the completion ring is %s"
                .formatted(index % cq.depth(), shown ? "shown and old" : "new and not shown"));
      }
    }
    return Option.none();
  }

  /** An entry that was not consumed names a submitted command that nobody else has, once. */
  private static Option<String> unanswered(QueuePair pair) {
    List<Integer> answered = pair.answered().map(NvmeCompletion::cid);
    boolean each =
        answered.distinct().size() == answered.size()
            && submitted(pair).map(Sqe::cid).containsAll(answered)
            && !answered.exists(pair.controller().executing()::containsKey);
    return Option.when(
        !each, () -> "the completion ring names the commands " + answered.mkString(" "));
  }

  private static String name(PoolKind pool) {
    return switch (pool) {
      case SMALL -> "small descriptors";
      case LARGE -> "descriptor pages";
    };
  }

  /** The registers are as the driver wrote them. */
  private static Option<String> doorbells(QueuePair pair) {
    Controller controller = pair.controller();
    return controller.sqTailDoorbell() == pair.sq().rungTail()
        ? Option.none()
        : Option.some("a doorbell holds something else than the driver wrote");
  }

  /** The controller is told of completion entries that were read, and of no others. */
  private static Option<String> toldHead(QueuePair pair) {
    return Option.when(
        pair.unconsumed() > pair.unacknowledged(),
        "the controller may write over completion entries that were not read");
  }

  /** A submitted command is in one of the rings or with the controller, unless that is stopped. */
  private static Option<String> underWay(QueuePair pair) {
    if (pair.isOff()) {
      return Option.none();
    }
    List<Integer> away =
        pair.queued()
            .map(Sqe::cid)
            .appendAll(pair.controller().executing().keySet())
            .appendAll(pair.answered().map(NvmeCompletion::cid))
            .sorted();
    return Option.when(
        !submitted(pair).map(Sqe::cid).sorted().equals(away),
        () -> "command ids in the rings and the controller: " + away.mkString(" "));
  }

  private static List<Sqe> submitted(QueuePair pair) {
    return pair.iods()
        .toList()
        .map(Iod::stage)
        .filter(stage -> stage instanceof Stage.Submitted)
        .flatMap(Stage::mapped)
        .map(Mapped::command);
  }

  /** What the controller has, or may fetch, is as the driver made it. */
  private static Option<String> foreign(QueuePair pair) {
    List<Sqe> submitted = submitted(pair);
    return (pair.isOff() ? List.<Sqe>empty() : pair.queued())
        .appendAll(pair.controller().executing().values().map(Controller.Execution::command))
        .find(command -> !submitted.contains(command))
        .map(command -> "a command that the driver did not make: " + command);
  }

  /** What the controller works on, if it is not stopped, is a submitted command. */
  private static Option<String> takenFromDevice(QueuePair pair) {
    return pair.controller()
        .executing()
        .keySet()
        .find(cid ->
            pair.isOff()
                || !(pair.stage(QueueLayout.tagOf(cid)) instanceof Stage.Submitted(Mapped made)
                    && made.command().cid() == cid))
        .map(cid -> "command %#x was taken back, and the controller works on it".formatted(cid));
  }

  /** Who looks at a late request looks at one that has its tag. */
  private static Option<String> lateWithoutTag(QueuePair pair) {
    TagId tag = QueueLayout.tagOf(pair.abort().cid());
    return Option.when(
        pair.abort().stage() == Abort.Stage.POLLED
            && pair.stage(tag) instanceof Stage.Idle
            && !pair.tags().isEnded(tag),
        () -> "the request of tag %s is looked at, and the tag is free".formatted(tag));
  }

  /** Nobody is in the middle of a queue that is quiesced. */
  private static Option<String> underHand(QueuePair pair) {
    return Option.when(
        !pair.dispatches() && !pair.nothingBegun(),
        "the queue is quiesced, and a command is half made or not announced");
  }

  /** A queue without a controller starts nothing, and nobody who is in it holds a descriptor. */
  private static Option<String> startedByDead(QueueLayout layout, QueuePair pair) {
    boolean all = pair.pool().free().size() == layout.descriptorPages();
    boolean still =
        pair.allCompleted() && pair.nothingBegun() && pair.controller().executing().isEmpty();
    return Option.when(
        pair.isFailing() && !(all && still && !pair.cqeVisible()),
        "a queue without a controller is in the middle of a command");
  }

  private static Option<String> idle(QueuePair pair) {
    return Iterator.range(0, pair.iods().size())
        .map(TagId::of)
        .find(t -> pair.tags().request(t).isEmpty() != pair.stage(t) instanceof Stage.Idle)
        .map(t -> "tag " + t + " is free for the driver or the block layer only");
  }
}
