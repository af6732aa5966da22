package io.uring.dmabuf.tlc.run;

import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.trace.SpecIndex;
import io.uring.dmabuf.tlc.trace.Trace;
import io.uring.dmabuf.tlc.trace.TraceFiles;
import io.uring.dmabuf.tlc.trace.TracePrinter;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.tool.impl.FastTool;

/** The failures of a run, written so that they can be read as they stand. */
final class Findings {

  private final RunSetup setup;
  private final ModelEntry model;
  private final FastTool tool;
  private final TlcMessages messages;

  Findings(RunSetup setup, ModelEntry model, FastTool tool, TlcMessages messages) {
    this.setup = setup;
    this.model = model;
    this.tool = tool;
    this.messages = messages;
  }

  /**
   * The failures behind a verdict, the most important first, or one line about a file of a trace
   * that cannot be written; {@code whenComplete} counts when every state was explored.
   */
  Either<String, List<Failure>> of(
      Verdict verdict, TransitionObserver observer, List<Failure> whenComplete) {
    return switch (verdict) {
      case Verdict.Pass pass -> Either.right(whenComplete);
      case Verdict.Violates violation -> failure(violation.law() + " is broken", trace(violation));
      case Verdict.Stopped stopped when observer.failure().isDefined() -> divergence(observer);
      case Verdict.Stopped stopped ->
          failure(messages.error().getOrElse("TLC stopped before the queue was empty"), trace());
      case Verdict.Unusable unusable -> Either.right(List.empty());
    };
  }

  private Either<String, List<Failure>> divergence(TransitionObserver observer) {
    List<Failure> failures = observer.failure().toList();
    return observer
        .trace()
        .map(trace -> write(failures.head().headline(), trace).map(written -> failures))
        .getOrElse(Either.right(failures));
  }

  private Either<String, List<Failure>> failure(String headline, Trace trace) {
    String line = headline.strip().replaceAll(":?\\s*\\R\\s*", "; ");
    return write(line, trace)
        .map(written ->
            List.of(new Failure(Failure.Kind.VIOLATION, line, printer().text(line, trace))));
  }

  private Either<String, List<Path>> write(String headline, Trace trace) {
    return setup
        .traceDir()
        .map(dir -> new TraceFiles(dir, model.name(), printer().index()).write(headline, trace))
        .getOrElse(Either.right(List.empty()));
  }

  private TracePrinter printer() {
    return new TracePrinter(SpecIndex.of(setup.home().library()).preferring(model));
  }

  private Trace trace(Verdict.Violates violation) {
    return messages.inInitialState() ? initial(violation.law()) : trace();
  }

  private Trace trace() {
    return Trace.of(tool, messages.states(), messages.end());
  }

  /**
   * TLC prints no trace for an initial state: looks for the first one in which the law does not
   * hold.
   */
  private Trace initial(String law) {
    StateVec initial = tool.getInitStates();
    List<TLCState> states = List.range(0, initial.size()).map(initial::elementAt);
    int at = List.of(tool.getInvNames()).indexOf(law);
    Option<TLCState> broken =
        at < 0
            ? states.headOption()
            : states.find(state -> !tool.isValid(tool.getInvariants()[at], state));
    return Trace.of(tool, broken.toList(), Option.none());
  }
}
