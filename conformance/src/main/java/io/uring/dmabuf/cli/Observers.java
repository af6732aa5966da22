package io.uring.dmabuf.cli;

import io.uring.dmabuf.oracle.PathEvents;
import io.uring.dmabuf.replay.DataObserver;
import io.uring.dmabuf.replay.ReplayObserver;
import io.uring.dmabuf.replay.ReplaySettings;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.ObserverFactory;
import io.uring.dmabuf.tlc.run.TransitionObserver;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.control.Either;
import io.vavr.control.Option;
import tlc2.tool.ITool;
import tlc2.tool.TLCState;

/**
 * The observers of the models' transitions: the replay on the implementation, which also says what
 * the steps of a counterexample tell.
 */
final class Observers implements ObserverFactory {
  private static final Set<String> OPTIONS =
      HashSet.of(
          Targets.DEVIATION,
          Targets.WITHOUT_GUARD,
          Targets.KERNEL,
          ReplaySettings.MAX_KEPT,
          ReplaySettings.COMPARE);

  private Observers() {}

  /** The maker of the observer of one run. */
  static ObserverFactory factory() {
    return new Observers();
  }

  @Override
  public Option<List<String>> events(
      ModelEntry model,
      ITool tool,
      Map<String, String> options,
      List<TLCState> states,
      List<ActionLabel> steps) {
    return Targets.design(options)
        .toOption()
        .flatMap(design -> PathEvents.lines(model, tool, design, states, steps));
  }

  @Override
  public Either<String, TransitionObserver> create(
      ModelEntry model, ITool tool, Map<String, String> options) {
    Option<String> unknown = options.keySet().find(option -> !OPTIONS.contains(option));
    if (unknown.isDefined()) {
      return Either.left("unknown option -P " + unknown.get());
    }
    if (!model.isReplayed()) {
      return Either.right(TransitionObserver.none());
    }
    if (model.kind() == ModelEntry.Kind.DATA) {
      return Targets.design(options)
          .flatMap(design -> Targets.functions(model, tool, design))
          .map(target -> DataObserver.of(model, target));
    }
    return Targets.design(options)
        .flatMap(design -> Targets.of(model, tool, design))
        .flatMap(target ->
            ReplaySettings.of(options).map(settings -> ReplayObserver.of(model, target, settings)));
  }
}
