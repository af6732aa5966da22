package io.uring.dmabuf.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vavr.Tuple;
import io.vavr.collection.HashMap;
import io.vavr.collection.HashSet;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import org.junit.jupiter.api.Test;

/** Digests tell content apart, and nothing else. */
class DigestTest {
  private enum Colour {
    RED,
    BLUE
  }

  private record Point(int x, long y, boolean marked, Option<String> name) {}

  @Test
  void differentContentHasDifferentDigests() {
    List<Object> contents =
        List.of(
            1,
            -1,
            "1",
            true,
            false,
            Colour.RED,
            Colour.BLUE,
            Option.none(),
            Option.of(1),
            Either.left(1),
            Either.right(1),
            List.empty(),
            List.of(1, 2),
            List.of(2, 1),
            List.of(List.of(1), 2),
            HashSet.of(1, 2),
            HashSet.of(1, 3),
            HashMap.of(1, "a", 2, "b"),
            HashMap.of(1, "b", 2, "a"),
            Tuple.of(1, 2, 3),
            new Point(1, 2, true, Option.none()),
            new Point(2, 1, true, Option.none()),
            new Point(1, 2, true, Option.of("")),
            new byte[] {1, 2},
            new byte[] {2, 1});

    assertThat(contents.map(Digest::of).distinct()).hasSameSizeAs(contents);
  }

  @Test
  void equalContentHasOneDigest() {
    assertThat(Digest.of(HashMap.of(1, "a", 2, "b")))
        .isEqualTo(Digest.of(LinkedHashMap.of(2, "b", 1, "a")));
    assertThat(Digest.of(List.of(1, 2))).isEqualTo(Digest.of(Vector.of(1, 2)));
    assertThat(Digest.of(new byte[] {7})).isEqualTo(Digest.of(new byte[] {7}));
    assertThat(Digest.of(new Point(1, 2, false, Option.of("p"))))
        .isEqualTo(Digest.of(new Point(1, 2, false, Option.of("p"))));
  }

  @Test
  void anObjectWithoutContentIsRefused() {
    assertThatThrownBy(() -> Digest.of(new Object()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no digest for an object of class java.lang.Object");
  }
}
