package io.uring.dmabuf.system;

import io.uring.dmabuf.dmabuf.RegBuf;
import io.uring.dmabuf.dmabuf.Resv;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.Drop;
import io.uring.dmabuf.uring.NextStep;
import io.uring.dmabuf.uring.UpdateStage;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The step that the call in progress on a {@link State} takes next: it knows, from how far it has
 * come. A step that cannot be taken yet waits for somebody.
 */
public final class CallInProgress {

  /** The steps that begin a call, or are one: they take {@code uring_lock}, which must be free. */
  public static final List<Step<State, ?>> BEGINNINGS =
      List.of(
          RegistrationSteps.REGISTER_SPARSE,
          RegistrationSteps.UPDATE_REFUSED,
          RegistrationSteps.START_UPDATE,
          RegistrationSteps.START_REGISTER,
          RegistrationSteps.START_UNREGISTER,
          RegistrationSteps.CLOSE_RING,
          RegistrationSteps.FREE_RING,
          SubmissionSteps.SUBMIT,
          DeferredSteps.START_ASYNC,
          DeferredSteps.ISSUE_LINKED,
          DeferredSteps.WORKER_LOOKUP,
          DeferredSteps.CANCEL_QUEUED,
          DeferredSteps.CANCEL_NOT_FOUND,
          DeferredSteps.PUNT,
          DeferredSteps.EXIT_CANCELS,
          DeferredSteps.EXIT_REFUSES,
          DeferredSteps.LINK_DIES,
          CompletionSteps.START_TASK_WORK,
          CompletionSteps.START_FREEING);

  /**
   * The steps that only the call in progress takes, each when it is its turn; those of a chain
   * ({@link DeferredSteps#PREPARE_LINKED}, {@link DeferredSteps#LINK_SETTLED}) come between.
   */
  public static final List<Step<State, ?>> STEPS =
      RegistrationSteps.ALL
          .appendAll(ReleaseSteps.ALL)
          .appendAll(SubmissionSteps.ALL)
          .appendAll(
              List.of(
                  CompletionSteps.POST_CQE, CompletionSteps.LEAVE_REQ, CompletionSteps.FREE_REQ))
          .removeAll(BEGINNINGS);

  /** By which the call in progress comes to its next entry, which is the user's to give. */
  public static final List<Step<State, ?>> OF_ENTRIES =
      List.of(RegistrationSteps.NEXT_ENTRY, RegistrationSteps.ENTRY_REFUSED);

  /** What the call in progress takes where the step that comes next finds nothing left. */
  public static final Map<Step<State, ?>, Step<State, NoArgs>> OTHERWISE =
      Map.of(
          RegistrationSteps.MAP, RegistrationSteps.MAP_FAILS,
          SubmissionSteps.GET_TAG, SubmissionSteps.TAG_REFUSED);

  /** The steps of the call in progress that the table alone decides on, by the table's own. */
  private static final Map<Step<?, ?>, Step<State, NoArgs>> OF_TABLE = ofTable();

  private CallInProgress() {}

  @SuppressWarnings("unchecked") // The table's have no arguments; nor have those that lift them.
  private static Map<Step<?, ?>, Step<State, NoArgs>> ofTable() {
    Map<Step<?, ?>, Step<State, NoArgs>> lifted = new IdentityHashMap<>();
    for (Step<State, ?> step : STEPS.append(Outside.ISSUE_ORDINARY)) {
      step.parts()
          .find(part -> part.action().equals(step.action()))
          .forEach(part -> lifted.put(part, (Step<State, NoArgs>) step));
    }
    return lifted;
  }

  /**
   * The step that lets the call go on: one of a command that it has to queue first, or its own;
   * none if it has returned, or waits.
   */
  public static Option<Choice<State, ?>> goingOn(State s) {
    Option<Choice<State, ?>> queueing =
        s.table().call() instanceof Call.Submit submit
            ? CommandInProgress.queueing(s, submit.req())
            : Option.none();
    return queueing.orElse(() -> next(s));
  }

  /** The step; none if nobody holds {@code uring_lock}, a clone does, or an entry is to come. */
  static Option<Choice<State, ?>> next(State s) {
    return step(s)
        .filter(next -> !OF_ENTRIES.contains(next))
        .flatMap(next -> {
          Option<Choice<State, ?>> own = choice(s, next);
          return OTHERWISE.containsKey(next) && own.forAll(choice -> choice.take(s) == null)
              ? Option.some(new Choice<>(OTHERWISE.get(next), NoArgs.NONE))
              : own;
        });
  }

  /**
   * A step that the call takes next, with the lowest free tag where it takes one; none where that
   * is not there.
   */
  @SuppressWarnings("unchecked") // All but one have no arguments.
  private static Option<Choice<State, ?>> choice(State s, Step<State, ?> step) {
    return step.equals(SubmissionSteps.GET_TAG)
        ? s.nextTagOfCall().map(tag -> new Choice<>(SubmissionSteps.GET_TAG, tag))
        : Option.some(new Choice<>((Step<State, NoArgs>) step, NoArgs.NONE));
  }

