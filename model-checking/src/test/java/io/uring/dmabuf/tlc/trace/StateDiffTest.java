package io.uring.dmabuf.tlc.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.trace.StateDiff.Change;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.Value;
import util.UniqueString;

@DisplayName("The difference between two values")
class StateDiffTest {

  private static final Map<String, Value> IDLE =
      LinkedHashMap.of("who", new StringValue("none"), "at", new StringValue("none"));
  private static final Map<String, Value> TASK_WORK =
      LinkedHashMap.of(
          "who",
          new StringValue("taskwork"),
          "at",
          new StringValue("cqe"),
          "req",
          IntValue.gen(1),
          "old",
          IntValue.gen(0));

  @Test
  void ofRecordsWithTheSameFieldsIsInTheFieldsThatDiffer() {
    assertThat(lines(TASK_WORK, TASK_WORK.put("at", new StringValue("free"))))
        .containsExactly("call.at: \"cqe\" -> \"free\"");
    assertThat(lines(TASK_WORK, TASK_WORK)).isEmpty();
  }

  @Test
  void ofRecordsWithOtherFieldsTellsThoseOfOneOnlyTogether() {
    assertThat(lines(IDLE, TASK_WORK))
        .containsExactly(
            "call.who: \"none\" -> \"taskwork\"",
            "call.at: \"none\" -> \"cqe\"",
            "call: - -> [req |-> 1, old |-> 0]");
    assertThat(lines(TASK_WORK, IDLE))
        .containsExactly(
            "call.who: \"taskwork\" -> \"none\"",
            "call.at: \"cqe\" -> \"none\"",
            "call: [req |-> 1, old |-> 0] -> -");
  }

  private static List<String> lines(Map<String, Value> before, Map<String, Value> after) {
    return StateDiff.between("call", record(before), record(after)).map(Change::toString);
  }

  private static Value record(Map<String, Value> fields) {
    return new RecordValue(
        fields.keySet().toList().map(UniqueString::of).toJavaArray(UniqueString[]::new),
        fields.values().toJavaArray(Value[]::new),
        false);
  }
}
