package io.uring.dmabuf.scenario;

import io.uring.dmabuf.block.BlockLimits;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Deviation;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.nvme.NvmeQueueDeviation;
import io.uring.dmabuf.nvme.QueueLayout;
import io.uring.dmabuf.nvme.Sqe;
import io.uring.dmabuf.system.CallDeviation;
import io.uring.dmabuf.system.DriveConfig;
import io.uring.dmabuf.system.DriveConfig.Domain;
import io.uring.dmabuf.system.DriveConfig.Reach;
import io.uring.dmabuf.system.Kernel;
import io.uring.dmabuf.system.Outside;
import io.uring.dmabuf.system.RingKind;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.uring.CompletionQueueDeviation;
import io.uring.dmabuf.uring.RequestsDeviation;
import io.vavr.collection.HashMap;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/** Statements with which something appears. */
public sealed interface Making extends Statement {
  /** Requests of a ring, pages of a pool: at most so many of each. */
  int MOST = 1 << 16;

  /** Bytes of a folio of ordinary memory: at most so many. */
  int LARGEST_FOLIO = 1 << 30;

  /** Bytes of a page of the machine or of a drive: at most so many. */
  int LARGEST_PAGE = 1 << 24;

  /** {@code machine}: sizes, which kernel is on it, and what that does wrongly. */
  record Machine(int page, int line, Design design) implements Making {
    /**
     * A worker here returns as soon as it has issued a request, before any task work frees it; no
     * queue of completions fills; and no command is late enough to be aborted.
     */
    private static final Set<Deviation> NEVER_COME_TO =
        HashSet.<Deviation>of(CompletionQueueDeviation.values())
            .add(RequestsDeviation.WORKER_REFERENCE_IGNORED)
            .add(NvmeQueueDeviation.ABORT_UNPOLLED)
            .add(NvmeQueueDeviation.ABORT_ENDS_REQUEST);

    /** The mistakes of steps and of whole calls. */
    private static final List<Deviation> KNOWN =
        Targets.deviations().appendAll(List.of(CallDeviation.values()));

    /** The mistakes that the kernel of a machine can be told to make. */
    static List<Deviation> deviations() {
      return KNOWN.removeAll(NEVER_COME_TO);
    }

    static Machine parse(Words words) {
      Machine machine =
          new Machine(
              words.count("page", 4096, LARGEST_PAGE), words.count("line", 64), design(words));
      if (Integer.bitCount(machine.page) != 1 || machine.page < 64) {
        throw words.expected("page=N with a power of two from 64 on");
      }
      if (Integer.bitCount(machine.line) != 1 || machine.line > machine.page || machine.line < 8) {
        throw words.expected("line=N with a power of two from 8 to the page");
      }
      return machine;
    }

    private static Design design(Words words) {
      Map<String, String> options =
          List.of(Targets.KERNEL, Targets.DEVIATION)
              .foldLeft(
                  HashMap.empty(),
                  (found, option) ->
                      words.value(option).fold(() -> found, names -> found.put(option, names)));
      Design design =
          Targets.design(options, KNOWN)
              .getOrElseThrow(reason -> words.expected("names that there are, " + reason));
      for (Deviation wrong : design.deviations()) {
        if (NEVER_COME_TO.contains(wrong)) {
          throw words.expected("names of mistakes that a machine comes to, not " + wrong.name());
        }
        wrong
            .after()
            .filter(first -> !design.deviates(first))
            .forEach(first -> {
              throw words.expected(first.name() + " where " + wrong.name() + " is");
            });
      }
      return design;
    }

    @Override
    public String run(Session session) {
      session.replace(
          io.uring.dmabuf.system.Machine.empty(session.state().design().and(design), page, line));
      return "";
    }
  }

  /** {@code drive}: an NVMe device with a disk of zeros. */
  record NewDrive(String name, DriveConfig config) implements Making {
    /** What device addresses must be multiples of, in bytes ({@code dma_alignment} of NVMe). */
    private static final int DMA_ALIGNMENT = 4;

