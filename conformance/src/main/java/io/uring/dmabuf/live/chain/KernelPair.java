package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.live.Answer;
import io.uring.dmabuf.live.KernelRing;
import io.uring.dmabuf.live.Operation;
import io.uring.dmabuf.live.Operation.Clone;
import io.uring.dmabuf.live.Operation.OfRing;
import io.uring.dmabuf.live.Operation.Second;
import io.vavr.Lazy;
import java.util.function.Supplier;

/** The kernel's side of a run: a ring, and a second one as soon as something is done there. */
final class KernelPair implements AutoCloseable {
  private final KernelRing first;
  private final Lazy<KernelRing> second;

  /** Rings without tables, closed with this pair. */
  KernelPair(Supplier<KernelRing> rings) {
    this.first = rings.get();
    this.second = Lazy.of(rings);
  }

  /** Does the operation and tells what the kernel answers. */
  Answer apply(Operation operation) {
    return switch (operation) {
      case OfRing one ->
          second.isEvaluated() ? silent(first.apply(one), second.get()) : first.apply(one);
      case Second(OfRing one) -> silent(second.get().apply(one), first);
      case Clone(boolean here, var asked) ->
          here
              ? silent(second.get().cloneFrom(first, asked), first)
              : silent(first.cloneFrom(second.get(), asked), second.get());
    };
  }

  /** What is done at one ring posts nothing at the other one. */
  private static Answer silent(Answer answer, KernelRing other) {
    return other.isSilent() ? answer : Answer.trouble("posts a completion at the other ring");
  }

  @Override
  public void close() {
    try {
      first.close();
    } finally {
      if (second.isEvaluated()) {
        second.get().close();
      }
    }
  }
}
