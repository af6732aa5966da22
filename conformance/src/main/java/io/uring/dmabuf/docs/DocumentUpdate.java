package io.uring.dmabuf.docs;

import io.uring.dmabuf.tlc.AtomicFile;
import io.uring.dmabuf.tlc.InputFile;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import java.nio.file.Path;

/**
 * New texts of documents. All are made before the first is written, so that a part without its
 * markers leaves every file as it was; so does one that cannot be written.
 */
public final class DocumentUpdate {

  private DocumentUpdate() {}

  /**
   * Writes generated parts into their documents.
   *
   * @param root the root of the repository
   * @param parts the parts; several may be of one document
   * @return the documents, or one line that says which cannot be read or written, or which markers
   *     it lacks
   */
  public static Either<String, List<Path>> write(Path root, List<GeneratedPart> parts) {
    return texts(root, parts)
        .flatMap(
            texts -> AtomicFile.writeAll(texts.toList().map(text -> text.map1(root::resolve))));
  }

  private static Either<String, Map<String, String>> texts(Path root, List<GeneratedPart> parts) {
    return parts.foldLeft(
        Either.right(LinkedHashMap.empty()),
        (made, part) -> made.flatMap(texts -> with(root, texts, part)));
  }

  private static Either<String, Map<String, String>> with(
      Path root, Map<String, String> texts, GeneratedPart part) {
    return texts
        .get(part.file())
        .toEither("")
        .orElse(() -> InputFile.text(root.resolve(part.file())))
        .flatMap(text ->
            Markdown.replace(text, part.name(), part.lines())
                .mapLeft(why -> part.file() + ": " + why))
        .map(text -> texts.put(part.file(), text));
  }
}
