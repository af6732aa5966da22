package io.uring.dmabuf.scenario;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.system.DriveConfig;
import io.uring.dmabuf.system.RingRequest;
import io.uring.dmabuf.told.EventLines;
import io.uring.dmabuf.uring.Op;
import io.vavr.collection.List;
import io.vavr.collection.Stream;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.function.BiFunction;

/**
 * A scenario that makes itself up while it runs: what the next statement is depends on what can be
 * done then, so that most statements mean something. Every statement is text of the language, as
 * somebody could have written it.
 */
final class RandomScenario {
  private static final RingId RING = RingId.of(1);
  private static final long PAGE = 4096;

  private final ArrayList<String> told = new ArrayList<>();
  private final Session session = new Session(Design.intended(), new EventLines(told::add), true);
  private Vector<String> lines = Vector.empty();
  private Option<String> failure = Option.none();
  private List<Request> requests = List.empty();
  private int made;
  private int parts;
  private int listPages;
  private boolean sgl;
  private boolean refused;
  private boolean shared;

  /** What the steps told, as the lines of a file of events. */
  java.util.List<String> told() {
    return told;
  }

  /**
   * What a request asked for, of a buffer of how many bytes.
   *
   * @param vectored whether it names ranges
   * @param ordinary whether the buffer is ordinary memory
   * @param direct whether its file was O_DIRECT
   */
  record Request(
      long userData,
      Op op,
      DeviceId drive,
      boolean vectored,
      boolean ordinary,
      boolean direct,
      long buffer,
      boolean aligned,
      long offset,
      long length,
      long position,
      boolean failed) {
    private Request failing() {
      return new Request(
          userData, op, drive, vectored, ordinary, direct, buffer, aligned, offset, length,
          position, true);
    }
  }

  /** What to do next: numbers that choose, whatever there is to choose from. */
  record Choice(int kind, int which, int size, int place) {}

  /** The statements that were carried out, the failing one included. */
  Vector<String> lines() {
    return lines;
  }

  /** The text of a file that does the same. */
  String text() {
    return lines.mkString("", "\n", "\n");
  }

  /** What went wrong, without the place. */
  Option<String> failure() {
    return failure;
  }

  List<Request> requests() {
    return requests;
  }

  Session session() {
    return session;
  }

  /** The most block requests that a request was split into. */
  int mostParts() {
    return parts;
  }

  /** The most list pages that a command had. */
  int mostListPages() {
    return listPages;
  }

  /** Whether a command had an SGL. */
  boolean sgls() {
    return sgl;
  }

  /** Whether a request was refused because of its alignment. */
  boolean refused() {
    return refused;
  }

  /** Whether one buffer was registered for two drives at once. */
  boolean shared() {
    return shared;
  }

  private void look() {
    var mapped = session.state().mapping().regbufs().values().filter(r -> r.sgt().isDefined());
    shared |=
        mapped.exists(r ->
            mapped.exists(o -> r.dmabuf().equals(o.dmabuf()) && !r.device().equals(o.device())));
    parts =
        session
            .requests()
            .map(id -> session.request(id).get().parts().all())
            .foldLeft(parts, Math::max);
    session
        .state()
        .queue()
        .pairs()
        .flatMap(pair -> pair.iods())
        .flatMap(iod -> iod.stage().mapped())
        .forEach(made -> {
          sgl |= made.command().sgl();
          listPages = Math.max(listPages, made.descriptors().pages().size());
        });
  }

  /**
   * Whether each run of device addresses in a range is one of whole blocks at multiples of four
   * bytes, and the place on the drive the start of a block.
   */
  private boolean aligned(int slot, DeviceId drive, long offset, long length, long position) {
    var config = configOf(drive);
    long end = Math.min(offset + length, offset + config.size() - position);
    long start = 0;
    for (var run : pieces(slot)) {
      long from = Math.max(offset, start);
      long to = Math.min(end, start + run.length());
      boolean whole = (to - from) % config.blockSize() == 0;
      if (from < to && (!whole || (run.address() + from - start) % 4 != 0)) {
        return false;
      }
      start += run.length();
    }
    return position % config.blockSize() == 0;
  }

