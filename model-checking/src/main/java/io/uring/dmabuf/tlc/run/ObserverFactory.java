package io.uring.dmabuf.tlc.run;

import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import io.vavr.control.Option;
import tlc2.tool.ITool;
import tlc2.tool.TLCState;

/**
 * A maker of the observer of one run. The checker of models does not know the implementation: its
 * command line hands this in.
 */
@FunctionalInterface
public interface ObserverFactory {

  /**
   * The observer for a model, or one line that says why there is none (an unknown target, an
   * unknown option).
   *
   * @param model the manifest's entry; its target names what is replayed
   * @param tool TLC's evaluator of the model, already loaded
   * @param options the options given as {@code -P key=value}, such as a seeded wrong design
   */
  Either<String, TransitionObserver> create(
      ModelEntry model, ITool tool, Map<String, String> options);

  /**
   * The lines of a file of events that tells what the steps of a path do; none where nobody can say
   * that.
   *
   * @param model the manifest's entry
   * @param tool TLC's evaluator of the model
   * @param options the options of the run
   * @param states those of the path, the initial one first
   * @param steps what leads from each state to the next
   */
  default Option<List<String>> events(
      ModelEntry model,
      ITool tool,
      Map<String, String> options,
      List<TLCState> states,
      List<ActionLabel> steps) {
    return Option.none();
  }

  /** A factory of observers that replay nothing. */
  static ObserverFactory plain() {
    return (model, tool, options) -> Either.right(TransitionObserver.none());
  }
}
