package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.FenceEvent.Fence;
import io.uring.dmabuf.audit.event.LogEvent;
import io.uring.dmabuf.audit.event.LogEvent.Step;
import io.vavr.collection.List;
import java.util.EnumSet;

/**
 * A mapping of the series that is killed drains its I/O, drops its last reference and signals its
 * fence, in this order. The debug lines of the later series tell these steps.
 */
final class EmptiedSlotReleased extends Rule {
  private static final class Mapping {
    private final Life life;
    private final EnumSet<Step> steps = EnumSet.noneOf(Step.class);

    private Mapping(Life life) {
      this.life = life;
    }
  }

  private final Live<Fence, Mapping> live = new Live<>(mapping -> letGo(mapping.life));

  EmptiedSlotReleased() {
    super(
        new About(
            "EmptiedSlotReleased",
            "DmabufRw",
            "mappings of the series",
            "a killed mapping drains its I/O, drops its last reference, signals its fence",
            List.of("io_buffer_unmap"),
            List.of("dmesg: io_dmabuf: ... ctx= seqno="),
            "steps whose line was not printed"));
  }

  @Override
  public void take(Event event) {
    if (!(event instanceof LogEvent.MapStep told)) {
      return;
    }
    Mapping mapping = live.get(told.fence());
    if (mapping == null) {
      mapping = new Mapping(new Life("mapping of fence " + told.fence().text(), event));
      live.put(told.fence(), mapping);
      mapping.steps.add(told.step());
      return;
    }
    boolean late = mapping.steps.stream().anyMatch(step -> step.compareTo(told.step()) > 0);
    if (late) {
      violates(mapping.life, event, "\"" + told.step().words() + "\" comes after what follows it");
    }
    mapping.steps.add(told.step());
    mapping.life.add(event);
    if (told.step() == Step.SIGNALLED && !late && mapping.steps.size() == Step.values().length) {
      isClean(mapping.life);
      live.remove(told.fence());
    }
  }

  /** Names the first step that was not seen. */
  @Override
  public void forget(String why) {
    for (Mapping mapping : live.values()) {
      EnumSet<Step> missing = EnumSet.complementOf(mapping.steps);
      isUnknown(
          mapping.life,
          missing.isEmpty()
              ? "its steps are out of order"
              : "no line says \"" + missing.iterator().next().words() + "\"");
    }
    live.clear();
  }
}
