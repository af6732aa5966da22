package io.uring.dmabuf.oracle;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.replay.TlaValues;
import io.uring.dmabuf.targets.ModelConstants;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.told.EventLines;
import io.uring.dmabuf.told.Told;
import io.vavr.collection.List;
import io.vavr.collection.Stream;
import io.vavr.control.Option;
import tlc2.tool.ITool;
import tlc2.tool.TLCState;
import util.UniqueString;

/**
 * What the steps of a path through a model tell, where the implementation takes the same steps to
 * the same states: under its intended design, or with one of the mistakes that it can make. Of a
 * wrong specification that is the mistake that is planted there.
 */
public final class PathEvents {
  private static final String BOUNDS = "^MC";

  private final ModelEntry model;
  private final ITool tool;
  private final List<TLCState> states;
  private final List<ActionLabel> steps;

  private PathEvents(ModelEntry model, ITool tool, List<TLCState> states, List<ActionLabel> steps) {
    this.model = model;
    this.tool = tool;
    this.states = states;
    this.steps = steps;
  }

  /**
   * The lines of a file of events; none where no design of the implementation goes this way. In the
   * last state, which may be the only one with the mistake, that mistake is enough which comes
   * nearest, and nearer than none.
   *
   * @param model the model, whose module says what it is of
   * @param tool TLC's evaluator of it
   * @param design tried first
   * @param states those of the path, the initial one first
   * @param steps what leads from each to the next
   */
  public static Option<List<String>> lines(
      ModelEntry model, ITool tool, Design design, List<TLCState> states, List<ActionLabel> steps) {
    PathEvents path = new PathEvents(model, tool, states, steps);
    return component(model)
        .flatMap(component -> {
          List<Way> ways = List.empty();
          for (Design each : designs(design)) {
            Option<Way> way = path.told(component, each);
            if (way.exists(Way::isSame)) {
              return way;
            }
            ways = ways.appendAll(way);
          }
          int least = ways.map(Way::differing).min().getOrElse(0);
          return ways.headOption().exists(first -> first.differing() > least)
              ? ways.find(way -> way.differing() == least)
              : Option.none();
        })
        .map(way -> lines(way.told()));
  }

  /**
   * What was told on the way of a design.
   *
   * @param differing how many variables differ in the last state
   */
  private record Way(List<Told> told, int differing) {
    boolean isSame() {
      return differing == 0;
    }
  }

  /** The component that a model is of, whose name is that of its module of bounds. */
  private static Option<String> component(ModelEntry model) {
    return model
        .target()
        .orElse(Option.some(model.module().replaceFirst(BOUNDS, "")))
        .filter(Targets.components()::contains);
  }

  private static Stream<Design> designs(Design first) {
    return Targets.deviations()
        .toStream()
        .map(each -> each.after().toList().foldLeft(Design.intended(), Design::with).with(each))
        .prepend(first);
  }

  private static List<String> lines(List<Told> told) {
    java.util.ArrayList<String> lines = new java.util.ArrayList<>();
    EventLines out = new EventLines(lines::add);
    told.forEach(out::take);
    return List.ofAll(lines);
  }

  private Option<Way> told(String component, Design design) {
    return Targets.of(component, model, tool, design)
        .toOption()
        .flatMap(target -> told(component, target));
  }

  private <S> Option<Way> told(String component, ReplayTarget<S> target) {
    Universe<S> universe = new Universe<>(target);
    StateAbstraction<S> abstraction = new StateAbstraction<>(target);
    RunEvents events = new RunEvents(component, ModelConstants.of(tool));
    S state = target.initial();
    List<Told> told = List.empty();
    for (int i = 0; i < steps.size(); i++) {
      if (differing(target, abstraction, state, states.get(i)) > 0) {
        return Option.none();
      }
      S next = universe.take(steps.get(i), state);
      if (next == null) {
        return Option.none();
      }
      told = told.appendAll(events.of(i + 1, steps.get(i), state, next));
      state = next;
    }
    return Option.some(new Way(told, differing(target, abstraction, state, states.last())));
  }

  /** How many variables have another value; all of them where a state has no meaning. */
  private static <S> int differing(
      ReplayTarget<S> target, StateAbstraction<S> abstraction, S state, TLCState of) {
    try {
      TLCState mine = abstraction.of(state);
      return target
          .variables()
          .map(UniqueString::uniqueStringOf)
          .count(variable -> !TlaValues.same(of.lookup(variable), mine.lookup(variable)));
    } catch (RuntimeException meaningless) {
      return target.variables().size();
    }
  }
}
