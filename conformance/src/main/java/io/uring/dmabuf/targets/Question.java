package io.uring.dmabuf.targets;

import io.vavr.collection.List;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;

/**
 * A record of the specification, read field by field. A field that is missing or of another kind is
 * a mistake of the target: it throws {@link IllegalArgumentException}.
 *
 * @param value the record
 */
record Question(RecordValue value) {

  /** A number. */
  int integer(String field) {
    return field(field) instanceof IntValue number ? number.val : refuse(field, "a number");
  }

  /** A truth value. */
  boolean bool(String field) {
    return field(field) instanceof BoolValue truth
        ? truth.getVal()
        : refuse(field, "a truth value");
  }

  /** A string. */
  String string(String field) {
    return field(field) instanceof StringValue text
        ? text.getVal().toString()
        : refuse(field, "a string");
  }

  /** A record. */
  Question record(String field) {
    return field(field) instanceof RecordValue record
        ? new Question(record)
        : refuse(field, "a record");
  }

  /** A sequence of records. */
  List<Question> records(String field) {
    return field(field).toTuple() instanceof TupleValue tuple
        ? List.of(tuple.elems).map(element -> new Question((RecordValue) element))
        : refuse(field, "a sequence");
  }

  private Value field(String name) {
    for (int i = 0; i < value.names.length; i++) {
      if (value.names[i].toString().equals(name)) {
        return value.values[i];
      }
    }
    return refuse(name, "there");
  }

  private <T> T refuse(String field, String what) {
    throw new IllegalArgumentException("field " + field + " is not " + what + ": " + value);
  }
}
