package io.uring.dmabuf.replay;

import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.Id;
import io.uring.dmabuf.id.Numbered;
import io.vavr.control.Option;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tlc2.value.IValue;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.FcnLambdaValue;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.ModelValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;
import tlc2.value.impl.ValueVec;
import util.Assert.TLCRuntimeException;
import util.UniqueString;

/**
 * TLC's values, built in the normal form that TLC itself computes, and compared without its
 * exceptions and copies. To be used only after TLC has loaded the model: names are numbered in the
 * order in which they are first met, and that number is the order of record fields and of strings
 * in sets.
 */
@SuppressWarnings("ReferenceEquality") // Identical values are equal; the others are looked into.
public final class TlaValues {
  private static final Value[] INTEGERS = new Value[1024];
  private static final ConcurrentHashMap<String, Value> STRINGS = new ConcurrentHashMap<>();
  private static final ConcurrentHashMap<Long, Value[]> INTERVALS = new ConcurrentHashMap<>();

  static {
    for (int i = 0; i < INTEGERS.length; i++) {
      INTEGERS[i] = IntValue.gen(i);
    }
  }

  private TlaValues() {}

  /** An integer. */
  public static Value integer(int number) {
    return number >= 0 && number < INTEGERS.length ? INTEGERS[number] : IntValue.gen(number);
  }

  /** The number of an id. */
  public static Value id(Id<?> id) {
    return integer(id.number());
  }

  /** The number of an id; 0, which the specification gives to nothing, where there is none. */
  public static Value id(Option<? extends Id<?>> id) {
    return integer(id.fold(() -> 0, Id::number));
  }

  /** The function from the numbers of objects. */
  public static <T> Value function(Numbered<?, T> objects, Function<? super T, Value> value) {
    int[] domain = new int[objects.size()];
    Value[] values = new Value[domain.length];
    int i = 0;
    for (Entry<?, T> entry : objects) {
      domain[i] = entry.id().number();
      values[i++] = value.apply(entry.value());
    }
    return function(domain, values);
  }

  /** {@code TRUE} or {@code FALSE}. */
  public static Value bool(boolean truth) {
    return truth ? BoolValue.ValTrue : BoolValue.ValFalse;
  }

  /** A string. */
  public static Value string(String text) {
    Value known = STRINGS.get(text);
    return known != null
        ? known
        : STRINGS.computeIfAbsent(text, t -> new StringValue(UniqueString.uniqueStringOf(t)));
  }

  /**
   * A sequence or tuple; {@code <<>>} without elements, which is also the function with the empty
   * domain.
   */
  public static Value sequence(Value... elements) {
    return elements.length == 0 ? TupleValue.EmptyTuple : new TupleValue(elements);
  }

  /** The function over {@code low .. low + values.length - 1}. */
  public static Value function(int low, Value... values) {
    return values.length == 0
        ? TupleValue.EmptyTuple
        : new FcnRcdValue(interval(low, values.length), values, true);
  }

  /**
   * The function over a set of integers.
   *
   * @param domain strictly ascending
   * @param values the value for each element of the domain
   */
  public static Value function(int[] domain, Value... values) {
    if (domain.length == 0) {
      return TupleValue.EmptyTuple;
    }
    Value[] keys = new Value[domain.length];
    for (int i = 0; i < keys.length; i++) {
      if (i > 0 && domain[i - 1] >= domain[i]) {
        throw new IllegalArgumentException("domain not ascending: " + Arrays.toString(domain));
      }
      keys[i] = integer(domain[i]);
    }
    return new FcnRcdValue(keys, values, true);
  }

  /**
   * The function over any set of values of one kind; {@code keys} and {@code values} go over to the
   * result.
   */
  public static Value function(Value[] keys, Value[] values) {
    return keys.length == 0
        ? TupleValue.EmptyTuple
        : new FcnRcdValue(keys, values, false).normalize();
  }

  /**
   * The set of the given values, which may repeat and come in any order; the array goes over to the
   * result.
   */
  public static Value set(Value... elements) {
    return elements.length == 0
        ? SetEnumValue.EmptySet
        : new SetEnumValue(elements, elements.length == 1).normalize();
  }

  /** The set of the given integers, which may repeat and come in any order. */
  public static Value setOf(int... elements) {
    Value[] values = new Value[elements.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = integer(elements[i]);
    }
    return set(values);
  }

