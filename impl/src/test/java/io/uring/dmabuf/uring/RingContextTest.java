package io.uring.dmabuf.uring;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Guard;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Request.State;
import io.vavr.collection.List;
import io.vavr.control.Option;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;
import org.junit.jupiter.api.Test;

class RingContextTest {
  private static final long FIRST_TAG = CompletionQueue.userDataOfTag(1);

  /** What is no step of the call that holds the lock. */
  private static final List<Step<RingContext, ?>> OF_OTHERS =
      List.of(CqeSteps.PART_ENDS, CqeSteps.START_TASK_WORK, CqeSteps.REAP_CQE);

  @Test
  void theTagComesWithTheLastRequestNotWithTheSlot() {
    RingContext inFlight =
        submitted(registered(RingContextConfig.of(1, 1), BufferKind.DMABUF, true));
    RingContext emptied =
        TableSteps.START_UPDATE
            .from(inFlight, RingContextWalk.update(inFlight, 0, BufferKind.EMPTY, false))
            .map(RingContextTest::carriedOn)
            .get();
    assertThat(emptied.nodeIn(SlotId.of(0))).isEmpty();
    assertThat(emptied.completions().count(FIRST_TAG)).isZero();
    assertThat(emptied.nodes()).hasSize(1);

    RingContext done = RingContextWalk.settled(emptied);
    assertThat(done.completions().count(FIRST_TAG)).isEqualTo(1);
    assertThat(done.nodes()).isEmpty();
    assertThat(done.imus()).isEmpty();
  }

  @Test
  void aRequestOnAnEmptySlotCompletesWithEfaultAndHoldsNothing() {
    RingContext empty = sparse(RingContextConfig.of(1, 1));
    RingContext looked =
        SubmitSteps.START_SUBMIT
            .from(empty, RingContextWalk.submission(empty, 0, true))
            .flatMap(table -> SubmitSteps.LOOKUP_NODE.from(table, NoArgs.NONE))
            .get();
    RingContext posted = CqeSteps.POST_CQE.from(looked, NoArgs.NONE).get();
    assertThat(posted.completions().entries()).containsExactly(new Cqe(1, -14));
    assertThat(CqeSteps.POST_CQE.events(looked, NoArgs.NONE, posted))
        .containsExactly(new Event.CqePosted(RequestId.of(1), -14));
    assertThat(carriedOn(posted).requests().get(RequestId.of(1)).get().state())
        .isEqualTo(State.COMPLETE);
  }

  @Test
  void aRegistrationThatFailsReturnsTheErrnoOfItsStepAndKeepsNothing() {
    RingContext start = sparse(RingContextConfig.of(1, 1));
    for (UpdateStage stage : UpdateStage.values()) {
      if (!stage.isInjectable()) {
        continue;
      }
      UpdateArgs args =
          new UpdateArgs(
              SlotId.of(0),
              BufferKind.DMABUF,
              Option.some(FileId.of(1)),
              Option.some(DmabufId.of(1)),
              Option.some(FIRST_TAG),
              Option.some(stage));
      RingContext stuck = carriedOn(TableSteps.START_UPDATE.from(start, args).get());
      assertThat(stuck.isAt(stage)).as(stage.name()).isTrue();
      RingContext unwound =
          TableSteps.FAIL
              .from(stuck, NoArgs.NONE)
              .flatMap(failed -> TableSteps.UNWOUND.from(failed, NoArgs.NONE))
              .get();
      assertThat(((Call.Update) unwound.call()).error()).isEqualTo(stage.errno());
      assertThat(carriedOn(unwound)).isEqualTo(start);
    }
  }

  @Test
  void anUpdateWhoseSecondEntryIsRefusedReturnsOneAndKeepsTheFirst() {
    RingContext start = registered(RingContextConfig.of(2, 1), BufferKind.PAGES, true);
    UpdateArgs first = RingContextWalk.update(start, 0, BufferKind.PAGES, true).in(SlotId.of(0), 2);
    RingContext refused = refusedLater(TableSteps.START_UPDATE.from(start, first).get());
    assertThat(((Call.Update) refused.call()).result()).isEqualTo(1);

    RingContext end = carriedOn(refused);
    assertThat(end.nodeIn(SlotId.of(0)).flatMap(end.nodes()::get).flatMap(Node::tag))
        .contains(CompletionQueue.userDataOfTag(2));
    assertThat(end.nodeIn(SlotId.of(1))).isEmpty();
    assertThat(end.completions().entries()).containsExactly(new Cqe(FIRST_TAG, 0));
  }

