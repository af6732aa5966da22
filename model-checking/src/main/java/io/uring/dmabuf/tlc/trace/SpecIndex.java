package io.uring.dmabuf.tlc.trace;

import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.Tuple;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.Value;

/**
 * The comments of the specifications that are data. The pointer comments: which actor takes an
 * action, and which kernel functions it stands for. A pointer comment is one line before the
 * definition, of the form
 *
 * <pre>
 *   \* @task io_uring/rsrc.c: io_import_fixed, io_import_dmabuf, patch 11 (I2-I8)
 *   \* @task io_uring/rw.c: io_write_fixed, base (N13) if reqs[call.req].op = "WRITE_FIXED"
 * </pre>
 *
 * <p>An action may have several. Of those with a condition the first that holds is the one that a
 * step stands for, else the first without a condition; what an action stands for besides follows.
 *
 * <p>And the notes, which begin with a word that is no actor: {@link #NOTES}.
 */
public final class SpecIndex {

  /** The actors, in the order in which they are shown. */
  public static final List<String> ACTORS =
      List.of(
          "user",
          "task",
          "tw",
          "worker",
          "irq",
          "kblockd",
          "kworker",
          "reset",
          "device",
          "exporter");

  /** What begins a note: in which contexts an action runs, and by what it is one step. */
  public static final List<String> NOTES = List.of("runs", "atomic");

  private static final Pattern COMMENT = Pattern.compile("\\s*\\\\\\*\\s*@(\\w+)\\s+(.*\\S)\\s*");
  private static final Pattern KERNEL =
      Pattern.compile(
          "(\\S+):\\s+(.*?)(?:,\\s*((?:base|patch)\\b[^(]*?))?\\s*(?:\\(([^()]*)\\))?"
              + "(?:\\s+if\\s+("
              + Condition.FORM
              + "))?");
  private static final Pattern DEFINITION = Pattern.compile("(\\w+)\\s*(?:\\(([^)]*)\\))?\\s*==.*");

  /**
   * One action with its pointer comment.
   *
   * @param action the operator's name
   * @param params its parameters
   * @param actor who takes it: one of {@link #ACTORS}
   * @param kernelFile such as {@code io_uring/rsrc.c}
   * @param functions the kernel functions, as written
   * @param origin the patch of the series, or {@code base} for code that it finds, with the kernels
   *     for which it is true, such as {@code base from 6.17}; may be empty
   * @param steps the labels of the steps in the description of the series, such as {@code R19}; may
   *     be empty
   * @param condition when the action stands for it; none if it always does
   * @param module the module that defines it
   * @param file where
   * @param line the line of the definition, from 1
   */
  public record Entry(
      String action,
      List<String> params,
      String actor,
      String kernelFile,
      List<String> functions,
      String origin,
      String steps,
      Option<Condition> condition,
      String module,
      Path file,
      int line) {

    /**
     * The pointer as it is shown, such as {@code io_uring/rsrc.c: io_buffer_unmap, patch 10 (R19)}.
     */
    public String pointer() {
      return (kernelFile.isEmpty() ? "" : kernelFile + ": ")
          + functions.mkString(", ")
          + (origin.isEmpty() ? "" : ", " + origin)
          + (steps.isEmpty() ? "" : " (" + steps + ")");
    }

    /** This pointer for what any of these conditional ones stands for. */
    private Entry orAnyOf(List<Entry> others) {
      return new Entry(
          action,
          params,
          actor,
          kernelFile,
          List.of(others.flatMap(Entry::functions).distinct().mkString("/")),
          origin,
          steps,
          Option.none(),
          module,
          file,
          line);
    }
  }

  /**
   * What a comment says of an action besides what it stands for.
   *
   * @param word one of {@link #NOTES}
   * @param text what follows it
   * @param action the operator's name
   * @param module the module that defines it
   * @param file where
   * @param line the line of the definition, from 1
   */
  public record Note(String word, String text, String action, String module, Path file, int line) {}

  /** A comment of these with the first line of the definition that it stands above. */
  private record Comment(String word, String text, Matcher definition, Path file, int line) {
    private boolean isNote() {
      return NOTES.contains(word);
    }

    private String module() {
      return file.getFileName().toString().replaceFirst("\\.tla$", "");
    }

    private Note note() {
      return new Note(word, text, definition.group(1), module(), file, line);
    }
  }

  private final List<Entry> entries;
  private final List<Note> notes;
  private final Map<String, List<Entry>> byAction;

  private SpecIndex(List<Entry> entries, List<Note> notes) {
    this.entries = entries;
    this.notes = notes;
    this.byAction = entries.groupBy(Entry::action);
  }

