package io.uring.dmabuf.uring;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.dma.Event;
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

  @Test
  void theTagComesWithTheLastRequestNotWithTheSlot() {
    BufferTable inFlight =
        submitted(registered(BufferTableConfig.of(1, 1), BufferKind.DMABUF, true));
    BufferTable emptied =
        BufferTableWalk.update(0, BufferKind.EMPTY, false)
            .on(inFlight)
            .map(BufferTableTest::carriedOn)
            .get();
    assertThat(emptied.nodeIn(0)).isEmpty();
    assertThat(emptied.completions().count(FIRST_TAG)).isZero();
    assertThat(emptied.nodes()).hasSize(1);

    BufferTable done = BufferTableWalk.settled(emptied);
    assertThat(done.completions().count(FIRST_TAG)).isEqualTo(1);
    assertThat(done.nodes()).isEmpty();
    assertThat(done.imus()).isEmpty();
  }

  @Test
  void aRequestOnAnEmptySlotCompletesWithEfaultAndHoldsNothing() {
    BufferTable start = BufferTable.initial(BufferTableConfig.of(1, 1)).registerSparse().get();
    BufferTable posted =
        start
            .startSubmit(0, Op.READ_FIXED, 1, ByteRange.WELL_FORMED, true)
            .flatMap(BufferTable::lookupNode)
            .flatMap(BufferTable::postCqe)
            .get();
    assertThat(posted.completions().entries()).containsExactly(new Cqe(1, -14));
    assertThat(posted.events()).containsExactly(new Event.CqePosted(1, -14));
    assertThat(carriedOn(posted).requests().get(1).get().state()).isEqualTo(State.COMPLETE);
  }

  @Test
  void aRegistrationThatFailsReturnsTheErrnoOfItsStepAndKeepsNothing() {
    BufferTable start = BufferTable.initial(BufferTableConfig.of(1, 1)).registerSparse().get();
    for (UpdateStage stage : UpdateStage.values()) {
      if (!stage.isInjectable()) {
        continue;
      }
      UpdateArgs args =
          new UpdateArgs(
              0, BufferKind.DMABUF, Option.some(1), Option.some(1), true, Option.some(stage));
      BufferTable stuck = carriedOn(start.startUpdate(args).get());
      assertThat(stuck.isAt(stage)).as(stage.name()).isTrue();
      BufferTable unwound = stuck.fail().flatMap(BufferTable::unwound).get();
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
    BufferTable closed = BufferTableWalk.settled(table.closeRing().get());
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
    BufferTableWalk.often(
        "an old node is in flight",
        run.exists(table -> table.nodes().exists(node -> isOldAndUsed(table, node._1))),
        25);
  }

  private static boolean isOldAndUsed(BufferTable table, int node) {
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
    BufferTable end = table.startUnregister().map(BufferTableWalk::settled).getOrElse(table);
    assertThat(end.nodes()).isEmpty();
    assertThat(end.imus()).isEmpty();
    assertThat(end.requests()).isEmpty();
    BufferTableWalk.often("the ring is open", end.open(), 60);
    BufferTableWalk.often("tags were given", end.tagsGiven() > 1, 60);
    if (end.open()) {
      assertThat(end.completions().entries().map(Cqe::userData).sorted())
          .isEqualTo(
              List.rangeClosed(1, end.tagsGiven()).map(CompletionQueue::userDataOfTag).toVector());
    }
  }

  @Provide
  Arbitrary<BufferTableConfig> configs() {
    Arbitrary<Integer> slots = Arbitraries.integers().between(1, 4);
    Arbitrary<Integer> requests = Arbitraries.integers().between(1, 5);
    return net.jqwik.api.Combinators.combine(slots, requests).as(BufferTableConfig::of);
  }

  @Provide
  Arbitrary<List<Integer>> choices() {
    return BufferTableWalk.choices();
  }

  private static BufferTable registered(BufferTableConfig config, BufferKind kind, boolean tagged) {
    return BufferTable.initial(config)
        .registerSparse()
        .flatMap(table -> BufferTableWalk.update(0, kind, tagged).on(table))
        .map(BufferTableTest::carriedOn)
        .get();
  }

  private static BufferTable submitted(BufferTable table) {
    return carriedOn(table.startSubmit(0, Op.READ_FIXED, 1, ByteRange.WELL_FORMED, true).get());
  }

  /** The call in progress, as far as it comes without failing. */
  private static BufferTable carriedOn(BufferTable start) {
    BufferTable table = start;
    while (!table.lockIsFree()) {
      BufferTable now = table;
      Option<BufferTable> next =
          BufferTableWalk.successes(now.config())
              .filter(step -> !step.name().startsWith("done"))
              .filter(step -> !step.name().startsWith("reapCqe"))
              .flatMap(step -> step.on(now))
              .headOption();
      if (next.isEmpty()) {
        return now;
      }
      table = next.get();
    }
    return table;
  }
}
