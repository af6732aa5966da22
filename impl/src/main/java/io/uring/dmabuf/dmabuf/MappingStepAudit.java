package io.uring.dmabuf.dmabuf;

import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.RegbufId;
import io.vavr.collection.List;
import io.vavr.control.Option;

/** The laws of the steps of {@link DmabufMapping}: who changes a mapping, and what goes last. */
public final class MappingStepAudit {

  /** The laws. */
  public static final List<StepLaw<DmabufMapping>> LAWS =
      List.of(
          law("MappingChangesUnderResv", MappingStepAudit::unlocked),
          law("DeviceOutlivesMapping", MappingStepAudit::early));

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
        changes && !holdsResv(before, id, regbuf.dmabuf()),
        () -> "regbuf %s is mapped or unmapped without the lock of its dma-buf".formatted(id));
  }

  private static boolean holdsResv(DmabufMapping before, RegbufId id, Option<DmabufId> buf) {
    return buf.flatMap(before.dmabufs()::get)
        .exists(of -> of.resv().equals(new Resv.HeldByRegistration(id)));
  }

  private static Option<String> early(
      DmabufMapping before, RegbufId id, RegBuf regbuf, Option<RegBuf> after) {
    boolean puts = regbuf.deviceHeld() && !after.exists(RegBuf::deviceHeld);
    boolean needs =
        regbuf.sgt().isDefined() || regbuf.attachment().isDefined() || regbuf.dmabuf().isDefined();
    return Option.when(
        puts && needs, () -> "regbuf %s puts its device and is not undone".formatted(id));
  }
}
