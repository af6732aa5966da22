package io.uring.dmabuf.tlc;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Measured.Antecedent;
import io.uring.dmabuf.tlc.Measured.Collision;
import io.uring.dmabuf.tlc.Measured.Pair;
import io.uring.dmabuf.tlc.check.RunProtocol;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import org.junit.jupiter.api.Test;

class MeasuredTest {
  private static final Measured MEASURED =
      Measured.of(1.5, 7)
          .withReplay(
              3,
              List.of(
                  new Pair("update", "request", 4),
                  new Pair("request", "update", 5),
                  new Pair("release", "request", 6),
                  new Pair("request", "release", 0),
                  new Pair("update", "user", 1),
                  new Pair("request", "user", 0)))
          .withAntecedents(List.of(new Antecedent("NodeRefsMatchHolders", 100, 20)))
          .withCollision(new Collision(1e-12, 2e-13));

  @Test
  void aClaimedPairMeetsBothWays() {
    assertThat(MEASURED.unmet(List.of("update x request"))).isEmpty();
    assertThat(MEASURED.unmet(List.of("release x request")).map(Failure::headline))
        .containsExactly(
            "claimed pair release x request: release never moves while request is in its middle");
  }

  @Test
  void aGroupOfSingleStepsOnlyHasToTakeOne() {
    assertThat(MEASURED.unmet(List.of("user x update", "update x user"))).isEmpty();
    assertThat(MEASURED.unmet(List.of("user x request")).map(Failure::headline))
        .containsExactly(
            "claimed pair user x request: user never moves while request is in its middle");
  }

  @Test
  void aClaimThatNamesNoGroupsIsToldWithTheGroupsThereAre() {
    assertThat(MEASURED.unmet(List.of("refinement", "tag x update")).map(Failure::headline))
        .containsExactly(
            "claimed pair refinement: not two groups of steps; there are request, update, release,"
                + " user",
            "claimed pair tag x update: not two groups of steps; there are request, update,"
                + " release, user");
  }

  @Test
  void whatARunMeasuredComesThroughTheProtocol() {
    RunResult result =
        new RunResult(
            new Verdict.Pass(), 1, 2, 0, 3, 3, 0, HashMap.empty(), 0, 0, List.empty(), MEASURED);

    assertThat(RunProtocol.parse(RunProtocol.line(result)))
        .containsExactly(new RunProtocol.Message.Done(result));
  }
}
