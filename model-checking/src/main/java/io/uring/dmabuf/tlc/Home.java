package io.uring.dmabuf.tlc;

import io.vavr.collection.List;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The folders that models are read from.
 *
 * @param root the root of the repository
 * @param manifest the list of models
 * @param specDir a folder that is searched before all others, for changed specifications
 */
public record Home(Path root, Path manifest, Option<Path> specDir) {

  /** System property with the root of the repository; the launcher sets it. */
  public static final String PROPERTY = "dmabuf.home";

  /** The home whose root is given, with its own manifest. */
  public static Home at(Path root) {
    Path absolute = root.toAbsolutePath().normalize();
    return new Home(absolute, absolute.resolve("model-checking/models.json"), Option.none());
  }

  /** The home that {@value #PROPERTY} names; the working directory without it. */
  public static Home current() {
    return at(Path.of(System.getProperty(PROPERTY, "")));
  }

  /** This home with a folder that is searched first. */
  public Home withSpecDir(Path folder) {
    return new Home(root, manifest, Option.some(folder.toAbsolutePath().normalize()));
  }

  /** Whether the manifest is the root's own. */
  public boolean isUsual() {
    return manifest.equals(at(root).manifest());
  }

  /** This home with another manifest. */
  public Home withManifest(Path file) {
    return new Home(root, file.toAbsolutePath().normalize(), specDir);
  }

  /** The folders of modules, in the order of the search. */
  public List<Path> library() {
    return specDir
        .toList()
        .append(root.resolve("model-checking/models"))
        .append(root.resolve("model-checking/defects"))
        .append(root.resolve("model-checking/kernels"))
        .append(root.resolve("spec"));
  }

  /** The files of the modules in a folder, by name; none if it is not there. */
  public static List<Path> modules(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return List.ofAll(files.filter(file -> file.toString().endsWith(".tla")).sorted().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The file of that name in the first folder that has it.
   *
   * @param name such as {@code MCTable.tla}
   */
  public Option<Path> find(String name) {
    return library().map(folder -> folder.resolve(name)).find(Files::isRegularFile);
  }
}
