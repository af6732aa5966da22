package io.uring.dmabuf.uring;

import static io.uring.dmabuf.uring.CancelSteps.CANCEL_IN_FLIGHT;
import static io.uring.dmabuf.uring.CancelSteps.CANCEL_NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Guard;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.NoArgs;
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
  private static final RingContextConfig CONFIG = RingContextConfig.of(2, 3);

  /** The steps by which somebody begins, fails or cancels something. */
  private static final Set<String> OTHERS =
      HashSet.of(
          "RegisterSparse",
          "UpdateRefused",
          "StartUpdate",
          "StartRegister",
          "EntryRefused",
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
  private static final List<Choice<RingContext, ?>> ALL =
      RingContextSteps.ALL.flatMap(step -> step.choices(new RingBounds(CONFIG)));

  /** Every step that carries on what has begun. */
  private static final List<Choice<RingContext, ?>> CARRYING_ON =
      ALL.filter(choice ->
          !OTHERS.contains(choice.step().action())
              && !RingContextWalk.isFailure(choice.args())
              && !isFailure(choice.args()));

  @Test
  void theTagOfABufferComesThoughALinkedRequestNamesItsSlot() {
    RingContext emptied = run(linked(2), s -> update(s, 1, BufferKind.EMPTY));
    assertThat(told(emptied)).containsExactly((FIRST_TAG + 1) + "=0");

    RingContext done = issued(ended(emptied, FIRST, 1));
    assertThat(told(done)).containsExactly((FIRST_TAG + 1) + "=0", "1=1", "2=" + EFAULT);
    assertThat(done.queued()).isEmpty();
  }

  @Test
  void aLinkedRequestUsesTheBufferThatIsInItsSlotWhenItIsIssued() {
    RingContext replaced = run(linked(2), s -> update(s, 1, BufferKind.PAGES));
    RingContext issued = issued(ended(replaced, FIRST, 1));
    assertThat(issued.request(SECOND).state()).isEqualTo(State.IN_FLIGHT);
    assertThat(tagOfBuffer(issued, SECOND)).contains(CompletionQueue.userDataOfTag(3));
  }

  @Test
  void whatIsBehindAFailureIsCancelledOneAfterTheOther() {
    RingContext failed = ended(linked(3), FIRST, -Errno.EIO.number());
    assertThat(failed.isQueuedFor(SECOND, Issuer.TASK_WORK)).isFalse();
    RingContext second = run(failed, taskWork(SECOND));
    RingContext third = run(second, taskWork(THIRD));
    assertThat(told(third))
        .containsExactly("1=" + -Errno.EIO.number(), "2=" + ECANCELED, "3=" + ECANCELED);
    assertThat(third.nodes().values().map(Node::refs).toList()).containsExactly(1, 1);
  }

  @Test
  void aRequestThatMovedLessThanAllEndsItsChain() {
    RingContext shorter = ended(linked(2), FIRST, 0);
    assertThat(shorter.request(SECOND).result()).contains(ECANCELED);
  }

  @Test
  void aWorkerUsesTheBufferThatIsInTheSlotWhenItBegins() {
    RingContext waiting = async(registered());
    RingContext replaced = run(waiting, s -> update(s, 0, BufferKind.PAGES));
    assertThat(told(replaced)).containsExactly(FIRST_TAG + "=0");
    RingContext bound = WorkerSteps.WORKER_LOOKUP.from(replaced, FIRST).get();
    assertThat(tagOfBuffer(bound, FIRST)).contains(CompletionQueue.userDataOfTag(3));
    assertThat(bound.isAtWorker(FIRST)).isTrue();
    assertThat(CancelSteps.CANCEL_QUEUED.from(bound, FIRST)).isEmpty();

    RingContext emptied = run(bound, s -> update(s, 0, BufferKind.EMPTY));
    assertThat(told(emptied)).containsExactly(FIRST_TAG + "=0");
    RingContext refused =
        WorkerSteps.WORKER_IMPORT
            .from(emptied, new WorkerSteps.Imported(FIRST, Import.of(Option.some(Errno.EINVAL))))
            .get();
    RingContext returned = WorkerSteps.WORKER_RETURNS.from(refused, FIRST).get();
    assertThat(told(run(returned, taskWork(FIRST))))
        .containsExactly(FIRST_TAG + "=0", "1=-22", (FIRST_TAG + 2) + "=0");
  }

  @Test
  void aWorkerKeepsTheBufferOfARequestWhoseCompletionIsPosted() {
    RingContext waiting = async(registered());
    RingContext bound = WorkerSteps.WORKER_LOOKUP.from(waiting, FIRST).get();
    RingContext failed =
        WorkerSteps.WORKER_IMPORT
            .from(bound, new WorkerSteps.Imported(FIRST, Import.of(Option.some(Errno.EFAULT))))
            .get();
    RingContext posted = run(failed, taskWork(FIRST));
    assertThat(posted.request(FIRST).state()).isEqualTo(State.POSTED);
    RingContext emptied = run(posted, s -> update(s, 0, BufferKind.EMPTY));
    assertThat(told(emptied)).containsExactly("1=" + EFAULT);
    assertThat(WorkerSteps.START_FREEING.from(emptied, FIRST)).isEmpty();

    RingContext returned = WorkerSteps.WORKER_RETURNS.from(emptied, FIRST).get();
    assertThat(told(returned)).containsExactly("1=" + EFAULT);
    RingContext freed = run(returned, s -> WorkerSteps.START_FREEING.from(s, FIRST));
    assertThat(told(freed)).containsExactly("1=" + EFAULT, FIRST_TAG + "=0");
    assertThat(freed.request(FIRST).state()).isEqualTo(State.COMPLETE);
  }

  @Test
  void aRequestThatNoWorkerHasBegunIsCancelledWithoutALookAtItsSlot() {
    RingContext waiting = async(registered());
    RingContext cancelled = CancelSteps.CANCEL_QUEUED.from(waiting, FIRST).get();
    assertThat(cancelled.nodes()).isEqualTo(waiting.nodes());
    assertThat(WorkerSteps.WORKER_LOOKUP.from(cancelled, FIRST)).isEmpty();
    assertThat(told(run(cancelled, taskWork(FIRST)))).containsExactly("1=" + ECANCELED);
  }

  @Test
  void aLinkedRequestIsFoundByNoCancellationUntilItIsIssued() {
    RingContext chain = linked(2);
    assertThat(CANCEL_NOT_FOUND.from(chain, SECOND)).contains(chain);
    assertThat(CancelSteps.CANCEL_QUEUED.from(chain, SECOND)).isEmpty();
    assertThat(CANCEL_IN_FLIGHT.from(chain, SECOND)).isEmpty();
    assertThat(CANCEL_NOT_FOUND.from(chain, FIRST)).isEmpty();
    RingContext settled = ended(chain, FIRST, 1);
    assertThat(CANCEL_NOT_FOUND.from(settled, SECOND)).contains(settled);
    RingContext issued = issued(settled);
    assertThat(CANCEL_NOT_FOUND.from(issued, SECOND)).isEmpty();
    assertThat(CANCEL_IN_FLIGHT.from(issued, SECOND)).isNotEmpty();
  }

  @Test
  void aCancelledRequestReleasesTheBufferThatItWasTheLastToUse() {
    RingContext waiting = run(registered(), s -> submit(s, true));
    RingContext emptied = run(waiting, s -> update(s, 0, BufferKind.EMPTY));
    assertThat(told(emptied)).isEmpty();
    RingContext cancelled = CANCEL_IN_FLIGHT.from(emptied, FIRST).get();
    assertThat(told(run(cancelled, taskWork(FIRST))))
        .containsExactly("1=" + ECANCELED, FIRST_TAG + "=0");
  }

  @Test
  void aHeadWithAClosedFileCancelsWhatIsBehindIt() {
    RingContext head = submit(registered(), false).get();
    RingContext linked = behind(head, false);
    RingContext cancelled = RUNNER.finish(linked, res -> res > 0).get();
    assertThat(cancelled.request(SECOND).result()).contains(ECANCELED);
  }

  @Test
  void aHardLinkedRequestIsIssuedWhateverItsHeadCameTo() {
    RingContext failed = ended(chained(List.of(true, false)), FIRST, -Errno.EIO.number());
    assertThat(failed.isQueuedFor(SECOND, Queued.Issuer.TASK_WORK)).isTrue();
    assertThat(failed.isBehind(THIRD)).isTrue();
    assertThat(tagOfBuffer(issued(failed), SECOND)).isNotEmpty();
  }

  @Test
  void aChainThatBreaksBreaksToItsEndWhateverLinksItHas() {
    RingContext failed = ended(chained(List.of(false, true)), FIRST, -Errno.EIO.number());
    assertThat(failed.request(SECOND).result()).contains(ECANCELED);
    assertThat(run(failed, taskWork(SECOND)).request(THIRD).result()).contains(ECANCELED);
  }

  @Test
  void aDyingRingEndsWhatItsWorkersHaveNotBegunWith() {
    RingContext dying = closed(async(registered()));
    assertThat(CancelSteps.CANCEL_QUEUED.from(dying, FIRST)).isEmpty();
    assertThat(submit(dying, true)).isEmpty();
    assertThat(update(dying, 0, BufferKind.EMPTY)).isEmpty();
    RingContext cancelled = ExitSteps.EXIT_CANCELS.from(dying, FIRST).get();
    assertThat(WorkerSteps.WORKER_LOOKUP.from(cancelled, FIRST)).isEmpty();
    RingContext done = run(cancelled, taskWork(FIRST));
    assertThat(told(done)).containsExactly("1=" + ECANCELED);
    assertThat(told(freed(done)))
        .containsExactly("1=" + ECANCELED, (FIRST_TAG + 1) + "=0", FIRST_TAG + "=0");
  }

  @Test
  void aWorkerThatIsFasterThanTheExitWorkGoesOn() {
    RingContext dying = closed(async(registered()));
    RingContext bound = WorkerSteps.WORKER_LOOKUP.from(dying, FIRST).get();
    assertThat(ExitSteps.EXIT_CANCELS.from(bound, FIRST)).isEmpty();
    RingContext accepted =
        WorkerSteps.WORKER_IMPORT
            .from(bound, new WorkerSteps.Imported(FIRST, Import.of(Option.none())))
            .get();
    assertThat(WorkerSteps.WORKER_ISSUE_ORDINARY.from(accepted, FIRST)).isNotEmpty();
  }

  @Test
  void aDyingRingIsNotFreedBeforeAWorkerHasPutItsReference() {
    RingContext dying = closed(async(registered()));
    RingContext bound = WorkerSteps.WORKER_LOOKUP.from(dying, FIRST).get();
    RingContext failed =
        WorkerSteps.WORKER_IMPORT
            .from(bound, new WorkerSteps.Imported(FIRST, Import.of(Option.some(Errno.EFAULT))))
            .get();
    RingContext posted = run(failed, taskWork(FIRST));
    assertThat(TeardownSteps.FREE_RING.from(posted, NoArgs.NONE)).isEmpty();
    RingContext returned = WorkerSteps.WORKER_RETURNS.from(posted, FIRST).get();
    assertThat(TeardownSteps.FREE_RING.from(returned, NoArgs.NONE)).isEmpty();
    RingContext over = run(returned, s -> WorkerSteps.START_FREEING.from(s, FIRST));
    assertThat(freed(over).life()).isEqualTo(Life.CLOSED);
  }

  @Test
  void whatIsLinkedToASuccessIsNotIssuedOnADyingRing() {
    RingContext settled = ended(linked(3), FIRST, 1);
    RingContext dying = closed(settled);
    assertThat(LinkSteps.ISSUE_LINKED.from(dying, new LinkSteps.Issued(SECOND, true))).isEmpty();
    RingContext dead = run(dying, s -> ExitSteps.LINK_DIES.from(s, SECOND));
    assertThat(told(run(dead, taskWork(THIRD))))
        .containsExactly("1=1", "2=" + EFAULT, "3=" + ECANCELED);
  }

  @Test
  void whatWaitsInPollIsEndedByTheExitWorkAndByNobodyElse() {
    RingContext dying = closed(run(registered(), s -> submit(s, true)));
    assertThat(CqeSteps.PART_ENDS.from(dying, new CqeSteps.Ended(FIRST, 1))).isEmpty();
    assertThat(TeardownSteps.FREE_RING.from(dying, NoArgs.NONE)).isEmpty();
    RingContext cancelled = ExitSteps.EXIT_CANCELS.from(dying, FIRST).get();
    assertThat(told(run(cancelled, taskWork(FIRST)))).containsExactly("1=" + ECANCELED);
  }

  @Test
  void aCloseWaitsBehindTheCallThatHoldsTheLock() {
    RingContext updating = update(registered(), 0, BufferKind.PAGES).get();
    assertThat(TeardownSteps.CLOSE_RING.from(updating, NoArgs.NONE)).isEmpty();
  }

  @Property(tries = 200)
  @StatisticsReport(StatisticsReportMode.OFF)
  void everyRunKeepsTheLawsAndNothingIsForgottenInTheEnd(@ForAll("choices") List<Integer> choices) {
    RingContext state = registered();
    int most = 0;
    boolean bound = false;
    for (int choice : choices) {
      state = oneOf(state, steps(choice), choice);
      assertThat(RingContextAudit.audit(state)).isEmpty();
      RingContext now = state;
      most = Math.max(most, state.queued().size());
      bound |= List.rangeClosed(1, CONFIG.requests()).map(RequestId::of).exists(now::isAtWorker);
    }
    RingContextWalk.often("two requests are queued", most > 1, 40);
    RingContextWalk.often("a worker has taken its node", bound, 1);
    RingContext last = state;
    do {
      state = last;
      last = oneOf(state, CARRYING_ON, 0);
    } while (!last.equals(state));
    assertThat(state.queued()).isEmpty();
    assertThat(state.requests()).isEmpty();
  }

  @Provide
  Arbitrary<List<Integer>> choices() {
    return RingContextWalk.numbers();
  }

  /** Without a guard a step acts on what is there, or on nothing. */
  @Property(tries = 200)
  void aGuardLeftOutNeverMakesAStepThrow(
      @ForAll("guards") Guard<?, ?> guard, @ForAll("choices") List<Integer> choices) {
    Design without = Design.intended().without(guard);
    RingContext start = RingContext.initial(CONFIG.withDesign(without));
    RingContext end =
        choices.foldLeft(start, (state, choice) -> oneOf(state, steps(choice), choice));
    assertThat(end.design()).isSameAs(without);
  }

  @Provide
  Arbitrary<Guard<?, ?>> guards() {
    return Arbitraries.of(
        RingContextSteps.ALL
            .flatMap(step -> step.parts().prepend(step))
            .flatMap(Step::guards)
            .toJavaList());
  }

  /** The steps that a number may take, those that put an issue off three times as often. */
  private static List<Choice<RingContext, ?>> steps(int number) {
    List<Choice<RingContext, ?>> puttingOff =
        ALL.filter(choice ->
            choice.step().equals(LinkSteps.PREPARE_LINKED)
                || choice.step().equals(WorkerSteps.START_ASYNC));
    return ALL.filter(choice -> RingContextWalk.isFor(choice, number))
        .appendAll(puttingOff)
        .appendAll(puttingOff);
  }

  private static boolean isFailure(Object args) {
    return args instanceof LinkSteps.Issued(RequestId req, boolean gotFile) && !gotFile
        || args instanceof WorkerSteps.Imported(RequestId r, Import what)
            && what instanceof Import.Refused;
  }

  private static RingContext oneOf(
      RingContext state, List<Choice<RingContext, ?>> steps, int choice) {
    List<RingContext> next =
        steps.flatMap(step -> Option.of(RingContextWalk.tagging(step, state).take(state)));
    return next.isEmpty() ? state : RingContextWalk.pick(next, choice);
  }

  /** A call from its beginning to its end; a request has done all when it moved a byte. */
  private static RingContext run(
      RingContext state, Function<RingContext, Option<RingContext>> call) {
    return RUNNER.finish(call.apply(state).get(), res -> res > 0).get();
  }

  private static Option<RingContext> update(RingContext state, int slot, BufferKind kind) {
    return TableSteps.START_UPDATE.from(
        state, RingContextWalk.update(state, slot, kind, kind != BufferKind.EMPTY));
  }

  private static Option<RingContext> submit(RingContext state, boolean gotFile) {
    return SubmitSteps.START_SUBMIT.from(state, RingContextWalk.submission(state, 0, gotFile));
  }

  private static Function<RingContext, Option<RingContext>> taskWork(RequestId req) {
    return state -> CqeSteps.START_TASK_WORK.from(state, req);
  }

  /** A request in slot 0 for a worker. */
  private static RingContext async(RingContext state) {
    return WorkerSteps.START_ASYNC.from(state, RingContextWalk.read(state, 0)).get();
  }

  /** Two tagged buffers in slots 0 and 1. */
  private static RingContext registered() {
    RingContext empty =
        TableSteps.REGISTER_SPARSE.from(RingContext.initial(CONFIG), CONFIG.slots()).get();
    return run(
        run(empty, s -> update(s, 0, BufferKind.PAGES)), s -> update(s, 1, BufferKind.PAGES));
  }

  /** A chain of so many requests: the first is in flight in slot 0, the others name slot 1. */
  private static RingContext linked(int count) {
    return chained(List.fill(count - 1, false));
  }

  /** The same, link after link. */
  private static RingContext chained(List<Boolean> links) {
    RingContext chain = submit(registered(), true).get();
    for (boolean hard : links) {
      chain = behind(chain, hard);
    }
    return RUNNER.finish(chain, res -> res > 0).get();
  }

  /** A request of a chain after the first one. */
  private static RingContext behind(RingContext chain, boolean hard) {
    return LinkSteps.PREPARE_LINKED
        .from(chain, new Linked(RingContextWalk.read(chain, 1), hard))
        .get();
  }

  /** The request has ended, and its task has completed it. */
  private static RingContext ended(RingContext state, RequestId req, int res) {
    RingContext done = CqeSteps.PART_ENDS.from(state, new CqeSteps.Ended(req, res)).get();
    return run(done, taskWork(req));
  }

  /** The ring is dying. */
  private static RingContext closed(RingContext state) {
    return TeardownSteps.CLOSE_RING.from(state, NoArgs.NONE).get();
  }

  /** Its exit work has given back the table. */
  private static RingContext freed(RingContext state) {
    return run(state, s -> TeardownSteps.FREE_RING.from(s, NoArgs.NONE));
  }

  private static RingContext issued(RingContext state) {
    return run(state, s -> LinkSteps.ISSUE_LINKED.from(s, new LinkSteps.Issued(SECOND, true)));
  }

  /** The tag of the buffer that a request uses. */
  private static Option<Long> tagOfBuffer(RingContext state, RequestId req) {
    return state.request(req).node().map(state::node).flatMap(Node::tag);
  }

  private static List<String> told(RingContext state) {
    return List.ofAll(state.completions().entries().map(cqe -> cqe.userData() + "=" + cqe.res()));
  }
}
