package io.uring.dmabuf.oracle;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.history.ToldRings;
import io.uring.dmabuf.history.ToldStep;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.system.Setup;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.targets.DmabufRwTarget;
import io.uring.dmabuf.targets.ModelConstants;
import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.PrintStream;
import tlc2.tool.TLCState;

/**
 * What TLC's evaluator says of steps of the whole that were taken one by one, in a machine of any
 * size: that the specification, with the constants of that machine, leads from the one state to the
 * other.
 *
 * @param asked how many it was asked about
 * @param confirmed how many of them it takes as well
 * @param objection the first that it does not take, and why not
 */
public record Confirmation(int asked, int confirmed, Option<String> objection) {
  /** The model whose module is taken, at the bounds of the machine. */
  private static final String MODEL = "large";

  /** A machine registers as often as its user asks. */
  private static final String NO_BOUND = String.valueOf(Integer.MAX_VALUE);

  /**
   * Asks about some steps, or says in one line why that cannot be done. TLC keeps its state in
   * statics: once a JVM.
   *
   * @param home where modules are
   * @param setup the machine that took them
   * @param log what TLC prints
   */
  public static Either<String, Confirmation> of(
      Home home, Setup setup, List<SampledStep> steps, PrintStream log) {
    return Manifest.one(home.manifest(), MODEL)
        .map(model -> model.withConstants(constants(setup)))
        .flatMap(model -> StepOracle.load(home, model, log))
        .map(oracle -> {
          DmabufRwTarget target =
              new DmabufRwTarget(ModelConstants.of(oracle.tool()), Design.intended());
          StateAbstraction<ToldRings<State>> abstraction = new StateAbstraction<>(target);
          List<String> objections =
              steps.flatMap(step -> objection(oracle, abstraction, step).toList());
          return new Confirmation(
              steps.size(), steps.size() - objections.size(), objections.headOption());
        });
  }

  private static Option<String> objection(
      StepOracle oracle, StateAbstraction<ToldRings<State>> abstraction, SampledStep step) {
    ActionLabel label = StepDef.of(step.step()).label();
    TLCState before = abstraction.of(step.before());
    TLCState after = abstraction.of(after(step.step(), step.before(), step.after()));
    return oracle.objection(label, before, after).map(why -> label + ": " + why);
  }

  /** The state that was reached, with what laws remember of it. */
  private static <A> ToldRings<State> after(
      Choice<State, A> choice, ToldRings<State> before, State reached) {
    ToldRings<State> told = new ToldStep<>(choice).take(before);
    return new ToldRings<>(reached, told == null ? before.histories() : told.histories());
  }

  /** The constants of the specification for a machine of one ring. */
  private static Map<String, String> constants(Setup setup) {
    String reqs = numbers(1, setup.reqs());
    return LinkedHashMap.<String, String>of("Rings", "{1}", "TaskOf", "<<1>>")
        .put("Slots", numbers(0, setup.slots() - 1))
        .put("Reqs", reqs)
        .put("Reapable", reqs)
        .put("Workers", String.valueOf(setup.workers()))
        .put("Files", numbers(1, setup.files()))
        .put("Devs", numbers(1, setup.devs()))
        .put("DevOf", setup.devOf().mkString("<<", ", ", ">>"))
        .put("Bufs", "{}")
        .put("PagesOf", "<<>>")
        .put("Shareable", "{}")
        .put("Closable", "NothingCloses")
        .put("Toggled", "{}")
        .put("UserPages", String.valueOf(setup.userPages()))
        .put("Iovas", numbers(1, setup.iovas()))
        .put("Tags", numbers(0, setup.tags() - 1))
        .put("SqDepth", String.valueOf(setup.sqDepth()))
        .put("CqDepth", String.valueOf(setup.cqDepth()))
        .put("HeadAtOnce", setup.headAtOnce() ? "TRUE" : "FALSE")
        .put("Gens", String.valueOf(setup.gens()))
        .put("DescPages", numbers(1, setup.descPages()))
        .put("PrpsPerPage", String.valueOf(setup.prpsPerPage()))
        .put("Retries", String.valueOf(setup.retries()))
        .put("Resets", "{\"timeout\", \"asked\", \"fails\", \"late\", \"removed\", \"unbound\"}")
        .put("PageSize", String.valueOf(setup.pageSize()))
        .put("PartBytes", String.valueOf(setup.partBytes()))
        .put("Windows", windows(setup))
        .put("MaxTags", NO_BOUND)
        .put("MaxNodes", NO_BOUND)
        .put("Kinds", "{\"pages\", \"empty\"}")
        .put("Fails", "{\"none\"}")
        .put("Refusals", "{}")
        .put("Teardown", "{\"unregister\"}");
  }

  private static String numbers(int first, int last) {
    return List.rangeClosed(first, last).mkString("{", ", ", "}");
  }

  /** A page, half of one, and the page behind the buffer. */
  private static String windows(Setup setup) {
    int page = setup.pageSize();
    return "{<<0, %d>>, <<0, %d>>, <<%d, %d>>}"
        .formatted(page, page / 2, setup.userPages() * page, page);
  }
}
