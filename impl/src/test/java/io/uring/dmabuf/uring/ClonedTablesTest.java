package io.uring.dmabuf.uring;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Guard;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.RawClone.Source;
import io.uring.dmabuf.uring.Request.State;
import io.vavr.collection.List;
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

class ClonedTablesTest {
  private static final CallRunner RUNNER = new CallRunner(node -> Option.none());
  private static final BufferTableConfig CONFIG = BufferTableConfig.of(3, 2);
  private static final RawClone WHOLE = RawClone.whole(false);
  private static final RawClone REPLACING = RawClone.whole(true);

  /** Every step that anybody could try, at the ring here; and the change of rings. */
  private static final List<Choice<ClonedTables, ?>> ALL =
      CloneSteps.ALL.flatMap(step -> step.choices(new RingBounds(CONFIG)));

  private static final Choice<ClonedTables, ?> SWITCH =
      new Choice<>(CloneSteps.SWITCH, NoArgs.NONE);

  @Test
  void aCloneSharesTheMemoryAndNotTheTag() {
    ClonedTables cloned = cloned(registered(0, 2));
    assertThat(cloned.here().nodes().values().map(Node::tag).toList())
        .containsExactly(none(), none());
    assertThat(cloned.away().nodes().values().map(node -> node.tag().isDefined()).toList())
        .containsExactly(true, true);
    assertThat(cloned.here().imus().values().map(Imu::refs).toList()).containsExactly(2, 2);
    assertThat(cloned.here().nodeIn(SlotId.of(1))).isEmpty();
    assertThat(cloned.away().imus()).isSameAs(cloned.here().imus());
  }

  @Test
  void theTagIsPostedWhileARequestOfTheCloneStillUsesTheMemory() {
    ClonedTables reading = submitted(cloned(registered(0)), 0);
    ClonedTables emptied = run(switched(reading), unregister());
    assertThat(told(emptied.here())).containsExactly(tag(1) + "=0");
    assertThat(emptied.away().requests().get(RequestId.of(1)).get().state())
        .isEqualTo(State.IN_FLIGHT);
    assertThat(emptied.here().imus().values().map(Imu::refs).toList()).containsExactly(1);
  }

  @Test
  void theMemoryGoesWithTheLastNodeOfAllRings() {
    ClonedTables reading = submitted(cloned(registered(0)), 0);
    ClonedTables closed =
        run(switched(reading), s -> onHere(s, TeardownSteps.CLOSE_RING, NoArgs.NONE));
    ClonedTables unregistered = run(switched(closed), unregister());
    assertThat(unregistered.here().imus()).hasSize(1);

    ClonedTables done = completed(unregistered, RequestId.of(1));
    assertThat(told(done.here())).containsExactly("1=5");
    assertThat(done.here().imus()).isEmpty();
    assertThat(done.here().nodes()).isEmpty();
  }

  @Test
  void aCloneThatReplacesATableDropsItHighestSlotFirstAndKeepsWhatIsInUse() {
    ClonedTables both = registering(switched(registered(0)), 0, 1, 2);
    ClonedTables reading = submitted(both, 1);
    ClonedTables replaced = run(reading, cloning(REPLACING));
    assertThat(told(replaced.here())).containsExactly(tag(3) + "=0", tag(1) + "=0");
    assertThat(told(completed(replaced, RequestId.of(1)).here()))
        .containsExactly(tag(3) + "=0", tag(1) + "=0", "1=5", tag(2) + "=0");
  }

  @Test
  void aPartialCloneKeepsTheSlotsOutsideItsRange() {
    ClonedTables both = registering(switched(registered(0, 1)), 0, 1, 2);
    NodeId kept = both.here().nodeIn(SlotId.of(0)).get();
    ClonedTables cloned = run(both, cloning(RawClone.range(0, 1, 2, true)));
    assertThat(told(cloned.here())).containsExactly(tag(3) + "=0", tag(2) + "=0");
    assertThat(cloned.here().nodeIn(SlotId.of(0))).contains(kept);
    assertThat(cloned.here().node(kept).refs()).isEqualTo(1);
    assertThat(cloned.here().nodeIn(SlotId.of(1)).flatMap(cloned.here()::imuOf).map(Imu::refs))
        .contains(2);
  }

