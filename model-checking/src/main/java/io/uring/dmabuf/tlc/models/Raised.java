package io.uring.dmabuf.tlc.models;

import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;

/**
 * A model with some of its bounds raised by one, which stands in no manifest: its name says which,
 * as in {@code rw-small+Reqs+MaxTags}. It has no counts to be compared with.
 */
public final class Raised {

  /** What stands before each bound that is raised by one. */
  static final String SIGN = "+";

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

  /** The name without the bounds that are raised. */
  static String unraised(String name) {
    return name.split("\\" + SIGN, 2)[0];
  }

  /** What a name has behind the model's own. */
  static String suffix(String name) {
    return name.substring(unraised(name).length());
  }

  /** Whether a name says that bounds are raised. */
  static boolean is(String name) {
    return name.contains(SIGN);
  }

  /**
   * A model with the bounds raised that a name has behind the model's own; or one line about one
   * that cannot be.
   */
  static Either<String, ModelEntry> of(ModelEntry model, String name) {
    Either<String, ModelEntry> raised = Either.right(model.renamed(name));
    for (String bound : List.of(name.split("\\" + SIGN)).tail()) {
      raised = raised.flatMap(entry -> raised(entry, bound));
    }
    return raised;
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
