package io.uring.dmabuf.tlc.trace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import tlc2.value.impl.Value;

/**
 * What devices may reach in a state, and what they touch: a strip of addresses for each device, or
 * one of units where a model asks for answers alone.
 *
 * @param strips none where the model has neither devices nor addresses
 */
record MemoryMap(List<Strip> strips) {

  /** More addresses than this are not shown; no model of ours has as many. */
  static final int CELLS = 256;

  /**
   * The addresses of one device.
   *
   * @param of whose they are
   */
  record Strip(String of, List<Cell> cells) {}

  /**
   * One address.
   *
   * @param at the address, in pages or units
   * @param reach what it leads to; empty where it leads nowhere
   * @param uses who touches it, or is to
   */
  record Cell(int at, String reach, List<Use> uses) {}

  /**
   * A use of an address.
   *
   * @param who a command, or what was made of a request
   * @param how such as {@code touched}
   * @param isNow whether it happens in this step
   * @param isWrong whether the address is not the user's to use
   */
  record Use(String who, String how, boolean isNow, boolean isWrong) {}

  /**
   * The map of a state.
   *
   * @param before the state before it, if there is one
   * @param constants those of the model, as TLA+ text
   */
  static MemoryMap of(
      Option<Map<String, Value>> before, Map<String, Value> state, Map<String, String> constants) {
    ObjectNode now = ValueJson.of(state);
    return new MemoryMap(
        now.has("question")
            ? AskedMemory.strips(now.path("question"), now.path("answer"), constants)
            : DeviceMemory.strips(
                before.map(ValueJson::of).getOrElse(JsonNodeFactory.instance::objectNode), now));
  }

  /** The map as it stands in a file. */
  ArrayNode json() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    strips.forEach(strip -> {
      ObjectNode node = all.addObject().put("of", strip.of);
      ArrayNode cells = node.putArray("cells");
      strip.cells.take(CELLS).forEach(cell -> put(cell, cells.addObject()));
      if (strip.cells.size() > CELLS) {
        node.put("more", strip.cells.size() - CELLS);
      }
    });
    return all;
  }

  private static void put(Cell cell, ObjectNode node) {
    node.put("at", cell.at).put("reach", cell.reach);
    ArrayNode uses = node.putArray("uses");
    cell.uses.forEach(use -> {
      ObjectNode each = uses.addObject().put("who", use.who).put("how", use.how);
      if (use.isNow) {
        each.put("now", true);
      }
      if (use.isWrong) {
        each.put("wrong", true);
      }
    });
  }
}