    static NewDrive parse(Words words) {
      String name = words.word("a name");
      QueueLayout layout = layout(words);
      long size = words.number("size", 1 << 20);
      if (size < 1 || size % layout.blockSize() != 0) {
        throw words.expected("size=N, a multiple of the block");
      }
      Reach reach =
          switch (words.choice("reach", "coherent", "noncoherent", "bounce")) {
            case "noncoherent" -> Reach.NON_COHERENT;
            case "bounce" -> Reach.BOUNCE;
            default -> Reach.COHERENT;
          };
      Domain domain =
          switch (words.choice("iommu", "no", "yes", "deferred")) {
            case "yes" -> Domain.STRICT;
            case "deferred" -> Domain.DEFERRED;
            default -> Domain.NONE;
          };
      long addresses = words.number("space", DriveConfig.ADDRESSES);
      if (addresses < 1 || addresses > DriveConfig.ADDRESSES) {
        throw words.expected("space=N, up to 1T");
      }
      BlockLimits limits = limits(words, layout);
      return new NewDrive(
          name, new DriveConfig(size, reach, domain, addresses, limits, layout, DMA_ALIGNMENT));
    }

    private static QueueLayout layout(Words words) {
      int block = words.count("block", 512);
      int page = words.count("page", 4096, LARGEST_PAGE);
      int tags = words.count("tags", 8);
      int entries = words.count("list", page / Long.BYTES, LARGEST_PAGE / Long.BYTES);
      int small = words.count("small", 0, MOST);
      if (block < 1 || Integer.bitCount(page) != 1 || page % block != 0) {
        throw words.expected("page=N, a power of two, and block=N, a part of it");
      }
      if (tags < 1 || tags > 1024 || Integer.bitCount(entries) != 1 || entries < 4) {
        throw words.expected("tags=N from 1 to 1024 and list=N, a power of two from 4 on");
      }
      return new QueueLayout(
          tags,
          tags + 1,
          tags + 1,
          true,
          16,
          words.count("retries", 0),
          words.count("pool", 8, MOST),
          entries,
          small,
          small == 0 ? 0 : entries / 2,
          words.choice("sgl", "no", "yes").equals("yes"),
          page,
          block);
    }

    private static BlockLimits limits(Words words, QueueLayout layout) {
      int block = layout.blockSize();
      long bytes = words.number("max", 1 << 20);
      int segments = words.count("segments", 128);
      long segmentSize = words.number("segment", 0xFFFF_F000L);
      long chunk = words.number("chunk", 0);
      if (bytes < block || segments < 1 || segmentSize < block || chunk % block != 0) {
        throw words.expected("max=N, segments=N, segment=N and chunk=N to allow one block");
      }
      return new BlockLimits(
          Math.min(bytes, (long) Sqe.MAX_BLOCKS * block),
          segments,
          segmentSize,
          0, // the kernel sets it
          chunk,
          block);
    }

    @Override
    public String run(Session session) {
      session.appear(
          name,
          machine -> Outside.drive(machine, config),
          s -> new Named.Disk(DeviceId.of(s.queue().pairs().size())));
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
      DeviceId id = session.names().drive(drive);
      session.appear(
          name,
          machine -> Outside.file(machine, id, direct),
          s -> new Named.File(FileId.of(s.mapping().files().size())));
      return "";
    }
  }

  /** {@code dmabuf}: a buffer of the given pieces of physical memory. */
  record NewBuffer(String name, Vector<DmaSegment> segments) implements Making {
    /** The bits of a physical address. */
    private static final int ADDRESS_BITS = 52;

    /** Bytes of a dma-buf or of ordinary memory: at most so many. */
    private static final long LARGEST = 16L << 30;

    static NewBuffer parse(Words words) {
      return new NewBuffer(words.word("a name"), segments(words));
    }

    /** All words that are left, as pieces of physical memory: at least one. */
    static Vector<DmaSegment> segments(Words words) {
      List<DmaSegment> segments = words.rest("ADDRESS+LENGTH", NewBuffer::segment);
      if (segments.isEmpty()) {
        throw words.expected("segments ADDRESS+LENGTH");
      }
      if (segments.map(DmaSegment::length).sum().longValue() > LARGEST) {
        throw words.expected("at most 16G in all pieces together");
      }
      return segments.toVector();
    }

    private static Option<DmaSegment> segment(String text) {
      return Numbers.pair(text)
          .filter(pair -> pair._2 > 0 && pair._1 <= (1L << ADDRESS_BITS) - pair._2)
          .map(pair -> new DmaSegment(pair._1, pair._2));
    }

