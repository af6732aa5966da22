package io.uring.dmabuf.context;

import io.uring.dmabuf.tlc.trace.SpecIndex;
import io.vavr.collection.List;
import io.vavr.control.Either;

/**
 * What the notes of the whole say of its actions.
 *
 * @param runs in which contexts they run, and how
 * @param atomic which of them are one step though the kernel does several things
 */
public record Contexts(List<Runs> runs, List<Atomicity> atomic) {

  /** The module whose actions are those of the system. */
  public static final String WHOLE = "DmabufRw";

  /** The notes of the whole, or one line about the first that cannot be read. */
  public static Either<String, Contexts> of(SpecIndex index) {
    List<SpecIndex.Note> notes = index.notes().filter(note -> note.module().equals(WHOLE));
    return all(notes, "runs", Runs::of)
        .flatMap(runs -> all(notes, "atomic", Atomicity::of).map(a -> new Contexts(runs, a)));
  }

  private interface Reader<T> {
    Either<String, T> read(String action, String text);
  }

  private static <T> Either<String, List<T>> all(
      List<SpecIndex.Note> notes, String word, Reader<T> reader) {
    return Either.sequenceRight(
            notes
                .filter(note -> note.word().equals(word))
                .map(note ->
                    reader
                        .read(note.action(), note.text())
                        .mapLeft(why -> note.module() + "!" + note.action() + ": " + why)))
        .map(found -> List.ofAll(found));
  }

  /** The actions that have a line, in the order of the module. */
  public List<String> actions() {
    return runs.map(Runs::action).distinct();
  }

  /** The lines of an action. */
  public List<Runs> of(String action) {
    return runs.filter(line -> line.action().equals(action));
  }
}
