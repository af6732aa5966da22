package io.uring.dmabuf.tlc.trace;

import static io.uring.dmabuf.tlc.trace.ValueJson.places;

import com.fasterxml.jackson.databind.JsonNode;
import io.uring.dmabuf.tlc.trace.MemoryMap.Cell;
import io.uring.dmabuf.tlc.trace.MemoryMap.Strip;
import io.uring.dmabuf.tlc.trace.MemoryMap.Use;
import io.uring.dmabuf.tlc.trace.ToldRanges.Range;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;

/**
 * The units of the memory that a question of {@code MCAddressing} is about: the segments that the
 * device may reach, the units that the request asks for, and what the answer makes of them.
 */
final class AskedMemory {

  /**
   * What an answer makes of some units.
   *
   * @param what such as {@code part 2}
   * @param how what it does to them
   */
  private record Made(String what, String how, List<Integer> units) {}

  private final Option<ToldRanges> reading;
  private final List<Range> segments;
  private final List<Integer> asked;
  private final List<Made> made;

  private AskedMemory(JsonNode question, JsonNode answer, Option<ToldRanges> reading) {
    this.reading = reading;
    this.segments = List.ofAll(question.path(question.has("vec") ? "vec" : "table")).map(Range::of);
    this.asked =
        segments
            .flatMap(Range::units)
            .drop(question.path("off").asInt())
            .take(question.path("n").asInt());
    this.made = made(answer);
  }

  /**
   * The one strip of a question, and of its answer where it has one.
   *
   * @param constants those of the model, as TLA+ text
   */
  static List<Strip> strips(JsonNode question, JsonNode answer, Map<String, String> constants) {
    AskedMemory memory = new AskedMemory(question, answer, ToldRanges.of(constants));
    List<Cell> cells =
        memory
            .segments
            .zipWithIndex()
            .flatMap(segment ->
                segment._1.units().map(unit -> memory.cell(unit, "segment " + (segment._2 + 1))));
    List<Integer> known = cells.map(Cell::at);
    return List.of(
        new Strip(
            "memory",
            cells.appendAll(
                memory
                    .made
                    .flatMap(Made::units)
                    .distinct()
                    .filter(unit -> !known.contains(unit))
                    .map(unit -> memory.cell(unit, "")))));
  }

  private Cell cell(int unit, String reach) {
    List<Use> request =
        asked.contains(unit)
            ? List.of(new Use("the request", "asked for", false, false))
            : List.empty();
    return new Cell(
        unit,
        reach,
        request.appendAll(
            made.filter(each -> each.units.contains(unit))
                .map(each -> new Use(each.what, each.how, true, request.isEmpty()))));
  }

  private List<Made> made(JsonNode answer) {
    return List.of(
            window("the window", answer.path("window")),
            ranges("what is left", "in it", answer.path("pieces")),
            ranges("the sync for the device", "covered", answer.path("sync").path("device")),
            ranges("the sync for the CPU", "covered", answer.path("sync").path("cpu")))
        .appendAll(places(answer.path("parts")).map(part -> part("part " + part._1, part._2)))
        .appendAll(
            places(answer.path("commands"))
                .flatMap(command ->
                    List.of(
                        part("command " + command._1, command._2.path("part")),
                        read("command " + command._1, command._2))))
        .filter(each -> !each.units.isEmpty());
  }

  private static Made ranges(String what, String how, JsonNode ranges) {
    return new Made(what, how, List.ofAll(ranges).map(Range::of).flatMap(Range::units));
  }

  private Made window(String what, JsonNode window) {
    return from(
        what,
        window.path("at").asInt(),
        window.path("offset").asInt(),
        window.path("count").asInt());
  }

  private Made part(String what, JsonNode part) {
    return from(
        what, part.path("idx").asInt(), part.path("done").asInt(), part.path("size").asInt());
  }

  /** So many units from a place in a segment, whose numbers begin with 1. */
  private Made from(String what, int segment, int skip, int count) {
    return new Made(
        what, "in it", segments.drop(segment - 1).flatMap(Range::units).drop(skip).take(count));
  }

  /** What the device makes of the pointers of a command. */
  private Made read(String what, JsonNode command) {
    int units = command.path("part").path("size").asInt();
    return new Made(
        what,
        "touched by the device",
        reading.toList().flatMap(pointers -> pointers.read(command, units)).flatMap(Range::units));
  }
}
