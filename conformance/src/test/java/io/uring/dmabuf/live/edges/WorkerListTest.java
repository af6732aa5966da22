package io.uring.dmabuf.live.edges;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.ActionLabel;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.control.Option;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The list of the only worker thread")
class WorkerListTest {
  private static final WorkerList TWO =
      WorkerList.EMPTY.after(edge("StartAsync", 2)).after(edge("StartAsync", 1));

  private static CallEdge edge(String action, int request, Object... args) {
    return new CallEdge(
        1,
        new ActionLabel(action, List.of(args).prepend(request)),
        request,
        List.empty(),
        List.empty(),
        HashMap.empty(),
        false,
        List.empty(),
        "",
        Option.none(),
        0);
  }

  private static CallEdge ended(int request) {
    CallEdge edge = edge("PartEnds", request, "EIO");
    return new CallEdge(
        1,
        edge.start(),
        request,
        edge.entries(),
        edge.linked(),
        edge.issued(),
        false,
        List.of(new CallEdge.OfRequest(request, "EIO")),
        edge.returned(),
        edge.failing(),
        0);
  }

  @Test
  void isTakenFromInItsOrder() {
    assertThat(TWO.listed()).containsExactly(2, 1);
    assertThat(TWO.allows(edge("WorkerLookup", 1))).isFalse();
    assertThat(TWO.allows(edge("WorkerFindsNoFile", 1))).isFalse();
    assertThat(TWO.allows(edge("WorkerLookup", 2))).isTrue();
    assertThat(TWO.after(edge("WorkerLookup", 2)).allows(edge("WorkerLookup", 1))).isTrue();
    assertThat(TWO.after(edge("CancelQueued", 2)).allows(edge("WorkerLookup", 1))).isTrue();
  }

  @Test
  void standsInTheWayOfARequestThatGoesOn() {
    WorkerList begun = TWO.after(edge("WorkerLookup", 2));
    assertThat(begun.allows(edge("PartEnds", 2, "ok"))).isFalse();
    assertThat(begun.allows(edge("PartEnds", 2, "EIO")))
        .as("a cancellation needs no worker")
        .isTrue();
    assertThat(begun.allows(edge("PartEnds", 3, "ok"))).as("not the worker's").isTrue();
    assertThat(begun.after(edge("WorkerLookup", 1)).allows(edge("PartEnds", 2, "ok"))).isTrue();
    WorkerList again = begun.after(ended(2)).after(edge("StartSubmit", 2));
    assertThat(begun.after(ended(2)).async()).containsExactly(1);
    assertThat(again.allows(edge("PartEnds", 2, "ok")))
        .as("used again, not by the worker")
        .isTrue();
  }
}
