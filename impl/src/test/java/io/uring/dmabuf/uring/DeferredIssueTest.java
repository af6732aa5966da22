package io.uring.dmabuf.uring;

import static io.uring.dmabuf.uring.CancelSteps.CANCEL_IN_FLIGHT;
import static io.uring.dmabuf.uring.CancelSteps.CANCEL_NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Guard;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.Request.State;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.control.Option;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;
import org.junit.jupiter.api.Test;

class DeferredIssueTest {
  private static final RequestId FIRST = RequestId.of(1);
  private static final RequestId SECOND = RequestId.of(2);
  private static final RequestId THIRD = RequestId.of(3);
  private static final int FIRST_TAG = (int) CompletionQueue.userDataOfTag(1);
  private static final int ECANCELED = -Errno.ECANCELED.number();
  private static final int EFAULT = -Errno.EFAULT.number();
  private static final CallRunner RUNNER = new CallRunner(node -> Option.none());
  private static final BufferTableConfig CONFIG = BufferTableConfig.of(2, 3);

  /** The steps by which somebody begins, fails or cancels something. */
  private static final Set<String> OTHERS =
      HashSet.of(
          "RegisterSparse",
          "UpdateRefused",
          "StartUpdate",
          "StartUnregister",
          "CloseRing",
          "StartSubmit",
          "PrepareLinked",
          "StartAsync",
          "Fail",
          "WorkerFindsNoFile",
          "CancelQueued",
          "CancelNotFound",
          "CancelInFlight");

  /** Every step that anybody could try. */
  private static final List<Choice<DeferredIssue, ?>> ALL =
      DeferredSteps.ALL.flatMap(step -> step.choices(new RingBounds(CONFIG)));

  /** Every step that carries on what has begun. */
  private static final List<Choice<DeferredIssue, ?>> CARRYING_ON =
      ALL.filter(choice ->
          !OTHERS.contains(choice.step().action())
              && !BufferTableWalk.isFailure(choice.args())
              && !isFailure(choice.args()));

  @Test
  void theTagOfABufferComesThoughALinkedRequestNamesItsSlot() {
    DeferredIssue emptied = run(linked(2), s -> update(s, 1, BufferKind.EMPTY));
    assertThat(told(emptied)).containsExactly((FIRST_TAG + 1) + "=0");

    DeferredIssue done = issued(ended(emptied, FIRST, 1));
    assertThat(told(done)).containsExactly((FIRST_TAG + 1) + "=0", "1=1", "2=" + EFAULT);
    assertThat(done.queued()).isEmpty();
  }

  @Test
  void aLinkedRequestUsesTheBufferThatIsInItsSlotWhenItIsIssued() {
    DeferredIssue replaced = run(linked(2), s -> update(s, 1, BufferKind.PAGES));
    DeferredIssue issued = issued(ended(replaced, FIRST, 1));
    assertThat(issued.table().request(SECOND).state()).isEqualTo(State.IN_FLIGHT);
    assertThat(tagOfBuffer(issued, SECOND)).contains(CompletionQueue.userDataOfTag(3));
  }

  @Test
  void whatIsBehindAFailureIsCancelledOneAfterTheOther() {
    DeferredIssue failed = ended(linked(3), FIRST, -Errno.EIO.number());
    assertThat(failed.isQueuedFor(SECOND, Issuer.TASK_WORK)).isFalse();
    DeferredIssue second = run(failed, taskWork(SECOND));
    DeferredIssue third = run(second, taskWork(THIRD));
    assertThat(told(third))
        .containsExactly("1=" + -Errno.EIO.number(), "2=" + ECANCELED, "3=" + ECANCELED);
    assertThat(third.table().nodes().values().map(Node::refs).toList()).containsExactly(1, 1);
  }

  @Test
  void aRequestThatMovedLessThanAllEndsItsChain() {
    DeferredIssue shorter = ended(linked(2), FIRST, 0);
    assertThat(shorter.table().request(SECOND).result()).contains(ECANCELED);
  }

  @Test
  void aWorkerUsesTheBufferThatIsInTheSlotWhenItBegins() {
    DeferredIssue waiting =
        WorkerSteps.START_ASYNC.from(registered(), BufferTableWalk.read(0)).get();
    DeferredIssue replaced = run(waiting, s -> update(s, 0, BufferKind.PAGES));
    assertThat(told(replaced)).containsExactly(FIRST_TAG + "=0");
    DeferredIssue bound = WorkerSteps.WORKER_LOOKUP.from(replaced, FIRST).get();
    assertThat(tagOfBuffer(bound, FIRST)).contains(CompletionQueue.userDataOfTag(3));
    assertThat(bound.isAtWorker(FIRST)).isTrue();
    assertThat(CancelSteps.CANCEL_QUEUED.from(bound, FIRST)).isEmpty();

    DeferredIssue emptied = run(bound, s -> update(s, 0, BufferKind.EMPTY));
    assertThat(told(emptied)).containsExactly(FIRST_TAG + "=0");
    DeferredIssue refused =
        WorkerSteps.WORKER_ISSUE
            .from(emptied, new WorkerSteps.Imported(FIRST, Option.some(Errno.EINVAL)))
            .get();
    assertThat(told(run(refused, taskWork(FIRST))))
        .containsExactly(FIRST_TAG + "=0", "1=-22", (FIRST_TAG + 2) + "=0");
  }

