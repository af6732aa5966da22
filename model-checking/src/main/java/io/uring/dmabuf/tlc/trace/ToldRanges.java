package io.uring.dmabuf.tlc.trace;

import static io.uring.dmabuf.tlc.trace.ValueJson.at;

import com.fasterxml.jackson.databind.JsonNode;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;

/**
 * The memory that a controller makes of the data pointers of a command of {@code Addressing}, read
 * as {@code PrpRead} and {@code SglRead} there do: also of pointers that are wrong, from which
 * nothing more is read where they lead nowhere.
 *
 * @param page the controller's page, in units
 * @param small PRP entries of a descriptor of the small pool
 * @param large those of one of the large pool
 * @param base below the addresses of descriptors
 */
record ToldRanges(int page, int small, int large, int base) {

  /** No command has more pieces than are shown. */
  private static final int MOST = MemoryMap.CELLS;

  /**
   * A range of units.
   *
   * @param addr where it begins
   * @param len how many
   */
  record Range(int addr, int len) {

    static Range of(JsonNode range) {
      return new Range(range.path("addr").asInt(), range.path("len").asInt());
    }

    /** No more of them than are shown. */
    List<Integer> units() {
      return List.range(addr, addr + Math.clamp(len, 0, MemoryMap.CELLS));
    }
  }

  /** The reading of a model; none where the constants do not say how. */
  static Option<ToldRanges> of(Map<String, String> constants) {
    List<Integer> numbers =
        List.of("PageUnits", "SmallEntries", "LargeEntries", "DescBase")
            .flatMap(constants::get)
            .filter(text -> text.matches("[1-9]\\d{0,8}"))
            .map(Integer::valueOf);
    return Option.when(
        numbers.size() == 4,
        () -> new ToldRanges(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3)));
  }

  /** What a command of so many units reaches, be it told by PRP entries or by an SGL. */
  List<Range> read(JsonNode command, int units) {
    return command.path("form").asText().equals("SGL")
        ? sgl(command.path("sgl").path("lists"), command.path("sgl").path("sgl1"), MOST)
        : prp(command.path("prp").path(0), units);
  }

  private List<Range> prp(JsonNode prp, int units) {
    int first = prp.path("prp1").asInt();
    int inFirst = Math.min(page - first % page, units);
    int left = units - inFirst;
    List<Range> rest =
        left == 0
            ? List.empty()
            : left <= page
                ? List.of(new Range(prp.path("prp2").asInt(), left))
                : entries(prp, left);
    return prp.isMissingNode() ? List.empty() : rest.prepend(new Range(first, inFirst));
  }

  /** The list of a command, whose last entry of a full descriptor leads to the next. */
  private List<Range> entries(JsonNode prp, int units) {
    int capacity = prp.path("pool").asText().equals("small") ? small : large;
    List<Range> read = List.empty();
    int list = 1;
    int entry = 1;
    int left = units;
    for (int i = 0; left > 0 && i < MOST; i++) {
      JsonNode value = at(at(prp.path("lists"), list), entry);
      if (!value.isInt()) {
        break;
      }
      if (entry == capacity && left > page) {
        list = value.asInt() - base;
        entry = 1;
      } else {
        read = read.append(new Range(value.asInt(), Math.min(page, left)));
        left -= page;
        entry++;
      }
    }
    return read;
  }

  /** Behind a link are as many descriptors as it says. */
  private List<Range> sgl(JsonNode lists, JsonNode descriptor, int deep) {
    if (descriptor.path("type").asText().equals("data")) {
      return List.of(Range.of(descriptor));
    }
    JsonNode list = at(lists, descriptor.path("addr").asInt() - base);
    return deep == 0
        ? List.empty()
        : List.ofAll(list)
            .take(descriptor.path("len").asInt())
            .flatMap(next -> sgl(lists, next, deep - 1));
  }
}
