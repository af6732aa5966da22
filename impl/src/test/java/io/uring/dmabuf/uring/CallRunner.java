package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.InRing;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.function.Function;
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

  private final Function<NodeId, Option<Errno>> importOf;

  /**
   * A runner of calls.
   *
   * @param importOf what the import of the range that the submission names answers on a node: the
   *     errno that refuses it, or none
   */
  public CallRunner(Function<NodeId, Option<Errno>> importOf) {
    this.importOf = importOf;
  }

  /**
   * The state when the call has returned; the step that it cannot take, where it cannot go on.
   *
   * @param all whether a request with this result did all that it was asked for, so that the one
   *     that is linked to it goes on
   */
  public Either<String, RingContext> finish(RingContext from, IntPredicate all) {
    return finish(from, RingContext::lockIsFree, state -> step(state, all));
  }

  /** The same for a call at one of several rings, a clone among others; no request is linked. */
  public Either<String, Rings> finish(Rings from, RingId ctx) {
    return finish(from, state -> state.get(ctx).lockIsFree(), state -> step(state, ctx));
  }

  private static <S> Either<String, S> finish(
      S from, Predicate<S> returned, Function<S, Either<String, S>> nextStep) {
    Either<String, S> state = Either.right(from);
    for (int i = 0; i < MAX_STEPS; i++) {
      if (state.isLeft() || returned.test(state.get())) {
        return state;
      }
      state = state.flatMap(nextStep);
    }
    return Either.left(DropSteps.RETURN.action());
  }

  private Either<String, RingContext> step(RingContext state, IntPredicate all) {
    Option<RequestId> tail = state.toSettle();
    return tail.isDefined()
        ? taken(
            LinkSteps.LINK_SETTLED,
            state,
            new LinkSteps.Settled(tail.get(), state.resultOfCall().exists(all::test)))
        : step(state);
  }

  private Either<String, Rings> step(Rings state, RingId ctx) {
    return RingsSteps.isInstalling(state.get(ctx))
        ? taken(RingsSteps.INSTALL_CLONE, state, new InRing<>(ctx, NoArgs.NONE))
        : step(state.get(ctx)).map(next -> state.with(ctx, next));
  }

  private Either<String, RingContext> step(RingContext table) {
    return dropsDeadNode(table)
        ? Either.right(table.withCall(table.call().withDrop(Option.none())))
        : next(table)
            .toEither("a step of a dma-buf registration")
            .flatMap(choice -> taken(choice, table));
  }

  /**
   * Whether the call is to drop a node that is gone, as only a design that is wrong can make it:
   * there is nothing to drop, and the call goes on.
   */
  private static boolean dropsDeadNode(RingContext table) {
    return !table.design().isIntended()
        && table.call().drop().exists(drop -> !table.nodes().has(drop.node()));
  }

  private static <A> Either<String, RingContext> taken(
      Choice<RingContext, A> choice, RingContext table) {
    return taken(choice.step(), table, choice.args());
  }

  private static <S extends Designed, A> Either<String, S> taken(Step<S, A> step, S state, A args) {
    return step.from(state, args).toEither(step.action());
  }

  /** The step that the call in progress takes next; none if it is not one for ordinary buffers. */
  private Option<Choice<RingContext, ?>> next(RingContext table) {
    return table.call() instanceof Call.Submit submit && table.isAt(SubmitStage.IMPORT)
        ? table
            .requests()
            .get(submit.req())
            .flatMap(Request::node)
            .map(node -> new Choice<>(SubmitSteps.CHECK_IMPORT, Import.of(importOf.apply(node))))
        : Option.of(NextStep.of(table)).map(step -> new Choice<>(step, NoArgs.NONE));
  }
}
