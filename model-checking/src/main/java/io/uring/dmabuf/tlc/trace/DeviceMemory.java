package io.uring.dmabuf.tlc.trace;

import static io.uring.dmabuf.tlc.trace.ValueJson.at;
import static io.uring.dmabuf.tlc.trace.ValueJson.numbers;
import static io.uring.dmabuf.tlc.trace.ValueJson.places;

import com.fasterxml.jackson.databind.JsonNode;
import io.uring.dmabuf.tlc.trace.MemoryMap.Cell;
import io.uring.dmabuf.tlc.trace.MemoryMap.Strip;
import io.uring.dmabuf.tlc.trace.MemoryMap.Use;
import io.vavr.Tuple2;
import io.vavr.collection.List;

/**
 * The addresses of the devices of a machine: what the IOMMU translates each for, and which commands
 * have it. A device may touch what it has of a command, whatever the host thinks of it by then, and
 * what is on the way to it ({@code NoDmaOutsideMapping}). A part of the machine alone may lack the
 * IOMMU, or the commands.
 */
final class DeviceMemory {
  private static final List<String> ON_THE_WAY = List.of("built", "queued");

  private static final String TOUCHED = "touched";

  private final JsonNode before;
  private final JsonNode now;

  private DeviceMemory(JsonNode before, JsonNode now) {
    this.before = before;
    this.now = now;
  }

  /** The strips of a state, of which only those variables are read that it has. */
  static List<Strip> strips(JsonNode before, JsonNode now) {
    DeviceMemory memory = new DeviceMemory(before, now);
    return places(now.has("iommu") ? now.path("iommu") : now.path("cmds"))
        .map(Tuple2::_1)
        .map(device -> new Strip("device " + device, memory.cells(device)));
  }

  private List<Cell> cells(int device) {
    JsonNode translated = at(now.path("iommu"), device);
    List<Command> commands =
        places(at(now.path("cmds"), device)).map(each -> new Command(device, each._1, each._2));
    return places(translated)
        .map(Tuple2::_1)
        .appendAll(commands.flatMap(Command::addresses))
        .distinct()
        .sorted()
        .map(address ->
            new Cell(
                address,
                reach(device, address),
                commands.flatMap(command -> command.uses(address))));
  }

  /** What an address leads to, in words. */
  private String reach(int device, int address) {
    if (!now.has("iommu")) {
      return "";
    }
    int owner = owner(device, address);
    if (owner == 0) {
      return "";
    }
    if (owner < 0) {
      int tag = -owner - 1 - (device - 1) * places(at(now.path("maps"), device)).size();
      List<Integer> pages = numbers(at(at(now.path("maps"), device), tag));
      return "command " + tag + "'s own page " + page(pages, address);
    }
    JsonNode mapping = at(now.path("regbufs"), owner);
    return "mapping "
        + owner
        + (mapping.isMissingNode()
            ? ", which is gone"
            : ", dma-buf "
                + mapping.path("buf").asInt()
                + " page "
                + page(numbers(mapping.path("addrs")), address));
  }

  /** Which page of a mapping an address is, from 1; {@code ?} where it is none of its own. */
  private static String page(List<Integer> addresses, int address) {
    int at = addresses.indexOf(address);
    return at < 0 ? "?" : String.valueOf(at + 1);
  }

  private int owner(int device, int address) {
    return at(at(now.path("iommu"), device), address).asInt();
  }

  /** One command of a device, as it is, and as it was before the step. */
  private final class Command {
    private final int device;
    private final int tag;
    private final JsonNode command;
    private final List<Integer> has;
    private final int moved;

    Command(int device, int tag, JsonNode command) {
      this.device = device;
      this.tag = tag;
      this.command = command;
      this.has = numbers(command.path("has"));
      this.moved = command.path("moved").asInt();
    }

    List<Integer> addresses() {
      return has.appendAll(told());
    }

    /** What is on the way to the device. */
    private List<Integer> told() {
      return ON_THE_WAY.contains(command.path("st").asText())
          ? numbers(command.path("prps"))
          : List.empty();
    }

    List<Use> uses(int address) {
      int movedBefore = at(at(before.path("cmds"), device), tag).path("moved").asInt();
      List<Use> held =
          has.zipWithIndex()
              .filter(each -> each._1 == address)
              .map(each -> use(address, each._2 < moved, each._2 >= movedBefore));
      return held.appendAll(
          told()
              .filter(each -> each == address)
              .map(each -> use(address, "on the way to the device", false)));
    }

    private Use use(int address, boolean touched, boolean isNew) {
      return touched && isNew
          ? use(address, "touched in this step", true)
          : use(address, touched ? TOUCHED : "the device may touch it", false);
    }

    /** What was touched before may by now be another's, and rightly so. */
    private Use use(int address, String how, boolean isNow) {
      boolean isWrong =
          now.has("iommu")
              && now.has("imus")
              && !how.equals(TOUCHED)
              && owner(device, address) != mine();
      return new Use("command " + tag + request(), how, isNow, isWrong);
    }

    private String request() {
      int request = command.path("req").asInt();
      return request == 0
          ? ", of no request"
          : " of request " + request + " in ring " + command.path("ring").asInt();
    }

    /**
     * What the IOMMU must translate an address for: the request's mapping, or the command's own.
     */
    private int mine() {
      int ring = command.path("ring").asInt();
      JsonNode request = at(at(now.path("reqs"), ring), command.path("req").asInt());
      JsonNode node = at(at(now.path("nodes"), ring), request.path("node").asInt());
      int mapping = at(now.path("imus"), node.path("imu").asInt()).path("priv").asInt();
      int tags = places(at(now.path("cmds"), device)).size();
      return mapping == 0 ? -(1 + tag + (device - 1) * tags) : mapping;
    }
  }
}
