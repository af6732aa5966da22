package io.uring.dmabuf.uring;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.uring.RawClone.Source;
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

class ClonedTablesTest {
  private static final CallRunner RUNNER = new CallRunner(node -> Option.none());
  private static final BufferTableConfig CONFIG = BufferTableConfig.of(3, 2);
  private static final RawClone WHOLE = RawClone.whole(false);
  private static final RawClone REPLACING = RawClone.whole(true);

  /** Every step that a choice may take, at the ring here; and the change of rings. */
  private static List<Function<ClonedTables, Option<ClonedTables>>> steps(int choice) {
    return ofTable(BufferTableWalk.beginnings(CONFIG).filter(step -> step.isFor(choice)))
        .appendAll(ofTable(BufferTableWalk.successes(CONFIG)))
        .appendAll(ranges().map(raw -> state -> state.startClone(raw)))
        .append(ClonedTables::installClone)
        .append(ClonedTables::postTag)
        .append(ClonedTables::keepSharedImu)
        .append(ClonedTables::setRegbuf)
        .appendAll(List.fill(2, () -> ClonedTables::switched));
  }

  @Test
  void aCloneSharesTheMemoryAndNotTheTag() {
    ClonedTables cloned = cloned(registered(0, 2));
    assertThat(cloned.here().nodes().values().map(Node::tag)).containsExactly(none(), none());
    assertThat(cloned.away().nodes().values().map(node -> node.tag().isDefined()))
        .containsExactly(true, true);
    assertThat(cloned.here().imus().values().map(Imu::refs)).containsExactly(2, 2);
    assertThat(cloned.here().nodeIn(1)).isEmpty();
    assertThat(cloned.away().imus()).isSameAs(cloned.here().imus());
  }

  @Test
  void theTagIsPostedWhileARequestOfTheCloneStillUsesTheMemory() {
    ClonedTables reading = submitted(cloned(registered(0)), 0);
    ClonedTables emptied = run(reading.switched().get(), s -> s.onHere(t -> t.startUnregister()));
    assertThat(told(emptied.here())).containsExactly(tag(1) + "=0");
    assertThat(emptied.away().requests().get(1).get().state()).isEqualTo(State.IN_FLIGHT);
    assertThat(emptied.here().imus().values().map(Imu::refs)).containsExactly(1);
  }

  @Test
  void theMemoryGoesWithTheLastNodeOfAllRings() {
    ClonedTables reading = submitted(cloned(registered(0)), 0);
    ClonedTables closed = run(reading.switched().get(), s -> s.onHere(BufferTable::closeRing));
    ClonedTables unregistered =
        run(closed.switched().get(), s -> s.onHere(BufferTable::startUnregister));
    assertThat(unregistered.here().imus()).hasSize(1);

    ClonedTables done = completed(unregistered, 1);
    assertThat(told(done.here())).containsExactly("1=5");
    assertThat(done.here().imus()).isEmpty();
    assertThat(done.here().nodes()).isEmpty();
  }

  @Test
  void aCloneThatReplacesATableDropsItHighestSlotFirstAndKeepsWhatIsInUse() {
    ClonedTables both = registering(registered(0).switched().get(), 0, 1, 2);
    ClonedTables reading = submitted(both, 1);
    ClonedTables replaced = run(reading, s -> s.startClone(REPLACING));
    assertThat(told(replaced.here())).containsExactly(tag(3) + "=0", tag(1) + "=0");
    assertThat(told(completed(replaced, 1).here()))
        .containsExactly(tag(3) + "=0", tag(1) + "=0", "1=5", tag(2) + "=0");
  }

  @Test
  void aPartialCloneKeepsTheSlotsOutsideItsRange() {
    ClonedTables both = registering(registered(0, 1).switched().get(), 0, 1, 2);
    int kept = both.here().nodeIn(0).get();
    ClonedTables cloned = run(both, s -> s.startClone(RawClone.range(0, 1, 2, true)));
    assertThat(told(cloned.here())).containsExactly(tag(3) + "=0", tag(2) + "=0");
    assertThat(cloned.here().nodeIn(0)).contains(kept);
    assertThat(cloned.here().node(kept).refs()).isEqualTo(1);
    assertThat(cloned.here().nodeIn(1).flatMap(cloned.here()::imuOf).map(Imu::refs)).contains(2);
  }

  @Test
  void aPartialCloneIntoNoTableMakesOneThatEndsWithItsRange() {
    ClonedTables cloned =
        run(registered(0, 1).switched().get(), s -> s.startClone(RawClone.range(1, 3, 1, false)));
    assertThat(cloned.here().slots()).contains(4);
    assertThat(List.range(0, 4).filter(slot -> cloned.here().nodeIn(slot).isDefined()))
        .containsExactly(3);
  }

  @Test
  void aCloneHoldsBothLocks() {
    ClonedTables began = registered(0).switched().get().startClone(WHOLE).get();
    assertThat(began.here().lockIsFree()).isFalse();
    assertThat(began.away().lockIsFree()).isFalse();
    assertThat(began.switched().get().onHere(BufferTable::startUnregister)).isEmpty();
    ClonedTables done = began.installClone().get();
    assertThat(done.here().lockIsFree()).isTrue();
    assertThat(done.away().lockIsFree()).isTrue();
  }