  /** The pieces that alignment is asked of: runs of device addresses, or pages of memory. */
  private Vector<DmaSegment> pieces(int slot) {
    return session
        .regbufInSlot(RING, SlotId.of(slot))
        .map(r -> r.sgt().get().segments())
        .getOrElse(
            () -> inPages(memoryOf(session.kernel().areaInSlot(RING, SlotId.of(slot)).get())));
  }

  private Vector<DmaSegment> memoryOf(AreaId area) {
    return session.state().platform().area(area);
  }

  /** The length of a buffer: a dma-buf or an area of memory. */
  private long lengthOf(Option<DmabufId> buf, Option<AreaId> area) {
    return buf.map(id -> session.state().mapping().dmabufs().get(id).get().length())
        .getOrElse(() -> DmaSegment.total(memoryOf(area.get())));
  }

  private static Vector<DmaSegment> inPages(Vector<DmaSegment> runs) {
    return runs.flatMap(run ->
        Stream.iterate(run.address(), at -> (at / PAGE + 1) * PAGE)
            .takeWhile(at -> at < run.end())
            .map(at -> new DmaSegment(at, Math.min(run.end(), (at / PAGE + 1) * PAGE) - at)));
  }

  /** Carries out a statement, unless something is wrong already: what it returned. */
  Option<String> say(String text) {
    if (failure.isDefined()) {
      return Option.none();
    }
    Scenario one = Scenario.parse("random", text).get();
    lines = lines.append(text);
    try {
      String value = session.carryOut(one.lines().head().statement());
      session.settled();
      look();
      return Option.some(value);
    } catch (ScenarioException e) {
      if (!e.isBroken()) {
        throw new IllegalStateException(text + ": " + e.getMessage(), e);
      }
      failure = Option.some(e.getMessage());
      return Option.none();
    }
  }

  /** {@link #say} of a statement that must return a value, which is written behind it. */
  void expect(String text, String expected) {
    Option<String> value = say(text);
    if (value.isDefined()) {
      lines = lines.init().append(text + " => " + expected);
      failure =
          Option.when(
              !value.contains(expected),
              () -> "%s => %s, expected %s".formatted(text, value.get(), expected));
    }
  }

  /** Does what a choice stands for here; nothing if that cannot be done. */
  void act(Choice choice) {
    KINDS.get(Math.floorMod(choice.kind(), KINDS.size())).apply(this, choice);
  }

  /** Lets everything come to an end, and checks that nothing is left. */
  void finish() {
    while (failure.isEmpty() && !session.requests().isEmpty()) {
      int before = session.steps();
      say("taskwork r");
      say("run");
      while (failure.isEmpty() && !session.userData().completions(RING).isEmpty()) {
        reap();
      }
      if (failure.isEmpty() && session.steps() == before) {
        throw new IllegalStateException("a request that does not end: " + text());
      }
    }
    while (failure.isEmpty() && !session.userData().completions(RING).isEmpty()) {
      reap();
    }
    expect("unregister r", "0");
    for (String drive : List.of("d0", "d1")) {
      expect("refs " + drive, "0");
    }
  }

  private static final Vector<BiFunction<RandomScenario, Choice, Boolean>> KINDS =
      Vector.of(
          (s, c) -> s.submit(c, Op.READ_FIXED),
          (s, c) -> s.submit(c, Op.WRITE_FIXED),
          (s, c) -> s.submit(c, Op.READ_FIXED),
          (s, c) -> s.submit(c, Op.WRITE_FIXED),
          (s, c) -> s.submitVector(c, c.place() % 2 == 0 ? Op.READ_FIXED : Op.WRITE_FIXED),
          (s, c) -> s.onFlying(c, "complete r %d"),
          (s, c) -> s.onFlying(c, "move r %d pieces=" + (1 + Math.floorMod(c.size(), 5))),
          (s, c) -> s.fail(c),
          (s, c) -> s.said("run"),
          (s, c) -> s.said("taskwork r"),
          (s, c) -> s.reap(),
          (s, c) -> s.update(c),
          (s, c) -> s.fill(c),
          (s, c) ->
              s.said(
                  "starve d%d %d"
                      .formatted(Math.floorMod(c.which(), 2), Math.floorMod(c.size(), 3))),
          (s, c) -> s.fcntl(c));

  private boolean said(String text) {
    return say(text).isDefined();
  }

