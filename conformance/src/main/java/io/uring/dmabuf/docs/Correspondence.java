package io.uring.dmabuf.docs;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uring.dmabuf.docs.SpecModule.Definition;
import io.uring.dmabuf.tlc.trace.SpecIndex;
import io.vavr.Lazy;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which Java and which kernel code each action and each variable of the specifications stands for.
 * Actions are found by their names and pointer comments; what cannot be found that way (variables,
 * other names, simplifications) is in the resource {@code correspondence.json}.
 */
public final class Correspondence {

  private static final String NONE = "";

  /**
   * What the resource says of one action or variable; all of it may be missing.
   *
   * @param java for a contract's action the step that appears as it, for a variable where the Java
   *     has it
   * @param kernel the kernel's code, or for a variable its data
   * @param note what is simpler here than there
   */
  record Note(@Nullable String java, @Nullable String kernel, @Nullable String note) {}

  /**
   * What the resource says of one module.
   *
   * @param module its name
   * @param java the sources with the steps of its Java component, relative to the root, of two
   *     steps with one name the first; none for a contract
   * @param about a sentence before its table
   * @param variables the notes of the variables
   * @param actions the notes of the actions
   */
  record ModuleNotes(
      String module,
      java.util.@Nullable List<String> java,
      String about,
      Map<String, Note> variables,
      Map<String, Note> actions) {}

  /**
   * The resource.
   *
   * @param modules the modules in the order of reading
   */
  record Notes(@JsonProperty("modules") java.util.List<ModuleNotes> modules) {}

  /**
   * One action or variable.
   *
   * @param spec as the specification writes it
   * @param actor who takes it; empty for a variable
   * @param java as a text writes it; empty if there is none
   * @param step the Java step; none for a variable and in a contract
   * @param kernel file and function, or data
   * @param note what is simpler here
   */
  public record Row(
      String spec, String actor, String java, Option<JavaStep> step, String kernel, String note) {}

  /**
   * One module's rows.
   *
   * @param module the module
   * @param about a sentence on the module
   * @param variables its variables, in its order
   * @param actions its actions, in its order
   */
  public record Section(SpecModule module, String about, List<Row> variables, List<Row> actions) {}

  private final Path root;
  private final SpecIndex index;
  private final List<ModuleNotes> notes;
  private final Lazy<List<Section>> sections;

  /** What the sources under this root correspond to. */
  public Correspondence(Path root) {
    this.root = root;
    this.index = SpecIndex.of(List.of(root.resolve("spec")));
    try (InputStream resource =
        Objects.requireNonNull(
            Correspondence.class.getResourceAsStream("correspondence.json"),
            "correspondence.json")) {
      this.notes = List.ofAll(new ObjectMapper().readValue(resource, Notes.class).modules());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.sections = Lazy.of(() -> notes.zipWith(modules(), this::section));
  }

  /** The modules in the order of reading. */
  public List<SpecModule> modules() {
    return notes.map(note -> SpecModule.read(root.resolve("spec/" + note.module() + ".tla")));
  }

  /** The rows of every module. */
  public List<Section> sections() {
    return sections.get();
  }

  /** The pointer comment of an action. */
  public Option<SpecIndex.Entry> pointer(String module, String action) {
    return index.find(action, Option.some(module)).filter(found -> found.module().equals(module));
  }

  /** What does not correspond, a line each: empty when the documents are complete. */
  public List<String> problems() {
    return notes.zipWith(sections(), this::problems).flatMap(lines -> lines);
  }

  private List<String> problems(ModuleNotes note, Section section) {
    String name = section.module().name();
    List<String> actions = actions(section.module()).map(Definition::name);
    List<String> variables = section.module().variables();
    List<String> undocumented =
        variables
            .filter(variable -> !note.variables().containsKey(variable))
            .map(variable -> name + ": variable " + variable + " has no note");
    List<String> stale =
        List.ofAll(note.variables().keySet())
            .filter(variable -> !variables.contains(variable))
            .appendAll(List.ofAll(note.actions().keySet()).filter(a -> !actions.contains(a)))
            .map(stranger -> name + ": a note names " + stranger + ", which the module has not");
    List<String> withoutKernel =
        section
            .actions()
            .filter(row -> row.kernel().isEmpty())
            .map(row -> name + ": action " + row.spec() + " has no pointer comment and no note");
    return undocumented
        .appendAll(stale)
        .appendAll(withoutKernel)
        .appendAll(note.java() == null ? List.empty() : javaProblems(note, section));
  }

  /** The steps of the Java component; none for a contract. */
  private List<JavaStep> steps(ModuleNotes note) {
    return Option.of(note.java())
        .toList()
        .flatMap(sources -> sources)
        .flatMap(source -> JavaStep.in(root, source))
        .distinctBy(JavaStep::action);
  }

  private List<String> javaProblems(ModuleNotes note, Section section) {
    List<String> missing =
        section
            .actions()
            .filter(row -> row.step().isEmpty())
            .map(row ->
                note.module() + ": action " + row.spec() + " has no step in the Java component");
    // Modules may share a file: whoever has the action uses the step.
    List<String> unused =
        steps(note)
            .removeAll(sections().flatMap(Section::actions).flatMap(Row::step))
            .map(step -> step.file() + ": step " + step.constant() + " is no action");
    return missing.appendAll(unused);
  }

  private Section section(ModuleNotes note, SpecModule module) {
    List<JavaStep> steps = steps(note);
    return new Section(
        module,
        note.about(),
        module.variables().map(variable -> variable(note, variable)),
        actions(module).map(action -> action(note, module, action, steps)));
  }

  /** The actions of a module, in the order of their definitions. */
  private List<Definition> actions(SpecModule module) {
    List<String> ofNext = module.actionsOfNext();
    return module
        .definitions()
        .filter(found ->
            ofNext.contains(found.name()) || pointer(module.name(), found.name()).isDefined());
  }

  private static Row variable(ModuleNotes notes, String variable) {
    Note note = note(notes.variables(), variable);
    return new Row(
        variable, NONE, text(note.java()), Option.none(), text(note.kernel()), text(note.note()));
  }

  private Row action(
      ModuleNotes notes, SpecModule module, Definition definition, List<JavaStep> steps) {
    String action = definition.name();
    Note note = note(notes.actions(), action);
    Option<JavaStep> step = steps.find(found -> found.action().equals(action));
    Option<SpecIndex.Entry> pointer = pointer(module.name(), action);
    return new Row(
        definition.signature(),
        pointer.map(SpecIndex.Entry::actor).getOrElse(NONE),
        step.map(JavaStep::shown).getOrElse(notes.java() == null ? text(note.java()) : NONE),
        step,
        note.kernel() == null
            ? pointer.map(SpecIndex.Entry::pointer).getOrElse(NONE)
            : note.kernel(),
        text(note.note()));
  }

  private static Note note(Map<String, Note> notes, String name) {
    return Objects.requireNonNullElse(notes.get(name), new Note(null, null, null));
  }

  private static String text(@Nullable String text) {
    return text == null ? NONE : text;
  }
}
