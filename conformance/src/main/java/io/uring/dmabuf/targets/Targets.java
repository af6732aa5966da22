package io.uring.dmabuf.targets;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Deviation;
import io.uring.dmabuf.design.KernelAlternative;
import io.uring.dmabuf.dma.AddressingAlternative;
import io.uring.dmabuf.dma.AddressingDeviation;
import io.uring.dmabuf.dmabuf.DmabufMappingDeviation;
import io.uring.dmabuf.dmabuf.MappingEnvironment;
import io.uring.dmabuf.nvme.NvmeQueueDeviation;
import io.uring.dmabuf.nvme.QueueEnvironment;
import io.uring.dmabuf.replay.DataTarget;
import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.system.DmabufRwDeviation;
import io.uring.dmabuf.system.StateSteps;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.uring.CompletionQueueDeviation;
import io.uring.dmabuf.uring.CompletionQueueSteps;
import io.uring.dmabuf.uring.RequestsDeviation;
import io.uring.dmabuf.uring.RingContextAlternative;
import io.uring.dmabuf.uring.RingsSteps;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import tlc2.tool.ITool;

/**
 * What the models of the manifest can be replayed on, by the name of their {@code target}, and the
 * variants of the design that a run can ask for.
 */
public final class Targets {
  /** The option that takes decisions wrongly: names of deviations with commas between. */
  public static final String DEVIATION = "deviation";

  /** The option that leaves guards out: names of guards with commas between. */
  public static final String WITHOUT_GUARD = "without-guard";

  /** The option that names kernel alternatives, with commas between. */
  public static final String KERNEL = "kernel";

  /** The target of data models. */
  private static final String FUNCTIONS = "Addressing";

  private record Component(
      String name,
      BiFunction<ModelConstants, Design, ReplayTarget<?>> target,
      List<? extends Step<?, ?>> steps,
      Deviation[] deviations) {}

  private static final List<Component> COMPONENTS =
      List.of(
          new Component(
              "Requests", RequestsTarget::new, RingsSteps.ALL, RequestsDeviation.values()),
          new Component(
              "CompletionQueue",
              CompletionQueueTarget::new,
              CompletionQueueSteps.ALL,
              CompletionQueueDeviation.values()),
          new Component(
              "DmabufMapping",
              DmabufMappingTarget::new,
              MappingEnvironment.STEPS,
              DmabufMappingDeviation.values()),
          new Component(
              "NvmeQueue",
              NvmeQueueTarget::new,
              QueueEnvironment.STEPS,
              NvmeQueueDeviation.values()),
          new Component(
              "DmabufRw", DmabufRwTarget::new, StateSteps.ALL, DmabufRwDeviation.values()));

  private Targets() {}

  /** The names of the components, which are those of their specifications. */
  public static List<String> components() {
    return COMPONENTS.map(Component::name);
  }

  /** The steps of a component; none for an unknown name. */
  public static List<Step<?, ?>> steps(String component) {
    return COMPONENTS
        .filter(each -> each.name().equals(component))
        .flatMap(each -> List.<Step<?, ?>>narrow(each.steps()));
  }

  /**
   * The guards of all components, each once: where its own component is, not where it is lifted.
   */
  public static List<NamedGuard> guards() {
    return COMPONENTS
        .flatMap(component -> NamedGuard.of(component.name(), component.steps()))
        .distinctBy(NamedGuard::guard);
  }

  /** The deviations of all components, and of the functions of addresses. */
  public static List<Deviation> deviations() {
    return COMPONENTS
        .flatMap(component -> List.of(component.deviations()))
        .appendAll(List.of(AddressingDeviation.values()));
  }

  /** The kernel alternatives of all components. */
  public static List<KernelAlternative> alternatives() {
    return List.<KernelAlternative>of(AddressingAlternative.values())
        .appendAll(List.of(RingContextAlternative.values()));
  }

  /**
   * The target of a model, or one line that says why there is none.
   *
   * @param model the manifest's entry, which names the target and the kernel alternatives
   * @param tool TLC's evaluator of the model, already loaded
   * @param design the design that the implementation follows
   */
  public static Either<String, ReplayTarget<?>> of(ModelEntry model, ITool tool, Design design) {
    return of(model.target().getOrElse(""), model, tool, design);
  }