  /**
   * The shape of a record: to be made once and kept, since sorting the names costs more than making
   * a record.
   */
  public static Shape shape(String... names) {
    return new Shape(names);
  }

  /** The field names of a record. */
  public static final class Shape {
    private final UniqueString[] sorted;
    private final int[] source;

    private Shape(String... names) {
      Integer[] order = new Integer[names.length];
      UniqueString[] given = new UniqueString[names.length];
      for (int i = 0; i < names.length; i++) {
        order[i] = i;
        given[i] = UniqueString.uniqueStringOf(names[i]);
      }
      Arrays.sort(order, (a, b) -> given[a].compareTo(given[b]));
      sorted = new UniqueString[names.length];
      source = new int[names.length];
      for (int i = 0; i < names.length; i++) {
        sorted[i] = given[order[i]];
        source[i] = order[i];
        if (i > 0 && sorted[i - 1].equals(sorted[i])) {
          throw new IllegalArgumentException("field " + sorted[i] + " twice in a record");
        }
      }
    }

    /**
     * The record with the given values, in the order in which the names were given to {@link
     * TlaValues#shape}.
     */
    public Value of(Value... values) {
      if (values.length != source.length) {
        throw new IllegalArgumentException(
            values.length + " values for the fields " + Arrays.toString(sorted));
      }
      Value[] fields = new Value[source.length];
      for (int i = 0; i < fields.length; i++) {
        fields[i] = values[source[i]];
      }
      return new RecordValue(sorted, fields, true);
    }
  }

  /**
   * Whether two values are equal in TLA+, whatever classes represent them. Values of different
   * kinds, which TLC refuses to compare, are different.
   */
  public static boolean same(@Nullable IValue a, @Nullable IValue b) {
    if (a == b) {
      return true;
    }
    return switch (a) {
      case null -> false;
      case IntValue x -> b instanceof IntValue y && x.val == y.val;
      case BoolValue x -> b instanceof BoolValue y && x.val == y.val;
      case StringValue x -> b instanceof StringValue y && x.val.equals(y.val);
      case ModelValue x -> false;
      case FcnLambdaValue x -> same(x.toFcnRcd(), b);
      case RecordValue x when b instanceof RecordValue y -> sameRecord(x, y);
      case TupleValue x when b instanceof TupleValue y -> sameAll(x.elems, y.elems);
      case FcnRcdValue x when b instanceof FcnRcdValue y && x.intv == null && y.intv == null ->
          sameFunction(x, y);
      case SetEnumValue x when b instanceof SetEnumValue y -> sameSet(x, y);
      default -> b != null && sameByTlc(a, b);
    };
  }

  private static boolean sameRecord(RecordValue a, RecordValue b) {
    a.normalize();
    b.normalize();
    if (a.names != b.names) {
      if (a.names.length != b.names.length) {
        return false;
      }
      for (int i = 0; i < a.names.length; i++) {
        if (!a.names[i].equals(b.names[i])) {
          return false;
        }
      }
    }
    return sameAll(a.values, b.values);
  }

  private static boolean sameFunction(FcnRcdValue a, FcnRcdValue b) {
    a.normalize();
    b.normalize();
    return (a.domain == b.domain || sameAll(a.domain, b.domain)) && sameAll(a.values, b.values);
  }

  private static boolean sameSet(SetEnumValue a, SetEnumValue b) {
    a.normalize();
    b.normalize();
    ValueVec x = a.elems;
    ValueVec y = b.elems;
    int size = x.size();
    if (size != y.size()) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (!same(x.elementAt(i), y.elementAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameAll(Value[] a, Value[] b) {
    if (a == b) {
      return true;
    }
    if (a.length != b.length) {
      return false;
    }
    for (int i = 0; i < a.length; i++) {
      if (!same(a[i], b[i])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Mixed representations: a tuple against a function, a record against a function, an interval
   * against a set.
   */
  private static boolean sameByTlc(IValue a, IValue b) {
    try {
      return a.equals(b);
    } catch (TLCRuntimeException differentKinds) {
      return false;
    }
  }

  private static Value[] interval(int low, int size) {
    Long key = ((long) low << 32) | size;
    Value[] known = INTERVALS.get(key);
    return known != null ? known : INTERVALS.computeIfAbsent(key, k -> newInterval(low, size));
  }

  private static Value[] newInterval(int low, int size) {
    Value[] keys = new Value[size];
    for (int i = 0; i < size; i++) {
      keys[i] = integer(low + i);
    }
    return keys;
  }
}
