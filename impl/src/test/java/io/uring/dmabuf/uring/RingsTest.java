package io.uring.dmabuf.uring;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Guard;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.InRing;
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

class RingsTest {
  private static final CallRunner RUNNER = new CallRunner(node -> Option.none());
  private static final RingContextConfig CONFIG = RingContextConfig.of(3, 2);
  private static final RawClone WHOLE = RawClone.whole(false);
  private static final RawClone REPLACING = RawClone.whole(true);

  /** Every step that anybody could try, at either ring, of requests that are issued at once. */
  private static final List<Choice<Rings, ?>> ALL =
      RingsSteps.ALL
          .reject(step -> step.parts().exists(part -> RingContextWalk.LATER.exists(part::equals)))
          .flatMap(step -> step.choices(new RingBounds(CONFIG, 1)));

  /**
   * Two rings, one of which is looked at.
   *
   * @param rings both
   * @param ctx that one
   */
  private record Two(Rings rings, RingId ctx) {
    static Two initial() {
      return of(1, 2);
    }

    /** Two rings of these tasks. */
    static Two of(int... taskOf) {
      return new Two(Rings.initial(List.ofAll(taskOf), CONFIG), RingId.of(1));
    }

    RingId other() {
      return RingId.of(3 - ctx.number());
    }

    RingContext here() {
      return rings.get(ctx);
    }

    RingContext away() {
      return rings.get(other());
    }

    Two with(Rings next) {
      return new Two(next, ctx);
    }
  }

  @Test
  void aCloneSharesTheMemoryAndNotTheTag() {
    Two cloned = cloned(registered(0, 2));
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
    Two reading = submitted(cloned(registered(0)), 0);
    Two emptied = run(switched(reading), unregister());
    assertThat(told(emptied.here())).containsExactly(tag(1) + "=0");
    assertThat(emptied.away().requests().get(RequestId.of(1)).get().state())
        .isEqualTo(State.IN_FLIGHT);
    assertThat(emptied.here().imus().values().map(Imu::refs).toList()).containsExactly(1);
  }

  @Test
  void theMemoryGoesWithTheLastNodeOfAllRings() {
    Two reading = submitted(cloned(registered(0)), 0);
    Two dying = run(switched(reading), s -> onHere(s, TeardownSteps.CLOSE_RING, NoArgs.NONE));
    Two closed = run(dying, s -> onHere(s, TeardownSteps.FREE_RING, NoArgs.NONE));
    Two unregistered = run(switched(closed), unregister());
    assertThat(unregistered.here().imus()).hasSize(1);

    Two done = completed(unregistered, RequestId.of(1));
    assertThat(told(done.here())).containsExactly("1=5");
    assertThat(done.here().imus()).isEmpty();
    assertThat(done.here().nodes()).isEmpty();
  }

  @Test
  void aCloneThatReplacesATableDropsItHighestSlotFirstAndKeepsWhatIsInUse() {
    Two both = registering(switched(registered(0)), 0, 1, 2);
    Two reading = submitted(both, 1);
    Two replaced = run(reading, cloning(REPLACING));
    assertThat(told(replaced.here())).containsExactly(tag(3) + "=0", tag(1) + "=0");
    assertThat(told(completed(replaced, RequestId.of(1)).here()))
        .containsExactly(tag(3) + "=0", tag(1) + "=0", "1=5", tag(2) + "=0");
  }

  @Test
  void aPartialCloneKeepsTheSlotsOutsideItsRange() {
    Two both = registering(switched(registered(0, 1)), 0, 1, 2);
    NodeId kept = both.here().nodeIn(SlotId.of(0)).get();
    Two cloned = run(both, cloning(RawClone.range(0, 1, 2, true)));
    assertThat(told(cloned.here())).containsExactly(tag(3) + "=0", tag(2) + "=0");
    assertThat(cloned.here().nodeIn(SlotId.of(0))).contains(kept);
    assertThat(cloned.here().node(kept).refs()).isEqualTo(1);
    assertThat(cloned.here().nodeIn(SlotId.of(1)).flatMap(cloned.here()::imuOf).map(Imu::refs))
        .contains(2);
  }

  @Test
  void aPartialCloneIntoNoTableMakesOneThatEndsWithItsRange() {
    Two cloned = run(switched(registered(0, 1)), cloning(RawClone.range(1, 3, 1, false)));
    assertThat(cloned.here().slots()).contains(4);
    assertThat(List.range(0, 4).filter(slot -> cloned.here().nodeIn(SlotId.of(slot)).isDefined()))
        .containsExactly(3);
  }

  @Test
  void aTaskInACallOfOneRingBeginsNothingAtAnother() {
    assertThat(unregister().apply(updating(Two.of(1, 2)))).isNotEmpty();
    assertThat(unregister().apply(updating(Two.of(1, 1)))).isEmpty();
  }

