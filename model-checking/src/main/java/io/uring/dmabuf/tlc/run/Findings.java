package io.uring.dmabuf.tlc.run;

import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.trace.SpecIndex;
import io.uring.dmabuf.tlc.trace.Trace;
import io.uring.dmabuf.tlc.trace.TraceFiles;
import io.uring.dmabuf.tlc.trace.TracePrinter;
import io.vavr.collection.List;
import io.vavr.control.Option;
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
   * The failures behind a verdict, the most important first; {@code whenComplete} counts when every
   * state was explored.
   */
  List<Failure> of(Verdict verdict, TransitionObserver observer, List<Failure> whenComplete) {
    return switch (verdict) {
      case Verdict.Pass pass -> whenComplete;
      case Verdict.Violates violation ->
          List.of(failure(violation.law() + " is broken", trace(violation)));
      case Verdict.Stopped stopped when observer.failure().isDefined() -> divergence(observer);
      case Verdict.Stopped stopped ->
          List.of(
              failure(
                  messages.error().getOrElse("TLC stopped before the queue was empty"), trace()));
      case Verdict.Unusable unusable -> List.empty();
    };
  }

  private List<Failure> divergence(TransitionObserver observer) {
    observer.trace().forEach(trace -> write(observer.failure().get().headline(), trace));
    return observer.failure().toList();
  }

  private Failure failure(String headline, Trace trace) {
    String line = headline.strip().replaceAll(":?\\s*\\R\\s*", "; ");
    write(line, trace);
    return new Failure(Failure.Kind.VIOLATION, line, printer().text(line, trace));
  }

  private void write(String headline, Trace trace) {
    setup
        .traceDir()
        .forEach(
            dir -> new TraceFiles(dir, model.name(), printer().index()).write(headline, trace));
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
