package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.DmabufEvent;
import io.uring.dmabuf.audit.event.Event;
import io.vavr.collection.List;
import java.util.HashSet;

/** A dma-buf is attached to by one who detaches once, and from nothing else. */
final class HoldsStandOnHolds extends Rule {
  private record Key(long ino, long attachment) {}

  private final Live<Key, Life> live = live();
  private final Live<Key, Life> ended = new Live<>(life -> {});
  private final HashSet<Long> exported = new HashSet<>();

  HoldsStandOnHolds() {
    super(
        new About(
            "HoldsStandOnHolds",
            "DmabufMapping",
            "attachments",
            "an attachment of a dma-buf is made once and detached once",
            List.of("dma_buf_dynamic_attach", "dma_buf_detach", "dma_buf_release"),
            List.of("dma_buf_export", "dma_buf_dynamic_attach", "dma_buf_detach"),
            "the release of a dma-buf, of which no event tells"));
  }

  @Override
  public void take(Event event) {
    switch (event) {
      case DmabufEvent.Exported export -> {
        if (exported.size() < Live.MOST) {
          exported.add(export.ino());
        }
      }
      case DmabufEvent.Attached attach -> {
        Key key = new Key(attach.ino(), attach.attachment());
        Life before = live.put(key, new Life("dma-buf ino=" + attach.ino(), attach));
        if (before != null) {
          violates(before, attach, "its attachment is made again before it was detached");
        }
      }
      case DmabufEvent.Detached detach -> detached(detach);
      default -> {}
    }
  }

  private void detached(DmabufEvent.Detached detach) {
    Key key = new Key(detach.ino(), detach.attachment());
    Life life = live.remove(key);
    Life before = ended.get(key);
    if (life != null) {
      isClean(life);
      life.add(detach);
      ended.put(key, life);
    } else if (before != null) {
      violates(before, detach, "it is detached again");
    } else if (exported.contains(detach.ino())) {
      violates(new Life("dma-buf ino=" + detach.ino(), detach), detach, "it was never attached");
    } else {
      isUnknown("attached before the trace began");
    }
  }

  @Override
  public void forget(String why) {
    forget(live, why);
    ended.clear();
    exported.clear();
  }
}
