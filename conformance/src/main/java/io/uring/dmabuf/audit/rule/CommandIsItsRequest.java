package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.BlockEvent;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.NvmeEvent;
import io.vavr.collection.List;
import java.util.HashMap;

/**
 * A command reads or writes the blocks of its request. Which request it is for is told by who sets
 * it up and issues it next; the number of a disk's device is learnt from the first that agree.
 */
final class CommandIsItsRequest extends Rule {
  private static final int SECTOR = 512;

  private record Device(int major, int minor) {}

  private final HashMap<Integer, NvmeEvent.SetUp> preparing = new HashMap<>();
  private final HashMap<String, Device> devices = new HashMap<>();

  CommandIsItsRequest() {
    super(
        new About(
            "CommandIsItsRequest",
            "",
            "issued reads and writes",
            "a command names the blocks of the request that it is for",
            List.of("nvme_setup_rw", "blk_mq_start_request"),
            List.of("nvme_setup_cmd", "block_rq_issue"),
            "the memory that a command names: no event shows it"));
  }

  @Override
  public void take(Event event) {
    if (event instanceof NvmeEvent.SetUp setUp) {
      if (preparing.size() > Live.MOST) {
        preparing.clear();
      }
      preparing.put(setUp.at().context(), setUp);
    } else if (event instanceof BlockEvent.Issued issued) {
      NvmeEvent.SetUp setUp = preparing.remove(issued.at().context());
      if (setUp != null && setUp.blocks() > 0 && !issued.extent().isPassthrough()) {
        judge(setUp, issued);
      }
    }
  }

  private void judge(NvmeEvent.SetUp setUp, BlockEvent.Issued issued) {
    BlockEvent.Extent extent = issued.extent();
    Device device = new Device(extent.major(), extent.minor());
    boolean agrees =
        issued.bytes() % setUp.blocks() == 0
            && extent.sector() * SECTOR == setUp.slba() * (issued.bytes() / setUp.blocks())
            && issued.bytes() == extent.sectors() * SECTOR;
    Device known = devices.get(setUp.disk());
    if (agrees) {
      isClean();
      if (known == null && devices.size() < Live.MOST) {
        devices.put(setUp.disk(), device);
      }
    } else if (known == null) {
      isUnknown("the device of its disk is not known yet");
    } else if (known.equals(device)) {
      violates(
          new Life(CommandKey.of(setUp).text(), setUp),
          issued,
          "it is for blocks " + setUp.slba() + " + " + setUp.blocks() + ", its request is not");
    }
  }

  @Override
  public void forget(String why) {
    preparing.clear();
  }
}
