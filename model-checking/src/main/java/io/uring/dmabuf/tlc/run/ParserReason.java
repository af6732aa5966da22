package io.uring.dmabuf.tlc.run;

import io.uring.dmabuf.tlc.Home;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why modules cannot be parsed, out of what SANY has printed: one line with the file, its line and
 * the whole sentence.
 */
public final class ParserReason {

  private static final Pattern PARSE =
      Pattern.compile("\\*\\*\\*Parse Error\\*\\*\\*\\s*(.*?)\\s*Residual stack", Pattern.DOTALL);
  private static final Pattern PRECEDENCE =
      Pattern.compile("Precedence conflict.*? line (\\d+), .*? of module (\\w+) and [^\\n]+");
  private static final Pattern AT = Pattern.compile("\\s*at line (\\d+),? col\\w* \\d+");
  private static final Pattern LEXICAL = Pattern.compile("Lexical.*?line (\\d+), column.*");
  private static final Pattern MODULE =
      Pattern.compile("(?:In module|Could not parse module) (\\w+)");
  private static final Pattern PARSED = Pattern.compile("Parsing file \\S*?(\\w+)\\.tla");
  private static final Pattern SEMANTIC =
      Pattern.compile(
          "line (\\d+), col \\d+ to line \\d+, col \\d+ of module (\\w+)\\s+(.+?)(?:\\n\\s*\\n|$)",
          Pattern.DOTALL);
  private static final Pattern MISSING =
      Pattern.compile("Cannot find source file for module (\\w+)(?: imported in module (\\w+))?");

  private final Home home;
  private final String said;

  private ParserReason(Home home, String said) {
    this.home = home;
    this.said = said;
  }

  /**
   * The reason in what SANY said; otherwise the first lines of the exception.
   *
   * @param home knows in which file a module is
   */
  public static String of(Home home, String said, Throwable thrown) {
    ParserReason reason = new ParserReason(home, said);
    return reason
        .missing()
        .orElse(reason::precedence)
        .orElse(reason::parse)
        .orElse(reason::lexical)
        .orElse(reason::semantic)
        .getOrElse(() -> message(thrown));
  }

  /** What an exception says; where it says nothing but what a JVM does, where it was thrown. */
  static String message(Throwable thrown) {
    String message = Objects.requireNonNullElse(thrown.getMessage(), "").strip();
    boolean mistake = message.isEmpty() || thrown instanceof NullPointerException;
    return oneLine(
        mistake
            ? "a mistake in TLC, at "
                + List.of(thrown.getStackTrace()).headOption().map(Object::toString).getOrElse("?")
            : message);
  }

  private Option<String> missing() {
    Matcher found = MISSING.matcher(said);
    return Option.when(
        found.find(),
        () ->
            "module "
                + found.group(1)
                + ": no such file"
                + (found.group(2) == null ? "" : " (imported by module " + found.group(2) + ")"));
  }

  private Option<String> precedence() {
    Matcher found = PRECEDENCE.matcher(said);
    return Option.when(
        found.find(), () -> place(found.group(2), found.group(1)) + ": " + oneLine(found.group()));
  }

  private Option<String> parse() {
    Matcher found = PARSE.matcher(said);
    return Option.when(found.find(), found::toMatchResult).map(error -> parse(error.group(1)));
  }

  private String parse(String sentence) {
    Matcher at = AT.matcher(sentence);
    return at.find()
        ? place(module(), at.group(1)) + ": " + oneLine(at.replaceFirst(""))
        : file(module()) + ": " + oneLine(sentence);
  }

  private Option<String> lexical() {
    Matcher found = LEXICAL.matcher(said);
    return Option.when(
        found.find(), () -> place(module(), found.group(1)) + ": " + oneLine(found.group()));
  }

  private Option<String> semantic() {
    Matcher found = SEMANTIC.matcher(said);
    return Option.when(
        found.find(), () -> place(found.group(2), found.group(1)) + ": " + oneLine(found.group(3)));
  }

  private String place(String module, String line) {
    return file(module) + ":" + line;
  }

  private String file(String module) {
    return home.find(module + ".tla").map(Object::toString).getOrElse("module " + module);
  }

  private String module() {
    Matcher named = MODULE.matcher(said);
    return named.find()
        ? named.group(1)
        : PARSED
            .matcher(said)
            .results()
            .map(result -> result.group(1))
            .reduce("?", (first, last) -> last);
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", "; ").replaceAll("\\s+", " ");
  }
}