  /** Not while a request waits to be issued again, for what it does is decided then. */
  private boolean fcntl(Choice c) {
    String how = c.size() % 3 == 0 ? "direct" : "buffered";
    return session.table(RING).queued().isEmpty()
        && said("fcntl f%d %s".formatted(c.which() % 2, how));
  }

  private boolean submit(Choice c, Op op) {
    int slot = Math.floorMod(c.which(), 3);
    Option<DmabufId> buf = session.regbufInSlot(RING, SlotId.of(slot)).flatMap(r -> r.dmabuf());
    Option<AreaId> area = session.kernel().areaInSlot(RING, SlotId.of(slot));
    if (buf.isEmpty() && area.isEmpty()) {
      return false;
    }
    Option<FileId> file =
        session
            .regbufInSlot(RING, SlotId.of(slot))
            .flatMap(r -> r.targetFile())
            .orElse(Option.some(FileId.of(1 + c.place() % 2)));
    DeviceId drive = driveOf(file.get());
    int block = configOf(drive).blockSize();
    long buffer = lengthOf(buf, area);
    long length = (long) block * (1 + Math.floorMod(c.size(), (int) Math.max(1, buffer / block)));
    long offset = Math.floorMod((long) c.place() * 512 + (c.size() % 4 == 0 ? 4L : 0), buffer);
    long blocks = configOf(drive).size() / block;
    long position = block * Math.floorMod(c.place() * 7L + c.size(), blocks + blocks / 16);
    boolean aligned = aligned(slot, drive, offset, length, position);
    long data =
        asking(op, file.get(), false, area.isDefined(), buffer, aligned, offset, length, position);
    String name = session.names().nameOf(new Named.File(file.get()));
    String verb = op == Op.READ_FIXED ? "read" : "write";
    return said(
        "%s r %d %s len=%d offset=%d at=%d user_data=%d"
            .formatted(verb, slot, name, length, offset, position, data));
  }

  /** A request for a range in each half of a buffer, the second one first. */
  private boolean submitVector(Choice c, Op op) {
    int slot = Math.floorMod(c.which(), 3);
    Option<AreaId> area = session.kernel().areaInSlot(RING, SlotId.of(slot));
    Option<DmabufId> buf = session.regbufInSlot(RING, SlotId.of(slot)).flatMap(r -> r.dmabuf());
    if (area.isEmpty() && buf.isEmpty()) {
      return false;
    }
    FileId file = FileId.of(1 + c.place() % 2);
    var config = configOf(driveOf(file));
    long block = config.blockSize();
    long half = lengthOf(buf, area) / 2;
    long unit = Math.min(half, c.size() % 3 == 0 ? 100 : block);
    long offset = half - unit * (1 + c.place() % Math.max(1, half / unit));
    long length = Math.min(half - offset, unit * (1 + c.size() % 9));
    long position = block * (c.place() % (config.size() / block));
    long moved = Math.min(2 * length, config.size() - position);
    Vector<DmaSegment> memory =
        area.map(id ->
                Vector.of(half + offset, offset)
                    .flatMap(at -> inPages(DmaSegment.range(memoryOf(id), at, length))))
            .getOrElse(Vector.empty());
    boolean aligned = aligned(memory, config.blockSize(), moved);
    long data =
        asking(op, file, true, area.isDefined(), 2 * half, aligned, 0, 2 * length, position);
    return said(
        "%s r %d f%d %d+%d %d+%d at=%d user_data=%d"
            .formatted(
                op == Op.READ_FIXED ? "readv" : "writev",
                slot,
                file.number() - 1,
                half + offset,
                length,
                offset,
                length,
                position,
                data));
  }

  /** A request that is about to be made: its user data. */
  private long asking(
      Op op,
      FileId file,
      boolean vectored,
      boolean ordinary,
      long buffer,
      boolean aligned,
      long offset,
      long length,
      long position) {
    long data = ++made;
    boolean direct = session.state().mapping().isDirect(file);
    requests =
        requests.prepend(
            new Request(
                data,
                op,
                driveOf(file),
                vectored,
                ordinary,
                direct,
                buffer,
                aligned,
                offset,
                length,
                position,
                false));
    return data;
  }

  private DeviceId driveOf(FileId file) {
    return session.state().deviceOf(file);
  }

  private DriveConfig configOf(DeviceId drive) {
    return session.state().platform().drive(drive);
  }

