package io.uring.dmabuf.targets;

import io.uring.dmabuf.history.ToldRings;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.Owner;
import io.uring.dmabuf.system.State;
import io.vavr.collection.List;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of MCDmabufRw on the implementation's state: which groups of steps run to completion
 * before anybody else moves, and how many registrations the user makes. In a model without these
 * bounds everybody may always move.
 */
final class Granularity {

  /** What a report calls a group; in the specification its words are written together. */
  static String label(Group group) {
    return switch (group) {
      case TASKWORK -> "task work";
      case TAGPUT -> "tag put";
      case WORKERPUT -> "worker put";
      default -> group.name().toLowerCase(Locale.ROOT);
    };
  }

  /** The groups that calls are in, the innermost first. */
  private static final List<Group> INNER_TO_OUTER =
      List.of(Group.RELEASE, Group.TASKWORK, Group.SUBMISSION, Group.REGISTRATION);

  private final EnumSet<Group> coarse = EnumSet.noneOf(Group.class);

  /** Those of them that are in no call, the innermost first. */
  private final List<Group> coarseBesideCalls;

  private final int maxTags;
  private final int maxNodes;

  /** The bounds of a loaded model. */
  Granularity(ModelConstants constants) {
    if (constants.has("Coarse")) {
      constants.strings("Coarse").forEach(name -> coarse.add(group(name)));
    }
    coarseBesideCalls =
        List.of(
                Group.TAGPUT,
                Group.WORKERPUT,
                Group.IRQ,
                Group.DEVICE,
                Group.QUEUEING,
                Group.WORKER)
            .filter(coarse::contains);
    maxTags = constants.has("MaxTags") ? constants.integer("MaxTags") : Integer.MAX_VALUE;
    maxNodes = constants.has("MaxNodes") ? constants.integer("MaxNodes") : Integer.MAX_VALUE;
  }

  private static Group group(String name) {
    return Group.valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** The groups that run to completion. */
  Set<Group> coarse() {
    return coarse;
  }

  /** Whether the user makes one more registration at a ring: at the first one first. */
  boolean mayRegister(ToldRings<State> told, RingId ctx) {
    return told.given() < maxTags
        && hasRoom(told)
        && told.state()
            .rings()
            .all()
            .ids()
            .forAll(other -> other.compareTo(ctx) >= 0 || told.of(other).tags().given().nonEmpty());
  }

  /** Whether the user clones a table once more, to a ring that has registered nothing. */
  boolean mayClone(ToldRings<State> told, RingId ctx) {
    return hasRoom(told) && told.of(ctx).tags().given().isEmpty();
  }

  private boolean hasRoom(ToldRings<State> told) {
    return told.state().rings().nodeCount() < maxNodes;
  }

  /**
   * Whether a step of a group may be taken: no coarse group is busy, or the innermost is its own.
   *
   * @param whose the one whose group it is; the bound of MCDmabufRw takes no notice of it
   */
  boolean mayRun(State s, Owner whose, Group group) {
    Group owner = owner(s);
    return owner == null || owner == group;
  }

  /**
   * What was found out last: the steps of one state are asked for one after the other.
   *
   * @param owner the group that alone may move in the state
   */
  private record Known(State state, Busy busy, @Nullable Group owner) {}

  private volatile @Nullable Known known;

  /** The group that alone may move: the innermost coarse one that is busy; null for none. */
  @Nullable Group owner(State s) {
    return known(s).owner();
  }

  /** The groups that can make their next step themselves. */
  Busy busy(State s) {
    return known(s).busy();
  }

  @SuppressWarnings("ReferenceEquality") // A state that is another object is looked at anew.
  private Known known(State s) {
    Known last = known;
    if (last == null || last.state() != s) {
      Busy busy = Busy.in(s);
      last = new Known(s, busy, owner(busy));
      known = last;
    }
    return last;
  }

  private @Nullable Group owner(Busy busy) {
    for (Group group : coarseBesideCalls) {
      if (busy.isBusy(group)) {
        return group;
      }
    }
    Group innermost = null;
    for (Group calling : busy.calling()) {
      if (calling != null
          && coarse.contains(calling)
          && (innermost == null
              || INNER_TO_OUTER.indexOf(calling) < INNER_TO_OUTER.indexOf(innermost))) {
        innermost = calling;
      }
    }
    return innermost;
  }
}
