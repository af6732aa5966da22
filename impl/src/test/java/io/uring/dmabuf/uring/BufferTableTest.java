package io.uring.dmabuf.uring;

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

class BufferTableTest {
  private static final long FIRST_TAG = CompletionQueue.userDataOfTag(1);

  /** What is no step of the call that holds the lock. */
  private static final List<Step<BufferTable, ?>> OF_OTHERS =
      List.of(CqeSteps.PART_ENDS, CqeSteps.START_TASK_WORK, CqeSteps.REAP_CQE);

  @Test
  void theTagComesWithTheLastRequestNotWithTheSlot() {
    BufferTable inFlight =
        submitted(registered(BufferTableConfig.of(1, 1), BufferKind.DMABUF, true));
    BufferTable emptied =
        TableSteps.START_UPDATE
            .from(inFlight, BufferTableWalk.update(inFlight, 0, BufferKind.EMPTY, false))
            .map(BufferTableTest::carriedOn)
            .get();
    assertThat(emptied.nodeIn(SlotId.of(0))).isEmpty();
    assertThat(emptied.completions().count(FIRST_TAG)).isZero();
    assertThat(emptied.nodes()).hasSize(1);

    BufferTable done = BufferTableWalk.settled(emptied);
    assertThat(done.completions().count(FIRST_TAG)).isEqualTo(1);
    assertThat(done.nodes()).isEmpty();
    assertThat(done.imus()).isEmpty();
  }

  @Test
  void aRequestOnAnEmptySlotCompletesWithEfaultAndHoldsNothing() {
    BufferTable empty = sparse(BufferTableConfig.of(1, 1));
    BufferTable looked =
        SubmitSteps.START_SUBMIT
            .from(empty, BufferTableWalk.submission(empty, 0, true))
            .flatMap(table -> SubmitSteps.LOOKUP_NODE.from(table, NoArgs.NONE))
            .get();
    BufferTable posted = CqeSteps.POST_CQE.from(looked, NoArgs.NONE).get();
    assertThat(posted.completions().entries()).containsExactly(new Cqe(1, -14));
    assertThat(CqeSteps.POST_CQE.events(looked, NoArgs.NONE, posted))
        .containsExactly(new Event.CqePosted(RequestId.of(1), -14));
    assertThat(carriedOn(posted).requests().get(RequestId.of(1)).get().state())
        .isEqualTo(State.COMPLETE);
  }

  @Test
  void aRegistrationThatFailsReturnsTheErrnoOfItsStepAndKeepsNothing() {
    BufferTable start = sparse(BufferTableConfig.of(1, 1));
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
      BufferTable stuck = carriedOn(TableSteps.START_UPDATE.from(start, args).get());
      assertThat(stuck.isAt(stage)).as(stage.name()).isTrue();
      BufferTable unwound =
          TableSteps.FAIL
              .from(stuck, NoArgs.NONE)
              .flatMap(failed -> TableSteps.UNWOUND.from(failed, NoArgs.NONE))
              .get();
      assertThat(((Call.Update) unwound.call()).error()).isEqualTo(stage.errno());
      assertThat(carriedOn(unwound)).isEqualTo(start);
    }
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
  void aClosedRingDropsTagsAndKeepsNothing() {
    BufferTable table = registered(BufferTableConfig.of(2, 1), BufferKind.PAGES, true);
    BufferTable closed =
        BufferTableWalk.settled(TeardownSteps.CLOSE_RING.from(table, NoArgs.NONE).get());
    assertThat(closed.table()).isEmpty();
    assertThat(closed.nodes()).isEmpty();
    assertThat(closed.completions().entries()).isEmpty();
  }

  @Property(tries = 300)
  @StatisticsReport(StatisticsReportMode.OFF)
  void everyRunKeepsTheStructuralLaws(
      @ForAll("configs") BufferTableConfig config, @ForAll("choices") List<Integer> choices) {
    List<BufferTable> run =
        choices.scanLeft(
            BufferTable.initial(config), (table, c) -> BufferTableWalk.run(table, List.of(c)));
    run.forEach(table -> assertThat(BufferTableAudit.audit(table)).isEmpty());
    run.zip(run.tail())
        .filter(step -> step._2.open())
        .forEach(step ->
            assertThat(BufferTableWalk.tags(step._2)).containsAll(BufferTableWalk.tags(step._1)));
    BufferTableWalk.often(
        "an old node is in flight",
        run.exists(table -> table.nodes().ids().exists(node -> isOldAndUsed(table, node))),
        25);
  }