  /**
   * The same, whatever target the model names.
   *
   * @param name of the component
   */
  public static Either<String, ReplayTarget<?>> of(
      String name, ModelEntry model, ITool tool, Design design) {
    return COMPONENTS
        .find(component -> component.name().equals(name))
        .toEither(model.name() + ": unknown target " + name)
        .flatMap(component ->
            on(model, design)
                .flatMap(kernel -> make(component, model, ModelConstants.of(tool), kernel)));
  }

  /**
   * The functions that answer a data model, or one line that says why there are none; otherwise as
   * {@link #of}.
   */
  public static Either<String, DataTarget> functions(ModelEntry model, ITool tool, Design design) {
    return model.target().contains(FUNCTIONS)
        ? on(model, design)
            .flatMap(
                kernel -> made(model, () -> new AddressingTarget(ModelConstants.of(tool), kernel)))
        : Either.left(model.name() + ": unknown target " + model.target().getOrElse(""));
  }

  /** A design on the kernel that a model runs under. */
  private static Either<String, Design> on(ModelEntry model, Design design) {
    return under(model.kernels(), Either.right(design)).mapLeft(why -> model.name() + ": " + why);
  }

  private static Either<String, ReplayTarget<?>> make(
      Component component, ModelEntry model, ModelConstants constants, Design design) {
    return made(model, () -> component.target().apply(constants, design));
  }

  private static <T> Either<String, T> made(ModelEntry model, Supplier<T> target) {
    try {
      return Either.right(target.get());
    } catch (IllegalArgumentException unfit) {
      return Either.left(model.name() + ": " + unfit.getMessage());
    }
  }

  /**
   * The design that the options of a run on a model ask for, or one line about an unknown name. No
   * model makes whole calls, and so none comes to the mistakes about these.
   */
  public static Either<String, Design> design(Map<String, String> options) {
    return design(options, deviations());
  }

  /**
   * The same where other mistakes can be made.
   *
   * @param known those that the options may name
   */
  public static Either<String, Design> design(Map<String, String> options, List<Deviation> known) {
    Either<String, Design> intended = Either.right(Design.intended());
    Either<String, Design> without =
        names(options, WITHOUT_GUARD)
            .foldLeft(
                intended,
                (design, name) ->
                    design.flatMap(d ->
                        guards()
                            .find(guard -> guard.name().equals(name))
                            .toEither("no guard called " + name)
                            .filterOrElse(
                                guard -> !guard.guard().isNeeded(),
                                guard ->
                                    "guard "
                                        + name
                                        + " is needed: without it the step has nothing to act on")
                            .map(guard -> d.without(guard.guard()))));
    Either<String, Design> wrong =
        names(options, DEVIATION)
            .foldLeft(
                without,
                (design, name) -> design.flatMap(d -> deviation(name, known).map(d::with)));
    return under(names(options, KERNEL), wrong);
  }

  /** The design with one mistake, and what must be wrong before it; or one line. */
  public static Either<String, Design> wrong(String deviation) {
    return deviation(deviation, deviations())
        .flatMap(mistake -> before(deviation).map(d -> d.with(mistake)));
  }

  /** The design with what must be wrong before a mistake comes to be made, which is not made. */
  public static Either<String, Design> before(String deviation) {
    return deviation(deviation, deviations())
        .map(mistake -> mistake.after().toList().foldLeft(Design.intended(), Design::with));
  }

  private static Either<String, Deviation> deviation(String name, List<Deviation> known) {
    return known
        .find(deviation -> deviation.name().equals(name))
        .toEither("no deviation called " + name);
  }

  private static Either<String, Design> under(List<String> kernels, Either<String, Design> design) {
    return kernels.foldLeft(
        design,
        (before, name) ->
            before.flatMap(d ->
                alternatives()
                    .find(alternative -> alternative.name().equals(name))
                    .map(d::under)
                    .toEither("no kernel alternative called " + name)));
  }

  private static List<String> names(Map<String, String> options, String key) {
    Option<String> value = options.get(key);
    return value.isEmpty() ? List.empty() : List.of(value.get().split(","));
  }
}
