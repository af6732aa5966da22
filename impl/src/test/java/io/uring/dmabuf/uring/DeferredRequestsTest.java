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

class DeferredRequestsTest {
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
  private static final List<Choice<BufferTable, ?>> ALL =
      BufferTableSteps.ALL.flatMap(step -> step.choices(new RingBounds(CONFIG)));

  /** Every step that carries on what has begun. */
  private static final List<Choice<BufferTable, ?>> CARRYING_ON =
      ALL.filter(choice ->
          !OTHERS.contains(choice.step().action())
              && !BufferTableWalk.isFailure(choice.args())
              && !isFailure(choice.args()));

  @Test
  void theTagOfABufferComesThoughALinkedRequestNamesItsSlot() {
    BufferTable emptied = run(linked(2), s -> update(s, 1, BufferKind.EMPTY));
    assertThat(told(emptied)).containsExactly((FIRST_TAG + 1) + "=0");

    BufferTable done = issued(ended(emptied, FIRST, 1));
    assertThat(told(done)).containsExactly((FIRST_TAG + 1) + "=0", "1=1", "2=" + EFAULT);
    assertThat(done.queued()).isEmpty();
  }

  @Test
  void aLinkedRequestUsesTheBufferThatIsInItsSlotWhenItIsIssued() {
    BufferTable replaced = run(linked(2), s -> update(s, 1, BufferKind.PAGES));
    BufferTable issued = issued(ended(replaced, FIRST, 1));
    assertThat(issued.request(SECOND).state()).isEqualTo(State.IN_FLIGHT);
    assertThat(tagOfBuffer(issued, SECOND)).contains(CompletionQueue.userDataOfTag(3));
  }

  @Test
  void whatIsBehindAFailureIsCancelledOneAfterTheOther() {
    BufferTable failed = ended(linked(3), FIRST, -Errno.EIO.number());
    assertThat(failed.isQueuedFor(SECOND, Issuer.TASK_WORK)).isFalse();
    BufferTable second = run(failed, taskWork(SECOND));
    BufferTable third = run(second, taskWork(THIRD));
    assertThat(told(third))
        .containsExactly("1=" + -Errno.EIO.number(), "2=" + ECANCELED, "3=" + ECANCELED);
    assertThat(third.nodes().values().map(Node::refs).toList()).containsExactly(1, 1);
  }

  @Test
  void aRequestThatMovedLessThanAllEndsItsChain() {
    BufferTable shorter = ended(linked(2), FIRST, 0);
    assertThat(shorter.request(SECOND).result()).contains(ECANCELED);
  }

  @Test
  void aWorkerUsesTheBufferThatIsInTheSlotWhenItBegins() {
    BufferTable waiting = async(registered());
    BufferTable replaced = run(waiting, s -> update(s, 0, BufferKind.PAGES));
    assertThat(told(replaced)).containsExactly(FIRST_TAG + "=0");
    BufferTable bound = WorkerSteps.WORKER_LOOKUP.from(replaced, FIRST).get();
    assertThat(tagOfBuffer(bound, FIRST)).contains(CompletionQueue.userDataOfTag(3));
    assertThat(bound.isAtWorker(FIRST)).isTrue();
    assertThat(CancelSteps.CANCEL_QUEUED.from(bound, FIRST)).isEmpty();

    BufferTable emptied = run(bound, s -> update(s, 0, BufferKind.EMPTY));
    assertThat(told(emptied)).containsExactly(FIRST_TAG + "=0");
    BufferTable refused =
        WorkerSteps.WORKER_IMPORT
            .from(emptied, new WorkerSteps.Imported(FIRST, new Import.Refused(Errno.EINVAL)))
            .get();
    BufferTable returned = WorkerSteps.WORKER_RETURNS.from(refused, FIRST).get();
    assertThat(told(run(returned, taskWork(FIRST))))
        .containsExactly(FIRST_TAG + "=0", "1=-22", (FIRST_TAG + 2) + "=0");
  }

