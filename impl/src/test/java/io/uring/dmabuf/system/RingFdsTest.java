package io.uring.dmabuf.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.Stream;
import io.vavr.control.Either;
import io.vavr.control.Option;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The rings that a task has registered")
class RingFdsTest {
  private static final RingId RING = RingId.of(1);
  private static final Either<Errno, RingId> FOUND = Either.right(RING);

  @Test
  void areAtTheLowestFreeIndexOrWhereTheyAreWanted() {
    RingFds fds = RingFds.empty().with(0, RING);
    assertThat(fds.indexFor(Option.none(), FOUND)).isEqualTo(Either.right(1));
    assertThat(fds.indexFor(Option.some(0xFFFF_FFFFL), FOUND)).isEqualTo(Either.right(1));
    assertThat(fds.indexFor(Option.some(15L), FOUND)).isEqualTo(Either.right(15));
    assertThat(fds.indexFor(Option.some(0L), FOUND)).isEqualTo(Either.left(Errno.EBUSY));
    assertThat(fds.indexFor(Option.some(16L), FOUND)).isEqualTo(Either.left(Errno.EINVAL));
  }

  @Test
  void areSixteenAtMost() {
    RingFds full =
        Stream.range(0, 16).foldLeft(RingFds.empty(), (fds, index) -> fds.with(index, RING));
    assertThat(full.indexFor(Option.none(), FOUND)).isEqualTo(Either.left(Errno.EBUSY));
  }

  /** The index is looked at before the descriptor, and whether it is free afterwards. */
  @Test
  void areRefusedInTheOrderOfTheKernel() {
    RingFds fds = RingFds.empty().with(0, RING);
    Either<Errno, RingId> closed = Either.left(Errno.EBADF);
    assertThat(fds.indexFor(Option.some(16L), closed)).isEqualTo(Either.left(Errno.EINVAL));
    assertThat(fds.indexFor(Option.some(0L), closed)).isEqualTo(Either.left(Errno.EBADF));
  }

  @Test
  void areFoundByTheirIndex() {
    RingFds fds = RingFds.empty().with(3, RING);
    assertThat(fds.at(3)).isEqualTo(FOUND);
    assertThat(fds.at(2)).isEqualTo(Either.left(Errno.EBADF));
    assertThat(fds.at(16)).isEqualTo(Either.left(Errno.EINVAL));
    assertThat(fds.without(3).at(3)).isEqualTo(Either.left(Errno.EBADF));
  }

  @Test
  void areLostWithTheDescriptorAndTheLastIndex() {
    RingFds twice = RingFds.empty().with(3, RING).with(4, RING).closing(RING);
    assertThat(twice.hasLost(RING)).isFalse();
    assertThat(twice.without(3).hasLost(RING)).isFalse();
    assertThat(twice.without(3).without(4).hasLost(RING)).isTrue();
    assertThat(RingFds.empty().hasLost(RING)).isFalse();
  }
}
