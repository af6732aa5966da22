package io.uring.dmabuf.uring;

import io.vavr.control.Option;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * The rest of a call, step after step, until its holder gives {@code uring_lock} back: what one
 * system call does when nobody else moves. Only for ordinary buffers: the steps of a dma-buf
 * registration are taken by the composed system.
 */
public final class CallRunner {
  /** Far more steps than any call has; a call that takes more does not end. */
  private static final int MAX_STEPS = 1 << 20;

  private final IntFunction<Option<Errno>> importOf;

  /**
   * A runner of calls.
   *
   * @param importOf what the import of the range that the submission names answers on a node: the
   *     errno that refuses it, or none
   */
  public CallRunner(IntFunction<Option<Errno>> importOf) {
    this.importOf = importOf;
  }

  /** The state when the call has returned; none when a step of it cannot be taken. */
  public Option<BufferTable> finish(BufferTable from) {
    return finish(from, BufferTable::lockIsFree, this::step);
  }

  /**
   * The same for a table with requests that are not issued yet.
   *
   * @param all whether a request with this result did all that it was asked for, so that the one
   *     that is linked to it goes on
   */
  public Option<DeferredIssue> finish(DeferredIssue from, IntPredicate all) {
    return finish(from, state -> state.table().lockIsFree(), state -> step(state, all));
  }

  /** The same for a call at the ring here of two, a clone among others. */
  public Option<ClonedTables> finish(ClonedTables from) {
    return finish(from, state -> state.here().lockIsFree(), this::step);
  }

  private Option<ClonedTables> step(ClonedTables state) {
    boolean cloned =
        state.here().call() instanceof Call.Clone clone
            && clone.drop().isEmpty()
            && clone.returning();
    return cloned ? state.installClone() : state.onHere(this::step);
  }

  private static <S> Option<S> finish(
      S from, Predicate<S> returned, Function<S, Option<S>> nextStep) {
    Option<S> state = Option.some(from);
    for (int i = 0; i < MAX_STEPS; i++) {
      if (state.forAll(returned)) {
        return state;
      }
      state = state.flatMap(nextStep);
    }
    return Option.none();
  }

  private Option<DeferredIssue> step(DeferredIssue state, IntPredicate all) {
    Option<Integer> tail = state.toSettle();
    return tail.isDefined()
        ? state.linkSettled(tail.get(), state.resultOfCall().exists(all::test))
        : state.onTable(this::step);
  }

  private Option<BufferTable> step(BufferTable table) {
    Option<Drop> drop = table.call().drop();
    if (drop.isDefined()) {
      return switch (drop.get().stage()) {
        case PUT -> table.putNode();
        case POST_TAG ->
            table.dropsSharedImu() ? Option.some(table.droppingShared()) : table.postTag();
        case RELEASE -> table.released();
      };
    }
    return switch (table.call()) {
      case Call.Idle idle -> Option.none();
      case Call.Update update -> step(table, update);
      case Call.Teardown teardown -> teardown.returning() ? table.returns() : table.clearSlot();
      case Call.Submit submit -> step(table, submit);
      case Call.TaskWork work -> step(table, work);
      case Call.Clone clone -> clone.returning() ? Option.none() : table.clearSlot();
      case Call.CloneSource source -> Option.none();
    };
  }

  private static Option<BufferTable> step(BufferTable table, Call.Update update) {
    return switch (update.stage()) {
      case ALLOC_NODE -> table.allocNode();
      case ALLOC_IMU -> table.allocImu();
      case TAKE_SLOT -> table.takeSlot();
      case STORE_NODE -> table.storeNode();
      case UNWIND -> table.unwound();
      case RETURN -> table.returns();
      case ALLOC_REGBUF,
          GET_FILE,
          CHECK_DMA_DEVICE,
          GET_DMA_DEVICE,
          GET_DMABUF,
          ATTACH,
          LOCK_FOR_MAP,
          MAP,
          GET_DEVICE,
          ALLOC_VEC ->
          Option.none();
    };
  }

  private Option<BufferTable> step(BufferTable table, Call.OnRequest carrier) {
    return switch (carrier.stage()) {
      case LOOKUP -> table.lookupNode();
      case IMPORT ->
          table
              .requests()
              .get(carrier.req())
              .flatMap(Request::node)
              .flatMap(node -> table.checkImport(importOf.apply(node)));
      case ORDINARY -> table.issueOrdinary();
      case POST_CQE -> table.postCqe();
      case FREE_REQ -> table.freeReq();
      case RETURN -> table.returns();
      case GET_TAG, ISSUE -> Option.none();
    };
  }
}
