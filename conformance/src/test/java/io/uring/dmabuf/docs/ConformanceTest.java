package io.uring.dmabuf.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.docs.Correspondence.Row;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.trace.SpecIndex;
import io.vavr.collection.List;
import io.vavr.control.Option;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The table of conformance")
class ConformanceTest {

  private final Correspondence correspondence = new Correspondence(Documents.root());

  @Test
  void isComplete() {
    assertThat(correspondence.problems()).isEmpty();
  }

  /** A note that only tells where the Java has a step is no simplification. */
  @Test
  void repeatsTheRowsWithASimplificationAndNoOther() {
    List<String> notes =
        correspondence
            .sections()
            .flatMap(section -> section.variables().appendAll(section.actions()))
            .map(Row::note)
            .reject(note -> note.isEmpty() || note.matches("`[A-Z]\\w+\\.\\w+`"));
    List<String> rows =
        ConformanceTable.simplifications(correspondence)
            .filter(line -> line.startsWith("| ") && !line.endsWith("| simpler here |"));
    assertThat(notes).hasSizeGreaterThan(60);
    assertThat(rows.map(row -> row.replaceFirst("^\\| `[^`]+` \\| (.*) \\|$", "$1")))
        .containsExactlyElementsOf(notes);
  }

  @Test
  void hasVariablesOfEveryModuleButThoseThatExtendAnotherAndTheOneOfFunctions() {
    assertThat(
            correspondence
                .sections()
                .filter(section -> section.variables().isEmpty())
                .map(section -> section.module().name()))
        .containsExactly(
            "Rsrc", "IoWq", "Requests", "RequestsProgress", "Addressing", "DmabufRwProgress");
  }

  @Test
  void hasEveryActionWithAPointerCommentAndEveryActionOfNext() {
    assertThat(
            correspondence
                .sections()
                .filter(section -> section.actions().isEmpty())
                .map(section -> section.module().name()))
        .as("the state alone, and what is possible in it")
        .containsExactly("Ring", "RequestsProgress", "DmabufRwProgress");
    for (Correspondence.Section section : correspondence.sections()) {
      assertThat(section.actions().map(Row::spec).map(spec -> spec.replaceFirst("\\(.*", "")))
          .as(section.module().name())
          .containsAll(section.module().actionsOfNext());
      assertThat(section.variables().map(Row::spec))
          .as(section.module().name())
          .containsExactlyElementsOf(section.module().variables());
    }
  }

  private static List<String> components() {
    return Targets.components();
  }

  @ParameterizedTest
  @MethodSource("components")
  void hasEveryStepOfTheListAndNothingElse(String component) {
    List<Step<?, ?>> steps = Targets.steps(component);
    List<String> rows = rows(component).flatMap(Row::step).map(JavaStep::action);
    assertThat(rows).doesNotHaveDuplicates().containsAll(steps.map(Step::action));
    assertThat(rows.removeAll(steps.map(Step::action)))
        .describedAs("what is not in the list is a part of what is")
        .isSubsetOf(steps.flatMap(Step::parts).map(Step::action));
  }

  @ParameterizedTest
  @MethodSource("components")
  void namesTheActorThatTheListHas(String component) {
    List<String> modules = modules(component);
    for (Step<?, ?> step : Targets.steps(component)) {
      assertThat(
              modules
                  .flatMap(module -> correspondence.pointer(module, step.action()))
                  .map(SpecIndex.Entry::actor)
                  .filter(actor -> !actor.equals(step.actor().word())))
          .describedAs("%s of %s is taken by %s", step, component, step.actor())
          .isEmpty();
    }
  }

  private List<Row> rows(String component) {
    List<String> modules = modules(component);
    return correspondence
        .sections()
        .filter(section -> modules.contains(section.module().name()))
        .flatMap(Correspondence.Section::actions);
  }

  /** The module of a component, and those of the specification that it extends. */
  private List<String> modules(String component) {
    return correspondence
        .modules()
        .filter(module -> module.name().equals(component))
        .flatMap(SpecModule::extended)
        .flatMap(this::modules)
        .prepend(component)
        .distinct();
  }

  @Test
  void namesOnlyRecordComponentsThatExist() {
    List<String> named =
        correspondence
            .sections()
            .flatMap(Correspondence.Section::variables)
            .flatMap(row -> Documents.all("`([A-Z]\\w+\\.\\w+)`", row.java()));
    assertThat(named).hasSizeGreaterThan(10);
    assertThat(named.filter(name -> !componentExists(name))).isEmpty();
  }

  @Test
  void namesTheMethodOfEveryFunction() {
    List<Row> rows =
        correspondence
            .sections()
            .filter(section -> section.module().name().equals("Addressing"))
            .flatMap(Correspondence.Section::actions);
    assertThat(rows.filter(row -> row.java().isEmpty())).isEmpty();
    List<String> named = rows.flatMap(row -> Documents.all("`(\\w+\\.\\w+)`", row.java()));
    assertThat(named).hasSameSizeAs(rows);
    assertThat(named.filter(name -> !methodExists(name))).isEmpty();
  }

  private static boolean methodExists(String name) {
    String[] parts = name.split("\\.");
    return List.of("dma", "block", "nvme")
        .map(folder -> "io.uring.dmabuf." + folder + "." + parts[0])
        .flatMap(ConformanceTest::load)
        .flatMap(type -> List.of(type.getMethods()))
        .exists(method -> method.getName().equals(parts[1]));
  }

  private static boolean componentExists(String name) {
    String[] parts = name.split("\\.");
    return List.of("uring", "dmabuf", "nvme", "dma", "block", "system", "history")
        .map(folder -> "io.uring.dmabuf." + folder + "." + parts[0])
        .flatMap(ConformanceTest::load)
        .flatMap(type -> List.of(type.getRecordComponents()))
        .exists(component -> component.getName().equals(parts[1]));
  }

  private static Option<Class<?>> load(String name) {
    try {
      return Option.some(Class.forName(name));
    } catch (ClassNotFoundException e) {
      return Option.none();
    }
  }
}
