package io.uring.dmabuf.replay;

import io.uring.dmabuf.replay.Divergence.Difference;
import io.vavr.collection.List;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tlc2.value.IValue;
import tlc2.value.impl.Enumerable;
import tlc2.value.impl.FcnLambdaValue;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;
import tlc2.value.impl.ValueEnumeration;

/** The smallest pieces in which two TLA+ values differ. */
final class Differences {
  private static final String NOTHING = "-";

  private Differences() {}

  /** The places below {@code place} where the values differ; none if they are equal. */
  static List<Difference> between(String place, @Nullable IValue left, @Nullable IValue right) {
    if (TlaValues.same(left, right)) {
      return List.empty();
    }
    if (left instanceof Value a && right instanceof Value b) {
      if (a instanceof Enumerable && b instanceof Enumerable) {
        return List.of(sets(place, elements(a), elements(b)));
      }
      Map<String, Value> x = entries(a);
      Map<String, Value> y = entries(b);
      if (!x.isEmpty() && !y.isEmpty()) {
        return entries(place, x, y);
      }
    }
    return List.of(new Difference(place, text(left), text(right)));
  }

  private static List<Difference> entries(
      String place, Map<String, Value> x, Map<String, Value> y) {
    List<Difference> all = List.empty();
    Set<String> keys = new LinkedHashSet<>(x.keySet());
    keys.addAll(y.keySet());
    for (String key : keys) {
      all = all.appendAll(between(place + key, x.get(key), y.get(key)));
    }
    return all;
  }

  private static Difference sets(String place, Set<String> x, Set<String> y) {
    Set<String> onlyX = new LinkedHashSet<>(x);
    onlyX.removeAll(y);
    Set<String> onlyY = new LinkedHashSet<>(y);
    onlyY.removeAll(x);
    return new Difference(place, "only here: " + onlyX, "only here: " + onlyY);
  }

  private static Set<String> elements(Value set) {
    Set<String> result = new LinkedHashSet<>();
    ValueEnumeration elements = ((Enumerable) set).elements();
    for (Value element = elements.nextElement();
        element != null;
        element = elements.nextElement()) {
      result.add(text(element));
    }
    return result;
  }

  /**
   * The entries of a function, record or sequence, each under the text that selects it; empty for
   * any other value.
   */
  private static Map<String, Value> entries(Value value) {
    Map<String, Value> result = new LinkedHashMap<>();
    switch (value) {
      case RecordValue record -> {
        for (int i = 0; i < record.names.length; i++) {
          result.put("." + record.names[i], record.values[i]);
        }
      }
      case TupleValue tuple -> {
        for (int i = 0; i < tuple.elems.length; i++) {
          result.put("[" + (i + 1) + "]", tuple.elems[i]);
        }
      }
      case FcnLambdaValue lambda -> result.putAll(entries((FcnRcdValue) lambda.toFcnRcd()));
      case FcnRcdValue function -> result.putAll(entries(function));
      default -> {}
    }
    return result;
  }

  private static Map<String, Value> entries(FcnRcdValue function) {
    Map<String, Value> result = new LinkedHashMap<>();
    Value[] domain = function.getDomainAsValues();
    for (int i = 0; i < domain.length; i++) {
      String key =
          domain[i] instanceof IntValue number ? Integer.toString(number.val) : text(domain[i]);
      result.put("[" + key + "]", function.values[i]);
    }
    return result;
  }

  private static String text(@Nullable IValue value) {
    return value == null ? NOTHING : value.toString();
  }
}
