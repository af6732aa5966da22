package io.uring.dmabuf.tlc.models;

import io.uring.dmabuf.tlc.FileTrouble;
import io.uring.dmabuf.tlc.InputFile;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Seq;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The head of a module that is found by scanning: a comment in a box that says what the module is
 * for and how a run is to take it.
 *
 * <pre>
 * ------------------------- MODULE CLONE_LATE -------------------------
 * (*******************************************************************)
 * (* Prose, then an empty line, then fields, one a line:             *)
 * (*                                                                 *)
 * (* model     cloned-tables-meet                                    *)
 * (* override  [RingContext]PostTag <- LateDecision                  *)
 * (*******************************************************************)
 * </pre>
 *
 * <p>What it does not understand is one line with file and line.
 *
 * @param file the module's file, which has its name
 * @param prose the sentences above the fields
 * @param fields the values of each field that is there, in their order
 */
record ModuleHead(Path file, String prose, Map<String, List<String>> fields) {

  /** What takes the place of which definition: {@code FreeRegbuf <- FreeRegbufEarly}. */
  static final Field OVERRIDE =
      Field.pair(
          "override",
          Pattern.compile("(" + EntryReader.DEFINITION + ") <- (" + EntryReader.CONSTANT + ")"),
          "DEFINITION <- OPERATOR");

  private static final String ENDING = ".tla";
  private static final Pattern MODULE = Pattern.compile("-{4,} MODULE (\\w+) -{4,}");
  private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*");
  private static final Pattern BORDER = Pattern.compile("\\(\\*{3,}\\)");
  private static final Pattern INSIDE = Pattern.compile("\\(\\* ?(.*?)\\s*\\*\\)");
  private static final Pattern FIELD = Pattern.compile("([a-z]+)\\s+(\\S.*)");

  /**
   * A field that a head may have.
   *
   * @param name its first word
   * @param form what it says; of a pair the first group is what it speaks of, the last one its
   *     value
   * @param expected the form of a pair, for who got it wrong; none for a field that stands there
   *     once at most
   */
  record Field(String name, Pattern form, Option<String> expected) {

    /** A field that stands there once at most. */
    static Field once(String name, String form) {
      return new Field(name, Pattern.compile(form), Option.none());
    }

    /** A field that says something of a name; there may be several, each of another name. */
    static Field pair(String name, Pattern form, String expected) {
      return new Field(name, form, Option.some(expected));
    }

    private Either<String, List<String>> with(List<String> before, String value) {
      if (!form.matcher(value).matches()) {
        return Either.left(
            expected
                .map(pair -> "expected " + pair + ": " + value)
                .getOrElse("field " + name + ": unusable: " + value));
      }
      if (expected.isDefined() && before.exists(other -> key(other).equals(key(value)))) {
        return Either.left(key(value) + " is there twice");
      }
      return expected.isEmpty() && !before.isEmpty()
          ? Either.left("field " + name + " is there twice")
          : Either.right(before.append(value));
    }

    private Matcher matched(String value) {
      Matcher matcher = form.matcher(value);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(name + " " + value);
      }
      return matcher;
    }

    private String key(String pair) {
      return matched(pair).group(1);
    }

