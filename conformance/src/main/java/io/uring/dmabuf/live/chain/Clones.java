package io.uring.dmabuf.live.chain;

import static io.uring.dmabuf.live.chain.LiveDeviation.CLONE_BEGINS_BESIDE;
import static io.uring.dmabuf.live.chain.LiveDeviation.CLONE_REPLACES_UNASKED;

import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.live.Alternative;
import io.uring.dmabuf.step.InRing;
import io.uring.dmabuf.uring.CallRunner;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.RawClone;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.Rings;
import io.uring.dmabuf.uring.RingsAudit;
import io.uring.dmabuf.uring.RingsSteps;
import io.vavr.control.Option;

/** Two rings, one of which can clone the other's table: mapped buffers are numbered across both. */
final class Clones {
  private static final RingId HERE = RingId.of(1);
  private static final RingId AWAY = RingId.of(2);

  private final ModelSetup setup;
  private final ModelTable here;
  private final ModelTable away;

  /** Both tables as the ring of the first one sees them. */
  Clones(ModelSetup setup, ModelTable here, ModelTable away) {
    this.setup = setup;
    this.here = here;
    this.away = away;
  }

  /** The ring that gets a table, and its source. */
  private Rings rings() {
    return new Rings(
        Numbered.<RingId, RingContext>empty().put(HERE, here.table()).put(AWAY, away.table()));
  }

  /** Whether the table away can be cloned now. */
  boolean allowsClone() {
    return setup.follows(Alternative.CLONE_UNTAGGED)
        && (here.inUse().isEmpty() || setup.follows(Alternative.UNREGISTER_DETACHES));
  }

  /** The table away is cloned: nothing, or the errno. */
  long cloneAway(RawClone user) {
    RawClone asked = setup.deviates(CLONE_REPLACES_UNASKED) ? user.replacing() : user;
    Option<Errno> refusal = rings().refusal(HERE, AWAY, asked);
    if (refusal.isDefined()) {
      return -refusal.get().number();
    }
    Rings begun =
        RingsSteps.START_CLONE
            .from(rings(), new InRing<>(HERE, new RingsSteps.Cloning(AWAY, taken(asked))))
            .getOrElseThrow(() -> new StuckException(RingsSteps.START_CLONE));
    Rings done =
        new CallRunner(node -> Option.none())
            .finish(begun, HERE)
            .getOrElseThrow(StuckException::new);
    here.become(done.get(HERE));
    away.become(done.get(AWAY));
    int many = asked.count() == 0 ? sourceSlots() : (int) asked.count();
    for (int i = 0; i < many; i++) {
      here.puts((int) asked.to() + i, away.bufferIn((int) asked.from() + i));
    }
    here.collect();
    return 0;
  }

  /** What the model clones of what it is asked for. */
  private RawClone taken(RawClone asked) {
    boolean hasNext = asked.count() > 0 && asked.from() + asked.count() < sourceSlots();
    return setup.deviates(CLONE_BEGINS_BESIDE) && hasNext
        ? RawClone.range(asked.from() + 1, asked.to(), asked.count(), asked.replace())
        : asked;
  }

  private int sourceSlots() {
    return away.table().slots().getOrElse(0);
  }

  /** The ring away sees what this one did to the mapped buffers that they share. */
  void shareImus() {
    RingContext mine = here.table();
    if (mine.imus() != away.table().imus()) {
      away.become(away.table().withImus(mine.imus()));
    }
  }

  /** The law of the model that is broken, if one is. */
  Option<String> brokenLaw() {
    return RingsAudit.audit(rings());
  }
}
