package io.uring.dmabuf.tlc.trace;

import io.uring.dmabuf.tlc.Wrap;
import io.uring.dmabuf.tlc.trace.SpecIndex.Entry;
import io.uring.dmabuf.tlc.trace.Trace.Step;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * The printer of a counterexample for a terminal: columns per actor, one event a line, beneath it
 * the kernel function and what changed. No line is wider than {@value #WIDTH} columns.
 */
public final class TracePrinter {

  static final int WIDTH = 80;
  private static final int MARGIN = 5;
  private static final String UNKNOWN = "?";

  private final SpecIndex index;

  /** A printer that takes actors and kernel functions from this index. */
  public TracePrinter(SpecIndex index) {
    this.index = index;
  }

  /** The index it reads. */
  public SpecIndex index() {
    return index;
  }

  /** A counterexample: the broken law, the steps, what each changed, and how it goes on. */
  public String text(String headline, Trace trace) {
    List<String> steps = trace.steps().isEmpty() ? state(trace) : columns(trace).prepend("");
    return Wrap.lines(headline, 0, WIDTH)
        .appendAll(steps)
        .appendAll(trace.end().map(end -> " ".repeat(MARGIN) + end))
        .mkString("", "\n", "\n");
  }

  /** The steps alone, as columns per actor. */
  public List<String> columns(Trace trace) {
    List<String> actors = actors(trace);
    return trace.steps().zipWithIndex().flatMap(t -> event(t, actors)).prepend(header(actors));
  }

  /** The actors that occur, in their usual order. */
  List<String> actors(Trace trace) {
    List<String> occurring = trace.steps().map(this::actor).distinct();
    return SpecIndex.ACTORS
        .filter(occurring::contains)
        .appendAll(occurring.removeAll(SpecIndex.ACTORS));
  }

  /** Who takes a step. */
  String actor(Step step) {
    return entry(step).map(Entry::actor).getOrElse(UNKNOWN);
  }

  /** The kernel function of a step, empty when the specification has no pointer to one. */
  String kernel(Step step) {
    return entry(step).map(Entry::pointer).getOrElse("");
  }

  private Option<Entry> entry(Step step) {
    return index.find(step);
  }

  private static int column(int actor, int actors) {
    return MARGIN + actor * ((WIDTH - MARGIN) / Math.max(1, actors));
  }

  private static String header(List<String> actors) {
    return actors
        .zipWithIndex()
        .foldLeft("   #", (line, t) -> pad(line, column(t._2, actors.size())) + t._1);
  }

  private List<String> event(Tuple2<Step, Integer> numbered, List<String> actors) {
    Step step = numbered._1;
    String text = step.text();
    int column = column(actors.indexOf(actor(step)), actors.size());
    int start = Math.max(MARGIN, Math.min(column, WIDTH - text.length()));
    List<String> event = Wrap.lines(text, start, WIDTH);
    String number = String.format("%4d", numbered._2 + 1);
    List<String> first = List.of(number + event.head().substring(4));
    return first
        .appendAll(event.tail())
        .appendAll(
            kernel(step).isEmpty() ? List.empty() : Wrap.lines(kernel(step), MARGIN + 2, WIDTH))
        .appendAll(
            step.changes().flatMap(change -> Wrap.lines(change.toString(), MARGIN + 4, WIDTH)));
  }

  private static List<String> state(Trace trace) {
    List<String> variables =
        trace.initial().toList().flatMap(t -> Wrap.lines(t._1 + " = " + t._2, MARGIN, WIDTH));
    return variables.isEmpty() ? variables : variables.prepend("in the initial state:");
  }

  private static String pad(String text, int width) {
    return text.length() >= width ? text + " " : text + " ".repeat(width - text.length());
  }
}
