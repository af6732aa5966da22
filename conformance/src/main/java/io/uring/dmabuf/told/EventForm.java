package io.uring.dmabuf.told;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.Id;
import io.uring.dmabuf.id.ImuId;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.TagId;
import io.vavr.collection.Array;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How events are written and read. The records of {@link Event} are the schema: an event has its
 * name, and a field for each component. An id is its number, or a kind and a number where several
 * kinds are meant; a segment is {@code [address, length]}; what is not there is left out.
 */
public final class EventForm {
  /** How many segments are written: a line stays shorter than those that are read. */
  private static final int SEGMENTS = 2_000;

  /** The field that says that there are more segments than are written. */
  public static final String CUT = "cut";

  private static final String NAME = "event";

  private static final Map<String, Class<?>> KINDS =
      List.of(
              NodeId.class,
              ImuId.class,
              RegbufId.class,
              FileId.class,
              DmabufId.class,
              DeviceId.class,
              RequestId.class,
              TagId.class)
          .foldLeft(
              LinkedHashMap.empty(),
              (all, type) ->
                  all.put(
                      type.getSimpleName().replace("Id", "").toLowerCase(java.util.Locale.ROOT),
                      type));

  private static final Map<Class<?>, IntFunction<? extends Id<?>>> IDS =
      LinkedHashMap.<Class<?>, IntFunction<? extends Id<?>>>of(
              NodeId.class, NodeId::of, ImuId.class, ImuId::of, RegbufId.class, RegbufId::of)
          .put(FileId.class, FileId::of)
          .put(DmabufId.class, DmabufId::of)
          .put(DeviceId.class, DeviceId::of)
          .put(RequestId.class, RequestId::of)
          .put(TagId.class, TagId::of);

  private record Form(Constructor<?> constructor, Array<RecordComponent> components) {}

  private static final Map<String, Form> FORMS =
      types(Event.class).toLinkedMap(Class::getSimpleName, EventForm::form);

  private EventForm() {}

  private static List<Class<?>> types(Class<?> type) {
    return type.isRecord()
        ? List.of(type)
        : List.of(type.getPermittedSubclasses()).flatMap(EventForm::types);
  }

  private static Form form(Class<?> type) {
    return new Form(type.getDeclaredConstructors()[0], Array.of(type.getRecordComponents()));
  }

  /** {@return the names of all events, each with those of its fields} */
  public static Map<String, List<String>> schema() {
    return FORMS.mapValues(form -> form.components.map(RecordComponent::getName).toList());
  }

  /** {@return the name of an event} */
  public static String name(Event event) {
    return event.getClass().getSimpleName();
  }

  /** {@return an event with its fields, in a few words; of a list only how long it is} */
  public static String said(Event event) {
    return FORMS
        .get(name(event))
        .get()
        .components
        .map(component -> said(component.getName(), value(component, event)))
        .filter(words -> !words.isEmpty())
        .prepend(name(event))
        .mkString(" ");
  }

  private static String said(String name, @Nullable Object value) {
    return switch (value) {
      case Vector<?> segments -> name + "[" + segments.size() + "]";
      case Option<?> option -> option.fold(() -> "", some -> said(name, some));
      case Long address when name.equals("iova") || name.equals("address") ->
          name + "=0x" + Long.toHexString(address);
      case null, default -> name + "=" + value;
    };
  }

  // ---- Writing.

  static void write(Event event, ObjectNode line) {
    line.put(NAME, name(event));
    FORMS
        .get(name(event))
        .get()
        .components
        .forEach(component -> put(line, component.getName(), value(component, event)));
  }

  private static @Nullable Object value(RecordComponent component, Event event) {
    try {
      Object value = component.getAccessor().invoke(event);
      return component.getType() == Id.class ? kind((Id<?>) value) + " " + value : value;
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }

  private static String kind(Id<?> id) {
    return KINDS.find(kind -> kind._2.isInstance(id)).get()._1;
  }

  private static void put(ObjectNode line, String name, @Nullable Object value) {
    switch (value) {
      case Id<?> id -> line.put(name, id.number());
      case Integer number -> line.put(name, number);
      case Long number -> line.put(name, number);
      case Boolean flag -> line.put(name, flag);
      case Option<?> option -> option.forEach(some -> put(line, name, some));
      case Vector<?> segments -> segments(segments, line, name);
      case null, default -> line.put(name, String.valueOf(value));
    }
  }

  private static void segments(Vector<?> segments, ObjectNode line, String name) {
    ArrayNode all = line.putArray(name);
    for (Object each : segments.take(SEGMENTS)) {
      DmaSegment segment = (DmaSegment) each;
      all.addArray().add(segment.address()).add(segment.length());
    }
    if (segments.size() > SEGMENTS) {
      line.put(CUT, true);
    }
  }

  // ---- Reading.

  /** The event of a line; none if it has none of these names, or not its fields. */
  public static Option<Event> read(JsonNode line) {
    return FORMS
        .get(line.path(NAME).asText())
        .flatMap(form -> {
          Array<Option<Object>> values =
              form.components.map(component -> value(component, line.path(component.getName())));
          return values.forAll(Option::isDefined)
              ? Option.some(made(form, values.map(Option::get)))
              : Option.none();
        });
  }

  private static Event made(Form form, Array<Object> values) {
    try {
      return (Event) form.constructor.newInstance(values.toJavaArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(form + " cannot be made", e);
    }
  }

  private static Option<Object> value(RecordComponent component, JsonNode value) {
    Class<?> type = component.getType();
    if (type == Id.class) {
      return kindAndNumber(value.asText());
    }
    if (IDS.containsKey(type)) {
      return Option.when(value.isInt() && value.intValue() >= 0, value::intValue)
          .map(number -> IDS.get(type).get().apply(number));
    }
    if (type == Option.class) {
      return value.isMissingNode()
          ? Option.some(Option.none())
          : Option.when(value.isIntegralNumber(), () -> Option.some(value.longValue()));
    }
    if (type == Vector.class) {
      return segments(value).map(all -> all);
    }
    if (type == int.class) {
      return Option.when(value.isInt(), value::intValue);
    }
    if (type == long.class) {
      return Option.when(value.isIntegralNumber() && value.canConvertToLong(), value::longValue);
    }
    if (type == boolean.class) {
      return Option.when(value.isBoolean(), value::booleanValue);
    }
    return List.of(type.getEnumConstants())
        .find(constant -> constant.toString().equals(value.asText()))
        .map(constant -> constant);
  }

  private static Option<Object> kindAndNumber(String text) {
    String[] words = text.split(" ", 2);
    return words.length == 2 && words[1].matches("\\d{1,9}")
        ? KINDS.get(words[0]).flatMap(IDS::get).map(id -> id.apply(Integer.parseInt(words[1])))
        : Option.none();
  }

  private static Option<Vector<DmaSegment>> segments(JsonNode list) {
    List<DmaSegment> all = List.empty();
    for (JsonNode each : list) {
      long address = each.path(0).longValue();
      long length = each.path(1).longValue();
      if (length < 1 || address > Long.MAX_VALUE - length) {
        return Option.none();
      }
      all = all.prepend(new DmaSegment(address, length));
    }
    List<DmaSegment> read = all.reverse();
    return Option.when(list.isArray(), read::toVector);
  }
}