  private static boolean isOldAndUsed(BufferTable table, NodeId node) {
    return table.table().exists(slots -> !slots.nodes().exists(n -> n.contains(node)))
        && table
            .requests()
            .values()
            .exists(r -> r.state() == State.IN_FLIGHT && r.node().contains(node));
  }

  @Property(tries = 300)
  @StatisticsReport(StatisticsReportMode.OFF)
  void afterTheTableIsGoneEveryTagWasPostedOnceAndNothingIsLeft(
      @ForAll("configs") BufferTableConfig config, @ForAll("choices") List<Integer> choices) {
    BufferTable table =
        BufferTableWalk.settled(BufferTableWalk.run(BufferTable.initial(config), choices));
    BufferTable end =
        TeardownSteps.START_UNREGISTER
            .from(table, NoArgs.NONE)
            .map(BufferTableWalk::settled)
            .getOrElse(table);
    assertThat(end.nodes()).isEmpty();
    assertThat(end.imus()).isEmpty();
    assertThat(end.requests()).isEmpty();
    BufferTableWalk.often("the ring is open", end.open(), 60);
    if (end.open()) {
      List<Long> posted = end.completions().entries().map(Cqe::userData).toList();
      assertThat(posted).containsAll(BufferTableWalk.tags(table)).doesNotHaveDuplicates();
      BufferTableWalk.often("tags were given", posted.size() > 1, 60);
    }
  }

  @Property(tries = 300)
  void whatAStepTellsIsWhatItPosted(@ForAll("choices") List<Integer> choices) {
    BufferTable before = BufferTableWalk.run(small(Design.intended()), choices);
    for (Choice<BufferTable, ?> step : BufferTableWalk.steps(before.config())) {
      BufferTable after = step.take(before);
      if (after != null && step.step() != CqeSteps.REAP_CQE) {
        assertThat(step.events(before, after).filter(BufferTableTest::isPost))
            .isEqualTo(
                after.completions().postedSince(before.completions()).map(BufferTableTest::event));
      }
    }
  }

  /** Without a guard a step acts on what is there, or on nothing. */
  @Property(tries = 500)
  void aGuardLeftOutNeverMakesAStepThrow(
      @ForAll("guards") Guard<?, ?> guard, @ForAll("choices") List<Integer> choices) {
    BufferTable end = BufferTableWalk.run(small(Design.intended().without(guard)), choices);
    assertThat(end.design().leavesOut(guard)).isTrue();
  }

  @Property(tries = 300)
  void aWrongDecisionNeverMakesAStepThrow(
      @ForAll RequestsDeviation deviation, @ForAll("choices") List<Integer> choices) {
    BufferTable end = BufferTableWalk.run(small(Design.intended().with(deviation)), choices);
    assertThat(end.design().deviates(deviation)).isTrue();
  }

  @Provide
  Arbitrary<Guard<?, ?>> guards() {
    return Arbitraries.of(BufferTableSteps.ALL.flatMap(Step::guards).toJavaList());
  }

  @Provide
  Arbitrary<BufferTableConfig> configs() {
    Arbitrary<Integer> slots = Arbitraries.integers().between(1, 4);
    Arbitrary<Integer> requests = Arbitraries.integers().between(1, 5);
    return net.jqwik.api.Combinators.combine(slots, requests).as(BufferTableConfig::of);
  }

  @Provide
  Arbitrary<List<Integer>> choices() {
    return BufferTableWalk.numbers();
  }

  private static BufferTable registered(BufferTableConfig config, BufferKind kind, boolean tagged) {
    BufferTable empty = sparse(config);
    return TableSteps.START_UPDATE
        .from(empty, BufferTableWalk.update(empty, 0, kind, tagged))
        .map(BufferTableTest::carriedOn)
        .get();
  }

  private static BufferTable submitted(BufferTable table) {
    return carriedOn(
        SubmitSteps.START_SUBMIT.from(table, BufferTableWalk.submission(table, 0, true)).get());
  }

  /** The call in progress, as far as it comes without failing. */
  private static BufferTable carriedOn(BufferTable start) {
    return BufferTableWalk.carriedOn(
        start,
        BufferTableWalk.successes(start.config())
            .filter(choice -> !OF_OTHERS.contains(choice.step())));
  }

  private static BufferTable small(Design design) {
    return BufferTable.initial(BufferTableConfig.of(2, 2).withDesign(design));
  }

  private static BufferTable sparse(BufferTableConfig config) {
    return TableSteps.REGISTER_SPARSE.from(BufferTable.initial(config), config.slots()).get();
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
