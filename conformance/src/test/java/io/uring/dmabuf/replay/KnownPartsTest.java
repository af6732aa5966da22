package io.uring.dmabuf.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Equal parts are one object, and what was computed from parts is found again by identity. */
final class KnownPartsTest {
  private static final int COUNT = 1;
  private static final int OPEN = 3;

  private final Toy toy = new Toy(Toy.Mistake.NONE);
  private final KnownParts<Toy.State> known = new KnownParts<>(toy);

  @Test
  void equalPartsAreOneObject() {
    Part first = known.of(0, new Toy.End(1, true));

    assertThat(known.of(0, new Toy.End(1, true))).isSameAs(first);
    assertThat(known.of(0, new Toy.End(1, false))).isNotSameAs(first);
    assertThat(known.of(1, new Toy.End(1, true))).isNotSameAs(first);
  }

  @Test
  void partsAreToldApartByWhatTheirDigestLeavesOut() {
    int looks = toy.parts() - 1;

    Part one = known.of(looks, 1);
    Part two = known.of(looks, 2);

    assertThat(one.digest()).isEqualTo(two.digest());
    assertThat(one).isNotSameAs(two);
  }

  @Test
  void aForgottenPartIsFoundAgainAsAnotherObjectWithTheSameDigest() {
    Part first = known.of(0, -1);
    IntStream.range(0, 1 << 16).forEach(i -> known.of(0, i));

    Part again = known.of(0, -1);

    assertThat(again).isNotSameAs(first);
    assertThat(again.digest()).isEqualTo(first.digest());
  }

  @Test
  void theSumOfAChangedStateIsThatOfTheStateMadeAnew() {
    Toy.State initial = toy.initial();
    Toy.State changed = new Toy.State(initial.jobs(), 7, initial.last(), false, 0, 0);
    StateTable.Kept<Toy.State> before = known.kept(initial);
    StateTable.Kept<Toy.State> after = known.kept(changed);

    assertThat(KnownParts.sum(before, 1L << COUNT | 1L << OPEN, after.parts()))
        .isEqualTo(after.sum())
        .isNotEqualTo(before.sum());
  }

  @Test
  void aMemoFindsWhatWasPutForTheSamePartsOnly() {
    Memo<String> memo = new Memo<>(0, 2);
    Part[] state = {part("a"), part("b"), part("c")};
    memo.put(state, "result");

    assertThat(memo.find(state)).isEqualTo("result");
    assertThat(memo.find(new Part[] {state[0], part("other"), state[2]})).isEqualTo("result");
    assertThat(memo.find(new Part[] {part("a"), state[1], state[2]})).isNull();
    assertThat(memo.find(new Part[] {state[0], state[1], part("c")})).isNull();
  }

  @Test
  void aMemoGivesAPlaceToTheLastThatBelongsThere() {
    Memo<String> memo = new Memo<>(0);
    Part one = part("one");
    Part same = new Part("another with the same digest", one.digest());
    memo.put(new Part[] {one}, "one");
    memo.put(new Part[] {same}, "same");

    assertThat(memo.find(new Part[] {same})).isEqualTo("same");
    assertThat(memo.find(new Part[] {one})).isNull();
  }

  private static Part part(String text) {
    return new Part(text, Digest.of(text));
  }
}