  /** Both rings have a table, and the task of the other one is in a call of it. */
  private static Two updating(Two from) {
    Two tables = registering(switched(registering(from)));
    UpdateArgs args = RingContextWalk.update(tables.here(), 0, BufferKind.PAGES, true);
    return switched(onHere(tables, TableSteps.START_UPDATE, args).get());
  }

  @Test
  void aCloneHoldsBothLocks() {
    Two began = cloning(WHOLE).apply(switched(registered(0))).get();
    assertThat(began.here().lockIsFree()).isFalse();
    assertThat(began.away().lockIsFree()).isFalse();
    assertThat(unregister().apply(switched(began))).isEmpty();
    Two done =
        RingsSteps.INSTALL_CLONE
            .from(began.rings(), new InRing<>(began.ctx(), NoArgs.NONE))
            .map(began::with)
            .get();
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
    Rings state = registered(0, 2).rings();
    boolean shared = false;
    boolean used = false;
    for (int choice : choices) {
      state = oneOf(state, choice);
      assertThat(RingsAudit.audit(state)).isEmpty();
      boolean both = state.imus().values().exists(imu -> imu.refs() > 1);
      shared |= both;
      used |=
          both
              && state
                  .tables()
                  .exists(ring -> ring.requests().values().exists(r -> r.node().isDefined()));
    }
    RingContextWalk.often("both rings have one memory", shared, 15);
    RingContextWalk.often("and a request uses it", used, 5);
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
    Rings state = Rings.initial(List.of(1, 2), CONFIG.withDesign(without));
    for (int choice : choices) {
      state = oneOf(state, choice);
    }
    assertThat(state.design()).isSameAs(without);
  }

  @Provide
  Arbitrary<Guard<?, ?>> guards() {
    return Arbitraries.of(
        RingsSteps.ALL
            .flatMap(step -> step.parts().prepend(step))
            .flatMap(Step::guards)
            .toJavaList());
  }

  private static Rings oneOf(Rings state, int choice) {
    List<Rings> next =
        ALL.filter(step -> RingContextWalk.isFor(step, choice))
            .flatMap(
                step -> Option.of(RingContextWalk.tagging(step, ringOf(step, state)).take(state)));
    return next.isEmpty() ? state : RingContextWalk.pick(next, choice);
  }

  private static RingContext ringOf(Choice<?, ?> step, Rings state) {
    return state.get(((InRing<?>) step.args()).ctx());
  }

  private static <A> Option<Two> onHere(Two state, Step<RingContext, A> step, A args) {
    return RingsSteps.ofTask(Rings::at, step, TaskRings.of(rings -> rings))
        .joined()
        .from(state.rings(), new InRing<>(state.ctx(), args))
        .map(state::with);
  }

  private static Function<Two, Option<Two>> unregister() {
    return state -> onHere(state, TeardownSteps.START_UNREGISTER, NoArgs.NONE);
  }

  private static Function<Two, Option<Two>> cloning(RawClone clone) {
    return state ->
        RingsSteps.START_CLONE
            .from(
                state.rings(),
                new InRing<>(state.ctx(), new RingsSteps.Cloning(state.other(), clone)))
            .map(state::with);
  }

  private static Two switched(Two state) {
    return new Two(state.rings(), state.other());
  }

  private static Option<Long> none() {
    return Option.none();
  }

  private static long tag(int number) {
    return CompletionQueue.userDataOfTag(number);
  }

  private static List<String> told(RingContext ring) {
    return ring.completions().entries().map(cqe -> cqe.userData() + "=" + cqe.res()).toList();
  }

  /** The ring here has a table with buffers in the given slots, each with a tag. */
  private static Two registered(int... slots) {
    return registering(Two.initial(), slots);
  }

  private static Two registering(Two from, int... slots) {
    Two state = onHere(from, TableSteps.REGISTER_SPARSE, CONFIG.slots()).get();
    for (int slot : slots) {
      UpdateArgs args = RingContextWalk.update(state.here(), slot, BufferKind.PAGES, true);
      state = run(state, s -> onHere(s, TableSteps.START_UPDATE, args));
    }
    return state;
  }

  /** The other ring has cloned the table, and is here now. */
  private static Two cloned(Two source) {
    return run(switched(source), cloning(WHOLE));
  }

  private static Two submitted(Two state, int slot) {
    return run(
        state,
        s -> onHere(s, SubmitSteps.START_SUBMIT, RingContextWalk.submission(s.here(), slot, true)));
  }

  private static Two completed(Two state, RequestId req) {
    Two done = onHere(state, CqeSteps.PART_ENDS, new CqeSteps.Ended(req, 5)).get();
    return run(done, s -> onHere(s, CqeSteps.START_TASK_WORK, req));
  }

  private static Two run(Two from, Function<Two, Option<Two>> begin) {
    Two begun = begin.apply(from).get();
    Two after = begun.with(RUNNER.finish(begun.rings(), begun.ctx()).get());
    assertThat(RingsAudit.audit(after.rings())).isEmpty();
    return after;
  }
}
