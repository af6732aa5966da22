package io.uring.dmabuf.scenario;

import io.uring.dmabuf.tlc.InputFile;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;

/**
 * A scenario that was understood: statements line by line, each with what it is expected to return.
 *
 * @param name where it comes from, for messages
 * @param lines its statements in order
 */
public record Scenario(String name, Vector<Line> lines) {
  private static final String EXPECTED = "=>";

  /**
   * A statement in its place.
   *
   * @param number the number of the line, from 1
   * @param text the statement without comment and expectation
   * @param statement what it means
   * @param expected what it must return, if the scenario says so
   */
  public record Line(int number, String text, Statement statement, Option<String> expected) {}

  /** The scenario in a file, or one line with the file and what is wrong with it. */
  public static Either<String, Scenario> read(Path file) {
    return InputFile.text(file).flatMap(text -> parse(file.toString(), text));
  }

  /**
   * Understands the text of a scenario. A {@code #} begins a comment. Left is one line with the
   * place of the first mistake and what was expected there.
   *
   * @param name where the text comes from
   */
  public static Either<String, Scenario> parse(String name, String text) {
    Vector<Line> lines = Vector.empty();
    int number = 0;
    for (String line : text.split("\\r?\\n|\\r", -1)) {
      number++;
      String code = line.replaceFirst("#.*", "").strip();
      try {
        refuseControls(line);
        if (code.isEmpty()) {
          continue;
        }
        Line understood = line(number, code);
        if (understood.statement() instanceof Making.Machine && !lines.isEmpty()) {
          throw ScenarioException.unusable("expected this statement once, before everything else");
        }
        lines = lines.append(understood);
      } catch (ScenarioException e) {
        return Either.left("%s:%d: %s".formatted(name, number, e.getMessage()));
      }
    }
    return Either.right(new Scenario(name, lines));
  }

  private static void refuseControls(String line) {
    line.chars()
        .filter(c -> Character.isISOControl(c) && c != '\t')
        .findFirst()
        .ifPresent(c -> {
          throw ScenarioException.unusable("expected text, not the character U+%04X".formatted(c));
        });
  }

  private static Line line(int number, String code) {
    int arrow = code.indexOf(EXPECTED);
    String text = (arrow < 0 ? code : code.substring(0, arrow)).strip();
    Option<String> expected =
        Option.when(arrow >= 0, () -> code.substring(arrow + EXPECTED.length()).strip());
    if (text.isEmpty() || expected.exists(value -> value.isEmpty() || value.contains(EXPECTED))) {
      throw ScenarioException.unusable("expected STATEMENT => VALUE");
    }
    return new Line(number, text, Grammar.parse(List.of(text.split("\\s+"))), expected);
  }
}
