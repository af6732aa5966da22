package io.uring.dmabuf.told;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.ImuId;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.TagId;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The form of events")
class EventFormTest {
  private static final DeviceId DEVICE = DeviceId.of(2);
  private static final RequestId REQ = RequestId.of(3);
  private static final Vector<DmaSegment> SEGMENTS =
      Vector.of(new DmaSegment(4096, 512), new DmaSegment(0xf000_0000_0000L, 1L << 33));

  static Stream<Event> events() {
    return Stream.of(
        new Event.MappingMade(DEVICE, RegbufId.of(1), SEGMENTS),
        new Event.MappingGone(DEVICE, RegbufId.of(1)),
        new Event.PagesMapped(DEVICE, TagId.of(0), SEGMENTS),
        new Event.PagesUnmapped(DEVICE, TagId.of(0)),
        new Event.AddressTouched(DEVICE, 4096, 512, true),
        new Event.PageSynced(DEVICE, 4096, 512, false),
        new Event.CommandTriedAgain(DEVICE, TagId.of(0)),
        new Event.TagGiven(4097, NodeId.of(1)),
        new Event.TagTakenBack(4098),
        new Event.TagPosted(4097),
        new Event.RequestBound(REQ, NodeId.of(1), Option.some(4097L)),
        new Event.RequestBound(REQ, NodeId.of(1), Option.none()),
        new Event.CqePosted(REQ, -22),
        new Event.CqeSeen(REQ),
        new Event.ObjectMade(NodeId.of(1)),
        new Event.ObjectGone(ImuId.of(1)),
        new Event.ReferenceTaken(FileId.of(1)),
        new Event.ReferencePut(DmabufId.of(1)),
        new Event.RequestBegun(REQ),
        new Event.RequestInFlight(REQ),
        new Event.RequestEnded(REQ),
        new Event.RequestLeft(REQ),
        new Event.RequestUnheld(REQ),
        new Event.RequestCompleted(REQ),
        new Event.Fault(Event.FaultKind.WILD_ACCESS, DEVICE, 4096));
  }

  private static JsonNode line(Event event) throws JsonProcessingException {
    return new JsonMapper().readTree(EventFile.line(new Told(1_000, 1, "Step", event)));
  }

  @ParameterizedTest
  @MethodSource("events")
  void isReadAsItIsWritten(Event event) throws JsonProcessingException {
    assertThat(EventForm.read(line(event))).contains(event);
  }

  @Test
  void isThereForEveryEvent() {
    assertThat(List.ofAll(events()).map(EventForm::name).distinct())
        .containsExactlyInAnyOrderElementsOf(EventForm.schema().keySet());
  }

  @Test
  void keepsALineShort() throws JsonProcessingException {
    Vector<DmaSegment> many = Vector.range(0, 100_000).map(i -> new DmaSegment(i * 8192L, 4096));
    JsonNode line = line(new Event.MappingMade(DEVICE, RegbufId.of(1), many));
    assertThat(line.toString().length()).isLessThan(1 << 17);
    assertThat(line.path(EventForm.CUT).asBoolean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"event\":\"Nothing\"}",
        "{\"event\":\"CqeSeen\"}",
        "{\"event\":\"CqeSeen\",\"req\":-1}",
        "{\"event\":\"CqeSeen\",\"req\":\"1\"}",
        "{\"event\":\"ObjectMade\",\"of\":\"thing 1\"}",
        "{\"event\":\"ObjectMade\",\"of\":\"node -1\"}",
        "{\"event\":\"TagPosted\",\"tag\":99999999999999999999}",
        "{\"event\":\"MappingGone\",\"device\":1}",
        "{\"event\":\"MappingMade\",\"device\":1,\"regbuf\":1,\"segments\":[[1,0]]}",
        "{\"event\":\"MappingMade\",\"device\":1,\"regbuf\":1,\"segments\":[[9223372036854775807,1]]}",
        "{\"event\":\"MappingMade\",\"device\":1,\"regbuf\":1,\"segments\":7}",
        "{\"event\":\"Fault\",\"kind\":\"NONE\",\"device\":1,\"address\":1}",
        "[1]",
        "null"
      })
  void isNothingElse(String line) throws JsonProcessingException {
    assertThat(EventForm.read(new JsonMapper().readTree(line))).isEmpty();
  }
}
