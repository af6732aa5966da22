package io.uring.dmabuf.scenario;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.scenario.Scenario.Line;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

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
    UNUSABLE
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
    Session session = new Session(design);
    for (Line line : scenario.lines()) {
      Option<ScenarioRun> failed = carryOut(scenario, line, session, out);
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
      Scenario scenario, Line line, Session session, Consumer<String> out) {
    String place = "%s:%d: ".formatted(scenario.name(), line.number());
    try {
      String value = line.statement().run(session);
      out.accept(value.isEmpty() ? line.text() : line.text() + " => " + value);
      session.compareBytes();
      return line.expected()
          .filter(expected -> !expected.equals(value))
          .map(expected ->
              new ScenarioRun(
                  Verdict.FAILED,
                  place + "%s => %s, expected %s".formatted(line.text(), value, expected)));
    } catch (ScenarioException e) {
      Verdict verdict = e.isBroken() ? Verdict.FAILED : Verdict.UNUSABLE;
      String what = e.isBroken() ? "%s: %s".formatted(line.text(), e.getMessage()) : e.getMessage();
      return Option.some(new ScenarioRun(verdict, place + what));
    } catch (IllegalStateException | NoSuchElementException mistake) {
      // Nothing that a scenario says may make the machine throw: this is a mistake of the machine.
      return Option.some(
          new ScenarioRun(Verdict.FAILED, place + "%s: %s".formatted(line.text(), mistake)));
    }
  }
}
