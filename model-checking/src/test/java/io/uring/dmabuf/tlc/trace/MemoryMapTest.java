package io.uring.dmabuf.tlc.trace;

import static io.uring.dmabuf.tlc.trace.Traces.record;
import static io.uring.dmabuf.tlc.trace.Traces.state;
import static io.uring.dmabuf.tlc.trace.Traces.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.trace.MemoryMap.Cell;
import io.uring.dmabuf.tlc.trace.MemoryMap.Use;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.IntervalValue;
import tlc2.value.impl.Value;

@DisplayName("A memory map")
class MemoryMapTest {
  private static final Map<String, String> CONSTANTS =
      HashMap.of("PageUnits", "4", "SmallEntries", "2", "LargeEntries", "4", "DescBase", "1000");

  /** One device with two addresses, and one command of tag 0 on mapping 1, of request 1. */
  private static Map<String, Value> machine(int owner, String stage, Value has, int moved) {
    return state(
        "iommu",
        tuple(tuple(owner, 0)),
        "cmds",
        tuple(tags(command(stage, has, moved))),
        "regbufs",
        tuple(record("buf", 3, "addrs", tuple(1))),
        "maps",
        tuple(tags(tuple(2))),
        "reqs",
        tuple(tuple(record("node", 1))),
        "nodes",
        tuple(tuple(record("imu", 1))),
        "imus",
        tuple(record("priv", 1)));
  }

  private static Value tags(Value of) {
    return new FcnRcdValue(new IntervalValue(0, 0), new Value[] {of});
  }

  private static Value command(String stage, Value has, int moved) {
    return record("st", stage, "ring", 1, "req", 1, "prps", tuple(1), "has", has, "moved", moved);
  }

  private static List<Cell> cells(Option<Map<String, Value>> before, Map<String, Value> state) {
    return MemoryMap.of(before, state, CONSTANTS).strips().flatMap(MemoryMap.Strip::cells);
  }

  private static List<String> uses(Cell cell) {
    return cell.uses().map(use -> use.how() + (use.isNow() ? " now" : "") + wrong(use));
  }

  private static String wrong(Use use) {
    return use.isWrong() ? " wrong" : "";
  }

  @Test
  void saysWhatAnAddressLeadsTo() {
    assertThat(cells(Option.none(), machine(1, "free", tuple(), 0)).map(Cell::reach))
        .containsExactly("mapping 1, dma-buf 3 page 1", "");
    assertThat(cells(Option.none(), machine(-1, "free", tuple(), 0)).head().reach())
        .as("an address that the command does not have")
        .isEqualTo("command 0's own page ?");
    assertThat(cells(Option.none(), machine(2, "free", tuple(), 0)).head().reach())
        .isEqualTo("mapping 2, which is gone");
  }

  @Test
  void saysWhoIsToTouchAnAddressAndWhoHas() {
    Map<String, Value> fetched = machine(1, "owned", tuple(1), 0);
    Map<String, Value> moved = machine(1, "owned", tuple(1), 1);

    assertThat(uses(cells(Option.none(), machine(1, "queued", tuple(), 0)).head()))
        .containsExactly("on the way to the device");
    assertThat(uses(cells(Option.none(), fetched).head()))
        .containsExactly("the device may touch it");
    assertThat(uses(cells(Option.some(fetched), moved).head()))
        .containsExactly("touched in this step now");
    assertThat(uses(cells(Option.some(moved), moved).head())).containsExactly("touched");
  }

  @Test
  void saysWhereAnAddressIsNotTheCommandsToUse() {
    Map<String, Value> fetched = machine(2, "owned", tuple(1), 0);

    assertThat(uses(cells(Option.none(), fetched).head()))
        .containsExactly("the device may touch it wrong");
    assertThat(uses(cells(Option.some(fetched), machine(2, "owned", tuple(1), 1)).head()))
        .containsExactly("touched in this step now wrong");
    Map<String, Value> moved = machine(1, "owned", tuple(1), 1);
    assertThat(uses(cells(Option.some(moved), machine(0, "owned", tuple(1), 1)).head()))
        .as("what was touched may have been given back since")
        .containsExactly("touched");
  }

  @Test
  void readsThePointersOfACommandAsADeviceDoes() {
    Value question =
        record(
            "op",
            "tell",
            "off",
            1,
            "n",
            5,
            "vec",
            tuple(record("addr", 128, "len", 3), record("addr", 64, "len", 4)));
    Value command =
        record(
            "form", "PRP",
            "part", record("idx", 1, "done", 1, "size", 5),
            "prp", tuple(record("prp1", 129, "prp2", 64, "pool", "none", "lists", tuple())));
    List<Cell> cells =
        cells(
            Option.none(),
            state("question", question, "answer", record("commands", tuple(command))));

    assertThat(touched(cells)).containsExactly(129, 130, 64, 65, 131);
    assertThat(cells.filter(cell -> cell.uses().exists(Use::isWrong)).map(Cell::at))
        .as("a page that ends with the segment is read to its end")
        .containsExactly(131);
    assertThat(cells.last().reach()).isEmpty();
  }

  @Test
  void followsListsAndLinksAndEndsWhereTheyLeadNowhere() {
    ToldRanges reading = ToldRanges.of(CONSTANTS).get();
    Value list =
        record(
            "form",
            "PRP",
            "prp",
            tuple(
                record(
                    "prp1",
                    4,
                    "prp2",
                    1001,
                    "pool",
                    "small",
                    "lists",
                    tuple(tuple(8, 1002), tuple(12, 16)))));
    assertThat(reading.read(ValueJson.of(list), 16).map(ToldRanges.Range::addr))
        .containsExactly(4, 8, 12, 16);
    Value sgl =
        record(
            "form",
            "SGL",
            "sgl",
            record(
                "sgl1", record("type", "last", "addr", 1001, "len", 2),
                "lists",
                    tuple(
                        tuple(
                            record("type", "data", "addr", 5, "len", 2),
                            record("type", "last", "addr", 1007, "len", 2)))));
    assertThat(reading.read(ValueJson.of(sgl), 4)).containsExactly(new ToldRanges.Range(5, 2));
    assertThat(ToldRanges.of(CONSTANTS.remove("DescBase"))).isEmpty();
  }

  private static List<Integer> touched(List<Cell> cells) {
    return cells
        .filter(cell -> cell.uses().exists(use -> use.how().equals("touched by the device")))
        .map(Cell::at);
  }

  @Test
  void isEmptyWhereAModelHasNeitherDevicesNorAddresses() {
    assertThat(MemoryMap.of(Option.none(), state("call", IntValue.gen(1)), CONSTANTS).strips())
        .isEmpty();
  }
}
