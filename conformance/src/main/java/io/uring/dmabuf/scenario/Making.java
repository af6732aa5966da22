package io.uring.dmabuf.scenario;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.nvme.QueueLayout;
import io.uring.dmabuf.system.DriveConfig;
import io.uring.dmabuf.system.DriveConfig.Reach;
import io.uring.dmabuf.system.Host;
import io.uring.dmabuf.targets.Targets;
import io.vavr.collection.HashMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/** Statements with which something appears. */
sealed interface Making extends Statement {

  /** {@code machine}: sizes, and what the kernel on it does wrongly. */
  record Machine(int page, int line, Design design) implements Making {
    static Machine parse(Words words) {
      Machine machine =
          new Machine(
              words.count("page", 4096),
              words.count("line", 64),
              words.value("deviation").fold(Design::intended, names -> wrong(words, names)));
      if (Integer.bitCount(machine.page) != 1 || machine.page < 64) {
        throw words.expected("page=N with a power of two from 64 on");
      }
      if (Integer.bitCount(machine.line) != 1 || machine.line > machine.page || machine.line < 8) {
        throw words.expected("line=N with a power of two from 8 to the page");
      }
      return machine;
    }

    private static Design wrong(Words words, String names) {
      return Targets.design(HashMap.of(Targets.DEVIATION, names))
          .getOrElseThrow(reason -> words.expected("the name of a deviation, " + reason));
    }

    @Override
    public String run(Session session) {
      session.replace(Host.empty(design, page, line));
      return "";
    }
  }

  /** {@code drive}: an NVMe device with a disk of zeros. */
  record NewDrive(String name, DriveConfig config) implements Making {
    static NewDrive parse(Words words) {
      String name = words.word("a name");
      int block = words.count("block", 512);
      int page = words.count("page", 4096);
      long size = words.number("size", 1 << 20);
      Reach reach =
          switch (words.choice("reach", "coherent", "noncoherent", "bounce")) {
            case "noncoherent" -> Reach.NON_COHERENT;
            case "bounce" -> Reach.BOUNCE;
            default -> Reach.COHERENT;
          };
      boolean iommu = words.choice("iommu", "no", "yes").equals("yes");
      long max = words.number("max", 1 << 20);
      int tags = words.count("tags", 8);
      int entries = words.count("list", page / Long.BYTES);
      int pool = words.count("pool", 8);
      if (block < 1 || Integer.bitCount(page) != 1 || page % block != 0 || size % block != 0) {
        throw words.expected("page=N a power of two, block=N a part of it, size=N in blocks");
      }
      if (tags < 1 || tags > 1024 || Integer.bitCount(entries) != 1 || entries < 2) {
        throw words.expected("tags=N from 1 to 1024 and list=N a power of two from 2 on");
      }
      QueueLayout layout =
          new QueueLayout(tags, tags + 1, tags + 1, 16, pool, entries, page, block);
      return new NewDrive(name, new DriveConfig(size, reach, iommu, max, layout));
    }

    @Override
    public String run(Session session) {
      session.appear(
          name, host -> host.withDrive(config), host -> new Named.Disk(host.drives().size()));
      return "";
    }
  }

  /** {@code file}: an open file of a drive. */
  record NewFile(String name, String drive, boolean direct) implements Making {
    static NewFile parse(Words words) {
      boolean buffered = words.flag("buffered");
      return new NewFile(words.word("a name"), words.word("a drive"), !buffered);
    }

    @Override
    public String run(Session session) {
      int id = session.drive(drive);
      session.appear(
          name,
          host -> host.withFile(id, direct),
          host -> new Named.File(host.mapping().files().size()));
      return "";
    }
  }

  /** {@code dmabuf}: a buffer of the given pieces of physical memory. */
  record NewBuffer(String name, Vector<DmaSegment> segments) implements Making {
    static NewBuffer parse(Words words) {
      String name = words.word("a name");
      Vector<DmaSegment> segments = Vector.empty();
      for (Option<String> next = words.optional(); next.isDefined(); next = words.optional()) {
        segments = segments.append(segment(words, next.get()));
      }
      if (segments.isEmpty()) {
        throw words.expected("segments ADDRESS+LENGTH");
      }
      return new NewBuffer(name, segments);
    }

    private static DmaSegment segment(Words words, String text) {
      int plus = text.indexOf('+');
      Option<Long> address = Numbers.parse(plus < 0 ? "" : text.substring(0, plus));
      Option<Long> length = Numbers.parse(text.substring(plus + 1));
      if (address.isEmpty() || length.forAll(n -> n == 0)) {
        throw words.expected("ADDRESS+LENGTH, not \"" + text + "\"");
      }
      return new DmaSegment(address.get(), length.get());
    }

    @Override
    public String run(Session session) {
      session.appear(
          name,
          host -> host.withDmabuf(segments),
          host -> new Named.Buffer(host.mapping().dmabufs().size()));
      return "";
    }
  }

  /** {@code ring}: an io_uring instance without registered buffers. */
  record NewRing(String name, int slots, int requests) implements Making {
    static NewRing parse(Words words) {
      return new NewRing(
          words.word("a name"), words.count("slots", 8), words.count("requests", 64));
    }

    @Override
    public String run(Session session) {
      session.appear(
          name,
          host -> host.withNewRing(slots, requests),
          host -> new Named.Ring(host.rings().size()));
      return "";
    }
  }
}