  @Test
  void aRequestThatNoWorkerHasBegunIsCancelledWithoutALookAtItsSlot() {
    DeferredIssue waiting =
        WorkerSteps.START_ASYNC.from(registered(), BufferTableWalk.read(0)).get();
    DeferredIssue cancelled = CancelSteps.CANCEL_QUEUED.from(waiting, FIRST).get();
    assertThat(cancelled.table().nodes()).isEqualTo(waiting.table().nodes());
    assertThat(WorkerSteps.WORKER_LOOKUP.from(cancelled, FIRST)).isEmpty();
    assertThat(told(run(cancelled, taskWork(FIRST)))).containsExactly("1=" + ECANCELED);
  }

  @Test
  void aLinkedRequestIsFoundByNoCancellationUntilItIsIssued() {
    DeferredIssue chain = linked(2);
    assertThat(CANCEL_NOT_FOUND.from(chain, SECOND)).contains(chain);
    assertThat(CancelSteps.CANCEL_QUEUED.from(chain, SECOND)).isEmpty();
    assertThat(CANCEL_IN_FLIGHT.from(chain, SECOND)).isEmpty();
    assertThat(CANCEL_NOT_FOUND.from(chain, FIRST)).isEmpty();
    DeferredIssue settled = ended(chain, FIRST, 1);
    assertThat(CANCEL_NOT_FOUND.from(settled, SECOND)).contains(settled);
    DeferredIssue issued = issued(settled);
    assertThat(CANCEL_NOT_FOUND.from(issued, SECOND)).isEmpty();
    assertThat(CANCEL_IN_FLIGHT.from(issued, SECOND)).isNotEmpty();
  }

  @Test
  void aCancelledRequestReleasesTheBufferThatItWasTheLastToUse() {
    DeferredIssue waiting = run(registered(), s -> submit(s, true));
    DeferredIssue emptied = run(waiting, s -> update(s, 0, BufferKind.EMPTY));
    assertThat(told(emptied)).isEmpty();
    DeferredIssue cancelled = CANCEL_IN_FLIGHT.from(emptied, FIRST).get();
    assertThat(told(run(cancelled, taskWork(FIRST))))
        .containsExactly("1=" + ECANCELED, FIRST_TAG + "=0");
  }

  @Test
  void aHeadWithAClosedFileCancelsWhatIsBehindIt() {
    DeferredIssue head = submit(registered(), false).get();
    DeferredIssue linked = LinkSteps.PREPARE_LINKED.from(head, BufferTableWalk.read(1)).get();
    DeferredIssue cancelled = RUNNER.finish(linked, res -> res > 0).get();
    assertThat(cancelled.table().request(SECOND).result()).contains(ECANCELED);
  }

  @Property(tries = 200)
  @StatisticsReport(StatisticsReportMode.OFF)
  void everyRunKeepsTheLawsAndNothingIsForgottenInTheEnd(@ForAll("choices") List<Integer> choices) {
    DeferredIssue state = registered();
    int most = 0;
    boolean bound = false;
    for (int choice : choices) {
      state = oneOf(state, steps(choice), choice);
      assertThat(DeferredIssueAudit.audit(state)).isEmpty();
      DeferredIssue now = state;
      most = Math.max(most, state.queued().size());
      bound |= List.rangeClosed(1, CONFIG.requests()).map(RequestId::of).exists(now::isAtWorker);
    }
    BufferTableWalk.often("two requests are queued", most > 1, 40);
    BufferTableWalk.often("a worker has taken its node", bound, 2);
    DeferredIssue last = state;
    do {
      state = last;
      last = oneOf(state, CARRYING_ON, 0);
    } while (!last.equals(state));
    assertThat(state.queued()).isEmpty();
    assertThat(state.table().requests()).isEmpty();
  }

  @Provide
  Arbitrary<List<Integer>> choices() {
    return BufferTableWalk.numbers();
  }

