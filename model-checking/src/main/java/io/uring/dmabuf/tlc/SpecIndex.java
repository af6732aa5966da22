package io.uring.dmabuf.tlc;

import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The pointer comments of the specifications: which actor takes an action, and which kernel
 * function it stands for. A pointer comment is one line before the definition, of the form
 *
 * <pre>
 *   \* @task io_uring/rsrc.c: io_buffer_unmap, patch 10 (R19)
 * </pre>
 */
public final class SpecIndex {

  /** The actors, in the order in which they are shown. */
  public static final List<String> ACTORS =
      List.of("user", "task", "tw", "worker", "irq", "kblockd", "device", "exporter");

  private static final Pattern POINTER = Pattern.compile("\\s*\\\\\\*\\s*@(\\w+)\\s+(.*\\S)\\s*");
  private static final Pattern KERNEL =
      Pattern.compile("(\\S+):\\s+(.*?)(?:,\\s*patch\\s+([^(]*?))?\\s*(?:\\(([^()]*)\\))?");
  private static final Pattern DEFINITION = Pattern.compile("(\\w+)\\s*(?:\\(([^)]*)\\))?\\s*==.*");

  /**
   * One action with its pointer comment.
   *
   * @param action the operator's name
   * @param params its parameters
   * @param actor who takes it: one of {@link #ACTORS}
   * @param kernelFile such as {@code io_uring/rsrc.c}
   * @param function the kernel function or functions, as written
   * @param patch the patch of the series, empty for existing code
   * @param steps the labels of the steps in the description of the series, such as {@code R19}; may
   *     be empty
   * @param module the module that defines it
   * @param file where
   * @param line the line of the definition, from 1
   */
  public record Entry(
      String action,
      List<String> params,
      String actor,
      String kernelFile,
      String function,
      String patch,
      String steps,
      String module,
      Path file,
      int line) {

    /**
     * The pointer as it is shown, such as {@code io_uring/rsrc.c: io_buffer_unmap, patch 10 (R19)}.
     */
    public String pointer() {
      return (kernelFile.isEmpty() ? "" : kernelFile + ": ")
          + function
          + (patch.isEmpty() ? "" : ", patch " + patch)
          + (steps.isEmpty() ? "" : " (" + steps + ")");
    }
  }

  private final List<Entry> entries;
  private final Map<String, List<Entry>> byAction;

  private SpecIndex(List<Entry> entries) {
    this.entries = entries;
    this.byAction = entries.groupBy(Entry::action);
  }

  /**
   * The index of all modules in these folders; of two files of one name the first folder's counts.
   */
  public static SpecIndex of(List<Path> folders) {
    return new SpecIndex(
        folders
            .flatMap(SpecIndex::modules)
            .distinctBy(Path::getFileName)
            .flatMap(SpecIndex::parse));
  }

  /** All actions with a pointer comment, by folder, file and line. */
  public List<Entry> entries() {
    return entries;
  }

  /** The action of that name; of several modules' the first in the order of {@link #preferring}. */
  public Option<Entry> find(String action) {
    return byAction.get(action).flatMap(List::headOption);
  }

  /** The action of that name in that module, or of that name anywhere. */
  public Option<Entry> find(String action, Option<String> module) {
    return byAction
        .get(action)
        .flatMap(found -> found.find(entry -> module.contains(entry.module())))
        .orElse(() -> find(action));
  }

  /** This index, with the actions of the model's own modules before those of others. */
  public SpecIndex preferring(ModelEntry model) {
    List<String> first = List.of(model.module()).appendAll(model.target());
    return new SpecIndex(entries.sortBy(entry -> first.contains(entry.module()) ? 0 : 1));
  }

  private static List<Path> modules(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return List.ofAll(files.filter(file -> file.toString().endsWith(".tla")).sorted().toList());
    } catch (IOException e) {
      return List.empty();
    }
  }

  private static List<Entry> parse(Path file) {
    List<String> lines;
    try {
      lines = List.ofAll(Files.readAllLines(file));
    } catch (IOException e) {
      return List.empty();
    }
    return lines
        .zipWithIndex()
        .flatMap(t -> {
          Matcher pointer = POINTER.matcher(t._1);
          return pointer.matches() ? entry(file, lines, t._2 + 1, pointer) : Option.none();
        });
  }

  /** The definition that follows a pointer comment, over further comment lines. */
  private static Option<Entry> entry(Path file, List<String> lines, int next, Matcher pointer) {
    int at = next + lines.drop(next).takeWhile(line -> line.strip().startsWith("\\*")).size();
    Option<String> definition = Option.when(at < lines.size(), () -> lines.get(at));
    return definition
        .map(DEFINITION::matcher)
        .filter(Matcher::matches)
        .map(found -> entry(file, at + 1, found, pointer.group(1), pointer.group(2)));
  }

  private static Entry entry(Path file, int line, Matcher definition, String actor, String text) {
    Matcher kernel = KERNEL.matcher(text);
    boolean full = kernel.matches();
    return new Entry(
        definition.group(1),
        definition.group(2) == null
            ? List.empty()
            : List.of(definition.group(2).split(",")).map(String::strip),
        actor,
        full ? kernel.group(1) : "",
        full ? kernel.group(2) : text,
        full && kernel.group(3) != null ? kernel.group(3) : "",
        full && kernel.group(4) != null ? kernel.group(4) : "",
        file.getFileName().toString().replaceFirst("\\.tla$", ""),
        file,
        line);
  }
}
