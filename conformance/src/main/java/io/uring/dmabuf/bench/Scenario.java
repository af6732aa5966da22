package io.uring.dmabuf.bench;

import io.uring.dmabuf.system.DmabufRw;
import io.uring.dmabuf.system.MachineConfig;
import io.uring.dmabuf.uring.BufferKind;
import io.uring.dmabuf.uring.ByteRange;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.UpdateArgs;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Function;

/**
 * A registration and a read of two pages on a small machine, one step after the other, each as
 * early as it can be taken.
 */
final class Scenario {
  private static final int PAGE_SIZE = 4096;
  private static final int LONGEST = 1000;

  /**
   * A step under the name of the specification's action.
   *
   * @param name the action
   * @param step none where it cannot be taken
   */
  record Named(String name, Function<DmabufRw, Option<DmabufRw>> step) {}

  /**
   * A step that was taken.
   *
   * @param before the state that it was taken in
   */
  record Taken(Named step, DmabufRw before) {}

  private static final List<Named> REGISTRATION =
      List.of(
          new Named("AllocRegbuf", DmabufRw::allocRegbuf),
          new Named("GetFile", DmabufRw::getFile),
          new Named("CheckDmaDevice", DmabufRw::checkDmaDevice),
          new Named("GetDmaDevice", DmabufRw::getDmaDevice),
          new Named("GetDmabuf", DmabufRw::getDmabuf),
          new Named("Attach", DmabufRw::attach),
          new Named("LockForMap", DmabufRw::lockForMap),
          new Named("Map", DmabufRw::map),
          new Named("GetDevice", DmabufRw::getDevice),
          new Named("AllocVec", DmabufRw::allocVec),
          new Named("AllocNode", DmabufRw::allocNode),
          new Named("AllocImu", DmabufRw::allocImu),
          new Named("TakeSlot", DmabufRw::takeSlot),
          new Named("StoreNode", DmabufRw::storeNode),
          new Named("Return", DmabufRw::returns));

  private static final List<Named> REQUEST =
      List.of(
          new Named("LookupNode", DmabufRw::lookupNode),
          new Named("CheckImport", DmabufRw::checkImport),
          new Named("GetTag", DmabufRw::getTag),
          new Named("SyncForDevice", s -> s.syncForDevice(1, 0)),
          new Named("BuildPrps", s -> s.buildPrps(1, 0)),
          new Named("WriteSqe", s -> s.writeSqe(1, 0)),
          new Named("RingDoorbell", s -> s.ringDoorbell(1)),
          new Named("IssueReturns", DmabufRw::issueReturns),
          new Named("Return", DmabufRw::returns),
          new Named("Fetch", s -> s.fetch(1)),
          new Named("Xfer", s -> s.xfer(1, 0)),
          new Named("Answer", s -> s.answer(1, 0, true)),
          new Named("Reap", s -> s.reap(1)),
          new Named("SyncForCpu", s -> s.syncForCpu(1, 0)),
          new Named("FreeDescriptors", s -> s.freeDescriptors(1, 0)),
          new Named("EndRequest", s -> s.endRequest(1, 0)),
          new Named("StartTaskWork", s -> s.startTaskWork(1)),
          new Named("PostCqe", DmabufRw::postCqe),
          new Named("FreeReq", DmabufRw::freeReq));

  private Scenario() {}

  /** The steps of a registration, the call's own first. */
  static List<Taken> registration() {
    UpdateArgs args =
        new UpdateArgs(0, BufferKind.DMABUF, Option.some(1), Option.some(1), true, Option.none());
    DmabufRw empty = DmabufRw.initial(MachineConfig.small(PAGE_SIZE)).registerSparse().get();
    return walk(empty, new Named("StartUpdate", s -> s.startUpdate(args)), REGISTRATION);
  }

  /** The steps of a read from the submission to the completion queue entry. */
  static List<Taken> read() {
    Taken last = registration().last();
    DmabufRw registered = last.step().step().apply(last.before()).get();
    Named submit = new Named("Submit", s -> s.submit(0, Op.READ_FIXED, 1, ByteRange.WELL_FORMED));
    return walk(registered, submit, REQUEST);
  }

  private static List<Taken> walk(DmabufRw start, Named first, List<Named> steps) {
    List<Taken> taken = List.of(new Taken(first, start));
    DmabufRw at = first.step().apply(start).get();
    for (int i = 0; i < LONGEST; i++) {
      DmabufRw now = at;
      Option<Named> step = steps.find(s -> s.step().apply(now).isDefined());
      if (step.isEmpty()) {
        return taken.reverse();
      }
      taken = taken.prepend(new Taken(step.get(), now));
      at = step.get().step().apply(now).get();
    }
    throw new IllegalStateException("the scenario has no end");
  }
}
