package io.uring.dmabuf.targets;

import io.uring.dmabuf.dmabuf.DmabufMapping;
import io.uring.dmabuf.dmabuf.MappingEnvironment;
import io.uring.dmabuf.dmabuf.MappingSteps;
import io.uring.dmabuf.dmabuf.RegBuf;
import io.uring.dmabuf.dmabuf.Resv;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.replay.StepGroups;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Step;
import io.vavr.collection.List;
import io.vavr.collection.Map;

/**
 * The groups of steps of mappings alone: each registration, which is taking or giving back (the
 * state does not tell which), the exporter, commands with pages of their own, and the user, who
 * closes and submits in single steps. To the list of steps a registration takes in one group and
 * gives back in another, and exporter and user are one environment.
 */
final class MappingGroups {
  private static final int EXPORTER = 0;
  private static final int USER = 1;
  private static final int COMMANDS = 2;
  private static final int REGISTRATION = 3;

  /** The registration that begins with the step. */
  private static final int NEXT = -1;

  private static final Map<String, Step<DmabufMapping, ?>> STEPS =
      MappingEnvironment.STEPS.toLinkedMap(Step::action, step -> step);

  private MappingGroups() {}

  /** The groups for so many registrations. */
  static StepGroups<DmabufMapping> of(int registrations, List<StepDef<DmabufMapping>> steps) {
    int[] owners = steps.toJavaStream().mapToInt(MappingGroups::owner).toArray();
    return new StepGroups<>(
        List.of("exporter", "user", "commands")
            .appendAll(List.fill(registrations, () -> "registration")),
        List.of("user"),
        MappingGroups::busy,
        (state, step) ->
            owners[step] == NEXT ? REGISTRATION + state.nextRegbuf().number() - 1 : owners[step]);
  }

  private static int owner(StepDef<?> def) {
    Step<DmabufMapping, ?> step = STEPS.get(def.action()).get();
    if (step.actor() == Actor.EXPORTER) {
      return EXPORTER;
    }
    return switch (step.groups().head()) {
      case REGISTRATION, RELEASE ->
          step == MappingSteps.ALLOC_REGBUF ? NEXT : REGISTRATION + (Integer) def.args().head() - 1;
      case QUEUEING, IRQ -> COMMANDS;
      case ENVIRONMENT, SUBMISSION, TASKWORK -> USER;
      case TAGPUT, WORKERPUT, DEVICE, WORKER ->
          throw new IllegalArgumentException("no group for the step " + def.label());
    };
  }

  /** A registration that is not complete, an exporter that holds a lock, a command with pages. */
  private static long busy(DmabufMapping state) {
    long busy =
        state.dmabufs().values().exists(b -> b.resv() instanceof Resv.HeldByExporter)
            ? 1L << EXPORTER
            : 0;
    busy |=
        state.devices().values().exists(device -> !device.commands().isEmpty())
            ? 1L << COMMANDS
            : 0;
    for (Entry<RegbufId, RegBuf> entry : state.regbufs()) {
      if (entry.value().vec().isEmpty()) {
        busy |= 1L << REGISTRATION + entry.id().number() - 1;
      }
    }
    return busy;
  }
}
