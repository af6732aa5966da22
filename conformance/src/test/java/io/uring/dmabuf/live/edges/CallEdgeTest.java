package io.uring.dmabuf.live.edges;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.live.Alternative.Question;
import io.uring.dmabuf.live.edges.CallEdge.OfTag;
import io.uring.dmabuf.live.edges.CallEdge.Posted;
import io.uring.dmabuf.tlc.ActionLabel;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.control.Option;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What must be known of the kernel for an edge")
class CallEdgeTest {

  private static CallEdge edge(String action, Posted... posted) {
    return edge(new ActionLabel(action, List.empty()), posted);
  }

  private static CallEdge clone(int slots) {
    return edge(new ActionLabel("StartClone", List.of(2, 0, 0, slots, true)));
  }

  private static CallEdge edge(ActionLabel start, Posted... posted) {
    return new CallEdge(
        1,
        start,
        0,
        List.empty(),
        List.empty(),
        HashMap.empty(),
        false,
        List.of(posted),
        "",
        Option.none(),
        0);
  }

  @Test
  void isNothingForMost() {
    assertThat(edge("StartSubmit").dependsOn(true)).isEmpty();
    assertThat(edge("PartEnds", new OfTag(1)).dependsOn(true)).isEmpty();
    assertThat(edge("StartUpdate", new OfTag(1)).dependsOn(false)).isEmpty();
    assertThat(edge("StartUnregister", new OfTag(1)).dependsOn(false)).isEmpty();
  }

  @Test
  void isWhatTheCallLeavesToTheKernel() {
    assertThat(clone(0).dependsOn(false)).containsExactly(Question.CLONE);
    assertThat(clone(1).dependsOn(false))
        .containsExactlyInAnyOrder(Question.CLONE, Question.CLONE_RANGE);
    assertThat(edge("StartUpdate").dependsOn(true)).containsExactly(Question.TAG_ORDER);
    assertThat(edge("StartUnregister").dependsOn(true))
        .containsExactlyInAnyOrder(Question.UNREGISTER_IN_FLIGHT, Question.TAG_ORDER);
    assertThat(edge("StartUnregister", new OfTag(2), new OfTag(1)).dependsOn(false))
        .containsExactly(Question.TEARDOWN_ORDER);
  }
}
