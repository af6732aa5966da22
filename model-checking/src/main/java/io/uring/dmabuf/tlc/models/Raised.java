package io.uring.dmabuf.tlc.models;

import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.function.Function;

/**
 * A model with some of its bounds raised by one, which stands in no manifest: its name says which,
 * as in {@code rw-small+Reqs+MaxTags}. It has no counts to be compared with.
 */
public final class Raised {

  /** What stands before each bound that is raised by one. */
  private static final String SIGN = "+";

  /**
   * The constants that bound a model: how many of something there are, or how often something
   * happens. What the others say is how the system is made, such as the size of a page, or what may
   * happen at all.
   */
  private static final List<String> BOUNDS =
      List.of(
          "Slots",
          "Reqs",
          "Bufs",
          "Iovas",
          "Tags",
          "DescPages",
          "UserPages",
          "SqDepth",
          "CqDepth",
          "Gens",
          "Retries",
          "Workers",
          "MaxEntries",
          "MaxNodes",
          "MaxTags");

  private Raised() {}

  /** The names of a model with each of its bounds raised by so much, one at a time; none by 0. */
  public static List<String> names(ModelEntry model, int by) {
    return BOUNDS
        .filter(bound -> by > 0)
        .filter(bound -> model.set().get(bound).flatMap(Raised::raised).isDefined())
        .map(bound -> model.name() + (SIGN + bound).repeat(by));
  }

  /** The raised bounds that a name says; none of a name that stands in a manifest. */
  static Option<String> bounds(String name) {
    return Option.when(name.contains(SIGN), () -> name.substring(name.indexOf(SIGN)));
  }

  /**
   * The model of a name, with the bounds raised that it has behind the model's own; or one line
   * about what there is not.
   *
   * @param listed finds the model of a name without such bounds
   */
  static Either<String, ModelEntry> found(
      String name, Function<String, Either<String, ModelEntry>> listed) {
    List<String> words = List.of(name.split("\\" + SIGN, -1));
    Either<String, ModelEntry> model = listed.apply(words.head());
    return words.size() == 1
        ? model
        : words
            .tail()
            .foldLeft(
                model.map(entry -> entry.renamed(name)),
                (raised, bound) -> raised.flatMap(entry -> raised(entry, bound)));
  }

  private static Either<String, ModelEntry> raised(ModelEntry model, String bound) {
    return BOUNDS.contains(bound)
        ? model
            .set()
            .get(bound)
            .flatMap(Raised::raised)
            .map(value -> model.withConstants(LinkedHashMap.of(bound, value)))
            .toEither(
                () -> model.name() + ": " + bound + " has no number and no set of numbers there")
        : Either.left(
            model.name() + ": no bound " + bound + "; there are " + BOUNDS.mkString(", "));
  }

  /**
   * One more than a number, or one element more than a set of numbers; none of an empty set, which
   * says that there is no such thing.
   */
  private static Option<String> raised(String value) {
    if (value.matches("\\d{1,9}")) {
      return Option.some(String.valueOf(Integer.parseInt(value) + 1));
    }
    return Option.when(
        value.matches("\\{\\d{1,9}(, \\d{1,9})*}"),
        () -> {
          List<String> of = List.of(value.substring(1, value.length() - 1).split(", "));
          int most = of.map(Integer::parseInt).max().get();
          return of.append(String.valueOf(most + 1)).mkString("{", ", ", "}");
        });
  }
}