    private Tuple2<String, String> parts(String pair) {
      Matcher matcher = matched(pair);
      return Tuple.of(matcher.group(1), matcher.group(matcher.groupCount()));
    }
  }

  /**
   * What all modules of a folder are read as, by name, or one line about the first that cannot be
   * used. A folder that is not there has none.
   */
  static <T> Either<String, List<T>> scan(Path folder, Function<Path, Either<String, T>> reader) {
    if (!Files.isDirectory(folder)) {
      return Either.right(List.empty());
    }
    try (Stream<Path> files = Files.list(folder)) {
      return Either.sequenceRight(
              List.ofAll(files.filter(file -> file.toString().endsWith(ENDING)).sorted().toList())
                  .map(reader))
          .map(List::ofAll);
    } catch (IOException e) {
      return Either.left(folder + ": cannot be read: " + FileTrouble.of(folder, e));
    }
  }

  /**
   * The head of a module, or one line with the file, the line and the reason.
   *
   * @param says what its prose says, for who forgot it
   * @param known the fields that it may have
   * @param needed the fields that it must have
   */
  static Either<String, ModuleHead> read(
      Path file, String says, List<Field> known, List<String> needed) {
    return InputFile.lines(file)
        .flatMap(lines -> new Reader(file, lines, says, known, needed).head());
  }

  /** The module's name. */
  String name() {
    return file.getFileName().toString().replaceFirst("\\.tla$", "");
  }

  /** The value of a field that stands there once at most. */
  Option<String> one(String field) {
    return fields.get(field).flatMap(List::headOption);
  }

  /** The value of a field that must be there. */
  String needed(String field) {
    return one(field).get();
  }

  /** The values of a field by what each speaks of. */
  Map<String, String> pairs(Field field) {
    return LinkedHashMap.ofEntries(
        fields.get(field.name()).getOrElse(List.empty()).map(field::parts));
  }

  /** The reader of one file. */
  private record Reader(
      Path file, Seq<String> lines, String says, List<Field> known, List<String> needed) {

    private Either<String, ModuleHead> head() {
      String name = file.getFileName().toString().replaceFirst("\\.tla$", "");
      Option<Matcher> module = lines.headOption().map(MODULE::matcher).filter(Matcher::matches);
      if (!NAME.matcher(name).matches()
          || module.map(m -> m.group(1)).filter(name::equals).isEmpty()) {
        return wrong(1, "expected ---- MODULE NAME ----, the file's name, in capitals");
      }
      if (lines.size() < 2 || !BORDER.matcher(lines.get(1)).matches()) {
        return wrong(2, "expected the upper border of a comment in a box");
      }
      Seq<Tuple2<String, Integer>> box =
          lines.zipWithIndex().drop(2).takeUntil(t -> BORDER.matcher(t._1).matches());
      for (Tuple2<String, Integer> line : box) {
        if (!INSIDE.matcher(line._1).matches()) {
          return wrong(line._2 + 1, "expected a line of the comment in a box: " + line._1);
        }
      }
      return head(box.map(line -> Tuple.of(INSIDE.matcher(line._1).replaceFirst("$1"), line._2)));
    }

    private Either<String, ModuleHead> head(Seq<Tuple2<String, Integer>> box) {
      Seq<Tuple2<String, Integer>> prose = box.takeUntil(line -> line._1.isEmpty());
      if (prose.isEmpty()) {
        return wrong(3, "expected prose: " + says);
      }
      Map<String, List<String>> fields = LinkedHashMap.empty();
      for (Tuple2<String, Integer> line :
          box.drop(prose.size()).reject(line -> line._1.isEmpty())) {
        Either<String, Map<String, List<String>>> taken = with(fields, line._1);
        if (taken.isLeft()) {
          return wrong(line._2 + 1, taken.getLeft());
        }
        fields = taken.get();
      }
      Option<String> missing = needed.reject(fields::containsKey).headOption();
      return missing.isDefined()
          ? wrong(2, "field " + missing.get() + " is missing")
          : Either.right(
              new ModuleHead(file, prose.map(line -> line._1.strip()).mkString(" "), fields));
    }

    private Either<String, Map<String, List<String>>> with(
        Map<String, List<String>> fields, String line) {
      Matcher field = FIELD.matcher(line);
      if (!field.matches()) {
        return Either.left("expected a field and its value: " + line);
      }
      String name = field.group(1);
      return known
          .find(each -> each.name().equals(name))
          .toEither(() ->
              "unknown field " + name + "; there are " + known.map(Field::name).mkString(", "))
          .flatMap(each -> each.with(fields.get(name).getOrElse(List.empty()), field.group(2)))
          .map(values -> fields.put(name, values));
    }

    private Either<String, ModuleHead> wrong(int line, String reason) {
      return Either.left(file + ", line " + line + ": " + reason);
    }
  }
}