  @Test
  void aRegistrationWhoseSecondEntryIsRefusedLeavesNoTableAndPostsNoTag() {
    RingContext start = RingContext.initial(RingContextConfig.of(2, 1));
    UpdateArgs first = RingContextWalk.update(start, 0, BufferKind.PAGES, true).in(SlotId.of(0), 2);
    RingContext refused = refusedLater(TableSteps.START_REGISTER.from(start, first).get());
    assertThat(((Call.Update) refused.call()).result()).isEqualTo(-Errno.EFAULT.number());
    assertThat(refused.nodeIn(SlotId.of(0))).isNotEmpty();

    assertThat(carriedOn(refused)).isEqualTo(start);
  }

  /** The first entry of a call is done, and the next one cannot be copied. */
  private static RingContext refusedLater(RingContext begun) {
    RingContext next = begun;
    while (!next.isAt(UpdateStage.NEXT_ENTRY)) {
      next = requireNonNull(NextStep.of(next)).from(next, NoArgs.NONE).get();
    }
    return TableSteps.ENTRY_REFUSED.from(next, Errno.EFAULT).get();
  }

  @Test
  void theTestsOfAnUpdateComeInTheKernelsOrder() {
    RawUpdate allWrong = new RawUpdate(0xFFFF_FFFFL, 2, true, false);
    assertThat(allWrong.refusal(Option.none())).containsExactly(Errno.EOVERFLOW);
    RawUpdate beyond = new RawUpdate(1, 1, false, false);
    assertThat(beyond.refusal(Option.none())).containsExactly(Errno.ENXIO);
    assertThat(beyond.refusal(Option.some(1))).containsExactly(Errno.EINVAL);
    assertThat(beyond.refusal(Option.some(2))).containsExactly(Errno.EFAULT);
    assertThat(RawUpdate.wellFormed().refusal(Option.some(1))).isEmpty();
  }

  @Test
  void aClosedRingPostsItsTagsToNobodyAndKeepsNothing() {
    RingContext table = registered(RingContextConfig.of(2, 1), BufferKind.PAGES, true);
    RingContext closed =
        RingContextWalk.settled(TeardownSteps.CLOSE_RING.from(table, NoArgs.NONE).get());
    assertThat(closed.table()).isEmpty();
    assertThat(closed.nodes()).isEmpty();
    assertThat(closed.life()).isEqualTo(Life.CLOSED);
    assertThat(closed.completions().entries()).hasSize(1);
  }

  @Property(tries = 120)
  @StatisticsReport(StatisticsReportMode.OFF)
  void everyRunKeepsTheStructuralLaws(
      @ForAll("configs") RingContextConfig config, @ForAll("choices") List<Integer> choices) {
    List<RingContext> run =
        choices.scanLeft(
            RingContext.initial(config), (table, c) -> RingContextWalk.run(table, List.of(c)));
    run.forEach(table -> assertThat(RingContextAudit.audit(table)).isEmpty());
    run.zip(run.tail())
        .filter(step -> step._2.open() && !step._1.isAt(UpdateStage.CLEAR_TAGS))
        .forEach(step ->
            assertThat(RingContextWalk.tags(step._2)).containsAll(RingContextWalk.tags(step._1)));
    RingContextWalk.often(
        "an old node is in flight",
        run.exists(table -> table.nodes().ids().exists(node -> isOldAndUsed(table, node))),
        15);
  }

  private static boolean isOldAndUsed(RingContext table, NodeId node) {
    return table.table().exists(slots -> !slots.nodes().exists(n -> n.contains(node)))
        && table
            .requests()
            .values()
            .exists(r -> r.state() == State.IN_FLIGHT && r.node().contains(node));
  }