  @Test
  void aWorkerKeepsTheBufferOfARequestWhoseCompletionIsPosted() {
    BufferTable waiting = async(registered());
    BufferTable bound = WorkerSteps.WORKER_LOOKUP.from(waiting, FIRST).get();
    BufferTable failed =
        WorkerSteps.WORKER_IMPORT
            .from(bound, new WorkerSteps.Imported(FIRST, new Import.Refused(Errno.EFAULT)))
            .get();
    BufferTable posted = run(failed, taskWork(FIRST));
    assertThat(posted.request(FIRST).state()).isEqualTo(State.POSTED);
    BufferTable emptied = run(posted, s -> update(s, 0, BufferKind.EMPTY));
    assertThat(told(emptied)).containsExactly("1=" + EFAULT);
    assertThat(WorkerSteps.START_FREEING.from(emptied, FIRST)).isEmpty();

    BufferTable returned = WorkerSteps.WORKER_RETURNS.from(emptied, FIRST).get();
    assertThat(told(returned)).containsExactly("1=" + EFAULT);
    BufferTable freed = run(returned, s -> WorkerSteps.START_FREEING.from(s, FIRST));
    assertThat(told(freed)).containsExactly("1=" + EFAULT, FIRST_TAG + "=0");
    assertThat(freed.request(FIRST).state()).isEqualTo(State.COMPLETE);
  }

  @Test
  void aRequestThatNoWorkerHasBegunIsCancelledWithoutALookAtItsSlot() {
    BufferTable waiting = async(registered());
    BufferTable cancelled = CancelSteps.CANCEL_QUEUED.from(waiting, FIRST).get();
    assertThat(cancelled.nodes()).isEqualTo(waiting.nodes());
    assertThat(WorkerSteps.WORKER_LOOKUP.from(cancelled, FIRST)).isEmpty();
    assertThat(told(run(cancelled, taskWork(FIRST)))).containsExactly("1=" + ECANCELED);
  }

  @Test
  void aLinkedRequestIsFoundByNoCancellationUntilItIsIssued() {
    BufferTable chain = linked(2);
    assertThat(CANCEL_NOT_FOUND.from(chain, SECOND)).contains(chain);
    assertThat(CancelSteps.CANCEL_QUEUED.from(chain, SECOND)).isEmpty();
    assertThat(CANCEL_IN_FLIGHT.from(chain, SECOND)).isEmpty();
    assertThat(CANCEL_NOT_FOUND.from(chain, FIRST)).isEmpty();
    BufferTable settled = ended(chain, FIRST, 1);
    assertThat(CANCEL_NOT_FOUND.from(settled, SECOND)).contains(settled);
    BufferTable issued = issued(settled);
    assertThat(CANCEL_NOT_FOUND.from(issued, SECOND)).isEmpty();
    assertThat(CANCEL_IN_FLIGHT.from(issued, SECOND)).isNotEmpty();
  }

  @Test
  void aCancelledRequestReleasesTheBufferThatItWasTheLastToUse() {
    BufferTable waiting = run(registered(), s -> submit(s, true));
    BufferTable emptied = run(waiting, s -> update(s, 0, BufferKind.EMPTY));
    assertThat(told(emptied)).isEmpty();
    BufferTable cancelled = CANCEL_IN_FLIGHT.from(emptied, FIRST).get();
    assertThat(told(run(cancelled, taskWork(FIRST))))
        .containsExactly("1=" + ECANCELED, FIRST_TAG + "=0");
  }

  @Test
  void aHeadWithAClosedFileCancelsWhatIsBehindIt() {
    BufferTable head = submit(registered(), false).get();
    BufferTable linked = LinkSteps.PREPARE_LINKED.from(head, BufferTableWalk.read(head, 1)).get();
    BufferTable cancelled = RUNNER.finish(linked, res -> res > 0).get();
    assertThat(cancelled.request(SECOND).result()).contains(ECANCELED);
  }

  @Property(tries = 200)
  @StatisticsReport(StatisticsReportMode.OFF)
  void everyRunKeepsTheLawsAndNothingIsForgottenInTheEnd(@ForAll("choices") List<Integer> choices) {
    BufferTable state = registered();
    int most = 0;
    boolean bound = false;
    for (int choice : choices) {
      state = oneOf(state, steps(choice), choice);
      assertThat(BufferTableAudit.audit(state)).isEmpty();
      BufferTable now = state;
      most = Math.max(most, state.queued().size());
      bound |= List.rangeClosed(1, CONFIG.requests()).map(RequestId::of).exists(now::isAtWorker);
    }
    BufferTableWalk.often("two requests are queued", most > 1, 40);
    BufferTableWalk.often("a worker has taken its node", bound, 2);
    BufferTable last = state;
    do {
      state = last;
      last = oneOf(state, CARRYING_ON, 0);
    } while (!last.equals(state));
    assertThat(state.queued()).isEmpty();
    assertThat(state.requests()).isEmpty();
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
    BufferTable start = BufferTable.initial(CONFIG.withDesign(without));
    BufferTable end =
        choices.foldLeft(start, (state, choice) -> oneOf(state, steps(choice), choice));
    assertThat(end.design()).isSameAs(without);
  }

