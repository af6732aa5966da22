package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.BlockEvent;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.ProbeEvent;
import io.vavr.collection.List;
import java.util.HashMap;

/**
 * The bio of a request ends before its tag is free, both on the processor that completes it. Needs
 * function probes. Flushes are left out: they end no bio of their own.
 */
final class TagIffInFlight extends Rule {
  private static final int BLK_STS_AGAIN = 12;

  private static final class Completing {
    private final int tag;
    private final Life life;
    private boolean counts;
    private boolean bioEnded;

    private Completing(int tag, Life life) {
      this.tag = tag;
      this.life = life;
    }
  }

  private final HashMap<Integer, Completing> completing = new HashMap<>();
  private boolean biosAreRecorded;

  TagIffInFlight() {
    super(
        new About(
            "TagIffInFlight",
            "DmabufRw",
            "tags put one by one",
            "the bio of a request has ended when its tag is put",
            List.of("blk_update_request", "bio_endio", "blk_mq_put_tag"),
            List.of("block_rq_complete", "probes: bio_endio, blk_update_request, blk_mq_put_tag"),
            "batches, which put many tags at once"));
  }

  @Override
  public void take(Event event) {
    int cpu = event.at().cpu();
    switch (event) {
      case ProbeEvent.RequestUpdated updated ->
          completing.put(
              cpu, new Completing(updated.tag(), new Life("tag " + updated.tag(), updated)));
      case BlockEvent.Completed completed -> {
        Completing now = completing.get(cpu);
        if (now != null && !now.bioEnded) {
          now.counts =
              !completed.extent().isPassthrough() && !completed.extent().rwbs().contains("F");
          now.life.add(completed);
        }
      }
      case ProbeEvent.BioEnded ended when ended.status() != BLK_STS_AGAIN -> {
        biosAreRecorded = true;
        Completing now = completing.get(cpu);
        if (now != null) {
          now.bioEnded = true;
        }
      }
      case ProbeEvent.TagPut put -> put(completing.get(cpu), put);
      default -> {}
    }
  }

  private void put(@org.jspecify.annotations.Nullable Completing now, ProbeEvent.TagPut put) {
    if (now == null || now.tag != put.tag() || !now.counts || !biosAreRecorded) {
      return;
    }
    if (now.bioEnded) {
      isClean(now.life);
    } else {
      violates(now.life, put, "its tag is put, and its bio has not ended");
    }
    completing.remove(put.at().cpu());
  }

  @Override
  public void forget(String why) {
    completing.clear();
  }
}
