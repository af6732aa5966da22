package io.uring.dmabuf.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Measured.Pair;
import io.vavr.collection.List;
import org.junit.jupiter.api.Test;

/** A meeting is a step of one group while another one, or another owner of it, is in its middle. */
class MeetingsTest {

  /** A state is the set of busy members; a step is that of the member with its number. */
  private static final StepGroups<Long> GROUPS =
      new StepGroups<>(
          List.of("device", "device", "call", "user"),
          List.of("user"),
          busy -> busy,
          (busy, step) -> step);

  private final Meetings<Long> meetings = new Meetings<>(GROUPS);

  private List<Pair> met(long busy, int... steps) {
    meetings.enter(busy);
    for (int step : steps) {
      meetings.take(busy, step);
    }
    return Meetings.sum(GROUPS, List.of(meetings)).filter(pair -> pair.transitions() > 0);
  }

  @Test
  void aMemberDoesNotMeetItself() {
    assertThat(met(0b0001, 0)).isEmpty();
    assertThat(met(0b0001, 1)).containsExactly(new Pair("device", "device", 1));
  }

  @Test
  void twoOwnersInTheirMiddleAreOneMeeting() {
    assertThat(met(0b0011, 2)).containsExactly(new Pair("device", "call", 1));
  }

  @Test
  void aStepOfNobodyMeetsNobodyAndAGroupOfSingleStepsIsNeverInItsMiddle() {
    assertThat(met(0b0111, -1)).isEmpty();
    assertThat(Meetings.sum(GROUPS, List.of(meetings)).map(Pair::busy)).doesNotContain("user");
    assertThat(met(0b0100, 3)).containsExactly(new Pair("call", "user", 1));
  }
}
