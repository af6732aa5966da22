package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.spec.Explanation.Held;
import io.uring.dmabuf.audit.spec.Explanation.Known;
import io.uring.dmabuf.audit.spec.Explanation.Mark;
import io.uring.dmabuf.audit.spec.Shown.Answer;
import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.system.CompletionSteps;
import io.uring.dmabuf.system.DeferredSteps;
import io.uring.dmabuf.system.QueueSteps;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.vavr.collection.List;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of a command, explained: it is set up, mapped, issued, answered, unmapped and
 * ended, and its tag is put. What no line shows is taken as late as it can be.
 */
abstract class CommandFollowing extends ResetFollowing {
  CommandFollowing(Start start) {
    super(start);
  }

  protected boolean setUp(Known of, String tag, long before) {
    if (before < 0) {
      return refuse("GetTag is refused: The tag is free. Another's command has it");
    }
    if (!hasFile(of) || !hasTag(of)) {
      return false;
    }
    Held had = holders.getOrElse(tag, null);
    List<OfTag> mine =
        serving(of.req())
            .filter(each ->
                had != null && had.of().equals(each)
                    || !holders.values().exists(held -> held.of().equals(each)));
    if (mine.isEmpty()) {
      return refuse("each part of the request has its command");
    }
    if (had != null && !isFree(had.of()) && !mine.contains(had.of())) {
      if (!putUnseen(had.of())) {
        return false;
      }
    }
    if (!dispatches(mine.head().device())) {
      return false;
    }
    holders = holders.put(tag, Held.of(mine.head(), of.commands()));
    know(of.commanded());
    return true;
  }

  /** It lacked memory, and nothing was done; or the try before it is over, with an error. */
  protected boolean setUpAgain(String tag, Shown.SetUpAgain shown) {
    Held held = holders.getOrElse(tag, null);
    if (held == null) {
      return refuse(NO_COMMAND);
    }
    if (!dispatches(held.of().device())) {
      return false;
    }
    if (held.issued() || !(state.queue().stage(held.of()) instanceof Stage.Started)) {
      if (!failsUnseen(held)) {
        return false;
      }
      if (held.answer().contains(Answer.TAKEN_BACK) && !shown.sameId()) {
        return refuse("nobody has accepted an answer, and its command id is another");
      }
      if (!take(QueueSteps.REQUEUE, held.of())) {
        return false;
      }
    }
    holders = holders.put(tag, Held.of(held.of(), held.command()));
    return true;
  }

  /** The block layer gets the request back: it lacked memory, or is to be tried again. */
  protected boolean requeued(String tag) {
    Held held = holders.getOrElse(tag, null);
    if (held == null) {
      return refuse(NO_COMMAND);
    }
    return !held.issued()
        || failsUnseen(held)
            && (state.queue().stage(held.of()) instanceof Stage.Requeued
                || refuse("Retry is refused: it is over"));
  }

  /** Who issues has a tag for it: inline, or as a worker. */
  protected boolean hasTag(Known of) {
    RequestId req = of.req();
    if (!issueLinked(req)) {
      return false;
    }
    if (state.table().call() instanceof Call.Submit call && call.req().equals(req)) {
      return runCall();
    }
    if (!importByWorker(req)) {
      return false;
    }
    if (!awaits(req, Issuer.ISSUING)) {
      return true;
    }
    if (!of.has(Mark.QUEUED) && !of.asked().async()) {
      return refuse("io-wq has not got the request");
    }
    if (facts.tagsAreShown()) {
      return refuse("no line has shown a tag for the request");
    }
    return taking(
        req, tag -> take(DeferredSteps.WORKER_GET_TAG, new DeferredSteps.Taking(req, tag)));
  }

  private static final String NO_COMMAND = "the request has no such command";

  protected boolean mapped(String tag, boolean small) {
    Held held = holders.getOrElse(tag, null);
    if (held == null || held.mapped()) {
      return refuse(held == null ? NO_COMMAND : "MapPages is refused: its pages are mapped");
    }
    holders = holders.put(tag, held.mapping(small));
    return !(state.queue().stage(held.of()) instanceof Stage.Started)
        || take(QueueSteps.MAP_PAGES, held.of());
  }

  protected boolean issued(String tag) {
    Held held = holders.getOrElse(tag, null);
    if (held == null || held.issued()) {
      return refuse(held == null ? NO_COMMAND : "the device has the command");
    }
    if (facts.mapsAreShown() && !held.mapped()) {
      return refuse("BuildPrps is refused: its pages are not mapped");
    }
    holders = holders.put(tag, held.issuing());
    return announce(held.of());
  }

  /** Whether the device can have the command. */
  private boolean isDevices(@Nullable Held held) {
    if (held == null || held.answered()) {
      return refuse(held == null ? NO_COMMAND : "Answer is refused: the device has answered it");
    }
    return !facts.issuesAreShown() || held.issued() || refuse("the device has not got the command");
  }

