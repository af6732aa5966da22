package io.uring.dmabuf.docs;

import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A module of the specification as its author laid it out. It is read as text, line by line: the
 * modules keep to one layout, which the tests of the documents hold.
 *
 * @param name the module's name
 * @param file where it was read
 * @param blocks what a reader sees, from top to bottom
 */
public record SpecModule(String name, Path file, List<Block> blocks) {

  private static final Pattern DEFINITION =
      Pattern.compile("^(?:ASSUME\\s+)?(\\w+)\\s*(?:\\(([^=]*)\\))?\\s*==(?!=)");
  private static final Pattern EXTENDS = Pattern.compile("^EXTENDS\\s+(.*\\S)");
  private static final Pattern INSTANCE = Pattern.compile("^(\\w+) == INSTANCE (\\w+)");
  private static final Pattern PASSED_ON = Pattern.compile("^(\\w+)\\s*==\\s*(\\w+)!\\1$");
  private static final Pattern RULE = Pattern.compile("-{10,}\\s*");
  private static final Pattern FRAME =
      Pattern.compile("(-{4,}\\s*MODULE\\s+\\w+\\s*-{4,}|={4,})\\s*");
  private static final Pattern WORD = Pattern.compile("\\w+");

  /** A part of a module. */
  public sealed interface Block {}

  /** A line across the page: a new section begins. */
  public record Rule() implements Block {}

  /**
   * A comment between definitions.
   *
   * @param paragraphs its text
   */
  public record Prose(List<String> paragraphs) implements Block {}

  /**
   * Declarations and definitions without a blank line between them.
   *
   * @param line the number of the first line in the file, from 1
   * @param lines the lines as they are
   */
  public record Formula(int line, List<String> lines) implements Block {

    /** Whether it belongs to the head of a module: what it extends and declares. */
    boolean isHead() {
      return declares().isDefined() || EXTENDS.matcher(lines.head()).find();
    }

    /** Whether it declares constants or variables, and which. */
    public Option<String> declares() {
      return Option.of(lines.head())
          .map(head -> head.strip().split("\\s+")[0])
          .filter(word -> word.matches("CONSTANTS?|VARIABLES?"));
    }
  }

  /**
   * A definition.
   *
   * @param name what it defines
   * @param params its parameters
   * @param line the number of its line in the file, from 1
   */
  public record Definition(String name, List<String> params, int line) {

    /** The name with its parameters, as it is written. */
    public String signature() {
      return params.isEmpty() ? name : params.mkString(name + "(", ", ", ")");
    }
  }

