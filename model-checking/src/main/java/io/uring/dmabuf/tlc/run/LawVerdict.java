package io.uring.dmabuf.tlc.run;

import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.Locale;

/**
 * What became of one law in a run that no law ended.
 *
 * @param law its name
 * @param kind how it fared
 * @param steps after how many steps first; 0 for one that was not broken
 */
public record LawVerdict(String law, Kind kind, int steps) {

  private static final String MARK = "@law ";

  /** How a law fares. */
  public enum Kind {
    /** In every state or step that it says something of. */
    HOLDS,
    /** Some state or step breaks it. */
    BROKEN,
    /** It says nothing of any state or step: what it speaks of was never there. */
    NOT_REACHED,
    /** In some state it has no value, and until then it was not broken. */
    NO_VALUE
  }

  /** What became of it, in words: {@code holds}, or {@code broken in 1 steps}. */
  public String text() {
    return switch (kind) {
      case HOLDS -> "holds";
      case NOT_REACHED -> "not reached";
      case BROKEN -> "broken in " + steps + " steps";
      case NO_VALUE -> "has no value after " + steps + " steps";
    };
  }

  /** The verdict that such words tell of a law, or one line about words that tell none. */
  public static Either<String, LawVerdict> of(String law, String text) {
    String digits = text.replaceAll("\\D", "");
    int steps = digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : 0;
    return List.of(Kind.values())
        .map(kind -> new LawVerdict(law, kind, steps))
        .find(verdict -> verdict.text().equals(text))
        .toEither(() -> "what became of " + law + " is no '" + text + "'");
  }

  /** This verdict in a line, for the JVM that asked. */
  String line() {
    return MARK + law + " " + kind.name().toLowerCase(Locale.ROOT) + " " + steps;
  }

  /** The verdict in a line; none when the line is something else. */
  static Option<LawVerdict> parse(String line) {
    String[] words = line.split(" ");
    return Option.when(
        line.startsWith(MARK) && words.length == 4,
        () ->
            new LawVerdict(
                words[1],
                Kind.valueOf(words[2].toUpperCase(Locale.ROOT)),
                Integer.parseInt(words[3])));
  }
}
