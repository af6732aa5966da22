package io.uring.dmabuf.scenario;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.scenario.Carried.Bound;
import io.uring.dmabuf.scenario.Carried.Posted;
import io.uring.dmabuf.scenario.Scenario.Line;
import io.uring.dmabuf.system.Kernel;
import io.uring.dmabuf.told.Listener;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One run of a scenario: a statement after the other, then the final audit.
 *
 * @param verdict how it ended
 * @param message one line with the place and what was wrong; empty if nothing was
 */
public record ScenarioRun(Verdict verdict, String message) {

  /** How a run ends. */
  public enum Verdict {
    /** Everything was as expected. */
    CLEAN,
    /** An expectation was not met, or a law broken. */
    FAILED,
    /** The scenario cannot be carried out as it is written. */
    UNUSABLE,
    /** The machine threw an exception: a mistake of ours, which says nothing about the design. */
    THROWN
  }

  /**
   * Carries out a scenario.
   *
   * @param out takes every line of output
   */
  public static ScenarioRun of(Scenario scenario, Consumer<String> out) {
    return of(scenario, Design.intended(), out);
  }

  /** {@link #of(Scenario, Consumer)} of a kernel that follows another design. */
  static ScenarioRun of(Scenario scenario, Design design, Consumer<String> out) {
    return beside(scenario, design, out, carried -> Option.none());
  }

  /**
   * Carries out a scenario while somebody else does the same, a statement behind.
   *
   * @param design the design that the machine's kernel follows
   * @param out takes every line of output
   * @param other is told every statement that was carried out; what it returns is wrong with it
   */
  public static ScenarioRun beside(
      Scenario scenario,
      Design design,
      Consumer<String> out,
      Function<Carried, Option<String>> other) {
    return of(scenario, new Session(design), out, other);
  }

  /**
   * {@link #of(Scenario, Consumer)} with somebody who listens.
   *
   * @param listener is told what the steps tell
   */
  public static ScenarioRun telling(Scenario scenario, Listener listener, Consumer<String> out) {
    Session session = new Session(Design.intended(), listener, true);
    return of(scenario, session, out, carried -> Option.none());
  }

  /**
   * Carries out a scenario on a kernel that follows another design, to its end whatever is wrong on
   * the way: nothing is judged here, but told.
   *
   * @param listener is told what the steps tell
   */
  static void untilTheEnd(Scenario scenario, Design design, Listener listener) {
    of(scenario, new Session(design, listener, false), line -> {}, carried -> Option.none());
  }

  private static ScenarioRun of(
      Scenario scenario,
      Session session,
      Consumer<String> out,
      Function<Carried, Option<String>> other) {
    for (Line line : scenario.lines()) {
      Option<ScenarioRun> failed = carryOut(scenario, line, session, out, other);
      if (failed.isDefined()) {
        return failed.get();
      }
    }
    List<String> held = Holdings.of(session);
    held.forEach(what -> out.accept("held: " + what));
    if (held.isEmpty()) {
      out.accept("held: nothing");
    }
    return new ScenarioRun(Verdict.CLEAN, "");
  }

  private static Option<ScenarioRun> carryOut(
      Scenario scenario,
      Line line,
      Session session,
      Consumer<String> out,
      Function<Carried, Option<String>> other) {
    String place = "%s:%d: ".formatted(scenario.name(), line.number());
    try {
      Map<RingId, Integer> before = session.userData().unconsumed();
      Set<Bound> bound = session.userData().bound();
      String value = session.carryOut(line.statement());
      session.does(Kernel::dropQuiet);
      Vector<Posted> posted = session.userData().postedSince(before);
      out.accept(value.isEmpty() ? line.text() : line.text() + " => " + value);
      if (!session.isJudged()) {
        return Option.none();
      }
      session.settled();
      return line.expected()
          .filter(expected -> !expected.equals(value))
          .map(expected ->
              new ScenarioRun(
                  Verdict.FAILED,
                  place + "%s => %s, expected %s".formatted(line.text(), value, expected)))
          .orElse(() ->
              other
                  .apply(
                      new Carried(
                          line.statement(),
                          value,
                          posted,
                          session.userData().bound().removeAll(bound).toVector()))
                  .map(wrong ->
                      new ScenarioRun(
                          Verdict.FAILED, place + "%s: %s".formatted(line.text(), wrong))));
    } catch (ScenarioException e) {
      if (!session.isJudged()) {
        return Option.none();
      }
      Verdict verdict = e.isBroken() ? Verdict.FAILED : Verdict.UNUSABLE;
      String what = e.isBroken() ? "%s: %s".formatted(line.text(), e.getMessage()) : e.getMessage();
      return Option.some(new ScenarioRun(verdict, place + what));
    } catch (OutOfMemoryError tooLarge) {
      return Option.some(
          new ScenarioRun(
              Verdict.UNUSABLE,
              place + "%s: out of memory: this is too large".formatted(line.text())));
    } catch (UncheckedIOException outside) {
      // The machine has no files: whoever does the same beside it could not.
      throw outside;
    } catch (RuntimeException | StackOverflowError mistake) {
      // Nothing that a scenario says may make the machine throw: this is a mistake of the machine.
      return Option.some(
          new ScenarioRun(Verdict.THROWN, place + "%s: %s".formatted(line.text(), mistake)));
    }
  }
}
