package io.uring.dmabuf.tlc.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.FcnLambdaValue;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;

/**
 * TLA+ values as JSON. Records, and functions whose domain is not {@code 1 .. n}, are objects;
 * those whose is, and tuples, are arrays; what is neither, such as a set, is its text.
 */
final class ValueJson {

  private ValueJson() {}

  /** The variables of a state as one object. */
  static ObjectNode of(Map<String, Value> state) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    state.forEach((name, value) -> all.set(name, of(value)));
    return all;
  }

  static JsonNode of(Value value) {
    return switch (value) {
      case IntValue number -> IntNode.valueOf(number.val);
      case BoolValue truth -> BooleanNode.valueOf(truth.val);
      case StringValue text -> TextNode.valueOf(text.val.toString());
      case TupleValue tuple -> array(tuple.elems);
      case RecordValue record -> object(List.of(record.names), record.values);
      case FcnRcdValue function -> function(function);
      case FcnLambdaValue lambda when lambda.toFcnRcd() instanceof FcnRcdValue function ->
          function(function);
      default -> TextNode.valueOf(value.toString());
    };
  }

  private static JsonNode function(FcnRcdValue function) {
    function.normalize();
    return function.toTuple() instanceof TupleValue tuple
        ? array(tuple.elems)
        : object(List.of(function.getDomainAsValues()), function.values);
  }

  private static ArrayNode array(Value[] elements) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (Value element : elements) {
      all.add(of(element));
    }
    return all;
  }

  private static ObjectNode object(List<?> names, Value[] values) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    names.forEachWithIndex((name, i) -> all.set(String.valueOf(name), of(values[i])));
    return all;
  }

  /** What stands at a place of a function, as TLA+ counts; a missing node where nothing does. */
  static JsonNode at(JsonNode function, int place) {
    return function.isArray() ? function.path(place - 1) : function.path(String.valueOf(place));
  }

  /** The places of a function of numbers, with what stands there, in the order of the numbers. */
  static List<Tuple2<Integer, JsonNode>> places(JsonNode function) {
    return function.isArray()
        ? List.ofAll(function).zipWithIndex((value, i) -> Tuple.of(i + 1, value))
        : List.ofAll(function.properties())
            .filter(entry -> entry.getKey().matches("-?\\d{1,9}"))
            .map(entry -> Tuple.of(Integer.parseInt(entry.getKey()), entry.getValue()))
            .sortBy(Tuple2::_1);
  }

  /** The numbers of a tuple. */
  static List<Integer> numbers(JsonNode tuple) {
    return List.ofAll(tuple).map(JsonNode::asInt);
  }
}
