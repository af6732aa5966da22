package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.DmabufEvent;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.ProbeEvent;
import io.vavr.collection.List;
import java.util.HashMap;
import java.util.HashSet;

/**
 * A dma-buf is attached to by one who detaches once, and from nothing else; it is released when
 * nobody is attached to it, and not used after that. Its inode number is never used again.
 */
final class HoldsStandOnHolds extends Rule {
  private record Key(long ino, long attachment) {}

  private final Live<Key, Life> live = new Live<>(this::letGoOf);
  private final Live<Key, Life> ended = Live.remembered();
  private final HashMap<Long, HashMap<Key, Life>> attachments = new HashMap<>();
  private final Live<Long, Life> released = Live.remembered();
  private final HashSet<Long> exported = new HashSet<>();

  HoldsStandOnHolds() {
    super(
        new About(
            "HoldsStandOnHolds",
            "DmabufMapping",
            "attachments",
            "an attachment is made once and detached once, before its dma-buf is released",
            List.of("dma_buf_dynamic_attach", "dma_buf_detach", "dma_buf_file_release"),
            List.of("dma_buf_*", "probe: dma_buf_file_release"),
            "the release of a dma-buf, without a probe; who maps an attachment"));
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
        isUsed(attach);
        Key key = new Key(attach.ino(), attach.attachment());
        Life life = new Life("dma-buf ino=" + attach.ino(), attach);
        Life before = live.put(key, life);
        attachments.computeIfAbsent(attach.ino(), ino -> new HashMap<>()).put(key, life);
        if (before != null) {
          violates(before, attach, "its attachment is made again before it was detached");
        }
      }
      case DmabufEvent.Detached detach -> detached(detach);
      case DmabufEvent.Used used -> isUsed(used);
      case ProbeEvent.DmabufReleased gone -> released(gone);
      default -> {}
    }
  }

  private void isUsed(DmabufEvent event) {
    Life life = released.get(event.ino());
    if (life != null) {
      violates(life, event, "it is released");
    }
  }

  private void released(ProbeEvent.DmabufReleased gone) {
    HashMap<Key, Life> attached = attachments.remove(gone.ino());
    if (attached != null) {
      attached.values().forEach(life -> violates(life, gone, "its dma-buf is released"));
      attached.keySet().forEach(live::remove);
    }
    Life before = released.get(gone.ino());
    if (before != null) {
      violates(before, gone, "it is released again");
    } else {
      released.put(gone.ino(), new Life("dma-buf ino=" + gone.ino(), gone));
    }
  }

  private void detached(DmabufEvent.Detached detach) {
    Key key = new Key(detach.ino(), detach.attachment());
    Life life = live.remove(key);
    Life before = ended.get(key);
    attachments.computeIfPresent(
        detach.ino(),
        (ino, all) -> {
          all.remove(key);
          return all.isEmpty() ? null : all;
        });
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

  private void letGoOf(Life life) {
    letGo(life);
    if (life.first() instanceof DmabufEvent.Attached attach) {
      attachments.remove(attach.ino());
    }
  }

  @Override
  public void forget(String why) {
    forget(live, why);
    ended.clear();
    attachments.clear();
    released.clear();
    exported.clear();
  }
}
