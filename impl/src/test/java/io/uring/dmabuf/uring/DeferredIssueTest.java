package io.uring.dmabuf.uring;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.Request.State;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Function;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;
import org.junit.jupiter.api.Test;

class DeferredIssueTest {
  private static final int FIRST_TAG = (int) CompletionQueue.userDataOfTag(1);
  private static final int ECANCELED = -Errno.ECANCELED.number();
  private static final int EFAULT = -Errno.EFAULT.number();
  private static final CallRunner RUNNER = new CallRunner(node -> Option.none());
  private static final BufferTableConfig CONFIG = BufferTableConfig.of(2, 3);

  /** Every step that carries on what has begun. */
  private static final List<Function<DeferredIssue, Option<DeferredIssue>>> CARRYING_ON =
      ofTable(BufferTableWalk.successes(CONFIG))
          .appendAll(List.rangeClosed(1, CONFIG.requests()).flatMap(DeferredIssueTest::onRequest))
          .append(DeferredIssue::putNode)
          .append(DeferredIssue::returns);

  /** Every step that a choice may take. */
  private static List<Function<DeferredIssue, Option<DeferredIssue>>> steps(int choice) {
    return ofTable(BufferTableWalk.beginnings(CONFIG).filter(step -> step.isFor(choice)))
        .appendAll(CARRYING_ON)
        .appendAll(List.rangeClosed(1, CONFIG.requests()).flatMap(DeferredIssueTest::ending))
        .appendAll(List.of(0, 1, 0, 1, 0, 1).flatMap(DeferredIssueTest::deferring));
  }

  @Test
  void theTagOfABufferComesThoughALinkedRequestNamesItsSlot() {
    DeferredIssue emptied = run(linked(2), s -> update(s, 1, BufferKind.EMPTY));
    assertThat(told(emptied)).containsExactly((FIRST_TAG + 1) + "=0");

    DeferredIssue done = issued(ended(emptied, 1, 1));
    assertThat(told(done)).containsExactly((FIRST_TAG + 1) + "=0", "1=1", "2=" + EFAULT);
    assertThat(done.queued()).isEmpty();
  }

  @Test
  void aLinkedRequestUsesTheBufferThatIsInItsSlotWhenItIsIssued() {
    DeferredIssue replaced = run(linked(2), s -> update(s, 1, BufferKind.PAGES));
    DeferredIssue issued = issued(ended(replaced, 1, 1));
    assertThat(issued.table().request(2).state()).isEqualTo(State.IN_FLIGHT);
    assertThat(issued.table().request(2).tag()).contains(CompletionQueue.userDataOfTag(3));
  }

  @Test
  void whatIsBehindAFailureIsCancelledOneAfterTheOther() {
    DeferredIssue failed = ended(linked(3), 1, -Errno.EIO.number());
    assertThat(failed.isQueuedFor(2, Issuer.TASK_WORK)).isFalse();
    DeferredIssue second = run(failed, s -> s.onTable(t -> t.startTaskWork(2)));
    DeferredIssue third = run(second, s -> s.onTable(t -> t.startTaskWork(3)));
    assertThat(told(third))
        .containsExactly("1=" + -Errno.EIO.number(), "2=" + ECANCELED, "3=" + ECANCELED);
    assertThat(third.table().nodes().values().map(Node::refs)).containsExactly(1, 1);
  }

  @Test
  void aRequestThatMovedLessThanAllEndsItsChain() {
    DeferredIssue shorter = ended(linked(2), 1, 0);
    assertThat(shorter.table().request(2).result()).contains(ECANCELED);
  }

  @Test
  void aWorkerUsesTheBufferThatIsInTheSlotWhenItBegins() {
    DeferredIssue waiting =
        registered().startAsync(0, Op.READ_FIXED, 1, ByteRange.WELL_FORMED).get();
    DeferredIssue replaced = run(waiting, s -> update(s, 0, BufferKind.PAGES));
    assertThat(told(replaced)).containsExactly(FIRST_TAG + "=0");
    DeferredIssue bound = replaced.workerLookup(1).get();
    assertThat(bound.table().request(1).tag()).contains(CompletionQueue.userDataOfTag(3));
    assertThat(bound.isAtWorker(1)).isTrue();
    assertThat(bound.cancelQueued(1)).isEmpty();

    DeferredIssue emptied = run(bound, s -> update(s, 0, BufferKind.EMPTY));
    assertThat(told(emptied)).containsExactly(FIRST_TAG + "=0");
    DeferredIssue refused = emptied.workerIssue(1, Option.some(Errno.EINVAL)).get();
    assertThat(told(run(refused, s -> s.onTable(t -> t.startTaskWork(1)))))
        .containsExactly(FIRST_TAG + "=0", "1=-22", (FIRST_TAG + 2) + "=0");
  }

  @Test
  void aRequestThatNoWorkerHasBegunIsCancelledWithoutALookAtItsSlot() {
    DeferredIssue waiting =
        registered().startAsync(0, Op.READ_FIXED, 1, ByteRange.WELL_FORMED).get();
    DeferredIssue cancelled = waiting.cancelQueued(1).get();
    assertThat(cancelled.table().nodes()).isEqualTo(waiting.table().nodes());
    assertThat(cancelled.workerLookup(1)).isEmpty();
    assertThat(told(run(cancelled, s -> s.onTable(t -> t.startTaskWork(1)))))
        .containsExactly("1=" + ECANCELED);
  }

