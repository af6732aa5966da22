package io.uring.dmabuf.baseline;

import io.vavr.collection.List;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;

/**
 * The one text of a value of TLC's: equal values have equal texts, however they were written, an
 * interval or a set, a tuple or a function.
 */
final class ValueText {

  private ValueText() {}

  /** The value as a TLA+ expression. */
  static String of(Value value) {
    // A string is a tuple of characters to TLC.
    return value instanceof StringValue ? value.toString() : composed(value);
  }

  private static String composed(Value value) {
    if (value.toSetEnum() instanceof SetEnumValue set) {
      // TLC's own order of strings is that in which it has met them.
      set.normalize();
      return List.of(set.elems.toArray())
          .map(Value.class::cast)
          .sorted(ValueText::compare)
          .map(ValueText::of)
          .mkString("{", ", ", "}");
    }
    if (value.toTuple() instanceof TupleValue tuple) {
      return List.of(tuple.elems).map(ValueText::of).mkString("<<", ", ", ">>");
    }
    if (value.toRcd() instanceof RecordValue record) {
      return List.range(0, record.names.length)
          .map(i -> record.names[i] + " |-> " + of(record.values[i]))
          .sorted()
          .mkString("[", ", ", "]");
    }
    if (value.toFcnRcd() instanceof FcnRcdValue function) {
      Value[] domain = function.getDomainAsValues();
      return List.range(0, domain.length)
          .map(i -> of(domain[i]) + " :> " + of(function.values[i]))
          .sorted()
          .mkString("(", " @@ ", ")");
    }
    return value.toString();
  }

  private static int compare(Value one, Value other) {
    return one instanceof IntValue a && other instanceof IntValue b
        ? Integer.compare(a.val, b.val)
        : of(one).compareTo(of(other));
  }
}
