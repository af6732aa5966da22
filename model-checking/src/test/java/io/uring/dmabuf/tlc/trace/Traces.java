package io.uring.dmabuf.tlc.trace;

import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.tlc.check.ToyHome;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.trace.StateDiff.Change;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import java.util.Arrays;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;
import util.UniqueString;

/** Traces and values of tests. */
final class Traces {

  private Traces() {}

  /** A model of the toy. */
  static ModelEntry model() {
    return Manifest.read(ToyHome.home().manifest())
        .flatMap(models -> models.find("toy-surprise"))
        .get();
  }

  /** A path through states, by a step of that name from each to the next. */
  static Trace path(String action, List<Map<String, Value>> states) {
    return new Trace(
        states.head(),
        states.zip(states.tail()).map(pair -> step(action, pair._1, pair._2)),
        Option.some("then nothing happens any more"));
  }

  private static Trace.Step step(String action, Map<String, Value> from, Map<String, Value> to) {
    return new Trace.Step(
        Option.some(new ActionLabel(action, List.of(1))),
        Option.none(),
        from,
        from.toList()
            .flatMap(each -> StateDiff.between(each._1, each._2, to.get(each._1).get()))
            .map(change -> new Change(change.path(), change.before(), change.after())),
        to);
  }

  /** The JSON of a trace. */
  static com.fasterxml.jackson.databind.node.ObjectNode json(Trace trace) {
    return new TraceJson(model(), new TracePrinter(SpecIndex.of(List.empty())))
        .of("a headline", trace);
  }

  /** A state, of names and values in turn. */
  static Map<String, Value> state(Object... namesAndValues) {
    return List.of(namesAndValues)
        .grouped(2)
        .foldLeft(
            LinkedHashMap.<String, Value>empty(),
            (all, each) -> all.put((String) each.get(0), value(each.get(1))));
  }

  /** A record, of names and values in turn. */
  static RecordValue record(Object... namesAndValues) {
    List<List<Object>> fields = List.ofAll(List.of(namesAndValues).grouped(2));
    return new RecordValue(
        fields.map(each -> UniqueString.of((String) each.get(0))).toJavaArray(UniqueString[]::new),
        fields.map(each -> value(each.get(1))).toJavaArray(Value[]::new),
        false);
  }

  /** A tuple. */
  static TupleValue tuple(Object... values) {
    return new TupleValue(Arrays.stream(values).map(Traces::value).toArray(Value[]::new));
  }

  private static Value value(Object value) {
    return switch (value) {
      case Integer number -> IntValue.gen(number);
      case Boolean truth -> truth ? BoolValue.ValTrue : BoolValue.ValFalse;
      case String text -> new StringValue(text);
      default -> (Value) value;
    };
  }
}