  @Test
  void aPartialCloneIntoNoTableMakesOneThatEndsWithItsRange() {
    ClonedTables cloned = run(switched(registered(0, 1)), cloning(RawClone.range(1, 3, 1, false)));
    assertThat(cloned.here().slots()).contains(4);
    assertThat(List.range(0, 4).filter(slot -> cloned.here().nodeIn(SlotId.of(slot)).isDefined()))
        .containsExactly(3);
  }

  @Test
  void aCloneHoldsBothLocks() {
    ClonedTables began = cloning(WHOLE).apply(switched(registered(0))).get();
    assertThat(began.here().lockIsFree()).isFalse();
    assertThat(began.away().lockIsFree()).isFalse();
    assertThat(unregister().apply(switched(began))).isEmpty();
    ClonedTables done = CloneSteps.INSTALL_CLONE.from(began, NoArgs.NONE).get();
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
    ClonedTables state = switched(registered(0, 2));
    boolean shared = false;
    boolean used = false;
    for (int choice : choices) {
      state = oneOf(state, choice);
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
    return BufferTableWalk.numbers();
  }

  /** Without a guard a step acts on what is there, or on nothing. */
  @Property(tries = 300)
  void aGuardLeftOutNeverMakesAStepThrow(
      @ForAll("guards") Guard<?, ?> guard, @ForAll("choices") List<Integer> choices) {
    Design without = Design.intended().without(guard);
    ClonedTables state = ClonedTables.initial(CONFIG.withDesign(without));
    for (int choice : choices) {
      state = oneOf(state, choice);
    }
    assertThat(state.design()).isSameAs(without);
  }

  @Provide
  Arbitrary<Guard<?, ?>> guards() {
    return Arbitraries.of(
        CloneSteps.ALL
            .flatMap(step -> step.parts().prepend(step))
            .flatMap(Step::guards)
            .toJavaList());
  }

  private static ClonedTables oneOf(ClonedTables state, int choice) {
    List<ClonedTables> next =
        ALL.filter(step -> BufferTableWalk.isFor(step, choice))
            .appendAll(List.fill(2, () -> SWITCH))
            .flatMap(step -> Option.of(BufferTableWalk.tagging(step, state.here()).take(state)));
    return BufferTableWalk.pick(next, choice);
  }

  private static <A> Option<ClonedTables> onHere(
      ClonedTables state, Step<BufferTable, A> step, A args) {
    return Step.lifting(ClonedTables.HERE, step).joined().from(state, args);
  }

  private static Function<ClonedTables, Option<ClonedTables>> unregister() {
    return state -> onHere(state, TeardownSteps.START_UNREGISTER, NoArgs.NONE);
  }

  private static Function<ClonedTables, Option<ClonedTables>> cloning(RawClone clone) {
    return state -> CloneSteps.START_CLONE.from(state, clone);
  }

  private static ClonedTables switched(ClonedTables state) {
    return CloneSteps.SWITCH.from(state, NoArgs.NONE).get();
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
    ClonedTables state = onHere(from, TableSteps.REGISTER_SPARSE, CONFIG.slots()).get();
    for (int slot : slots) {
      UpdateArgs args = BufferTableWalk.update(state.here(), slot, BufferKind.PAGES, true);
      state = run(state, s -> onHere(s, TableSteps.START_UPDATE, args));
    }
    return state;
  }

  /** The other ring has cloned the table, and is here now. */
  private static ClonedTables cloned(ClonedTables source) {
    return run(switched(source), cloning(WHOLE));
  }

  private static ClonedTables submitted(ClonedTables state, int slot) {
    return run(
        state,
        s -> onHere(s, SubmitSteps.START_SUBMIT, BufferTableWalk.submission(s.here(), slot, true)));
  }

  private static ClonedTables completed(ClonedTables state, RequestId req) {
    ClonedTables done = onHere(state, CqeSteps.PART_ENDS, new CqeSteps.Ended(req, 5)).get();
    return run(done, s -> onHere(s, CqeSteps.START_TASK_WORK, req));
  }

  private static ClonedTables run(
      ClonedTables from, Function<ClonedTables, Option<ClonedTables>> begin) {
    ClonedTables after = RUNNER.finish(begin.apply(from).get()).get();
    assertThat(ClonedTablesAudit.audit(after)).isEmpty();
    return after;
  }
}