  /** Whether the first bytes of some pieces are whole blocks at multiples of four in each. */
  private static boolean aligned(Vector<DmaSegment> pieces, int block, long bytes) {
    long left = bytes;
    boolean all = true;
    for (DmaSegment piece : pieces) {
      long taken = Math.min(left, piece.length());
      all &= taken % block == 0 && (taken == 0 || piece.address() % 4 == 0);
      left -= taken;
    }
    return all;
  }

  private boolean onFlying(Choice c, String statement) {
    Vector<Long> flying = flying();
    return !flying.isEmpty()
        && said(statement.formatted(flying.get(Math.floorMod(c.which(), flying.size()))));
  }

  private boolean fail(Choice c) {
    Vector<Long> flying = flying();
    if (flying.isEmpty()) {
      return false;
    }
    long data = flying.get(Math.floorMod(c.which(), flying.size()));
    Option<String> answered = say("fail r " + data);
    requests = requests.map(r -> r.userData() == data && !answered.contains("0") ? r.failing() : r);
    return answered.isDefined();
  }

  private Vector<Long> flying() {
    return session
        .requests()
        .filter(id -> session.request(id).get().parts().out() > 0)
        .map(session.userData()::of);
  }

  /** The oldest completion is consumed: it must say what the request asked for. */
  private boolean reap() {
    Option<io.uring.dmabuf.uring.Cqe> next = session.userData().completions(RING).headOption();
    if (next.isEmpty()) {
      return false;
    }
    long data = session.userData().of(RING, next.get());
    Option<Request> request = requests.find(r -> r.userData() == data);
    if (request.isEmpty()) {
      return said("cqe r");
    }
    expect("cqe r", "user_data=%d res=%s".formatted(data, expected(request.get())));
    return true;
  }

  /** What a request must return, worked out from what it asks for alone. */
  private String expected(Request request) {
    long drive = configOf(request.drive()).size();
    if (request.offset() + request.length() > request.buffer()) {
      return "-EFAULT";
    }
    if (request.vectored() && !request.ordinary()) {
      return "-EOPNOTSUPP";
    }
    if (request.position() >= drive) {
      return request.op() == Op.READ_FIXED ? "0" : "-ENOSPC";
    }
    if (!request.direct() && !request.ordinary()) {
      return "-EINVAL";
    }
    if (request.direct() && !request.aligned()) {
      refused = true;
      return "-EINVAL";
    }
    return request.failed() ? "-EIO" : "" + Math.min(request.length(), drive - request.position());
  }

  private boolean update(Choice c) {
    int slot = Math.floorMod(c.which(), 3);
    String what =
        Vector.of("b0 f" + c.place() % 2, "b1 f" + c.place() % 2, "pages m").get(c.size() % 3);
    boolean empty = c.size() % 5 == 0;
    String none = c.place() % 3 == 1 ? " tag=0" : "";
    String tag = c.place() % 3 == 0 && !empty ? " tag=" + (1_000_000 + ++made) : none;
    return said("update r %d %s%s".formatted(slot, empty ? "empty" : what, tag));
  }

  /** The user writes to a buffer in which no request is under way. */
  private boolean fill(Choice c) {
    String name = Vector.of("b0", "b1", "m").get(c.which() % 3);
    Named what = session.names().called(name);
    boolean busy = session.requests().exists(id -> worksIn(id, what));
    long length =
        session.bytes().memoryOf(what, 0, Long.MAX_VALUE).map(DmaSegment::length).sum().longValue();
    long offset = Math.floorMod((long) c.place() * 100, length);
    long bytes = Math.min(length - offset, 1 + Math.floorMod(c.size() * 997, 9000));
    return !busy
        && said(
            "fill %s %d %d random=%d"
                .formatted(name, offset, bytes, Math.floorMod(c.place(), 1000)));
  }

  private boolean worksIn(RingRequest id, Named what) {
    var table = session.table(id.ring());
    return what instanceof Named.Pages(AreaId area)
        ? table.areaOf(id.req()).contains(area)
        : table
            .regbufOf(id.req())
            .flatMap(session.state().mapping().regbufs()::get)
            .flatMap(r -> r.dmabuf())
            .exists(buf -> what.equals(new Named.Buffer(buf)));
  }
}