  /** The module in a file. */
  public static SpecModule read(Path file) {
    try {
      return new SpecModule(
          file.getFileName().toString().replaceFirst("\\.tla$", ""),
          file,
          cut(List.ofAll(Files.readAllLines(file))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The definitions in the order of the file. */
  public List<Definition> definitions() {
    return formulas().flatMap(SpecModule::definitionsIn);
  }

  /** The declared variables in the order of the file. */
  public List<String> variables() {
    return declared("VARIABLE");
  }

  /** The declared constants in the order of the file. */
  public List<String> constants() {
    return declared("CONSTANT");
  }

  /** Whatever the module defines or declares. */
  Set<String> names() {
    return definitions()
        .map(Definition::name)
        .appendAll(variables())
        .appendAll(constants())
        .toSet();
  }

  /** The modules that it extends. */
  List<String> extended() {
    return formulas()
        .flatMap(Formula::lines)
        .map(EXTENDS::matcher)
        .filter(java.util.regex.Matcher::find)
        .flatMap(found -> List.of(found.group(1).split("\\s*,\\s*")));
  }

  /** The instance from which it takes a definition as its own, by the name that both give it. */
  Map<String, String> passedOn() {
    return formulas()
        .flatMap(Formula::lines)
        .map(PASSED_ON::matcher)
        .filter(java.util.regex.Matcher::find)
        .foldLeft(HashMap.empty(), (map, found) -> map.put(found.group(1), found.group(2)));
  }

  /** The modules that this one instantiates, by the name that it gives them. */
  public Map<String, String> instances() {
    return formulas()
        .flatMap(Formula::lines)
        .map(INSTANCE::matcher)
        .filter(java.util.regex.Matcher::find)
        .toMap(found -> found.group(1), found -> found.group(2))
        .foldLeft(HashMap.empty(), (map, entry) -> map.put(entry));
  }

  /** The actions that the next-state relation names, in its order. */
  public List<String> actionsOfNext() {
    Set<String> defined = definitions().map(Definition::name).toSet();
    return formulas()
        .find(formula -> definitionsIn(formula).exists(found -> found.name().equals("Next")))
        .toList()
        .flatMap(formula -> formula.lines().dropUntil(line -> line.startsWith("Next")).tail())
        .takeWhile(line -> line.isBlank() || line.startsWith(" "))
        .map(line -> line.replaceFirst("\\\\\\*.*", ""))
        .flatMap(line -> List.ofAll(WORD.matcher(line).results().map(MatchResult::group).toList()))
        .filter(defined::contains)
        .distinct();
  }

  private List<Formula> formulas() {
    return blocks.filter(Formula.class::isInstance).map(Formula.class::cast);
  }

  /** The definitions that begin in a formula. */
  static List<Definition> definitionsIn(Formula formula) {
    return formula
        .lines()
        .zipWithIndex()
        .flatMap(t ->
            List.ofAll(DEFINITION.matcher(t._1).results().toList())
                .map(found -> definition(found, formula.line() + t._2)));
  }

  private static Definition definition(MatchResult found, int line) {
    String params = found.group(2);
    return new Definition(
        found.group(1),
        params == null ? List.empty() : List.of(params.split(",")).map(String::strip),
        line);
  }

  private List<String> declared(String keyword) {
    return formulas()
        .filter(formula -> formula.declares().exists(word -> word.startsWith(keyword)))
        .flatMap(Formula::lines)
        .map(
            line -> line.replaceFirst("\\\\\\*.*", "").replaceFirst("^(CONSTANTS?|VARIABLES?)", ""))
        .flatMap(line -> List.ofAll(WORD.matcher(line).results().map(MatchResult::group).toList()));
  }

  private static List<Block> cut(List<String> lines) {
    java.util.List<Block> blocks = new ArrayList<>();
    int at = 0;
    while (at < lines.size()) {
      String line = lines.get(at);
      int end = at + 1;
      if (RULE.matcher(line).matches()) {
        blocks.add(new Rule());
      } else if (line.startsWith("(*")) {
        end = endOfComment(lines, at);
        blocks.add(prose(lines.subSequence(at, end)));
      } else if (!line.isBlank() && !isPointer(line) && !FRAME.matcher(line).matches()) {
        end = endOfFormula(lines, at);
        blocks.add(new Formula(at + 1, lines.subSequence(at, end)));
      }
      at = end;
    }
    return List.ofAll(blocks);
  }

  private static boolean isPointer(String line) {
    return line.startsWith("\\* @");
  }

  /** The line after a comment; a box has one comment a line. */
  private static int endOfComment(List<String> lines, int start) {
    int at = start;
    do {
      while (!lines.get(at).stripTrailing().endsWith("*)")) {
        at++;
      }
      at++;
    } while (at < lines.size() && lines.get(at).startsWith("(*"));
    return at;
  }

  private static int endOfFormula(List<String> lines, int start) {
    int length =
        lines
            .drop(start)
            .takeUntil(line ->
                line.isBlank()
                    || isPointer(line)
                    || line.startsWith("(*")
                    || RULE.matcher(line).matches()
                    || FRAME.matcher(line).matches())
            .size();
    return start + length;
  }

  private static Prose prose(List<String> lines) {
    String text =
        lines
            .filter(line -> !line.matches("\\(\\*+\\)\\s*"))
            .map(line -> line.replaceFirst("^\\(\\*", "").replaceFirst("\\*\\)\\s*$", "").strip())
            .mkString("\n");
    return new Prose(
        List.of(text.split("\n\\s*\n")).map(paragraph -> paragraph.replaceAll("\\s*\n\\s*", " ")));
  }
}
