package io.uring.dmabuf.tlc.models;

import io.uring.dmabuf.tlc.models.ModelEntry.Tier;
import io.uring.dmabuf.tlc.models.ModelEntry.Twin;
import io.uring.dmabuf.tlc.models.ModuleHead.Field;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The reader of a defect's module, whose {@link ModuleHead} has these fields:
 *
 * <pre>
 * (* model     cloned-tables-meet                                    *)
 * (* set       MaxTags = 1                                           *)
 * (* override  [RingContext]PostTag <- LateDecision                  *)
 * (* law       ReleasedByLast                                        *)
 * (* twin      DECIDED_LATER by clone-untagged                       *)
 * </pre>
 *
 * <p>{@code model} and {@code law} stand there once; {@code set} and {@code override} any number of
 * times; {@code spec}, {@code twin} (the same mistake in the implementation, and the scenario that
 * goes wrong under it, if there is one), {@code tier} (large without it: {@code make defects}
 * plants them all), {@code was}, {@code distinct} and {@code generated} once at most.
 */
final class DefectReader {

  private static final Field SET =
      Field.pair(
          "set", Pattern.compile("(" + EntryReader.CONSTANT + ") = (\\S.*)"), "NAME = VALUE");
  private static final List<Field> FIELDS =
      List.of(
          SET,
          ModuleHead.OVERRIDE,
          Field.once("model", "[A-Za-z][\\w-]*"),
          Field.once("law", EntryReader.CONSTANT),
          Field.once("spec", EntryReader.CONSTANT),
          Field.once("twin", "[A-Z][A-Z0-9_]*( by [a-z][a-z0-9-]*)?"),
          Field.once("tier", "quick|full|large"),
          Field.once("was", "[a-z][a-z0-9-]*"),
          Field.once("distinct", "\\d{1,18}"),
          Field.once("generated", "\\d{1,18}"));

  private DefectReader() {}

  /** The defect in a file, or one line with the file, the line and the reason. */
  static Either<String, Defect> read(Path file) {
    return ModuleHead.read(file, "what is wrong", FIELDS, List.of("model", "law"))
        .map(DefectReader::defect);
  }

  private static Defect defect(ModuleHead head) {
    return new Defect(
        head.name(),
        head.file(),
        head.prose(),
        head.needed("model"),
        head.one("spec"),
        head.pairs(SET),
        head.pairs(ModuleHead.OVERRIDE),
        head.needed("law"),
        head.one("twin").map(DefectReader::twin),
        head.one("tier")
            .map(tier -> Tier.valueOf(tier.toUpperCase(Locale.ROOT)))
            .getOrElse(Tier.LARGE),
        head.one("was"),
        head.one("distinct").map(Long::parseLong),
        head.one("generated").map(Long::parseLong));
  }

  private static Twin twin(String value) {
    String[] words = value.split(" by ");
    return new Twin(words[0], Option.when(words.length > 1, () -> words[1]));
  }
}
