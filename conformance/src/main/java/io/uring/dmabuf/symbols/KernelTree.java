package io.uring.dmabuf.symbols;

import io.uring.dmabuf.tlc.InputFile;
import io.vavr.Tuple;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An unpacked source tree of the kernel.
 *
 * @param root its folder
 * @param release what its Makefile says that it is
 */
public record KernelTree(Path root, Release release) {

  /** Folders that hold no code of the kernel that is compared, or a copy of it. */
  private static final List<String> ELSEWHERE =
      List.of("arch", "Documentation", "samples", "scripts", "tools");

  /**
   * A definition in the tree.
   *
   * @param kind what is defined
   * @param file where, from the root
   */
  public record Place(SymbolKind kind, String file) {}

  /** The tree in a folder; one line that says why if there is none. */
  public static Either<String, KernelTree> of(Path root) {
    if (!Files.isDirectory(root)) {
      return Either.left(root + " is no folder");
    }
    Path makefile = root.resolve("Makefile");
    Option<String> text =
        Files.isRegularFile(makefile) ? Option.some(text(makefile)) : Option.none();
    return text.flatMap(KernelTree::release)
        .map(release -> new KernelTree(root, release))
        .toEither(root + " is no kernel tree: no Makefile with VERSION and PATCHLEVEL");
  }

  private static Option<Release> release(String makefile) {
    return number(makefile, "VERSION")
        .flatMap(version ->
            number(makefile, "PATCHLEVEL")
                .map(patchlevel ->
                    new Release(version, patchlevel, number(makefile, "SUBLEVEL").getOrElse(0))));
  }

  private static Option<Integer> number(String makefile, String name) {
    Matcher line = Pattern.compile("(?m)^" + name + "\\s*=\\s*(\\d+)\\s*$").matcher(makefile);
    return line.find() ? Option.some(Integer.parseInt(line.group(1))) : Option.none();
  }

  /** Where names are defined in the files of these folders, not in folders beneath them. */
  Map<String, List<Place>> definitions(Set<String> names, Set<String> folders) {
    return places(names, folders.toList().flatMap(folder -> sources(root.resolve(folder), 1)));
  }

  /** Where names are defined in the whole tree. */
  Map<String, List<Place>> definitions(Set<String> names) {
    return places(
        names,
        sources(root, Integer.MAX_VALUE)
            .filter(file -> !ELSEWHERE.contains(root.relativize(file).getName(0).toString())));
  }

  private Map<String, List<Place>> places(Set<String> names, List<Path> files) {
    return files
        .flatMap(file ->
            in(file, names)
                .map(found -> Tuple.of(found.name(), new Place(found.kind(), name(file)))))
        .groupBy(found -> found._1)
        .mapValues(found -> found.map(pair -> pair._2).distinct());
  }

  private static List<CDefinition> in(Path file, Set<String> names) {
    String text = text(file);
    boolean mentions =
        names.exists(name -> text.contains(name.substring(name.lastIndexOf('.') + 1)));
    return mentions
        ? CScanner.definitions(text).filter(found -> names.contains(found.name()))
        : List.empty();
  }

  private String name(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private static List<Path> sources(Path folder, int depth) {
    if (!Files.isDirectory(folder)) {
      return List.empty();
    }
    try (Stream<Path> files = Files.walk(folder, depth)) {
      return List.ofAll(
          files
              .filter(file -> file.toString().endsWith(".c") || file.toString().endsWith(".h"))
              .filter(Files::isRegularFile)
              .sorted()
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of a file; a few files of the kernel are no UTF-8. */
  private static String text(Path file) {
    return InputFile.text(file, StandardCharsets.ISO_8859_1)
        .getOrElseThrow(reason -> new UncheckedIOException(new IOException(reason)));
  }
}
