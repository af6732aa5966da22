package io.uring.dmabuf.replay;

import io.uring.dmabuf.replay.Divergence.Cause;
import io.uring.dmabuf.replay.Divergence.Difference;
import io.uring.dmabuf.replay.Divergence.Misfit;
import io.uring.dmabuf.replay.Divergence.NoAnswer;
import io.uring.dmabuf.replay.Divergence.NoSuchStep;
import io.uring.dmabuf.replay.Divergence.Threw;
import io.uring.dmabuf.replay.Divergence.WrongAnswer;
import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.TransitionObserver;
import io.uring.dmabuf.tlc.trace.SpecIndex;
import io.uring.dmabuf.tlc.trace.Trace;
import io.uring.dmabuf.tlc.trace.TracePrinter;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tlc2.tool.Action;
import tlc2.tool.TLCState;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.Value;
import util.UniqueString;

/**
 * The check of a data model against the implementation: every question that TLC enumerates is
 * answered by the implementation as well, and the answers must be equal. Since both are functions,
 * nothing has to be kept, and neither side can do more than the other.
 */
public final class DataObserver implements TransitionObserver {
  private static final int FRAMES_SHOWN = 3;

  private final String model;
  private final DataTarget target;
  private final Supplier<TracePrinter> printer;
  private final UniqueString question;
  private final UniqueString answer;
  private final LongAdder replayed = new LongAdder();
  private final AtomicReference<@Nullable Divergence> first = new AtomicReference<>();

  /**
   * A check of one run. TLC must have loaded the model already.
   *
   * @param model the model's name, for reports
   * @param target the implementation
   * @param printer knows the kernel functions of the model's steps; asked for a report only
   */
  public DataObserver(String model, DataTarget target, Supplier<TracePrinter> printer) {
    this.model = model;
    this.target = target;
    this.printer = printer;
    this.question = UniqueString.uniqueStringOf(target.question());
    this.answer = UniqueString.uniqueStringOf(target.answer());
  }

  /** The check of a model of the manifest. */
  public static DataObserver of(ModelEntry model, DataTarget target) {
    return new DataObserver(
        model.name(),
        target,
        () -> new TracePrinter(SpecIndex.of(Home.current().library()).preferring(model)));
  }

  @Override
  public void initial(TLCState state) {
    if (first.get() == null && !(state.lookup(question) instanceof RecordValue)) {
      first.compareAndSet(
          null,
          new Divergence(
              model,
              new Trace(LinkedHashMap.empty(), List.empty(), Option.none()),
              Option.none(),
              new Misfit("variable " + question + " holds no question: " + state.lookup(question)),
              List.empty()));
    }
  }

  @Override
  public void transition(TLCState from, TLCState to, boolean isNew, Action action) {
    if (first.get() != null) {
      return;
    }
    RecordValue asked = (RecordValue) from.lookup(question);
    String name = action.getName().toString();
    Option<DataTarget.Function> function = target.functions().get(name);
    if (function.isEmpty()) {
      diverged(from, to, action, new NoSuchStep("no function answers " + name), List.empty());
      return;
    }
    try {
      Value found = function.get().answer(asked);
      if (!TlaValues.same(to.lookup(answer), found)) {
        diverged(
            from,
            to,
            action,
            new WrongAnswer(fields(asked)),
            Differences.between(answer.toString(), to.lookup(answer), found));
      }
      replayed.increment();
    } catch (RuntimeException | StackOverflowError | AssertionError thrown) {
      diverged(from, to, action, threw(asked, thrown), List.empty());
    }
  }

  /** The question, a line for each field. */
  private static List<String> fields(RecordValue question) {
    return List.range(0, question.names.length)
        .map(i -> question.names[i] + " = " + question.values[i])
        .sorted();
  }

  private static NoAnswer threw(RecordValue question, Throwable thrown) {
    List<String> frames =
        List.of(thrown.getStackTrace()).take(FRAMES_SHOWN).map(StackTraceElement::toString);
    String exception = thrown.toString().lines().findFirst().orElse("");
    return new NoAnswer(fields(question), new Threw("the function", exception, frames));
  }

  private void diverged(
      TLCState from, TLCState to, Action action, Cause cause, List<Difference> differences) {
    Trace.Step step = Trace.step(Option.some(action), from, to);
    Trace trace =
        new Trace(
            LinkedHashMap.of(question.toString(), (Value) from.lookup(question)),
            List.of(
                new Trace.Step(
                    step.label(), step.module(), step.before(), List.empty(), step.state())),
            Option.none());
    first.compareAndSet(
        null, new Divergence(model, trace, ActionLabel.of(action).toOption(), cause, differences));
  }

  @Override
  public void finish() {}

  /** The first divergence, if any. */
  public Option<Divergence> divergence() {
    return Option.of(first.get());
  }

  @Override
  public Option<Failure> failure() {
    return divergence().map(found -> found.toFailure(printer.get()));
  }

  @Override
  public Option<Trace> trace() {
    return divergence().map(Divergence::trace);
  }

  @Override
  public long transitionsReplayed() {
    return replayed.sum();
  }

  @Override
  public long divergences() {
    return divergence().exists(found -> found.cause().kind() == Failure.Kind.DIVERGENCE) ? 1 : 0;
  }
}