  @Property(tries = 120)
  @StatisticsReport(StatisticsReportMode.OFF)
  void afterTheTableIsGoneEveryTagWasPostedOnceAndNothingIsLeft(
      @ForAll("configs") RingContextConfig config, @ForAll("choices") List<Integer> choices) {
    RingContext table =
        RingContextWalk.settled(RingContextWalk.run(RingContext.initial(config), choices));
    RingContext end =
        TeardownSteps.START_UNREGISTER
            .from(table, NoArgs.NONE)
            .map(RingContextWalk::settled)
            .getOrElse(table);
    assertThat(end.nodes()).isEmpty();
    assertThat(end.imus()).isEmpty();
    assertThat(end.requests()).isEmpty();
    RingContextWalk.often("the ring is open", end.open(), 60);
    if (end.open()) {
      List<Long> posted = end.completions().entries().map(Cqe::userData).toList();
      assertThat(posted).containsAll(RingContextWalk.tags(table)).doesNotHaveDuplicates();
      RingContextWalk.often("tags were given", posted.size() > 1, 50);
    }
  }

  @Property(tries = 120)
  void whatAStepTellsIsWhatItPosted(@ForAll("choices") List<Integer> choices) {
    RingContext before = RingContextWalk.run(small(Design.intended()), choices);
    for (Choice<RingContext, ?> step : RingContextWalk.steps(before.config())) {
      RingContext after = step.take(before);
      if (after != null && step.step() != CqeSteps.REAP_CQE) {
        assertThat(step.events(before, after).filter(RingContextTest::isPost))
            .isEqualTo(
                after.completions().postedSince(before.completions()).map(RingContextTest::event));
      }
    }
  }

  /** Without a guard a step acts on what is there, or on nothing. */
  @Property(tries = 120)
  void aGuardLeftOutNeverMakesAStepThrow(
      @ForAll("guards") Guard<?, ?> guard, @ForAll("choices") List<Integer> choices) {
    RingContext end = RingContextWalk.run(small(Design.intended().without(guard)), choices);
    assertThat(end.design().leavesOut(guard)).isTrue();
  }

  @Property(tries = 120)
  void aWrongDecisionNeverMakesAStepThrow(
      @ForAll RequestsDeviation deviation, @ForAll("choices") List<Integer> choices) {
    RingContext end = RingContextWalk.run(small(Design.intended().with(deviation)), choices);
    assertThat(end.design().deviates(deviation)).isTrue();
  }

  @Provide
  Arbitrary<Guard<?, ?>> guards() {
    return Arbitraries.of(RingContextSteps.ALL.flatMap(Step::guards).toJavaList());
  }

  @Provide
  Arbitrary<RingContextConfig> configs() {
    Arbitrary<Integer> slots = Arbitraries.integers().between(1, 4);
    Arbitrary<Integer> requests = Arbitraries.integers().between(1, 5);
    return net.jqwik.api.Combinators.combine(slots, requests).as(RingContextConfig::of);
  }

  @Provide
  Arbitrary<List<Integer>> choices() {
    return RingContextWalk.numbers();
  }

  private static RingContext registered(RingContextConfig config, BufferKind kind, boolean tagged) {
    RingContext empty = sparse(config);
    return TableSteps.START_UPDATE
        .from(empty, RingContextWalk.update(empty, 0, kind, tagged))
        .map(RingContextTest::carriedOn)
        .get();
  }

  private static RingContext submitted(RingContext table) {
    return carriedOn(
        SubmitSteps.START_SUBMIT.from(table, RingContextWalk.submission(table, 0, true)).get());
  }

  /** The call in progress, as far as it comes without failing. */
  private static RingContext carriedOn(RingContext start) {
    return RingContextWalk.carriedOn(
        start,
        RingContextWalk.successes(start.config())
            .filter(choice -> !OF_OTHERS.contains(choice.step())));
  }

  private static RingContext small(Design design) {
    return RingContext.initial(RingContextConfig.of(2, 2).withDesign(design));
  }

  private static RingContext sparse(RingContextConfig config) {
    return TableSteps.REGISTER_SPARSE.from(RingContext.initial(config), config.slots()).get();
  }

  private static boolean isPost(Event event) {
    return event instanceof Event.CqePosted || event instanceof Event.TagPosted;
  }

  private static Event event(Cqe cqe) {
    return cqe.userData() < FIRST_TAG
        ? new Event.CqePosted(RequestId.of((int) cqe.userData()), cqe.res())
        : new Event.TagPosted(cqe.userData());
  }
}
