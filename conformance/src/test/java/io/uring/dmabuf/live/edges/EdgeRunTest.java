package io.uring.dmabuf.live.edges;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The edges of a model")
class EdgeRunTest {
  private static ModelEntry model(String name) {
    return Manifest.one(Home.current().manifest(), name).get();
  }

  @Test
  void areDrivenIfTheyAreOfTheTable() {
    assertThat(EdgeRun.isDriven(model("deferred-issue"))).isTrue();
    assertThat(EdgeRun.isDriven(model("rw-request"))).isFalse();
    assertThat(EdgeRun.leftOut(model("rw-request"))).isEmpty();
  }

  @Test
  void areLeftOutWhereTheModelSaysWhy() {
    ModelEntry parts = model("deferred-issue-parts");
    assertThat(EdgeRun.isDriven(parts)).isFalse();
    assertThat(EdgeRun.leftOut(parts)).isEqualTo(parts.undriven()).isNotEmpty();
  }

  @Test
  void areNotDrivenUnderWhatOnlySomeKernelsDo() {
    assertThat(EdgeRun.isDriven(model("cloned-tables-ranges-front"))).isFalse();
  }
}
