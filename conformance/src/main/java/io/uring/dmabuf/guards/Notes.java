package io.uring.dmabuf.guards;

import io.vavr.Tuple;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What is written down about guards: those that no model can catch, each with the reason, and for
 * those that the cheapest model does not catch the one that does.
 *
 * @param uncaught the reason in one sentence, by the guard's name
 * @param first the model to begin with, by the guard's name
 */
public record Notes(Map<String, String> uncaught, Map<String, String> first) {

  /** The notes that belong to this version. */
  public static Notes current() {
    return new Notes(read("uncaught-guards.txt"), read("first-models.txt"));
  }

  /** No notes. */
  public static Notes none() {
    return new Notes(LinkedHashMap.empty(), LinkedHashMap.empty());
  }

  /** Why no model can catch the removal of this guard. */
  public Option<String> reason(String id) {
    return uncaught.get(id);
  }

  private static Map<String, String> read(String resource) {
    try (InputStream in = Notes.class.getResourceAsStream(resource)) {
      return in == null
          ? LinkedHashMap.empty()
          : parse(List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lines of a name, a blank and a text; empty lines and those that start with # do not count. */
  static Map<String, String> parse(List<String> lines) {
    return lines
        .map(String::strip)
        .reject(line -> line.isEmpty() || line.startsWith("#"))
        .map(line -> line.split("\\s+", 2))
        .foldLeft(
            LinkedHashMap.<String, String>empty(),
            (map, pair) -> map.put(Tuple.of(pair[0], pair.length > 1 ? pair[1] : "")));
  }
}
