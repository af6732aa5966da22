package io.uring.dmabuf.system;

import io.uring.dmabuf.uring.BufferKind;
import io.uring.dmabuf.uring.ByteRange;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.UpdateArgs;
import io.uring.dmabuf.uring.UpdateStage;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Function;
import java.util.function.Predicate;

/** Drives a system: calls that run to their end, and everybody else as long as they can. */
final class Machine {
  private static final int LONG = 10_000;

  /** A step that may be refused. */
  interface Step extends Function<DmabufRw, Option<DmabufRw>> {}

  private Machine() {}

  /** A step that must be possible. */
  static DmabufRw must(DmabufRw s, Function<DmabufRw, Option<DmabufRw>> step) {
    return step.apply(s)
        .getOrElseThrow(() -> new AssertionError("the step is refused at " + s.table().call()));
  }

  /** A machine with a table. */
  static DmabufRw withTable(MachineConfig config) {
    return must(DmabufRw.initial(config), DmabufRw::registerSparse);
  }

  static UpdateArgs dmabuf(int slot, int file, int buf, Option<UpdateStage> fault) {
    return new UpdateArgs(
        slot, BufferKind.DMABUF, Option.some(file), Option.some(buf), true, fault);
  }

  static UpdateArgs pages(int slot) {
    return new UpdateArgs(
        slot, BufferKind.PAGES, Option.none(), Option.none(), false, Option.none());
  }

  /** The system after a whole update of one slot. */
  static DmabufRw update(DmabufRw s, UpdateArgs args) {
    return settled(must(s, machine -> machine.startUpdate(args)));
  }

  /** The system after a table was unregistered. */
  static DmabufRw unregister(DmabufRw s) {
    return settled(must(s, DmabufRw::startUnregister));
  }

  /** The system after a request was submitted and everything came to rest. */
  static DmabufRw submit(DmabufRw s, int slot, Op op, int file) {
    return settled(must(s, machine -> machine.submit(slot, op, file, ByteRange.WELL_FORMED)));
  }

  /** The entries of the completion queue. */
  static List<Cqe> cqes(DmabufRw s) {
    return s.table().completions().entries().toList();
  }

  /** The system at rest: nobody can go on by himself. */
  static DmabufRw settled(DmabufRw s) {
    return until(s, machine -> false);
  }

  /** The system in the first state in which a condition holds, or at rest. */
  static DmabufRw until(DmabufRw s, Predicate<DmabufRw> condition) {
    DmabufRw at = s;
    for (int i = 0; i < LONG; i++) {
      Option<DmabufRw> next = condition.test(at) ? Option.none() : advance(at);
      if (next.isEmpty()) {
        return at;
      }
      at = next.get();
    }
    throw new AssertionError("no rest in sight: " + s.log().take(10));
  }

  /** One step of whoever has begun something, in a fixed order. */
  static Option<DmabufRw> advance(DmabufRw s) {
    return steps(s.config()).iterator().flatMap(step -> step.apply(s)).headOption();
  }

  /** The steps of those that have begun something. */
  static List<Step> steps(MachineConfig config) {
    return List.<Step>of(
            DmabufRw::mapFails,
            DmabufRw::stepFails,
            DmabufRw::allocRegbuf,
            DmabufRw::getFile,
            DmabufRw::checkDmaDevice,
            DmabufRw::getDmaDevice,
            DmabufRw::getDmabuf,
            DmabufRw::attach,
            DmabufRw::lockForMap,
            DmabufRw::map,
            DmabufRw::getDevice,
            DmabufRw::allocVec,
            DmabufRw::allocNode,
            DmabufRw::allocImu,
            DmabufRw::takeSlot,
            DmabufRw::storeNode,
            DmabufRw::clearSlot,
            DmabufRw::putNode,
            DmabufRw::postTag,
            DmabufRw::unpinPages,
            DmabufRw::unwindNothing,
            DmabufRw::freeVec,
            DmabufRw::lockForUnmap,
            DmabufRw::unmap,
            DmabufRw::detach,
            DmabufRw::putDmabuf,
            DmabufRw::putDevice,
            DmabufRw::putFile,
            DmabufRw::freeRegbuf,
            DmabufRw::returns,
            DmabufRw::lookupNode,
            DmabufRw::checkImport,
            DmabufRw::issueOrdinary,
            DmabufRw::getTag,
            DmabufRw::issueReturns,
            DmabufRw::postCqe,
            DmabufRw::freeReq)
        .appendAll(List.rangeClosed(1, config.devs()).flatMap(d -> queue(config, d)))
        .appendAll(
            List.rangeClosed(1, config.reqs())
                .flatMap(r -> List.<Step>of(s -> s.ordinaryDone(r), s -> s.startTaskWork(r))));
  }

  private static List<Step> queue(MachineConfig config, int d) {
    return List.<Step>of(s -> s.ringDoorbell(d), s -> s.fetch(d), s -> s.reap(d))
        .appendAll(
            List.range(0, config.tags())
                .flatMap(t ->
                    List.of(
                        s -> s.syncForDevice(d, t),
                        s -> s.buildPrps(d, t),
                        s -> s.poolEmpty(d, t),
                        s -> s.requeue(d, t),
                        s -> s.writeSqe(d, t),
                        s -> s.xfer(d, t),
                        s -> s.answer(d, t, true),
                        s -> s.syncForCpu(d, t),
                        s -> s.freeDescriptors(d, t),
                        s -> s.endRequest(d, t))));
  }
}