  /**
   * The same, but for two things: it may stand for what is taken {@link #OTHERWISE}, and it is the
   * first of {@link #OF_ENTRIES} where one of these is next.
   */
  public static Option<Step<State, ?>> step(State s) {
    Call call = s.table().call();
    if (call.drop().exists(drop -> drop.stage() == Drop.Stage.RELEASE)) {
      return Option.some(releasing(s, ReleaseSteps.UNPIN_PAGES));
    }
    Step<State, ?> own = call.drop().isDefined() ? null : ofWhole(s, call);
    return Option.of(own == null ? OF_TABLE.get(NextStep.of(s.table())) : own);
  }

  /** The step that the table does not decide alone; null where it does. */
  private static @Nullable Step<State, ?> ofWhole(State s, Call call) {
    return switch (call) {
      case Call.Update update ->
          s.stepMustFail() ? RegistrationSteps.STEP_FAILS : ofWhole(s, update.stage());
      case Call.OnRequest carrier ->
          switch (carrier.stage()) {
            case IMPORT -> SubmissionSteps.CHECK_IMPORT;
            case GET_TAG -> gettingTag(s, carrier.req());
            case ISSUE -> SubmissionSteps.ISSUE_RETURNS;
            case LOOKUP -> s.table().isNop(carrier.req()) ? Nops.ISSUE_NOP : null;
            case ORDINARY, POST_CQE, FREE_REQ, RETURN -> null;
          };
      case Call.Idle idle -> null;
      case Call.Teardown teardown -> null;
      case Call.Clone clone -> null;
      case Call.CloneSource source -> null;
    };
  }

  private static Step<State, ?> gettingTag(State s, RequestId req) {
    if (s.findsDiskDead(req)) {
      return SubmissionSteps.INLINE_NOT_ENTERED;
    }
    return s.mustSplit(req) ? SubmissionSteps.SPLIT_REFUSED : SubmissionSteps.GET_TAG;
  }

  private static @Nullable Step<State, ?> ofWhole(State s, UpdateStage stage) {
    return switch (stage) {
      case ALLOC_REGBUF -> RegistrationSteps.ALLOC_REGBUF;
      case GET_FILE -> RegistrationSteps.GET_FILE;
      case CHECK_DMA_DEVICE -> RegistrationSteps.CHECK_DMA_DEVICE;
      case GET_DMA_DEVICE -> RegistrationSteps.GET_DMA_DEVICE;
      case GET_DMABUF -> RegistrationSteps.GET_DMABUF;
      case ATTACH -> RegistrationSteps.ATTACH;
      case LOCK_FOR_MAP -> RegistrationSteps.LOCK_FOR_MAP;
      case MAP -> RegistrationSteps.MAP;
      case GET_DEVICE -> RegistrationSteps.GET_DEVICE;
      case ALLOC_VEC -> RegistrationSteps.ALLOC_VEC;
      case UNWIND -> releasing(s, ReleaseSteps.UNWIND_NOTHING);
      case NEXT_ENTRY -> RegistrationSteps.NEXT_ENTRY;
      case ALLOC_NODE, ALLOC_IMU, TAKE_SLOT, STORE_NODE, CLEAR_TAGS, EMPTY_TABLE, RETURN -> null;
    };
  }

  /** What a regbuf still holds is given back piece by piece; {@code without} if there is none. */
  private static Step<State, NoArgs> releasing(State s, Step<State, NoArgs> without) {
    Option<RegbufId> id = s.releasing();
    Option<RegBuf> found = id.flatMap(s.mapping().regbufs()::get);
    if (found.isEmpty()) {
      return without;
    }
    RegBuf regbuf = found.get();
    if (regbuf.vec().isDefined()) {
      return ReleaseSteps.FREE_VEC;
    }
    if (regbuf.sgt().isDefined()) {
      boolean locked =
          regbuf
              .dmabuf()
              .flatMap(s.mapping().dmabufs()::get)
              .exists(buf -> buf.resv().equals(new Resv.HeldByRegistration(id.get())));
      return locked ? ReleaseSteps.UNMAP : ReleaseSteps.LOCK_FOR_UNMAP;
    }
    if (regbuf.attachment().isDefined()) {
      return ReleaseSteps.DETACH;
    }
    if (regbuf.dmabuf().isDefined()) {
      return ReleaseSteps.PUT_DMABUF;
    }
    if (regbuf.deviceHeld()) {
      return ReleaseSteps.PUT_DEVICE;
    }
    return regbuf.targetFile().isDefined() ? ReleaseSteps.PUT_FILE : ReleaseSteps.FREE_REGBUF;
  }
}
