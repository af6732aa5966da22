package io.uring.dmabuf.tlc.trace;

import io.vavr.collection.List;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tlc2.value.IValue;
import tlc2.value.impl.FcnLambdaValue;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;
import util.UniqueString;

/**
 * The differences between two TLA+ values, down to the fields of records and the elements of
 * functions and tuples that differ. The fields that only one of two records has, as calls of two
 * kinds have them, stand together.
 */
public final class StateDiff {
  private static final String NOTHING = "-";

  private StateDiff() {}

  /**
   * One difference.
   *
   * @param path where, such as {@code node[1].refs}
   * @param before the first value as TLA+ text
   * @param after the second value as TLA+ text
   */
  public record Change(String path, String before, String after) {
    @Override
    public String toString() {
      return path + ": " + before + " -> " + after;
    }
  }

  /** The differences between two values, none when they are equal. */
  public static List<Change> between(String path, IValue before, IValue after) {
    if (before.toString().equals(after.toString())) {
      return List.empty();
    }
    if (before instanceof RecordValue a && after instanceof RecordValue b) {
      return records(path, a, b);
    }
    if (before instanceof TupleValue a
        && after instanceof TupleValue b
        && a.elems.length == b.elems.length) {
      return parts(
          List.rangeClosed(1, a.elems.length).map(i -> path + "[" + i + "]"), a.elems, b.elems);
    }
    FcnRcdValue a = function(before);
    FcnRcdValue b = function(after);
    if (a != null
        && b != null
        && Arrays.toString(a.getDomainAsValues()).equals(Arrays.toString(b.getDomainAsValues()))) {
      return parts(
          List.of(a.getDomainAsValues()).map(key -> path + "[" + key + "]"), a.values, b.values);
    }
    return List.of(new Change(path, before.toString(), after.toString()));
  }

  private static List<Change> records(String path, RecordValue before, RecordValue after) {
    List<UniqueString> names = List.of(before.names);
    List<UniqueString> common = names.filter(List.of(after.names)::contains);
    return parts(
            common.map(name -> path + "." + name), values(before, common), values(after, common))
        .appendAll(
            names.size() == common.size() && after.names.length == common.size()
                ? List.empty()
                : List.of(new Change(path, without(before, common), without(after, common))));
  }

  private static Value[] values(RecordValue record, List<UniqueString> names) {
    return names.map(name -> record.select(new StringValue(name))).toJavaArray(Value[]::new);
  }

  /** The fields of a record but for some, as TLA+ text. */
  private static String without(RecordValue record, List<UniqueString> some) {
    List<UniqueString> rest = List.of(record.names).removeAll(some);
    return rest.isEmpty()
        ? NOTHING
        : new RecordValue(rest.toJavaArray(UniqueString[]::new), values(record, rest), true)
            .toString();
  }

  private static @Nullable FcnRcdValue function(IValue value) {
    return switch (value) {
      case FcnRcdValue function -> normal(function);
      case FcnLambdaValue lambda when lambda.toFcnRcd() instanceof FcnRcdValue function ->
          normal(function);
      default -> null;
    };
  }

  private static FcnRcdValue normal(FcnRcdValue function) {
    function.normalize();
    return function;
  }

  private static List<Change> parts(List<String> paths, Value[] before, Value[] after) {
    return paths.zipWithIndex().flatMap(t -> between(t._1, before[t._2], after[t._2]));
  }
}
