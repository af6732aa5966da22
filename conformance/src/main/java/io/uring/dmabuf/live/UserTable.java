package io.uring.dmabuf.live;

import io.uring.dmabuf.uring.RawClone;
import io.vavr.collection.List;
import io.vavr.collection.Vector;

/**
 * What the user of a ring knows of its table: what he has put into each slot, by what his calls
 * returned. Immutable; a call that is refused leaves it as it is.
 *
 * @param slots what is in each slot; none without a table
 */
public record UserTable(Vector<Held> slots) {
  /** No table. */
  public static final UserTable NONE = new UserTable(Vector.empty());

  /**
   * What the user put into a slot.
   *
   * @param address of its first byte, 0 for an empty slot
   * @param tag 0 for none
   */
  public record Held(long address, long tag) {
    /** An empty slot. */
    public static final Held NOTHING = new Held(0, 0);

    private Held untagged() {
      return new Held(address, 0);
    }
  }

  /** A table of empty slots. */
  public static UserTable sparse(int slots) {
    return new UserTable(Vector.fill(slots, Held.NOTHING));
  }

  /** A table with something in each slot. */
  public static UserTable of(List<Held> entries) {
    return new UserTable(entries.toVector());
  }

  /** What is in a slot; nothing where there is none. */
  public Held at(int slot) {
    return slot >= 0 && slot < slots.size() ? slots.get(slot) : Held.NOTHING;
  }

  /** The same after slots from one on were updated. */
  public UserTable updated(int first, List<Held> entries) {
    return new UserTable(slots.patch(first, entries, entries.size()));
  }

  /**
   * The same after slots of another ring's table were cloned: their addresses without tags, and
   * whatever was outside their range.
   */
  public UserTable cloning(UserTable source, RawClone asked) {
    Vector<Held> cloned =
        source.slots.drop((int) asked.from()).take(source.countOf(asked)).map(Held::untagged);
    int first = (int) asked.to();
    return new UserTable(slots.padTo(first, Held.NOTHING).patch(first, cloned, cloned.size()));
  }

  /** What a clone takes the place of. */
  public Vector<Held> replacedBy(UserTable source, RawClone asked) {
    return slots.drop((int) asked.to()).take(source.countOf(asked));
  }

  private int countOf(RawClone asked) {
    return asked.count() == 0 ? slots.size() : (int) asked.count();
  }
}