  @Provide
  Arbitrary<Guard<?, ?>> guards() {
    return Arbitraries.of(
        BufferTableSteps.ALL
            .flatMap(step -> step.parts().prepend(step))
            .flatMap(Step::guards)
            .toJavaList());
  }

  /** The steps that a number may take, those that put an issue off three times as often. */
  private static List<Choice<BufferTable, ?>> steps(int number) {
    List<Choice<BufferTable, ?>> puttingOff =
        ALL.filter(choice ->
            choice.step().equals(LinkSteps.PREPARE_LINKED)
                || choice.step().equals(WorkerSteps.START_ASYNC));
    return ALL.filter(choice -> BufferTableWalk.isFor(choice, number))
        .appendAll(puttingOff)
        .appendAll(puttingOff);
  }

  private static boolean isFailure(Object args) {
    return args instanceof LinkSteps.Issued(RequestId req, boolean gotFile) && !gotFile
        || args instanceof WorkerSteps.Imported(RequestId r, Import what)
            && what instanceof Import.Refused;
  }

  private static BufferTable oneOf(
      BufferTable state, List<Choice<BufferTable, ?>> steps, int choice) {
    List<BufferTable> next =
        steps.flatMap(step -> Option.of(BufferTableWalk.tagging(step, state).take(state)));
    return next.isEmpty() ? state : BufferTableWalk.pick(next, choice);
  }

  /** A call from its beginning to its end; a request has done all when it moved a byte. */
  private static BufferTable run(
      BufferTable state, Function<BufferTable, Option<BufferTable>> call) {
    return RUNNER.finish(call.apply(state).get(), res -> res > 0).get();
  }

  private static Option<BufferTable> update(BufferTable state, int slot, BufferKind kind) {
    return TableSteps.START_UPDATE.from(
        state, BufferTableWalk.update(state, slot, kind, kind != BufferKind.EMPTY));
  }

  private static Option<BufferTable> submit(BufferTable state, boolean gotFile) {
    return SubmitSteps.START_SUBMIT.from(state, BufferTableWalk.submission(state, 0, gotFile));
  }

  private static Function<BufferTable, Option<BufferTable>> taskWork(RequestId req) {
    return state -> CqeSteps.START_TASK_WORK.from(state, req);
  }

  /** A request in slot 0 for a worker. */
  private static BufferTable async(BufferTable state) {
    return WorkerSteps.START_ASYNC.from(state, BufferTableWalk.read(state, 0)).get();
  }

  /** Two tagged buffers in slots 0 and 1. */
  private static BufferTable registered() {
    BufferTable empty =
        TableSteps.REGISTER_SPARSE.from(BufferTable.initial(CONFIG), CONFIG.slots()).get();
    return run(
        run(empty, s -> update(s, 0, BufferKind.PAGES)), s -> update(s, 1, BufferKind.PAGES));
  }

  /** A chain of so many requests: the first is in flight in slot 0, the others name slot 1. */
  private static BufferTable linked(int count) {
    BufferTable chain = submit(registered(), true).get();
    for (int i = 1; i < count; i++) {
      chain = LinkSteps.PREPARE_LINKED.from(chain, BufferTableWalk.read(chain, 1)).get();
    }
    return RUNNER.finish(chain, res -> res > 0).get();
  }

  /** The request has ended, and its task has completed it. */
  private static BufferTable ended(BufferTable state, RequestId req, int res) {
    BufferTable done = CqeSteps.PART_ENDS.from(state, new CqeSteps.Ended(req, res)).get();
    return run(done, taskWork(req));
  }

  private static BufferTable issued(BufferTable state) {
    return run(state, s -> LinkSteps.ISSUE_LINKED.from(s, new LinkSteps.Issued(SECOND, true)));
  }

  /** The tag of the buffer that a request uses. */
  private static Option<Long> tagOfBuffer(BufferTable state, RequestId req) {
    return state.request(req).node().map(state::node).flatMap(Node::tag);
  }

  private static List<String> told(BufferTable state) {
    return List.ofAll(state.completions().entries().map(cqe -> cqe.userData() + "=" + cqe.res()));
  }
}
