package io.uring.dmabuf.targets;

import io.uring.dmabuf.id.Id;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.step.Bounds;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Function;
import java.util.function.IntFunction;
import tla2sany.semantic.OpDeclNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SymbolNode;
import tlc2.tool.ITool;
import tlc2.tool.TLCState;
import tlc2.util.Context;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;

/**
 * The constants of a model as TLC has loaded it, with the replacements of its configuration: so
 * that the bounds of a model are written down once. Definitions without parameters that depend on
 * constants only can be read by name, too.
 *
 * <p>The typed questions throw {@link IllegalArgumentException} with a line for the user when the
 * model has no such constant, or one of another kind.
 */
public final class ModelConstants implements Bounds {
  private final ITool tool;

  private ModelConstants(ITool tool) {
    this.tool = tool;
  }

  /** The constants of a loaded model. */
  public static ModelConstants of(ITool tool) {
    return new ModelConstants(tool);
  }

  /** The value under a name; none if the model's module has neither a constant nor a definition. */
  public Option<Value> value(String name) {
    Option<SymbolNode> constant =
        List.of(tool.getRootModule().getConstantDecls())
            .find(declaration -> isCalled(declaration, name))
            .map(declaration -> declaration);
    return constant
        .orElse(() ->
            List.of(tool.getRootModule().getOpDefs())
                .find(definition -> isCalled(definition, name)))
        .flatMap(this::evaluated);
  }

  private Option<Value> evaluated(SymbolNode symbol) {
    return switch (tool.lookup(symbol)) {
      case Value value -> Option.some(value);
      case OpDefNode definition when definition.getArity() == 0 ->
          Option.some((Value) tool.eval(definition.getBody(), Context.Empty, TLCState.Empty));
      case OpDeclNode open -> Option.none();
      case null, default -> Option.none();
    };
  }

  private static boolean isCalled(SymbolNode symbol, String name) {
    return symbol.getName().toString().equals(name);
  }

  @Override
  public boolean has(String name) {
    return value(name).isDefined();
  }

  @Override
  public int integer(String name) {
    return integer(name, required(name));
  }

  @Override
  public List<Integer> integers(String name) {
    return elements(name, required(name)).map(value -> integer(name, value)).sorted();
  }

  @Override
  public List<String> strings(String name) {
    return elements(name, required(name)).map(value -> string(name, value)).sorted();
  }

  @Override
  public boolean bool(String name) {
    return bool(name, required(name));
  }

  @Override
  public List<Boolean> booleans(String name) {
    return elements(name, required(name)).map(value -> bool(name, value)).sorted();
  }

  /** A function or sequence of numbers by number, which is that of an object. */
  public <K extends Id<K>> Numbered<K, Integer> function(String name, IntFunction<K> kind) {
    Value value = required(name);
    if (!(value.toFcnRcd() instanceof FcnRcdValue function)) {
      throw wrongKind(name, "a function", value);
    }
    Numbered<K, Integer> result = Numbered.empty();
    Value[] keys = function.getDomainAsValues();
    for (int i = 0; i < keys.length; i++) {
      result = result.put(kind.apply(integer(name, keys[i])), integer(name, function.values[i]));
    }
    return result;
  }

  @Override
  public List<Integer> integersIn(String name, String field) {
    Value value = required(name);
    if (!(value instanceof RecordValue record)) {
      throw wrongKind(name, "a record", value);
    }
    for (int i = 0; i < record.names.length; i++) {
      if (record.names[i].toString().equals(field)) {
        return elements(name, record.values[i]).map(v -> integer(name, v)).sorted();
      }
    }
    throw new IllegalArgumentException("constant " + name + " has no field " + field);
  }

  @Override
  public List<List<Integer>> sequences(String name) {
    return elements(name, required(name)).map(value -> sequence(name, value));
  }

  private static List<Integer> sequence(String name, Value value) {
    if (!(value.toTuple() instanceof TupleValue tuple)) {
      throw wrongKind(name, "a set of sequences", value);
    }
    return List.of(tuple.elems).map(element -> integer(name, element));
  }

  private Value required(String name) {
    return value(name)
        .getOrElseThrow(() -> new IllegalArgumentException("the model has no constant " + name));
  }

  private static List<Value> elements(String name, Value value) {
    if (!(value.toSetEnum() instanceof SetEnumValue set)) {
      throw wrongKind(name, "a set", value);
    }
    set.normalize();
    List<Value> result = List.empty();
    for (int i = set.elems.size() - 1; i >= 0; i--) {
      result = result.prepend(set.elems.elementAt(i));
    }
    return result;
  }

  private static int integer(String name, Value value) {
    return kind(
        name, "a number", value, v -> v instanceof IntValue i ? Option.some(i.val) : none());
  }

  private static String string(String name, Value value) {
    return kind(
        name,
        "a string",
        value,
        v -> v instanceof StringValue s ? Option.some(s.val.toString()) : none());
  }

  private static boolean bool(String name, Value value) {
    return kind(
        name, "a truth value", value, v -> v instanceof BoolValue b ? Option.some(b.val) : none());
  }

  private static <T> T kind(
      String name, String kind, Value value, Function<Value, Option<T>> reading) {
    return reading.apply(value).getOrElseThrow(() -> wrongKind(name, kind, value));
  }

  private static <T> Option<T> none() {
    return Option.none();
  }

  private static IllegalArgumentException wrongKind(String name, String kind, Value value) {
    return new IllegalArgumentException(
        "constant " + name + " is not " + kind + ", or not one of that: " + value);
  }
}
