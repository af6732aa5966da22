package io.uring.dmabuf.live;

import io.uring.dmabuf.live.Alternative.Question;
import io.uring.dmabuf.live.uapi.Libc;
import io.uring.dmabuf.live.uapi.Ring;
import io.uring.dmabuf.system.RingKind;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What the running kernel's side works with: buffers, a temporary file, fresh rings with fresh
 * pipes, and what the kernel says of itself when it is asked. One thread uses it; nothing is left
 * when it is closed.
 */
public final class Laboratory implements AutoCloseable {
  private static final int ENTRIES = 16;

  private final Arena arena = Arena.ofConfined();
  private final Libc libc = new Libc(arena);
  private final UserBuffers memory = new UserBuffers(arena);
  private final MemorySegment page = arena.allocate(Pipes.CAPACITY);
  private final Files files;
  private final Option<String> polling;
  private final List<Alternative> alternatives;
  private final List<String> undecided;

  /** A laboratory without a ring. */
  public Laboratory() throws IOException {
    files = new Files(libc);
    polling =
        Ring.setup(ENTRIES, KernelRing.flags(RingKind.POLLED))
            .peek(Ring::close)
            .fold(refusal -> Option.some(refusal.text()), ring -> Option.none());
    List<Either<String, Alternative>> answers =
        new AlternativeProbe(() -> ring(RingKind.PLAIN)).answers();
    alternatives = answers.flatMap(Either::toOption);
    undecided = answers.filter(Either::isLeft).map(Either::getLeft);
  }

  /**
   * What the running kernel answers to the registration of a dma-buf as the first version of the
   * series describes it, with the temporary file for both descriptors: -EINVAL without the series,
   * -EOPNOTSUPP with it, as the file names no device.
   */
  public long dmabufRegistration() {
    try (KernelRing ring = ring(RingKind.PLAIN)) {
      return ring.registerDmabuf();
    }
  }

  /** What the running kernel follows, one alternative a question that could be decided. */
  public List<Alternative> alternatives() {
    return alternatives;
  }

  /** One line for each question that could not be decided, with the reason. */
  public List<String> undecided() {
    return undecided;
  }

  /**
   * What the running kernel follows and the specification does not describe, so that its edges are
   * not the kernel's. The reserved word of an update is no such thing: no edge uses it.
   */
  public Option<Alternative> unlikeSpecification() {
    return alternatives
        .filter(each -> each.question() != Question.UPDATE_WORD)
        .find(each -> !Alternative.ofTheSpecification().contains(each));
  }

  /** The questions that could not be decided. */
  public Set<Question> open() {
    return HashSet.of(Question.values()).removeAll(alternatives.map(Alternative::question));
  }

  /** Why rings of the kind POLLED cannot be had here; none if they can. */
  public Option<String> polling() {
    return polling;
  }

  /** The buffers that its rings register. */
  public UserBuffers memory() {
    return memory;
  }

  /**
   * A fresh ring without a table.
   *
   * @throws IllegalStateException if the kernel refuses one, or pipes for it
   */
  public KernelRing ring(RingKind kind) {
    Ring ring =
        Ring.setup(ENTRIES, KernelRing.flags(kind))
            .getOrElseThrow(refusal -> new IllegalStateException(refusal.text()));
    try {
      return new KernelRing(ring, kind, memory, files, new Pipes(libc, page));
    } catch (RuntimeException noPipes) {
      ring.close();
      throw noPipes;
    }
  }

  @Override
  public void close() {
    files.close();
    arena.close();
  }
}