  @Test
  void argumentsAreRefusedInTheOrderOfTheKernel() {
    Option<Integer> three = Option.some(3);
    Option<Integer> no = Option.none();
    assertThat(new RawClone(Source.CLOSED, 0, 0, 0, false, true).refusal(three, no))
        .contains(Errno.EINVAL);
    assertThat(new RawClone(Source.CLOSED, 0, 0, 0, false, false).refusal(three, no))
        .contains(Errno.EBUSY);
    assertThat(new RawClone(Source.CLOSED, 0, 0, 0, true, false).refusal(three, no))
        .contains(Errno.EBADF);
    assertThat(new RawClone(Source.NO_RING, 1, 0, 0, true, false).refusal(three, no))
        .contains(Errno.EOPNOTSUPP);
    assertThat(RawClone.range(1, 0, 0, true).refusal(no, no)).contains(Errno.EINVAL);
    assertThat(RawClone.range(9, 0, 4, true).refusal(no, no)).contains(Errno.ENXIO);
    assertThat(RawClone.range(9, 0, 4, true).refusal(no, three)).contains(Errno.EINVAL);
    assertThat(RawClone.range(1, 0, 3, true).refusal(no, three)).contains(Errno.EOVERFLOW);
    assertThat(RawClone.range(0, 0xFFFF_FFFFL, 1, true).refusal(no, three))
        .contains(Errno.EOVERFLOW);
    assertThat(RawClone.range(0, 1 << 14, 1, true).refusal(no, three)).contains(Errno.EINVAL);
    assertThat(RawClone.range(2, 9, 1, true).refusal(three, three)).isEmpty();
  }

  /** Whoever moves in whatever order: nothing is counted wrong, and in the end nothing is left. */
  @Property(tries = 250)
  @StatisticsReport(StatisticsReportMode.OFF)
  void theLawsHoldWhateverTwoRingsDo(@ForAll("choices") List<Integer> choices) {
    ClonedTables state = registered(0, 2).switched().get();
    boolean shared = false;
    boolean used = false;
    for (int choice : choices) {
      ClonedTables from = state;
      List<ClonedTables> next = steps(choice).flatMap(step -> step.apply(from));
      state = BufferTableWalk.pick(next, choice);
      assertThat(ClonedTablesAudit.audit(state)).isEmpty();
      boolean both = state.here().imus().values().exists(imu -> imu.refs() > 1);
      shared |= both;
      used |= both && state.here().requests().values().exists(r -> r.node().isDefined());
    }
    BufferTableWalk.often("both rings have one memory", shared, 25);
    BufferTableWalk.often("and a request uses it", used, 5);
  }

  @Provide
  Arbitrary<List<Integer>> choices() {
    return BufferTableWalk.choices();
  }

  private static List<Function<ClonedTables, Option<ClonedTables>>> ofTable(
      List<BufferTableWalk.Step> steps) {
    return steps
        .filter(step -> !step.name().equals("postTag") && !step.name().equals("setRegbuf"))
        .map(step -> state -> state.onHere(step.step()));
  }

  private static List<RawClone> ranges() {
    return List.of(false, true)
        .flatMap(replace ->
            List.of(
                RawClone.whole(replace),
                RawClone.range(0, 1, 2, replace),
                RawClone.range(2, 0, 1, replace)));
  }

  private static Option<Long> none() {
    return Option.none();
  }

  private static long tag(int number) {
    return CompletionQueue.userDataOfTag(number);
  }

  private static List<String> told(BufferTable ring) {
    return ring.completions().entries().map(cqe -> cqe.userData() + "=" + cqe.res()).toList();
  }

  /** The ring here has a table with buffers in the given slots, each with a tag. */
  private static ClonedTables registered(int... slots) {
    return registering(ClonedTables.initial(CONFIG), slots);
  }

  private static ClonedTables registering(ClonedTables from, int... slots) {
    ClonedTables state = from.onHere(BufferTable::registerSparse).get();
    for (int slot : slots) {
      UpdateArgs args =
          new UpdateArgs(slot, BufferKind.PAGES, Option.none(), Option.none(), true, Option.none());
      state = run(state, s -> s.onHere(t -> t.startUpdate(args)));
    }
    return state;
  }

  /** The other ring has cloned the table, and is here now. */
  private static ClonedTables cloned(ClonedTables source) {
    return run(source.switched().get(), s -> s.startClone(WHOLE));
  }

  private static ClonedTables submitted(ClonedTables state, int slot) {
    return run(
        state,
        s -> s.onHere(t -> t.startSubmit(slot, Op.READ_FIXED, 1, ByteRange.WELL_FORMED, true)));
  }

  private static ClonedTables completed(ClonedTables state, int req) {
    ClonedTables done = state.onHere(t -> t.done(req, 5)).get();
    return run(done, s -> s.onHere(t -> t.startTaskWork(req)));
  }

  private static ClonedTables run(
      ClonedTables from, Function<ClonedTables, Option<ClonedTables>> begin) {
    ClonedTables after = begin.apply(from).flatMap(RUNNER::finish).get();
    assertThat(ClonedTablesAudit.audit(after)).isEmpty();
    return after;
  }
}
