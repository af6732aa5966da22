package io.uring.dmabuf.dmabuf;

import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RegbufId;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Predicate;

/**
 * The laws of the steps of {@link DmabufMapping}: who changes a mapping, in which order things are
 * taken and given back, and that nobody takes what is gone.
 */
public final class MappingStepAudit {

  /** The laws. */
  public static final List<StepLaw<DmabufMapping>> LAWS =
      List.of(
          law("MappingChangesUnderResv", MappingStepAudit::unlocked),
          new StepLaw<>("HoldsGoInOrder", MappingStepAudit::outOfOrder),
          new StepLaw<>("TakesOnlyWhatIsThere", MappingStepAudit::gone));

  /** What a regbuf holds, in the order in which it is taken. */
  private static final List<Predicate<RegBuf>> HOLDS =
      List.of(
          r -> r.targetFile().isDefined(),
          r -> r.device().isDefined(),
          r -> r.dmabuf().isDefined(),
          r -> r.attachment().isDefined(),
          r -> r.sgt().isDefined(),
          RegBuf::deviceHeld,
          r -> r.vec().isDefined());

  /** The turn in which each of them is given back. */
  private static final List<Integer> GIVEN_BACK_AS = List.of(6, 6, 4, 3, 2, 5, 1);

  private static final int DMABUF = 2;
  private static final int HELD_DEVICE = 5;

  private MappingStepAudit() {}

  /** What is wrong with a step for one regbuf. */
  private interface Broken {
    Option<String> of(DmabufMapping before, RegbufId id, RegBuf regbuf, Option<RegBuf> after);
  }

  @SuppressWarnings("ReferenceEquality") // Most steps leave most regbufs alone.
  private static StepLaw<DmabufMapping> law(String name, Broken broken) {
    return new StepLaw<>(
        name,
        (before, after) -> {
          if (before.regbufs() == after.regbufs()) {
            return Option.none();
          }
          for (Entry<RegbufId, RegBuf> entry : before.regbufs()) {
            Option<String> found =
                broken.of(before, entry.id(), entry.value(), after.regbufs().get(entry.id()));
            if (found.isDefined()) {
              return found;
            }
          }
          return Option.none();
        });
  }

  private static Option<String> unlocked(
      DmabufMapping before, RegbufId id, RegBuf regbuf, Option<RegBuf> after) {
    boolean changes = after.exists(next -> !next.sgt().equals(regbuf.sgt()));
    return Option.when(
        changes && !before.resv(regbuf).contains(lockFor(id, regbuf)),
        () -> "regbuf %s is mapped or unmapped without the lock of its dma-buf".formatted(id));
  }

  /** A mapping that is complete is ended by whoever takes the lock for this alone. */
  private static Resv lockFor(RegbufId id, RegBuf regbuf) {
    return regbuf.vec().isDefined() ? Resv.FREE : new Resv.HeldByRegistration(id);
  }

  /** What is taken is taken after all before it; what is given back carries nothing any more. */
  @SuppressWarnings("ReferenceEquality") // Most steps leave most regbufs alone.
  private static Option<String> outOfOrder(DmabufMapping before, DmabufMapping after) {
    if (before.regbufs() == after.regbufs()) {
      return Option.none();
    }
    for (RegbufId id : before.regbufs().ids().concat(after.regbufs().ids())) {
      RegBuf was = before.regbufs().get(id).getOrElse(RegBuf.EMPTY);
      RegBuf now = after.regbufs().get(id).getOrElse(RegBuf.EMPTY);
      boolean isMadeOrFreed = !before.regbufs().has(id) || !after.regbufs().has(id);
      if (!was.equals(now)
          && (isMadeOrFreed
              || !(takes(was, now) || givesBack(was, now) || isRevoked(after, was, now)))) {
        return Option.some("regbuf %s goes from %s to %s".formatted(id, was, now));
      }
    }
    return Option.none();
  }

  private static boolean has(RegBuf regbuf, int hold) {
    return HOLDS.get(hold).test(regbuf);
  }

  private static boolean takes(RegBuf was, RegBuf now) {
    List<Integer> all = List.range(0, HOLDS.size());
    return all.exists(taken ->
        all.forAll(hold ->
            hold == HELD_DEVICE && taken == DMABUF
                ? has(was, hold) == has(now, hold)
                : has(was, hold) == hold < taken && has(now, hold) == hold <= taken));
  }

  private static boolean isRevoked(DmabufMapping after, RegBuf was, RegBuf now) {
    return HOLDS.forAll(hold -> hold.test(was))
        && now.equals(was.revoked())
        && after.isUnbindable(now);
  }

  private static boolean givesBack(RegBuf was, RegBuf now) {
    List<Integer> all = List.range(0, HOLDS.size());
    List<Integer> turns =
        all.filter(hold -> has(was, hold) && !has(now, hold)).map(GIVEN_BACK_AS::get).distinct();
    return turns.size() == 1
        && all.filter(hold -> has(now, hold))
            .forAll(hold -> has(was, hold) && GIVEN_BACK_AS.get(hold) > turns.head());
  }

  /**
   * New holders come by an open descriptor, a lock is taken of what lives, and a device found
   * behind a file that is O_DIRECT.
   */
  private static Option<String> gone(DmabufMapping before, DmabufMapping after) {
    for (Entry<FileId, TargetFile> file : before.files()) {
      TargetFile now = after.files().get(file.id()).getOrElse(file.value());
      if (now.refs() > file.value().refs() && !file.value().open()) {
        return Option.some("file %s is closed and gets a holder".formatted(file.id()));
      }
    }
    for (Entry<DmabufId, DmaBuf> buf : before.dmabufs()) {
      DmaBuf now = after.dmabufs().get(buf.id()).getOrElse(buf.value());
      boolean locks = buf.value().resv() instanceof Resv.Free && !(now.resv() instanceof Resv.Free);
      if (now.refs() > buf.value().refs() && !buf.value().open()
          || locks && buf.value().refs() < 1) {
        return Option.some("dma-buf %s is gone and gets a holder".formatted(buf.id()));
      }
    }
    return findsBuffered(before, after);
  }

  @SuppressWarnings("ReferenceEquality") // Most steps leave most regbufs alone.
  private static Option<String> findsBuffered(DmabufMapping before, DmabufMapping after) {
    if (before.regbufs() == after.regbufs()) {
      return Option.none();
    }
    for (Entry<RegbufId, RegBuf> entry : before.regbufs()) {
      RegBuf was = entry.value();
      boolean finds =
          was.device().isEmpty()
              && after.regbufs().get(entry.id()).exists(now -> now.device().isDefined());
      if (finds && !was.targetFile().exists(before::isDirect)) {
        return Option.some(
            "regbuf %s finds a device behind a file that is not O_DIRECT".formatted(entry.id()));
      }
    }
    return Option.none();
  }
}