  /**
   * The index of all modules in these folders; of two files of one name the first folder's counts.
   */
  public static SpecIndex of(List<Path> folders) {
    List<Comment> comments =
        folders.flatMap(SpecIndex::modules).distinctBy(Path::getFileName).flatMap(SpecIndex::parse);
    return new SpecIndex(
        comments.reject(Comment::isNote).map(SpecIndex::entry),
        comments.filter(Comment::isNote).map(Comment::note));
  }

  /** All pointer comments, by folder, file and line. */
  public List<Entry> entries() {
    return entries;
  }

  /** All notes, by folder, file and line. */
  public List<Note> notes() {
    return notes;
  }

  /**
   * What the action of that name stands for in general; of several modules' actions the first in
   * the order of {@link #preferring}.
   */
  public Option<Entry> find(String action) {
    return find(action, Option.none());
  }

  /**
   * What the action of that name in that module, or of that name anywhere, stands for in general: a
   * pointer whose functions are alternatives, {@code io_read_fixed/io_write_fixed}, if each has a
   * condition.
   */
  public Option<Entry> find(String action, Option<String> module) {
    List<Entry> pointers = pointers(action, module);
    return pointers
        .find(entry -> entry.condition().isEmpty())
        .orElse(() -> pointers.headOption().map(entry -> entry.orAnyOf(pointers)));
  }

  /** What a step stands for, by the state that it was taken from and its arguments. */
  public Option<Entry> find(Trace.Step step) {
    return step.label().flatMap(label -> find(label, step));
  }

  private Option<Entry> find(ActionLabel label, Trace.Step step) {
    return pointers(label.action(), step.module())
        .find(entry ->
            entry
                .condition()
                .exists(when -> when.holds(step.before().merge(arguments(entry, label)))))
        .orElse(() -> find(label.action(), step.module()));
  }

  private static Map<String, Value> arguments(Entry entry, ActionLabel label) {
    return entry.params().zip(label.args()).toMap(pair -> Tuple.of(pair._1, value(pair._2)));
  }

  private static Value value(Object argument) {
    return switch (argument) {
      case Integer number -> IntValue.gen(number);
      case Boolean truth -> truth ? BoolValue.ValTrue : BoolValue.ValFalse;
      default -> new StringValue(argument.toString());
    };
  }

  private List<Entry> pointers(String action, Option<String> module) {
    List<Entry> named = byAction.get(action).getOrElse(List.empty());
    Option<String> found =
        module
            .filter(name -> named.exists(entry -> entry.module().equals(name)))
            .orElse(() -> named.headOption().map(Entry::module));
    return named.filter(entry -> found.contains(entry.module()));
  }

  /** This index, with the actions of the model's own modules before those of others. */
  public SpecIndex preferring(ModelEntry model) {
    List<String> first = model.planted().toList().append(model.module()).appendAll(model.target());
    return new SpecIndex(entries.sortBy(entry -> first.contains(entry.module()) ? 0 : 1), notes);
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

  private static List<Comment> parse(Path file) {
    java.util.List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      return List.empty();
    }
    // Few of the lines have one: a small run would spend a tenth of its time on matching the
    // others.
    return List.range(0, lines.size())
        .filter(at -> lines.get(at).indexOf('@') >= 0)
        .flatMap(at -> {
          Matcher comment = COMMENT.matcher(lines.get(at));
          return comment.matches() ? comment(file, lines, at + 1, comment) : Option.none();
        });
  }

  /** The definition that follows a comment, over further comment lines. */
  private static Option<Comment> comment(
      Path file, java.util.List<String> lines, int next, Matcher comment) {
    int at = next;
    while (at < lines.size() && lines.get(at).strip().startsWith("\\*")) {
      at++;
    }
    int line = at + 1;
    return Option.when(at < lines.size(), () -> lines.get(line - 1))
        .map(DEFINITION::matcher)
        .filter(Matcher::matches)
        .map(found -> new Comment(comment.group(1), comment.group(2), found, file, line));
  }

  private static Entry entry(Comment comment) {
    String text = comment.text();
    Matcher definition = comment.definition();
    Matcher kernel = KERNEL.matcher(text);
    boolean full = kernel.matches();
    return new Entry(
        definition.group(1),
        definition.group(2) == null
            ? List.empty()
            : List.of(definition.group(2).split(",")).map(String::strip),
        comment.word(),
        full ? kernel.group(1) : "",
        full ? List.of(kernel.group(2).split(",\\s*")) : List.of(text),
        full && kernel.group(3) != null ? kernel.group(3) : "",
        full && kernel.group(4) != null ? kernel.group(4) : "",
        full ? Option.of(kernel.group(5)).map(Condition::of) : Option.none(),
        comment.module(),
        comment.file(),
        comment.line());
  }
}
