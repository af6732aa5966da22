package io.uring.dmabuf.cli;

import io.uring.dmabuf.tlc.JsonFile;
import io.uring.dmabuf.tlc.check.CheckSummary;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The laws that have nothing to say in any state of any model that checks them. Each must have a
 * reason in {@code model-checking/silent-laws.json}, and a reason whose law speaks is out of date.
 *
 * @param silent the names of the laws without a reason
 * @param outdated the names of laws with a reason that do speak
 */
record SilentLaws(List<String> silent, List<String> outdated) {
  private static final String FILE = "model-checking/silent-laws.json";

  /** The laws of all models together; one line when the reasons cannot be read. */
  static Either<String, SilentLaws> of(CheckSummary summary, Path root) {
    return reasons(root.resolve(FILE))
        .map(reasons -> {
          Map<String, Long> held =
              summary
                  .outcomes()
                  .flatMap(outcome -> outcome.result().measured().antecedents())
                  .foldLeft(
                      LinkedHashMap.<String, Long>empty(),
                      (sums, each) -> sums.put(each.law(), each.held(), Long::sum));
          return new SilentLaws(
              held.filter(t -> t._2 == 0 && !reasons.containsKey(t._1)).keySet().toList(),
              held.filter(t -> t._2 > 0 && reasons.containsKey(t._1)).keySet().toList());
        });
  }

  /** The reasons; without the file there are none. */
  private static Either<String, Map<String, String>> reasons(Path file) {
    if (Files.notExists(file)) {
      return Either.right(LinkedHashMap.empty());
    }
    return JsonFile.read(file)
        .map(tree ->
            List.ofAll(tree.properties())
                .toLinkedMap(e -> io.vavr.Tuple.of(e.getKey(), e.getValue().asText())));
  }

  /** A line for each. */
  List<String> lines() {
    return silent
        .map(law ->
            law + ": its antecedent is true in no state of any model, and no reason in " + FILE)
        .appendAll(outdated.map(law -> law + ": has something to say, but a reason in " + FILE));
  }

  boolean isClean() {
    return silent.isEmpty() && outdated.isEmpty();
  }
}
