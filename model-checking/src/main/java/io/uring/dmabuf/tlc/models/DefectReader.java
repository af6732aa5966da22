package io.uring.dmabuf.tlc.models;

import io.uring.dmabuf.tlc.InputFile;
import io.uring.dmabuf.tlc.models.ModelEntry.Tier;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reader of the head of a defect's module:
 *
 * <pre>
 * ------------------------- MODULE CLONE_LATE -------------------------
 * (*******************************************************************)
 * (* Prose, then an empty line, then fields, one a line:             *)
 * (*                                                                 *)
 * (* model     cloned-tables-meet                                    *)
 * (* set       MaxTags = 1                                           *)
 * (* override  [BufferTable]PostTag <- LateDecision                  *)
 * (* law       ReleasedByLast                                        *)
 * (*******************************************************************)
 * </pre>
 *
 * <p>{@code model} and {@code law} stand there once; {@code set} and {@code override} any number of
 * times; {@code spec}, {@code tier} (full without it), {@code was}, {@code distinct} and {@code
 * generated} once at most. What it does not understand is one line with file and line.
 */
final class DefectReader {

  private static final Pattern MODULE = Pattern.compile("-{4,} MODULE (\\w+) -{4,}");
  private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*");
  private static final Pattern BORDER = Pattern.compile("\\(\\*{3,}\\)");
  private static final Pattern INSIDE = Pattern.compile("\\(\\* ?(.*?)\\s*\\*\\)");
  private static final Pattern FIELD = Pattern.compile("([a-z]+)\\s+(\\S.*)");
  private static final Pattern SET = Pattern.compile("(" + EntryReader.CONSTANT + ") = (\\S.*)");
  private static final Pattern OVERRIDE =
      Pattern.compile("(" + EntryReader.DEFINITION + ") <- (" + EntryReader.CONSTANT + ")");
  private static final Map<String, Pattern> ONCE =
      LinkedHashMap.of(
          "model", Pattern.compile("[A-Za-z][\\w-]*"),
          "law", Pattern.compile(EntryReader.CONSTANT),
          "spec", Pattern.compile(EntryReader.CONSTANT),
          "tier", Pattern.compile("quick|full|large"),
          "was", Pattern.compile("[a-z][a-z0-9-]*"),
          "distinct", Pattern.compile("\\d{1,18}"),
          "generated", Pattern.compile("\\d{1,18}"));

  private final Path file;
  private final List<String> lines;
  private Map<String, String> once = LinkedHashMap.empty();
  private Map<String, String> set = LinkedHashMap.empty();
  private Map<String, String> override = LinkedHashMap.empty();

  private DefectReader(Path file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  /** The defect in a file, or one line with the file, the line and the reason. */
  static Either<String, Defect> read(Path file) {
    return InputFile.lines(file).flatMap(lines -> new DefectReader(file, lines).defect());
  }

  private Either<String, Defect> defect() {
    String name = file.getFileName().toString().replaceFirst("\\.tla$", "");
    Option<Matcher> module = lines.headOption().map(MODULE::matcher).filter(Matcher::matches);
    if (!NAME.matcher(name).matches()
        || module.map(m -> m.group(1)).filter(name::equals).isEmpty()) {
      return wrong(1, "expected ---- MODULE NAME ----, the file's name, in capitals");
    }
    if (lines.size() < 2 || !BORDER.matcher(lines.get(1)).matches()) {
      return wrong(2, "expected the upper border of a comment in a box");
    }
    List<Tuple2<String, Integer>> box =
        lines.zipWithIndex().drop(2).takeUntil(t -> BORDER.matcher(t._1).matches());
    for (Tuple2<String, Integer> line : box) {
      if (!INSIDE.matcher(line._1).matches()) {
        return wrong(line._2 + 1, "expected a line of the comment in a box: " + line._1);
      }
    }
    return fields(
        name, box.map(line -> Tuple.of(INSIDE.matcher(line._1).replaceFirst("$1"), line._2)));
  }

  private Either<String, Defect> fields(String name, List<Tuple2<String, Integer>> box) {
    List<Tuple2<String, Integer>> prose = box.takeUntil(line -> line._1.isEmpty());
    if (prose.isEmpty()) {
      return wrong(3, "expected prose: what is wrong");
    }
    for (Tuple2<String, Integer> line : box.drop(prose.size()).reject(line -> line._1.isEmpty())) {
      Option<String> reason = field(line._1);
      if (reason.isDefined()) {
        return wrong(line._2 + 1, reason.get());
      }
    }
    Option<String> missing = List.of("model", "law").find(field -> !once.containsKey(field));
    if (missing.isDefined()) {
      return wrong(2, "field " + missing.get() + " is missing");
    }
    return Either.right(
        new Defect(
            name,
            file,
            prose.map(line -> line._1.strip()).mkString(" "),
            once.get("model").get(),
            once.get("spec"),
            set,
            override,
            once.get("law").get(),
            once.get("tier")
                .map(tier -> Tier.valueOf(tier.toUpperCase(Locale.ROOT)))
                .getOrElse(Tier.FULL),
            once.get("was"),
            once.get("distinct").map(Long::parseLong),
            once.get("generated").map(Long::parseLong)));
  }

  /** Takes a field in, or says what is wrong with it. */
  private Option<String> field(String line) {
    Matcher field = FIELD.matcher(line);
    if (!field.matches()) {
      return Option.some("expected a field and its value: " + line);
    }
    String value = field.group(2);
    return switch (field.group(1)) {
      case "set" ->
          pair(SET, value, "NAME = VALUE", set, 2).fold(Option::some, map -> taken(set = map));
      case "override" ->
          pair(OVERRIDE, value, "DEFINITION <- OPERATOR", override, 3)
              .fold(Option::some, map -> taken(override = map));
      default -> single(field.group(1), value);
    };
  }

  private static Option<String> taken(Map<String, String> ignored) {
    return Option.none();
  }

  private static Either<String, Map<String, String>> pair(
      Pattern form, String value, String expected, Map<String, String> before, int second) {
    Matcher pair = form.matcher(value);
    if (!pair.matches()) {
      return Either.left("expected " + expected + ": " + value);
    }
    return before.containsKey(pair.group(1))
        ? Either.left(pair.group(1) + " is there twice")
        : Either.right(before.put(pair.group(1), pair.group(second)));
  }

  private Option<String> single(String field, String value) {
    Option<Pattern> form = ONCE.get(field);
    if (form.isEmpty()) {
      return Option.some(
          "unknown field " + field + "; there are set, override, " + ONCE.keySet().mkString(", "));
    }
    if (!form.get().matcher(value).matches()) {
      return Option.some("field " + field + ": unusable: " + value);
    }
    if (once.containsKey(field)) {
      return Option.some("field " + field + " is there twice");
    }
    once = once.put(field, value);
    return Option.none();
  }

  private Either<String, Defect> wrong(int line, String reason) {
    return Either.left(file + ", line " + line + ": " + reason);
  }
}
