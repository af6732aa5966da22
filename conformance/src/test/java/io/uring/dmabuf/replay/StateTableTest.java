package io.uring.dmabuf.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The table of kept states remembers what it must, and lets go what it may. */
class StateTableTest {

  @Test
  void hundredThousandStatesAreFoundAgain() {
    StateTable<Long> table = new StateTable<>();
    SplittableRandom random = new SplittableRandom(1);
    long[] prints = random.longs(100_000).toArray();
    for (int i = 0; i < prints.length; i++) {
      assertThat(table.put(prints[i], prints[i / 2], i, kept(i))).isTrue();
    }

    assertThat(table.size()).isEqualTo(prints.length);
    assertThat(table.put(prints[7], 0, 0, kept(0))).isFalse();
    for (int i = 0; i < prints.length; i++) {
      assertThat(table.digest(prints[i])).isEqualTo(i + 1L);
      assertThat(table.parent(prints[i])).isEqualTo(prints[i / 2]);
      assertThat(table.step(prints[i])).isEqualTo(i);
      assertThat(table.kept(prints[i])).extracting(StateTable.Kept::state).isEqualTo((long) i);
    }
  }

  @Test
  void releasedStatesLeaveTheirDigest() {
    StateTable<Long> table = new StateTable<>();
    table.put(5, 5, -1, kept(1));
    table.put(0, 5, 3, kept(2));
    table.release(5);
    table.release(5);

    assertThat(table.keptNow()).isEqualTo(1);
    assertThat(table.kept(5)).isNull();
    assertThat(table.digest(5)).isEqualTo(2);
    assertThat(table.digest(6)).isZero();
    assertThat(table.step(6)).isEqualTo(-1);
    int[] visits = {0};
    table.forEachKept((fingerprint, kept) -> {
      visits[0]++;
      assertThat(fingerprint).isZero();
    });
    assertThat(visits[0]).isEqualTo(1);
  }

  private static StateTable.Kept<Long> kept(long state) {
    return new StateTable.Kept<>(state, new Part[0], state + 1);
  }
}
