package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Guard;
import io.uring.dmabuf.dmabuf.DmabufMapping;
import io.uring.dmabuf.dmabuf.MappingPlatform;
import io.uring.dmabuf.nvme.NvmeQueue;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.Rings;
import io.vavr.collection.List;

/** Why a step cannot be taken: found by leaving out all of its guards but one, each in turn. */
final class Refusal {

  private Refusal() {}

  /** The sentences of the guards that keep a step from being taken. */
  static <A> List<String> of(Step<State, A> step, State state, A args) {
    List<Guard<?, ?>> guards = guards(step);
    return guards
        .filter(guard -> !step.isEnabled(without(state, guards.remove(guard)), args))
        .map(Guard::sentence);
  }

  private static List<Guard<?, ?>> guards(Step<?, ?> step) {
    return step.parts().<Guard<?, ?>>flatMap(Refusal::guards).appendAll(step.guards());
  }

  private static State without(State s, List<Guard<?, ?>> guards) {
    Design design = guards.foldLeft(s.design(), Design::without);
    MappingPlatform platform = s.mapping().platform();
    return new State(
        s.platform().withDesign(design),
        s.ctx(),
        new Rings(s.rings().all().map(table -> under(design, table))),
        new DmabufMapping(
            new MappingPlatform(
                design,
                platform.pageSize(),
                platform.iovaBase(),
                platform.iovas(),
                platform.deviceOf(),
                platform.shared(),
                platform.unbindable(),
                platform.spaces()),
            s.mapping().files(),
            s.mapping().dmabufs(),
            s.mapping().devices(),
            s.mapping().regbufs()),
        new NvmeQueue(s.queue().layouts(), design, s.queue().pairs()));
  }

  private static RingContext under(Design design, RingContext table) {
    return new RingContext(
        table.config().withDesign(design),
        table.life(),
        table.call(),
        table.table(),
        table.nodes(),
        table.imus(),
        table.requests(),
        table.queued(),
        table.completions());
  }
}
