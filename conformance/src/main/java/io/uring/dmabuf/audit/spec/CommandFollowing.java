package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.spec.Explanation.Held;
import io.uring.dmabuf.audit.spec.Explanation.Known;
import io.uring.dmabuf.audit.spec.Explanation.Mark;
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
abstract class CommandFollowing extends SubmissionFollowing {
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
    holders = holders.put(tag, Held.of(mine.head()));
    know(of.commanded());
    return true;
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
    return of.asked().fate().errno().contains(Errno.EIO) || unmap(held.of(), true);
  }

  protected boolean answered(String tag, boolean ok) {
    Held held = holders.getOrElse(tag, null);
    if (!isDevices(held) || held == null) {
      return false;
    }
    if (facts.unmapsAreShown() && held.mapped() && held.small() && !held.unmapped()) {
      return refuse("FreeDescriptors is refused: its pages are mapped still");
    }
    holders = holders.put(tag, held.answering());
    return answer(held.of(), ok);
  }

  protected boolean ended(Known of, String tag) {
    Held held = holders.getOrElse(tag, null);
    if (held == null) {
      return refuse(NO_COMMAND);
    }
    if (!isEnded(held.of()) && !answerUnseen(held.of())) {
      return false;
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

  protected boolean endUnseen(OfTag of) {
    return facts.endsAreShown()
        || isEnded(of)
        || isFree(of)
        || answerUnseen(of) && take(CompletionSteps.END_BIO, of);
  }

  /** Where not all answers are shown, and this one was not, it came. */
  private boolean answerUnseen(OfTag of) {
    return facts.answersAreShown()
        || holders.values().exists(each -> each.of().equals(of) && each.answered())
        || answer(of, true);
  }
}
