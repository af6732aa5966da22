package io.uring.dmabuf.system;

import io.uring.dmabuf.dmabuf.RegBuf;
import io.uring.dmabuf.dmabuf.Resv;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.Drop;
import io.uring.dmabuf.uring.UpdateStage;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * The step that the call in progress on a {@link State} takes next: it knows, from how far it has
 * come. A step that cannot be taken yet waits for somebody.
 */
public final class CallInProgress {

  /** The steps that begin a call: they take {@code uring_lock}, which must be free. */
  public static final List<Step<State, ?>> BEGINNINGS =
      List.of(
          RegistrationSteps.REGISTER_SPARSE,
          RegistrationSteps.UPDATE_REFUSED,
          RegistrationSteps.START_UPDATE,
          RegistrationSteps.START_UNREGISTER,
          RegistrationSteps.CLOSE_RING,
          SubmissionSteps.SUBMIT,
          CompletionSteps.START_TASK_WORK);

  /** The steps that only the call in progress takes. */
  public static final List<Step<State, ?>> STEPS =
      RegistrationSteps.ALL
          .appendAll(ReleaseSteps.ALL)
          .appendAll(SubmissionSteps.ALL)
          .appendAll(List.of(CompletionSteps.POST_CQE, CompletionSteps.FREE_REQ))
          .removeAll(BEGINNINGS);

  private CallInProgress() {}

  /** The step; none if nobody holds {@code uring_lock}, or a clone does. */
  static Option<Step<State, NoArgs>> next(State s) {
    Option<Step<State, NoArgs>> step = step(s);
    return step.contains(RegistrationSteps.MAP) && !RegistrationSteps.MAP.isEnabled(s, NoArgs.NONE)
        ? Option.some(RegistrationSteps.MAP_FAILS)
        : step;
  }

  /**
   * The same, but for one thing: where the mapping is made next, {@link RegistrationSteps#MAP} may
   * stand for {@link RegistrationSteps#MAP_FAILS}.
   */
  public static Option<Step<State, NoArgs>> step(State s) {
    Option<Drop> drop = s.table().call().drop();
    if (drop.isDefined()) {
      return Option.some(
          switch (drop.get().stage()) {
            case PUT -> ReleaseSteps.PUT_NODE;
            case POST_TAG -> ReleaseSteps.POST_TAG;
            case RELEASE -> releasing(s, ReleaseSteps.UNPIN_PAGES);
          });
    }
    return switch (s.table().call()) {
      case Call.Idle idle -> Option.none();
      case Call.Clone clone -> Option.none();
      case Call.CloneSource source -> Option.none();
      case Call.Update update ->
          Option.some(s.stepMustFail() ? RegistrationSteps.STEP_FAILS : next(s, update.stage()));
      case Call.Teardown teardown ->
          Option.some(
              teardown.returning() ? RegistrationSteps.RETURN : RegistrationSteps.CLEAR_SLOT);
      case Call.Submit submit -> Option.some(next(submit));
      case Call.TaskWork work -> Option.some(next(work));
    };
  }

  private static Step<State, NoArgs> next(State s, UpdateStage stage) {
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
      case ALLOC_NODE -> RegistrationSteps.ALLOC_NODE;
      case ALLOC_IMU -> RegistrationSteps.ALLOC_IMU;
      case TAKE_SLOT -> RegistrationSteps.TAKE_SLOT;
      case STORE_NODE -> RegistrationSteps.STORE_NODE;
      case UNWIND -> releasing(s, ReleaseSteps.UNWIND_NOTHING);
      case RETURN -> RegistrationSteps.RETURN;
    };
  }

  private static Step<State, NoArgs> next(Call.OnRequest call) {
    return switch (call.stage()) {
      case LOOKUP -> SubmissionSteps.LOOKUP_NODE;
      case IMPORT -> SubmissionSteps.CHECK_IMPORT;
      case ORDINARY -> SubmissionSteps.ISSUE_ORDINARY;
      case GET_TAG -> SubmissionSteps.GET_TAG;
      case ISSUE -> SubmissionSteps.ISSUE_RETURNS;
      case POST_CQE -> CompletionSteps.POST_CQE;
      case FREE_REQ -> CompletionSteps.FREE_REQ;
      case RETURN -> RegistrationSteps.RETURN;
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
