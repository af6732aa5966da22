package io.uring.dmabuf.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import io.uring.dmabuf.tlc.JsonFile;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;

/**
 * What is written down about mutants that no law notices: those that mean the same as the original,
 * and those that survive, each with a sentence. A note names the definition and the change, so that
 * it is about nothing, and an error, as soon as the definition is another one; or it names any
 * change, of a definition that decides nothing that a specification says.
 *
 * @param file where it was read
 * @param notes in their order
 */
public record MutantNotes(Path file, List<Note> notes) {

  /** Below the root of the repository. */
  public static final String FILE = "model-checking/mutants.json";

  private static final String ANY = "any";
  private static final String EQUIVALENT = "equivalent";
  private static final String SURVIVING = "surviving";

  /**
   * One note.
   *
   * @param place the definition, such as {@code Rsrc.PutNode}
   * @param text what is changed into what; {@code any} for all changes of the definition
   * @param isEquivalent whether it means the same as the original; otherwise it survives
   * @param why in one sentence
   */
  public record Note(String place, String text, boolean isEquivalent, String why) {

    boolean isAbout(Mutant mutant) {
      return mutant.place().equals(place) && (text.equals(ANY) || mutant.text().equals(text));
    }
  }

  /** The notes in a file, each about a mutant that there is; or one line about what is wrong. */
  public static Either<String, MutantNotes> read(Path file, Mutants mutants) {
    return JsonFile.read(file)
        .flatMap(root ->
            list(file, root, EQUIVALENT)
                .flatMap(one -> list(file, root, SURVIVING).map(one::appendAll)))
        .flatMap(notes ->
            notes
                .find(note -> !mutants.all().exists(note::isAbout))
                .map(note ->
                    Either.<String, MutantNotes>left(
                        file + ": no mutant of " + note.place() + " is: " + note.text()))
                .getOrElse(() -> Either.right(new MutantNotes(file, notes))));
  }

  private static Either<String, List<Note>> list(Path file, JsonNode root, String name) {
    return Either.sequenceRight(
            List.ofAll(root.path(name))
                .zipWithIndex()
                .map(t ->
                    note(t._1, name.equals(EQUIVALENT))
                        .mapLeft(e -> file + ": " + name + " " + (t._2 + 1) + ": " + e)))
        .map(List::ofAll);
  }

  private static Either<String, Note> note(JsonNode node, boolean isEquivalent) {
    Option<String> missing =
        List.of("definition", "change", "why").find(f -> node.path(f).asText().isBlank());
    return missing
        .map(field -> Either.<String, Note>left("no " + field))
        .getOrElse(() ->
            Either.right(
                new Note(
                    node.path("definition").asText(),
                    node.path("change").asText(),
                    isEquivalent,
                    node.path("why").asText())));
  }

  /** What is known of a mutant. */
  Option<Note> of(Mutant mutant) {
    return notes.find(note -> note.isAbout(mutant));
  }
}
