package io.uring.dmabuf.targets;

import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.dmabuf.Resv;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.replay.Law;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.uring.Call.Update;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.UpdateStage;
import io.vavr.collection.Iterator;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Function;

/**
 * The lock matrix: what holds uring_lock and a reservation lock together, and who waits for whom
 * with them.
 */
final class LockAudit {
  /** What a registration holds changes under the lock alone, but for what a removal takes. */
  static final StepLaw<State> REGBUFS =
      new StepLaw<>(
          "RegbufsOnlyUnderLock",
          (before, after) ->
              Option.when(
                  !before.mapping().regbufs().equals(after.mapping().regbufs())
                      && before
                          .rings()
                          .all()
                          .ids()
                          .forAll(ctx ->
                              before.rings().get(ctx).lockIsFree()
                                  || after.rings().get(ctx).lockIsFree())
                      && !isRevoked(before, after),
                  "a regbuf changes and nobody holds uring_lock"));

  private final State s;

  private LockAudit(State s) {
    this.s = s;
  }

  /**
   * The laws of a state.
   *
   * @param parts the indices of the parts of a state whose names begin in one of the given ways
   */
  static List<Law<State>> laws(Function<List<String>, List<Integer>> parts) {
    return List.of(
        Laws.of(
            "ResvOnlyInsideMapOrUnmap",
            parts.apply(List.of("call", "nodes", "imus", "dmabufs")),
            s -> new LockAudit(s).resv()),
        Laws.of(
            "NoWaitCycle",
            parts.apply(List.of("call", "nodes", "imus", "dmabufs", "regbufs")),
            s -> new LockAudit(s).waits()));
  }

  /** Whether of one registration, whose disk is dead, the mapping ends and nothing else changes. */
  private static boolean isRevoked(State before, State after) {
    return before
        .mapping()
        .regbufs()
        .iterator()
        .exists(entry ->
            entry.value().device().exists(device -> before.queue().pair(device).isDead())
                && before
                    .mapping()
                    .regbufs()
                    .put(entry.id(), entry.value().revoked())
                    .equals(after.mapping().regbufs()));
  }

  /** A registration holds a reservation lock only while it maps or unmaps. */
  private Option<String> resv() {
    return locked()
        .find(held -> !s.rings().tables().exists(table -> holds(table, held.regbuf())))
        .map(held -> "a lock is held for regbuf %s out of its time".formatted(held.regbuf()));
  }

  /** Whether the call of a ring maps a regbuf, or takes it apart. */
  private static boolean holds(RingContext table, RegbufId regbuf) {
    return table.releasing().contains(regbuf)
        || table.call() instanceof Update update
            && table.isAt(UpdateStage.MAP)
            && update.regbuf().contains(regbuf);
  }

  /**
   * Who holds uring_lock waits for no reservation lock that it holds itself, or that is held under
   * the lock of a ring which waits for one that it holds.
   */
  private Option<String> waits() {
    for (RingId ctx : s.rings().all().ids()) {
      Option<RingId> other = waitsFor(ctx);
      if (other.contains(ctx) || other.flatMap(this::waitsFor).contains(ctx)) {
        return Option.some("a call waits for a lock that registrations hold, and they for it");
      }
    }
    return Option.none();
  }

  /** The ring whose call has the reservation lock that the call of a ring needs and has not. */
  private Option<RingId> waitsFor(RingId ctx) {
    State seen = s.at(ctx);
    return Busy.neededResv(seen)
        .flatMap(s.mapping().dmabufs()::get)
        .flatMap(buf ->
            buf.resv() instanceof Resv.HeldByRegistration(RegbufId by) && !unmaps(seen, by)
                ? Option.some(by)
                : Option.none())
        .map(by ->
            s.rings().all().ids().find(ring -> isCalls(s.rings().get(ring), by)).getOrElse(ctx));
  }

  private static boolean isCalls(RingContext table, RegbufId regbuf) {
    return table.releasing().contains(regbuf)
        || table.call() instanceof Update update && update.regbuf().contains(regbuf);
  }

  private boolean unmaps(State seen, RegbufId regbuf) {
    return seen.table().releasing().contains(regbuf)
        && s.mapping().regbufs().get(regbuf).exists(r -> r.sgt().isDefined());
  }

  private Iterator<Resv.HeldByRegistration> locked() {
    return s.mapping()
        .dmabufs()
        .values()
        .flatMap(buf ->
            buf.resv() instanceof Resv.HeldByRegistration held ? Option.some(held) : Option.none());
  }
}