  protected boolean unmapped(Known of, String tag) {
    Held held = holders.getOrElse(tag, null);
    if (!isDevices(held)) {
      return false;
    }
    if (held == null || held.unmapped()) {
      return refuse("UnmapPages is refused: its pages are not mapped");
    }
    holders = holders.put(tag, held.unmapping());
    Answer how = found(held).getOrNull();
    if (how == Answer.TAKEN_BACK) {
      return cancel(held.of()) && unmap(held.of(), how);
    }
    return how == null && of.asked().fate().errno().contains(Errno.EIO)
        || unmap(held.of(), how == null ? Answer.SUCCESS : how);
  }

  protected boolean answered(String tag, Answer how, int retries) {
    Held held = holders.getOrElse(tag, null);
    if (!isDevices(held) || held == null) {
      return false;
    }
    while (retries > tries(held) && !facts.answersAreShown()) {
      if (!answer(held.of(), Answer.ERROR)
          || !dispatches(held.of().device())
          || !take(QueueSteps.REQUEUE, held.of())) {
        return false;
      }
    }
    if (retries != tries(held)) {
      return refuse("it was tried again %d times, not %d".formatted(tries(held), retries));
    }
    if (facts.unmapsAreShown() && held.mapped() && held.small() && !held.unmapped()) {
      return refuse("FreeDescriptors is refused: its pages are mapped still");
    }
    holders = holders.put(tag, held.answering(how));
    boolean over = !isUnder(held.of());
    return (how != Answer.TAKEN_BACK || over || cancel(held.of())) && answer(held.of(), how);
  }

  /**
   * The block request of a command ends.
   *
   * @param error with which it ends, below 0, or 0
   */
  protected boolean ended(Known of, String tag, int error) {
    Held held = holders.getOrElse(tag, null);
    if (held == null) {
      return refuse(NO_COMMAND);
    }
    if (!held.answered() && !isEnded(held.of())) {
      boolean unseen =
          error == 0 ? answerUnseen(held.of()) : isDevices(held) && answer(held.of(), Answer.FINAL);
      if (!unseen) {
        return false;
      }
    }
    if (held.answer().exists(how -> how == Answer.SUCCESS != (error == 0))) {
      return refuse(error == 0 ? "its command has failed" : "its command has succeeded");
    }
    know(of.commandEnded());
    return take(CompletionSteps.END_BIO, held.of());
  }

  protected boolean bioEnded(Known of, boolean ok) {
    if (!ok) {
      know(of.with(Mark.AGAIN));
      return !of.has(Mark.AGAIN)
              && (awaits(of.req(), Issuer.PUNTING) || awaits(of.req(), Issuer.PUNTED))
          || refuse("the bio ends of a request that was not refused");
    }
    know(of.bioEnded());
    return !facts.endsAreShown()
        || of.bios() < of.ended()
        || refuse("no command of the request has ended");
  }

  protected boolean tagPut(String tag) {
    Held held = holders.getOrElse(tag, null);
    return held == null ? refuse("nobody has the tag") : endUnseen(held.of()) && put(held.of());
  }

  protected boolean foreign(String tag) {
    Held held = holders.getOrElse(tag, null);
    if (held == null || isFree(held.of())) {
      return true;
    }
    return putUnseen(held.of());
  }

  /** A tag that is used again was put before, and its command had ended. */
  private boolean putUnseen(OfTag of) {
    if (!facts.putsAreShown() && !facts.endsAreShown() && !endUnseen(of)) {
      return false;
    }
    return isEnded(of) && !facts.putsAreShown()
        ? put(of)
        : refuse("GetTag is refused: The tag is free.");
  }

  /** Where no line shows the ends of bios, they have ended. */
  protected boolean endUnseen(RequestId req) {
    for (OfTag of : serving(req)) {
      if (!endUnseen(of)) {
        return false;
      }
    }
    return true;
  }

  @Override
  protected boolean endUnseen(OfTag of) {
    return facts.endsAreShown()
        || isEnded(of)
        || isFree(of)
        || answerUnseen(of) && take(CompletionSteps.END_BIO, of);
  }

  /** Whether a command is the device's, or will be: no answer to it was taken, and it was not. */
  private boolean isUnder(OfTag of) {
    Stage stage = state.queue().stage(of);
    return !(stage instanceof Stage.Completed || stage instanceof Stage.HandedBack);
  }

  /** Where not all answers are shown, and this one was not, it came. */
  private boolean answerUnseen(OfTag of) {
    Held held = holders.values().find(each -> each.of().equals(of)).getOrElse(() -> Held.of(of, 0));
    return facts.answersAreShown() || held.answered() || answerUnseen(held);
  }

  /** The same of a try that is shown to be over. */
  private boolean answerUnseen(Held held) {
    return answerUnseen(held, found(held).getOrElse(Answer.SUCCESS));
  }

  /** The same of one that is shown to have failed: another comes after it. */
  private boolean failsUnseen(Held held) {
    return held.answered()
        || !(state.queue().stage(held.of()).mapped().isDefined())
        || answerUnseen(
            held, found(held).filter(how -> how != Answer.SUCCESS).getOrElse(Answer.ERROR));
  }

  private boolean answerUnseen(Held held, Answer how) {
    boolean lost = isUnder(held.of()) && pair(held.of()).isOff();
    return facts.answersAreShown() || (!lost || cancel(held.of())) && answer(held.of(), how);
  }
}
