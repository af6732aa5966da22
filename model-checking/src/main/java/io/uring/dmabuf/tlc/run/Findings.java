package io.uring.dmabuf.tlc.run;

import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.trace.SpecIndex;
import io.uring.dmabuf.tlc.trace.Trace;
import io.uring.dmabuf.tlc.trace.TraceFiles;
import io.uring.dmabuf.tlc.trace.TracePrinter;
import io.vavr.Lazy;
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

  /** Made once, where there is something to print: it reads every module. */
  private final Lazy<TracePrinter> printer;

  Findings(RunSetup setup, ModelEntry model, FastTool tool, TlcMessages messages) {
    this.setup = setup;
    this.model = model;
    this.tool = tool;
    this.messages = messages;
    this.printer =
        Lazy.of(() -> new TracePrinter(SpecIndex.of(setup.home().library()).preferring(model)));
  }

  /**
   * The failures behind a verdict, the most important first, or one line about a file of a trace
   * that cannot be written; {@code whenComplete} counts when every state was explored.
   */
  Either<String, List<Failure>> of(
      Verdict verdict, TransitionObserver observer, List<Failure> whenComplete) {
    return switch (verdict) {
      case Verdict.Pass pass -> Either.right(whenComplete);
      case Verdict.Violates violation ->
          failure(violation.law() + " is broken", states(violation), end());
      case Verdict.Stopped stopped when observer.failure().isDefined() -> divergence(observer);
      case Verdict.Stopped stopped ->
          failure(
              messages.error().getOrElse("TLC stopped before the queue was empty"),
              messages.states(),
              messages.end());
      case Verdict.Unusable unusable -> Either.right(List.empty());
    };
  }

  private Either<String, List<Failure>> divergence(TransitionObserver observer) {
    List<Failure> failures = observer.failure().toList();
    return observer
        .trace()
        .map(trace ->
            write(failures.head().headline(), trace, Option.none()).map(written -> failures))
        .getOrElse(Either.right(failures));
  }

  private Either<String, List<Failure>> failure(
      String headline, List<TLCState> states, Option<String> end) {
    Trace trace = Trace.of(tool, states, end);
    String line = headline.strip().replaceAll(":?\\s*\\R\\s*", "; ");
    return write(line, trace, events(trace, states))
        .map(written ->
            List.of(new Failure(Failure.Kind.VIOLATION, line, printer.get().text(line, trace))));
  }

  /** What the steps tell, where a file is asked for and each step has a name. */
  private Option<List<String>> events(Trace trace, List<TLCState> states) {
    List<ActionLabel> labels = trace.steps().flatMap(Trace.Step::label);
    return setup.traceDir().isDefined() && !states.isEmpty() && labels.size() == states.size() - 1
        ? setup.observers().events(model, tool, setup.options(), states, labels)
        : Option.none();
  }

  private Either<String, List<Path>> write(
      String headline, Trace trace, Option<List<String>> events) {
    return setup
        .traceDir()
        .map(
            dir -> new TraceFiles(dir, model, printer.get().index()).write(headline, trace, events))
        .getOrElse(Either.right(List.empty()));
  }

  private List<TLCState> states(Verdict.Violates violation) {
    return messages.inInitialState() ? initial(violation.law()).toList() : messages.states();
  }

  private Option<String> end() {
    return messages.inInitialState() ? Option.none() : messages.end();
  }

  /**
   * TLC prints no trace for an initial state: looks for the first one in which the law does not
   * hold.
   */
  private Option<TLCState> initial(String law) {
    StateVec initial = tool.getInitStates();
    List<TLCState> states = List.range(0, initial.size()).map(initial::elementAt);
    int at = List.of(tool.getInvNames()).indexOf(law);
    return at < 0
        ? states.headOption()
        : states.find(state -> !tool.isValid(tool.getInvariants()[at], state));
  }
}
