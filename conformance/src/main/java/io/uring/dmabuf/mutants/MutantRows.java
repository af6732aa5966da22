package io.uring.dmabuf.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import io.uring.dmabuf.tlc.JsonFile;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;

/** The rows of a report that an earlier hunt wrote, so that another goes on where it ended. */
public final class MutantRows {

  private MutantRows() {}

  /**
   * The rows about mutants that there still are, with the same change; or one line about what is
   * wrong with the file.
   */
  public static Either<String, List<MutantRow>> read(Path file, Mutants mutants) {
    return JsonFile.read(file)
        .flatMap(root ->
            root.path("rows").isArray()
                ? Either.sequenceRight(
                        List.ofAll(root.path("rows"))
                            .zipWithIndex()
                            .map(t ->
                                row(t._1, mutants)
                                    .mapLeft(e -> file + ": row " + (t._2 + 1) + ": " + e)))
                    .map(rows -> List.ofAll(rows).flatMap(row -> row))
                : Either.left(file + ": no report of mutants: it has no rows"));
  }

  private static Either<String, Option<MutantRow>> row(JsonNode node, Mutants mutants) {
    return List.of(Fate.values())
        .find(fate -> fate.key().equals(node.path("fate").asText()))
        .toEither(() -> "no fate is called '" + node.path("fate").asText() + "'")
        .map(fate ->
            mutants
                .all()
                .find(mutant -> mutant.id().equals(node.path("id").asText()))
                .filter(mutant -> mutant.text().equals(node.path("change").asText()))
                .map(mutant -> row(node, mutant, fate)));
  }

  private static MutantRow row(JsonNode node, Mutant mutant, Fate fate) {
    return new MutantRow(
        mutant,
        fate,
        node.path("law").asText(),
        node.path("model").asText(),
        node.path("why").asText(),
        node.path("less").asBoolean(),
        node.path("noted").asBoolean(),
        node.path("seconds").asDouble());
  }
}
