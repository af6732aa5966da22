package io.uring.dmabuf.tlc.models;

import io.uring.dmabuf.tlc.models.ModelEntry.Expected;
import io.uring.dmabuf.tlc.models.ModelEntry.Tier;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;

/**
 * A wrong decision that is planted to see a law break: a module in {@code model-checking/defects},
 * found by scanning. It extends an MC module with the definitions that take the place of the right
 * ones; the comment at its head says which, in which model, and which law must break. {@link
 * DefectReader} has its form.
 *
 * @param name the module's name, such as {@code CLONE_LATE}
 * @param file where it is
 * @param prose what is wrong, in a sentence or a few
 * @param model the model whose module, bounds and kind it takes
 * @param spec another specification than the model's
 * @param set constants for which it has another value than the model
 * @param override what takes the place of which definition
 * @param law the law that must break
 * @param twin the same mistake in the implementation
 * @param tier the cheapest tier that runs it
 * @param was its earlier name
 * @param distinct the distinct states at which the run ends, where that is pinned
 * @param generated the generated states then
 */
record Defect(
    String name,
    Path file,
    String prose,
    String model,
    Option<String> spec,
    Map<String, String> set,
    Map<String, String> override,
    String law,
    Option<ModelEntry.Twin> twin,
    Tier tier,
    Option<String> was,
    Option<Long> distinct,
    Option<Long> generated) {

  /** All defects of a folder by name, or one line about the first that cannot be used. */
  static Either<String, List<Defect>> scan(Path folder) {
    return ModuleHead.scan(folder, DefectReader::read);
  }

  /** The model that shows it, from the one whose bounds it takes. */
  ModelEntry entry(ModelEntry from) {
    return new ModelEntry(
            name,
            was,
            Option.some(model),
            from.module(),
            List.of(name),
            twin,
            List.empty(),
            spec.getOrElse(from.spec()),
            set,
            override,
            io.vavr.collection.LinkedHashMap.empty(),
            from.kind(),
            tier,
            new Expected.Violates(law),
            distinct,
            generated,
            0,
            from.target(),
            1,
            List.empty(),
            Option.none(),
            List.empty(),
            prose)
        .startingFrom(from);
  }
}