  @Test
  void aLinkedRequestIsFoundByNoCancellationUntilItIsIssued() {
    DeferredIssue chain = linked(2);
    assertThat(chain.cancelNotFound(2)).contains(chain);
    assertThat(chain.cancelQueued(2).orElse(chain.cancelInFlight(2))).isEmpty();
    assertThat(chain.cancelNotFound(1)).isEmpty();
    DeferredIssue settled = ended(chain, 1, 1);
    assertThat(settled.cancelNotFound(2)).contains(settled);
    DeferredIssue issued = run(settled, s -> s.issueLinked(2, true));
    assertThat(issued.cancelNotFound(2)).isEmpty();
    assertThat(issued.cancelInFlight(2)).isNotEmpty();
  }

  @Test
  void aCancelledRequestReleasesTheBufferThatItWasTheLastToUse() {
    DeferredIssue waiting = run(registered(), s -> submit(s, true));
    DeferredIssue emptied = run(waiting, s -> update(s, 0, BufferKind.EMPTY));
    assertThat(told(emptied)).isEmpty();
    DeferredIssue cancelled = emptied.cancelInFlight(1).get();
    assertThat(told(run(cancelled, s -> s.onTable(t -> t.startTaskWork(1)))))
        .containsExactly("1=" + ECANCELED, FIRST_TAG + "=0");
  }

  @Test
  void aHeadWithAClosedFileCancelsWhatIsBehindIt() {
    DeferredIssue head = submit(registered(), false).get();
    DeferredIssue linked = head.prepareLinked(1, Op.READ_FIXED, 1, ByteRange.WELL_FORMED).get();
    DeferredIssue cancelled = RUNNER.finish(linked, res -> res > 0).get();
    assertThat(cancelled.table().request(2).result()).contains(ECANCELED);
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
      bound |= List.rangeClosed(1, CONFIG.requests()).exists(now::isAtWorker);
    }
    BufferTableWalk.often("two requests are queued", most > 1, 40);
    BufferTableWalk.often("a worker has taken its node", bound, 4);
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
    return BufferTableWalk.choices();
  }

  private static List<Function<DeferredIssue, Option<DeferredIssue>>> ofTable(
      List<BufferTableWalk.Step> steps) {
    return steps
        .filter(step -> !step.name().equals("putNode") && !step.name().equals("returns"))
        .map(step -> state -> state.onTable(step.step()));
  }

  private static List<Function<DeferredIssue, Option<DeferredIssue>>> onRequest(int req) {
    return List.of(
        state -> state.linkSettled(req, true),
        state -> state.linkSettled(req, false),
        state -> state.issueLinked(req, true),
        state -> state.workerLookup(req),
        state -> state.workerIssue(req, Option.none()));
  }

  private static List<Function<DeferredIssue, Option<DeferredIssue>>> ending(int req) {
    return List.of(
        state -> state.issueLinked(req, false),
        state -> state.workerFindsNoFile(req),
        state -> state.workerIssue(req, Option.some(Errno.EINVAL)),
        state -> state.cancelQueued(req),
        state -> state.cancelInFlight(req));
  }

  private static List<Function<DeferredIssue, Option<DeferredIssue>>> deferring(int slot) {
    return List.of(
        state -> state.prepareLinked(slot, Op.READ_FIXED, 1, ByteRange.WELL_FORMED),
        state -> state.startAsync(slot, Op.WRITE_FIXED, 1, ByteRange.WELL_FORMED));
  }

  private static DeferredIssue oneOf(
      DeferredIssue state, List<Function<DeferredIssue, Option<DeferredIssue>>> steps, int choice) {
    List<DeferredIssue> next = steps.flatMap(step -> step.apply(state));
    return next.isEmpty() ? state : BufferTableWalk.pick(next, choice);
  }

  /** A call from its beginning to its end; a request has done all when it moved a byte. */
  private static DeferredIssue run(
      DeferredIssue state, Function<DeferredIssue, Option<DeferredIssue>> call) {
    return call.apply(state).flatMap(begun -> RUNNER.finish(begun, res -> res > 0)).get();
  }

  private static Option<DeferredIssue> update(DeferredIssue state, int slot, BufferKind kind) {
    return state.onTable(BufferTableWalk.update(slot, kind, kind != BufferKind.EMPTY).step());
  }

  private static Option<DeferredIssue> submit(DeferredIssue state, boolean gotFile) {
    return state.onTable(t -> t.startSubmit(0, Op.READ_FIXED, 1, ByteRange.WELL_FORMED, gotFile));
  }

  /** Two tagged buffers in slots 0 and 1. */
  private static DeferredIssue registered() {
    DeferredIssue empty =
        run(DeferredIssue.initial(CONFIG), s -> s.onTable(BufferTable::registerSparse));
    return run(
        run(empty, s -> update(s, 0, BufferKind.PAGES)), s -> update(s, 1, BufferKind.PAGES));
  }

  /** A chain of so many requests: the first is in flight in slot 0, the others name slot 1. */
  private static DeferredIssue linked(int count) {
    DeferredIssue chain = submit(registered(), true).get();
    for (int i = 1; i < count; i++) {
      chain = chain.prepareLinked(1, Op.READ_FIXED, 1, ByteRange.WELL_FORMED).get();
    }
    return RUNNER.finish(chain, res -> res > 0).get();
  }

  /** The request has ended, and its task has completed it. */
  private static DeferredIssue ended(DeferredIssue state, int req, int res) {
    DeferredIssue done = state.onTable(t -> t.done(req, res)).get();
    return run(done, s -> s.onTable(t -> t.startTaskWork(req)));
  }

  private static DeferredIssue issued(DeferredIssue state) {
    return run(state, s -> s.issueLinked(2, true));
  }

  private static List<String> told(DeferredIssue state) {
    return List.ofAll(
        state.table().completions().entries().map(cqe -> cqe.userData() + "=" + cqe.res()));
  }
}