    @Override
    public String run(Session session) {
      session.appear(
          name,
          machine -> Outside.dmabuf(machine, segments),
          s -> new Named.Buffer(DmabufId.of(s.mapping().dmabufs().size())));
      return "";
    }
  }

  /**
   * {@code memory}: ordinary memory of the user, as its page tables say.
   *
   * @param folios how many bytes the folios have that its pages are in: none that is said, one for
   *     all pieces, or one for each
   */
  record NewMemory(String name, Vector<Integer> folios, Vector<DmaSegment> pieces)
      implements Making {
    static NewMemory parse(Words words) {
      Vector<Integer> folios = words.counts("folio", LARGEST_FOLIO);
      if (folios.exists(folio -> Integer.bitCount(folio) != 1)) {
        throw words.expected("folio=N, a power of two");
      }
      String name = words.word("a name");
      Vector<DmaSegment> pieces = NewBuffer.segments(words);
      if (folios.size() > 1 && folios.size() != pieces.size()) {
        throw words.expected("folio=N once, or as often as there are pieces");
      }
      return new NewMemory(name, folios, pieces);
    }

    /** The folios of each piece: those of a page where nothing is said. */
    private Vector<Integer> each(int page) {
      return folios.size() > 1
          ? folios
          : Vector.fill(pieces.size(), folios.headOption().getOrElse(page));
    }

    @Override
    public String run(Session session) {
      int page = session.state().platform().pageSize();
      if (folios.exists(folio -> folio < page)) {
        throw ScenarioException.unusable(
            "expected folios of a page of %d bytes or more: %s".formatted(page, name));
      }
      boolean begins = pieces.tail().forAll(piece -> piece.address() % page == 0);
      boolean ends = pieces.init().forAll(piece -> piece.end() % page == 0);
      if (!begins || !ends) {
        throw ScenarioException.unusable(
            "expected pieces that meet at borders of pages, of %d bytes: %s".formatted(page, name));
      }
      session.appear(
          name,
          machine -> Outside.memory(machine, pieces, each(page)),
          s -> new Named.Pages(AreaId.of(s.platform().areas().size())));
      return "";
    }
  }

  /** {@code ring}: an io_uring instance without registered buffers. */
  record NewRing(String name, int slots, int requests, RingKind kind, Option<Long> memlock)
      implements Making {
    /** How many requests a ring has at most, unless the scenario says so. */
    public static final int REQUESTS = 64;

    static NewRing parse(Words words) {
      String kind = words.choice("kind", List.of(RingKind.values()).map(RingKind::word));
      return new NewRing(
          words.word("a name"),
          words.count("slots", 8),
          words.count("requests", REQUESTS, MOST),
          List.of(RingKind.values()).find(each -> each.word().equals(kind)).get(),
          words.optionalNumber("memlock"));
    }

    @Override
    public String run(Session session) {
      session.appear(
          name,
          machine -> Outside.ring(machine, slots, requests),
          s -> new Named.Ring(RingId.of(s.rings().all().size())));
      RingId id = session.names().ring(name);
      session.does(kernel -> kernel.withKind(id, kind));
      for (long limit : memlock) {
        if (session.kernel().memLock().limits().exists(each -> each._2 != limit)) {
          throw ScenarioException.unusable("expected one limit: a process has one: " + name);
        }
        session.does(kernel -> kernel.with(kernel.memLock().with(id, limit)));
      }
      return "";
    }
  }

  /** {@code pipe}: an empty pipe, a name for each end. */
  record NewPipe(String readEnd, String writeEnd) implements Making {
    static NewPipe parse(Words words) {
      return new NewPipe(words.word("a name for its read end"), words.word("and its write end"));
    }

    @Override
    public String run(Session session) {
      session.names().mustBeFree(readEnd);
      session.does(Kernel::pipe);
      int last = session.kernel().lastFile().number();
      session.names().give(readEnd, new Named.File(FileId.of(last - 1)));
      session.names().mustBeFree(writeEnd);
      session.names().give(writeEnd, new Named.File(FileId.of(last)));
      return "";
    }
  }

  /** {@code eventfd}: an event counter. */
  record NewCounter(String name) implements Making {
    static NewCounter parse(Words words) {
      return new NewCounter(words.word("a name"));
    }

    @Override
    public String run(Session session) {
      session.names().mustBeFree(name);
      session.does(Kernel::counter);
      session.names().give(name, new Named.File(session.kernel().lastFile()));
      return "";
    }
  }
}