  /** Without a guard a step acts on what is there, or on nothing. */
  @Property(tries = 300)
  void aGuardLeftOutNeverMakesAStepThrow(
      @ForAll("guards") Guard<?, ?> guard, @ForAll("choices") List<Integer> choices) {
    Design without = Design.intended().without(guard);
    DeferredIssue start =
        DeferredIssue.initial(new BufferTableConfig(CONFIG.slots(), CONFIG.requests(), without));
    DeferredIssue end =
        choices.foldLeft(start, (state, choice) -> oneOf(state, steps(choice), choice));
    assertThat(end.design()).isSameAs(without);
  }

  @Provide
  Arbitrary<Guard<?, ?>> guards() {
    return Arbitraries.of(
        DeferredSteps.ALL
            .flatMap(step -> step.parts().prepend(step))
            .flatMap(Step::guards)
            .toJavaList());
  }

  /** The steps that a number may take, those that put an issue off three times as often. */
  private static List<Choice<DeferredIssue, ?>> steps(int number) {
    List<Choice<DeferredIssue, ?>> puttingOff =
        ALL.filter(choice ->
            choice.step().equals(LinkSteps.PREPARE_LINKED)
                || choice.step().equals(WorkerSteps.START_ASYNC));
    return ALL.filter(choice -> BufferTableWalk.isFor(choice, number))
        .appendAll(puttingOff)
        .appendAll(puttingOff);
  }

  private static boolean isFailure(Object args) {
    return args instanceof LinkSteps.Issued(RequestId req, boolean gotFile) && !gotFile
        || args instanceof WorkerSteps.Imported(RequestId r, Option<Errno> refusal)
            && refusal.isDefined();
  }

  private static DeferredIssue oneOf(
      DeferredIssue state, List<Choice<DeferredIssue, ?>> steps, int choice) {
    List<DeferredIssue> next =
        steps.flatMap(step -> Option.of(BufferTableWalk.tagging(step, state.table()).take(state)));
    return next.isEmpty() ? state : BufferTableWalk.pick(next, choice);
  }

  /** A call from its beginning to its end; a request has done all when it moved a byte. */
  private static DeferredIssue run(
      DeferredIssue state, Function<DeferredIssue, Option<DeferredIssue>> call) {
    return RUNNER.finish(call.apply(state).get(), res -> res > 0).get();
  }

  private static <A> Option<DeferredIssue> onTable(
      DeferredIssue state, Step<BufferTable, A> step, A args) {
    return Step.lifting(DeferredIssue.TABLE, step).joined().from(state, args);
  }

  private static Option<DeferredIssue> update(DeferredIssue state, int slot, BufferKind kind) {
    return onTable(
        state,
        TableSteps.START_UPDATE,
        BufferTableWalk.update(state.table(), slot, kind, kind != BufferKind.EMPTY));
  }

  private static Option<DeferredIssue> submit(DeferredIssue state, boolean gotFile) {
    return onTable(state, SubmitSteps.START_SUBMIT, BufferTableWalk.submission(0, gotFile));
  }

  private static Function<DeferredIssue, Option<DeferredIssue>> taskWork(RequestId req) {
    return state -> onTable(state, CqeSteps.START_TASK_WORK, req);
  }

  /** Two tagged buffers in slots 0 and 1. */
  private static DeferredIssue registered() {
    DeferredIssue empty =
        onTable(DeferredIssue.initial(CONFIG), TableSteps.REGISTER_SPARSE, CONFIG.slots()).get();
    return run(
        run(empty, s -> update(s, 0, BufferKind.PAGES)), s -> update(s, 1, BufferKind.PAGES));
  }

  /** A chain of so many requests: the first is in flight in slot 0, the others name slot 1. */
  private static DeferredIssue linked(int count) {
    DeferredIssue chain = submit(registered(), true).get();
    for (int i = 1; i < count; i++) {
      chain = LinkSteps.PREPARE_LINKED.from(chain, BufferTableWalk.read(1)).get();
    }
    return RUNNER.finish(chain, res -> res > 0).get();
  }

  /** The request has ended, and its task has completed it. */
  private static DeferredIssue ended(DeferredIssue state, RequestId req, int res) {
    DeferredIssue done = onTable(state, CqeSteps.DONE, new CqeSteps.Ended(req, res)).get();
    return run(done, taskWork(req));
  }

  private static DeferredIssue issued(DeferredIssue state) {
    return run(state, s -> LinkSteps.ISSUE_LINKED.from(s, new LinkSteps.Issued(SECOND, true)));
  }

  /** The tag of the buffer that a request uses. */
  private static Option<Long> tagOfBuffer(DeferredIssue state, RequestId req) {
    return state.table().request(req).node().map(state.table()::node).flatMap(Node::tag);
  }

  private static List<String> told(DeferredIssue state) {
    return List.ofAll(
        state.table().completions().entries().map(cqe -> cqe.userData() + "=" + cqe.res()));
  }
}
