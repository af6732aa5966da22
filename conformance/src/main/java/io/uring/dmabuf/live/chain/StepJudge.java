package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.history.History;
import io.uring.dmabuf.history.ToldRings;
import io.uring.dmabuf.history.ToldStep;
import io.uring.dmabuf.live.chain.Moments.Moment;
import io.uring.dmabuf.oracle.Finding;
import io.uring.dmabuf.oracle.Referee;
import io.uring.dmabuf.oracle.Sampling;
import io.uring.dmabuf.oracle.StepOracle;
import io.uring.dmabuf.oracle.Universe;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.targets.ModelConstants;
import io.uring.dmabuf.targets.RequestsTarget;
import io.uring.dmabuf.targets.RingsAlone;
import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.uring.Rings;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What TLC's evaluator says of the intermediate states of chains: each step must be one that the
 * specification's action of that name takes, and each state must keep all invariants. What is no
 * step of the specification is left out, and the chain goes on in the state behind it. One a JVM.
 */
public final class StepJudge {
  /** The model whose bounds hold the chains. */
  static final String MODEL = "live-chains";

  /** The slots of every table of a chain that is judged. */
  static final int SLOTS = 5;

  private static final int RINGS = 2;

  private final Set<ActionLabel> labels;
  private final Referee<ToldRings<Rings>> referee;
  private long refused;
  private long leftOut;
  private Option<String> first = Option.none();

  /** A judge that has seen nothing, of an evaluator of {@link #MODEL}. */
  StepJudge(StepOracle oracle) {
    RequestsTarget target = new RequestsTarget(ModelConstants.of(oracle.tool()), Design.intended());
    labels = new HashSet<>(oracle.labels().asJava());
    referee = new Referee<>(new Universe<>(target), oracle, Sampling.everyStep());
  }

  /**
   * A judge that has seen nothing, or one line that says why there is none.
   *
   * @param home where modules and configurations are
   * @param log what TLC prints
   */
  public static Either<String, StepJudge> load(Home home, PrintStream log) {
    return oracle(home, log).map(StepJudge::new);
  }

  /** What judges of a JVM ask; or one line that says why it cannot be loaded. */
  static Either<String, StepOracle> oracle(Home home, PrintStream log) {
    return Manifest.one(home.manifest(), MODEL).flatMap(model -> StepOracle.load(home, model, log));
  }

  /** How many steps were judged. */
  public synchronized long judged() {
    return referee.judged();
  }

  /** How many of them are refused, with the state behind. */
  public synchronized long refused() {
    return refused;
  }

  /** How many steps the specification does not have, so that they are not judged. */
  public synchronized long leftOut() {
    return leftOut;
  }

  /** One line about the first that is refused. */
  public synchronized Option<String> first() {
    return first;
  }

  /** Judges the steps of a chain up to the first that is refused. */
  synchronized void judge(List<Moment> chain) {
    List<Moment> taken = chain.stream().dropWhile(moment -> moment.step().isEmpty()).toList();
    if (taken.isEmpty()) {
      return;
    }
    ToldRings<Rings> at = ToldRings.initial(RingsAlone.initial(taken.getFirst().before()), RINGS);
    Option<String> wrong = referee.start(at).map(Finding::text);
    for (int i = 0; i < taken.size() && wrong.isEmpty(); i++) {
      Either<String, ToldRings<Rings>> next = judged(taken.get(i), at);
      wrong = next.swap().toOption();
      at = next.getOrElse(at);
    }
    refused += wrong.isDefined() ? 1 : 0;
    first = first.orElse(wrong);
  }

  /** The rings after a step, or why it is refused. */
  private Either<String, ToldRings<Rings>> judged(Moment moment, ToldRings<Rings> at) {
    Option<Choice<Rings, ?>> step =
        moment.step().flatMap(taken -> RingsAlone.step(moment.ring(), taken, moment.before()));
    return step.isEmpty()
        ? Either.right(goingOn(elsewhere(moment, at)))
        : judged(step.get(), at, moment.after());
  }

  private <A> Either<String, ToldRings<Rings>> judged(
      Choice<Rings, A> step, ToldRings<Rings> at, State after) {
    ActionLabel label = new ActionLabel(step.step().action(), step.tla());
    ToldRings<Rings> next = new ToldStep<>(step).take(at);
    if (next == null || !next.state().equals(RingsAlone.of(after, next.state()))) {
      return Either.left(label + ": the rings alone do not go where the machine goes");
    }
    if (!labels.contains(label)) {
      leftOut++;
      return Either.right(goingOn(next));
    }
    return referee
        .step(label, at, next)
        .map(finding -> Either.<String, ToldRings<Rings>>left(label + ": " + finding.text()))
        .getOrElse(() -> Either.right(next));
  }

  /** The chain goes on in a state behind what is no step of the specification. */
  private ToldRings<Rings> goingOn(ToldRings<Rings> state) {
    referee.goesOnIn(state);
    return state;
  }

  /** The rings after something that is no step of theirs. */
  private static ToldRings<Rings> elsewhere(Moment moment, ToldRings<Rings> at) {
    Rings after = RingsAlone.of(moment.after(), at.state());
    Vector<History> told =
        moment
            .step()
            .map(step ->
                at.histories()
                    .update(
                        moment.ring().number() - 1,
                        at.of(moment.ring()).after(step.events(moment.before(), moment.after()))))
            .getOrElse(at.histories());
    return after.equals(at.state()) ? at : new ToldRings<>(after, told);
  }
}
