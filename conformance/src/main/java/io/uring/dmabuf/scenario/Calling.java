package io.uring.dmabuf.scenario;

import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.system.Calls;
import io.uring.dmabuf.system.Descriptor;
import io.uring.dmabuf.system.Fd;
import io.uring.dmabuf.system.Kernel;
import io.uring.dmabuf.system.Outside;
import io.uring.dmabuf.system.Pipe;
import io.uring.dmabuf.system.RingFds;
import io.uring.dmabuf.system.UringSqe;
import io.uring.dmabuf.system.UringSqe.Flags;
import io.uring.dmabuf.uring.BufferKind;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Malformed;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.RawCancel;
import io.uring.dmabuf.uring.RawClone;
import io.uring.dmabuf.uring.RawRegister;
import io.uring.dmabuf.uring.RawSqe;
import io.uring.dmabuf.uring.RawUpdate;
import io.uring.dmabuf.uring.UpdateArgs;
import io.uring.dmabuf.uring.UpdateStage;
import io.uring.dmabuf.uring.Window;
import io.uring.dmabuf.uring.Window.Range;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;

/** Statements that are calls of the user, or what a call of the user would make happen. */
public sealed interface Calling extends Statement {

  /** How a result is printed: a number, or the name of an errno. */
  static String result(int result) {
    return Errno.ofResult(result).map(errno -> "-" + errno.name()).getOrElse(() -> "" + result);
  }

  /** What was read from a pipe, as it is printed: how many bytes, and the first. */
  static String taken(byte[] bytes) {
    return "%d from 0x%02x".formatted(bytes.length, bytes[0]);
  }

  /** How a call is printed that is refused. */
  static String refused(Errno errno) {
    return "-" + errno.name();
  }

  /** A call on a ring, which is named by its descriptor or by an index. */
  sealed interface OnRing extends Calling {
    /** The name of the ring. */
    String ring();
  }

  /** What is wrong with the argument of a call. */
  private static Option<Malformed> malformed(Words words) {
    return words
        .value("wrong")
        .map(word ->
            Malformed.of(word)
                .getOrElseThrow(() ->
                    words.expected(
                        "wrong="
                            + List.of(Malformed.values()).map(Malformed::word).mkString("|"))));
  }

  /** {@code register}: a table of registered buffers, sparse, or with a buffer in each slot. */
  record Register(
      String ring, Option<RawRegister> raw, Vector<Entry> entries, Option<Malformed> wrong)
      implements OnRing {
    static Register parse(Words words) {
      String ring = words.word("a ring");
      Option<Malformed> wrong = malformed(words);
      Option<Long> slots = words.value("slots").map(text -> words.unsigned("slots", text));
      boolean flags = words.flag("badflags");
      boolean data = words.flag("data");
      Vector<Entry> entries = Entry.all(words);
      if (slots.isEmpty() && (flags || data) || slots.isDefined() && entries.nonEmpty()) {
        throw words.expected("slots=N and no entries");
      }
      if (wrong.isDefined() && entries.nonEmpty()) {
        throw words.expected("no entries where wrong=WHAT says that nobody looks at them");
      }
      Option<RawRegister> raw = slots.map(count -> new RawRegister(count, flags, data));
      if (entries.exists(entry -> entry.kind().contains(BufferKind.DMABUF))) {
        throw words.expected("pages MEMORY, empty or fault: a dma-buf comes with an update");
      }
      return new Register(ring, raw, entries, wrong);
    }

    @Override
    public String run(Session session) {
      RingId id = session.ring(ring);
      RawRegister asked =
          raw.getOrElse(() ->
              RawRegister.of(
                  entries.isEmpty() ? session.table(id).config().slots() : entries.size()));
      Vector<Descriptor> descriptors = Entry.descriptors(session, id, entries);
      int result =
          session.call(kernel ->
              wrong
                  .map(what -> kernel.malformed(id, what))
                  .getOrElse(() -> kernel.register(id, asked, descriptors)));
      Entry.taken(session, entries, result == 0 ? entries.size() : 0);
      return result(result);
    }
  }

  /**
   * What goes into one slot.
   *
   * @param kind what to put there; none if the kernel cannot copy the descriptor
   * @param buffer the name of the dma-buf or of the memory
   * @param file the name of the file of a dma-buf
   * @param bad memory that no slot takes, in the place of any of these
   */
  record Entry(
      Option<BufferKind> kind,
      Option<String> buffer,
      Option<String> file,
      Option<Long> tag,
      Option<UpdateStage> fault,
      Option<BadBuffer> bad) {
    private Entry(
        Option<BufferKind> kind,
        Option<String> buffer,
        Option<String> file,
        Option<Long> tag,
        Option<UpdateStage> fault) {
      this(kind, buffer, file, tag, fault, Option.none());
    }

    /** All entries that are there, separated by semicolons. */
    private static Vector<Entry> all(Words words) {
      Vector<Entry> entries = Vector.empty();
      while (!words.isEmpty()) {
        Words one = words.until(";");
        entries = entries.append(of(one));
        one.end();
      }
      return entries;
    }

    private static Entry of(Words words) {
      Option<Long> tag = words.optionalUserData("tag");
      Option<UpdateStage> fault = words.value("fail").map(label -> stage(words, label));
      Option<BadBuffer> bad =
          words
              .value("bad")
              .map(word ->
                  BadBuffer.of(word)
                      .getOrElseThrow(() -> words.expected("bad=" + BadBuffer.words())));
      if (bad.isDefined()) {
        return new Entry(
            Option.some(BufferKind.PAGES), Option.none(), Option.none(), tag, fault, bad);
      }
      if (words.flag("empty")) {
        return new Entry(Option.some(BufferKind.EMPTY), Option.none(), Option.none(), tag, fault);
      }
      if (words.flag("fault")) {
        return new Entry(Option.none(), Option.none(), Option.none(), tag, fault);
      }
      if (words.flag("pages")) {
        String memory = words.word("the memory");
        return new Entry(
            Option.some(BufferKind.PAGES), Option.some(memory), Option.none(), tag, fault);
      }
      String buffer = words.word("a dma-buf, pages, empty or fault");
      return new Entry(
          Option.some(BufferKind.DMABUF),
          Option.some(buffer),
          Option.some(words.word("a file")),
          tag,
          fault);
    }

    private static UpdateStage stage(Words words, String label) {
      List<String> all =
          List.of(UpdateStage.values()).filter(UpdateStage::isInjectable).map(UpdateStage::label);
      return UpdateStage.ofLabel(label)
          .filter(UpdateStage::isInjectable)
          .getOrElseThrow(() -> words.expected("fail=" + all.mkString("|")));
    }

    /** What the kernel is asked for each, with the tags that it is given. */
    private static Vector<Descriptor> descriptors(
        Session session, RingId ring, Vector<Entry> entries) {
      return entries.map(entry -> entry.descriptor(session, ring));
    }

    /** So many of the entries have their slots: the tags of the others were not given. */
    private static void taken(Session session, Vector<Entry> entries, int done) {
      session.userData().notGiven(entries.drop(Math.max(0, done)).count(Entry::hasTag));
    }

    private boolean hasTag() {
      return kind.isDefined() && bad.isEmpty() && tag.flatMap(UpdateArgs::tagOf).isDefined();
    }

    private Descriptor descriptor(Session session, RingId ring) {
      if (kind.isEmpty()) {
        return new Descriptor.Unreadable();
      }
      if (bad.isDefined()) {
        return new Descriptor.Bad(bad.get().raw());
      }
      boolean pages = kind.contains(BufferKind.PAGES);
      UpdateArgs args =
          new UpdateArgs(
              SlotId.of(0),
              kind.get(),
              file.map(session::driveFile),
              buffer.filter(name -> !pages).map(session.names()::buffer),
              tag.flatMap(UpdateArgs::tagOf).map(data -> session.userData().tag(ring, data)),
              fault,
              buffer.filter(name -> pages).map(session.names()::memory));
      Descriptor whole = new Descriptor.Whole(args);
      if (session.kernel().refusal(ring, whole).isEmpty() && !args.meetsItsFault()) {
        throw ScenarioException.unusable("expected fail=STEP with a step that the entry takes");
      }
      return whole;
    }
  }

  /** {@code update}: one or more slots of a table, one after the other. */
  record Update(String ring, RawUpdate raw, Vector<Entry> entries, Option<Malformed> wrong)
      implements OnRing {
    static Update parse(Words words) {
      String ring = words.word("a ring");
      Option<Malformed> wrong = malformed(words);
      long slot = words.number("the first slot");
      boolean flags = words.flag("badflags");
      boolean readable = !words.flag("unreadable");
      Option<Long> count = words.value("count").map(text -> words.unsigned("count", text));
      Vector<Entry> entries = Entry.all(words);
      if (count.isDefined() && entries.nonEmpty()) {
        throw words.expected("entries, or count=N without any");
      }
      if (wrong.isDefined() && entries.nonEmpty()) {
        throw words.expected("no entries where wrong=WHAT says that nobody looks at them");
      }
      long many = count.getOrElse((long) entries.size());
      return new Update(ring, new RawUpdate(slot, many, flags, readable), entries, wrong);
    }

    /** The first slot. */
    public long slot() {
      return raw.offset();
    }

    /** Whether as many entries are there as it says. */
    public boolean isWhole() {
      return wrong.isEmpty() && raw.count() == entries.size();
    }

    @Override
    public String run(Session session) {
      RingId id = session.ring(ring);
      for (Malformed what : wrong) {
        return result(session.call(kernel -> kernel.malformed(id, what)));
      }
      if (!isWhole() && Calls.update(session.table(id), raw).isEmpty()) {
        throw ScenarioException.unusable("expected entries: nothing refuses this update");
      }
      Vector<Descriptor> descriptors = Entry.descriptors(session, id, entries);
      int result = session.call(kernel -> kernel.update(id, raw, descriptors));
      Entry.taken(session, entries, result);
      return result(result);
    }
  }

  /** {@code unregister}: the table goes. */
  record Unregister(String ring, Option<Malformed> wrong) implements OnRing {
    static Unregister parse(Words words) {
      Option<Malformed> wrong = malformed(words);
      if (wrong.exists(what -> what != Malformed.SIZE)) {
        throw words.expected("wrong=size: there is no argument that could be wrong otherwise");
      }
      return new Unregister(words.word("a ring"), wrong);
    }

    @Override
    public String run(Session session) {
      RingId id = session.ring(ring);
      return result(
          session.call(kernel ->
              wrong
                  .map(what -> kernel.malformed(id, what))
                  .getOrElse(() -> kernel.unregister(id))));
    }
  }

  /** A request for bytes of a registered buffer, with the user data that is given or the next. */
  sealed interface Request extends OnRing {
    /** Whether it reads from the file or writes to it. */
    Op op();

    /** The name of the file. */
    String file();

    /** How many bytes it asks for, all ranges together. */
    long length();

    /** Where in the file it begins, in bytes. */
    long position();

    /** The user data; none for the next that no other request has. */
    Option<Long> userData();

    /** The slot that it names. */
    int slot();

    /** What it asks for. */
    Window window();

    /** How it is handled. */
    Flags flags();

    /** Whether it has {@code RWF_NOWAIT}. */
    boolean noWait();

    @Override
    default String run(Session session) {
      return submitted(session, ring(), Vector.of(this));
    }
  }

  private static Flags flagsOf(Words words) {
    return flagsOf(words, words.flag("quiet"));
  }

  private static Flags flagsOf(Words words, boolean quiet) {
    return new Flags(words.flag("link"), words.flag("hardlink"), words.flag("async"), quiet);
  }

  private static String submitted(Session session, String ring, Vector<Request> requests) {
    RingId id = session.ring(ring);
    Vector<UringSqe> entries = Vector.empty();
    for (Request request : requests) {
      entries = entries.append(entry(session, id, request, entries));
    }
    Vector<UringSqe> all = entries;
    return result(session.call(kernel -> kernel.submit(id, all)));
  }

  /** The entry of a request, behind others of the same call. */
  private static UringSqe entry(
      Session session, RingId ring, Request request, Vector<UringSqe> before) {
    SlotId slot = SlotId.of(request.slot());
    return new UringSqe(
        request.op().isNop() ? nop(session, slot, request) : transfer(session, slot, request),
        request.userData().getOrElse(() -> session.userData().nextUserData(ring, before)),
        session.kernel().areaInSlot(ring, slot),
        request.flags());
  }

  private static RawSqe nop(Session session, SlotId slot, Request request) {
    if (request.flags().async() && session.kernel().held()) {
      throw ScenarioException.unusable(
          "expected release before: a NOP has a worker thread of its own, whenever that comes");
    }
    return RawSqe.nop(slot, request.op());
  }

  private static RawSqe transfer(Session session, SlotId slot, Request request) {
    FileId file = session.names().file(request.file());
    Kernel kernel = session.kernel();
    if (request.op() == Op.WRITE_FIXED && kernel.isStream(file) && !kernel.streams().isEnd(file)) {
      throw ScenarioException.unusable("expected a read of an event counter: " + request.file());
    }
    if (request.noWait() && kernel.isStream(file)) {
      throw ScenarioException.unusable("expected a file of a drive: nowait on " + request.file());
    }
    return new RawSqe(slot, request.op(), file, request.window(), request.noWait());
  }

  /** {@code submit}: several requests with one call. */
  record SubmitAll(String ring, Vector<Request> requests) implements OnRing {
    /** The most requests of one call. */
    public static final int MOST = 16;

    static SubmitAll parse(Words words) {
      String ring = words.word("a ring");
      Vector<Request> requests = Vector.empty();
      while (!words.isEmpty()) {
        Words one = words.until(";");
        requests = requests.append(request(ring, one));
        one.end();
      }
      if (requests.size() > MOST) {
        throw words.expected("at most " + MOST + " requests");
      }
      if (requests.isEmpty() || requests.last().flags().chains()) {
        throw words.expected("a request, and another one behind one with link or hardlink");
      }
      boolean behind = false;
      for (Request request : requests) {
        Flags flags = request.flags();
        if ((behind || flags.chains()) && (flags.async() || flags.quiet())) {
          throw words.expected("requests of a chain that are neither async nor quiet");
        }
        behind = flags.chains();
      }
      return new SubmitAll(ring, requests);
    }

    private static Request request(String ring, Words words) {
      String op = words.word("read, write, readv, writev or nop");
      return switch (op) {
        case "read" -> Submit.parse(Op.READ_FIXED, ring, words);
        case "write" -> Submit.parse(Op.WRITE_FIXED, ring, words);
        case "readv" -> SubmitVector.parse(Op.READ_FIXED, ring, words);
        case "writev" -> SubmitVector.parse(Op.WRITE_FIXED, ring, words);
        case "nop" -> Nop.parse(ring, words);
        default -> throw words.expected("read, write, readv, writev or nop, not \"" + op + "\"");
      };
    }

    @Override
    public String run(Session session) {
      return submitted(session, ring, requests);
    }
  }

  private static <R extends Request> R alone(Words words, R request) {
    if (request.flags().chains()) {
      throw words.expected("no link: submit RING REQUEST link ; REQUEST has one");
    }
    return request;
  }

  /** {@code read} and {@code write}: READ_FIXED and WRITE_FIXED. */
  record Submit(
      Op op,
      String ring,
      int slot,
      String file,
      long offset,
      Option<Long> address,
      long length,
      long position,
      Option<Long> userData,
      boolean noWait,
      Flags flags)
      implements Request {
    /** Where no buffer is, in bytes from its beginning. */
    private static final long NOWHERE = -1;

    static Submit parse(Op op, Words words) {
      return alone(words, parse(op, words.word("a ring"), words));
    }

    private static Submit parse(Op op, String ring, Words words) {
      Flags flags = flagsOf(words);
      boolean noWait = words.flag("nowait");
      return new Submit(
          op,
          ring,
          words.slot(),
          words.word("a file"),
          words.signed("offset", 0),
          words.optionalUserData("address"),
          words.requiredNumber("len"),
          words.number("at", 0L),
          words.optionalUserData("user_data"),
          noWait,
          flags);
    }

    @Override
    public Window window() {
      return Window.at(position, address.isDefined() ? NOWHERE : offset, length);
    }
  }

  /** {@code readv} and {@code writev}: READV_FIXED and WRITEV_FIXED. */
  record SubmitVector(
      Op op,
      String ring,
      int slot,
      String file,
      Vector<Range> ranges,
      long position,
      Option<Long> userData,
      boolean noWait,
      Flags flags)
      implements Request {
    /** How many times one range can be there. */
    private static final int MOST = 1 << 16;

    static SubmitVector parse(Op op, Words words) {
      return alone(words, parse(op, words.word("a ring"), words));
    }

    private static SubmitVector parse(Op op, String ring, Words words) {
      Flags flags = flagsOf(words);
      boolean noWait = words.flag("nowait");
      return new SubmitVector(
          op,
          ring,
          words.slot(),
          words.word("a file"),
          words.rest("OFFSET+LENGTH[*N]", SubmitVector::ranges).flatMap(same -> same).toVector(),
          words.number("at", 0L),
          words.optionalUserData("user_data"),
          noWait,
          flags);
    }

    @Override
    public long length() {
      return ranges.map(Range::length).sum().longValue();
    }

    /** One range, so many times; its offset may lie before the buffer. */
    private static Option<List<Range>> ranges(String text) {
      int star = text.indexOf('*');
      Option<Long> times = star < 0 ? Option.some(1L) : Numbers.parse(text.substring(star + 1));
      boolean before = text.startsWith("-");
      return Numbers.pair(text.substring(before ? 1 : 0, star < 0 ? text.length() : star))
          .map(pair -> new Range(before ? -pair._1 : pair._1, pair._2))
          .flatMap(range ->
              times.filter(n -> n >= 1 && n <= MOST).map(n -> List.fill(n.intValue(), range)));
    }

    @Override
    public Window window() {
      return Window.vectored(position, ranges);
    }
  }

  /**
   * {@code nop}: NOP that holds the buffer in a slot.
   *
   * @param tw whether task work completes it ({@code IORING_NOP_TW})
   */
  record Nop(String ring, int slot, Option<Long> userData, boolean tw, Flags flags)
      implements Request {
    static Nop parse(Words words) {
      return alone(words, parse(words.word("a ring"), words));
    }

    private static Nop parse(String ring, Words words) {
      boolean tw = words.flag("tw");
      Flags flags = flagsOf(words, false);
      return new Nop(ring, words.slot(), words.optionalUserData("user_data"), tw, flags);
    }

    @Override
    public Op op() {
      return tw ? Op.NOP_TW : Op.NOP;
    }

    @Override
    public boolean noWait() {
      return false;
    }

    /** None has this name. */
    @Override
    public String file() {
      return "";
    }

    @Override
    public long length() {
      return 0;
    }

    @Override
    public long position() {
      return 0;
    }

    @Override
    public Window window() {
      return Window.NONE;
    }
  }

  /** {@code close}: a descriptor goes. */
  record Close(String name) implements Calling {
    static Close parse(Words words) {
      return new Close(words.word("a ring, file or dma-buf"));
    }

    @Override
    public String run(Session session) {
      return switch (session.names().called(name)) {
        case Named.Index _ -> throw ScenarioException.unusable("expected dropfd RING " + name);
        case Named.File(FileId id) -> result(session.call(kernel -> kernel.close(id)));
        case Named.Buffer(DmabufId id) -> result(session.call(kernel -> kernel.close(id)));
        case Named.Ring(RingId id) -> result(session.call(kernel -> kernel.close(id)));
        case Named.Disk _, Named.Pages _ ->
            throw ScenarioException.unusable("expected a ring, file or dma-buf: " + name);
      };
    }
  }

  /** {@code fcntl}: O_DIRECT is set or cleared. */
  record SetFlags(String file, boolean direct) implements Calling {
    static SetFlags parse(Words words) {
      String file = words.word("a file");
      boolean direct = words.flag("direct");
      if (direct == words.flag("buffered")) {
        throw words.expected("direct or buffered");
      }
      return new SetFlags(file, direct);
    }

    @Override
    public String run(Session session) {
      FileId id = session.driveFile(file);
      session.change(machine -> Outside.direct(machine, id, direct));
      return "0";
    }
  }

  /** {@code taskwork}: what has ended is completed, oldest first or as named. */
  record TaskWork(String ring, Option<Long> userData) implements OnRing {
    static TaskWork parse(Words words) {
      return new TaskWork(words.word("a ring"), words.optionalUserData("user_data"));
    }

    @Override
    public String run(Session session) {
      RingId id = session.ring(ring);
      userData.forEach(data -> session.userData().mustBeOfRequest(id, data));
      return ""
          + session.call(kernel ->
              kernel.work(id, req -> userData.forAll(data -> session.userData().of(req) == data)));
    }
  }

  /**
   * {@code cancel}: requests are looked for and cancelled.
   *
   * @param userData that of the requests
   * @param file the name of their file
   * @param flags what else it says
   * @param by the user data of the request that asks for it; none for a call
   * @param wrong what is wrong with the argument of the call
   */
  record Cancel(
      String ring,
      Option<Long> userData,
      Option<String> file,
      CancelFlags flags,
      Option<Long> by,
      Option<Malformed> wrong)
      implements OnRing {
    static Cancel parse(Words words) {
      Option<Malformed> wrong = malformed(words);
      CancelFlags flags = CancelFlags.parse(words);
      Option<String> file = words.value("file");
      Option<Long> by = words.optionalUserData("user_data");
      String ring = words.word("a ring");
      boolean byData = !words.isEmpty();
      if (!byData && file.isEmpty() && !flags.any()) {
        throw words.expected("the user_data of requests, file=FILE or any");
      }
      if (flags.fixed() && file.isEmpty()) {
        throw words.expected("file=FILE with fixed");
      }
      if (wrong.isDefined() && by.isDefined()) {
        throw words.expected("wrong=WHAT for a call alone: a request has no argument");
      }
      return new Cancel(ring, Option.when(byData, words::userData), file, flags, by, wrong);
    }

    @Override
    public String run(Session session) {
      RingId id = session.ring(ring);
      for (Malformed what : wrong) {
        return result(session.call(kernel -> kernel.malformed(id, what)));
      }
      RawCancel asked =
          new RawCancel(
              userData,
              file.map(session.names()::file),
              flags.fixed(),
              flags.all(),
              flags.any(),
              flags.unknown());
      if (flags.any() && session.kernel().held()) {
        throw ScenarioException.unusable(
            "expected release before any: what keeps the worker thread busy is a request, too");
      }
      if (session.kernel().isOpen(id, asked)) {
        throw ScenarioException.unusable(
            "expected all: several requests wait on the file, and nobody can say which is found");
      }
      return result(
          by.isEmpty()
              ? session.call(kernel -> kernel.cancel(id, asked))
              : session.call(
                  kernel -> kernel.cancel(id, asked, session.userData().tag(id, by.get()))));
    }
  }

  /**
   * The flags of a cancellation.
   *
   * @param all all requests that are meant ({@code IORING_ASYNC_CANCEL_ALL})
   * @param any every request ({@code IORING_ASYNC_CANCEL_ANY})
   * @param fixed the file is one of a table ({@code IORING_ASYNC_CANCEL_FD_FIXED})
   * @param unknown a flag that no kernel knows
   */
  record CancelFlags(boolean all, boolean any, boolean fixed, boolean unknown) {
    /** Whether it may find several. */
    public boolean counts() {
      return all || any;
    }

    private static CancelFlags parse(Words words) {
      return new CancelFlags(
          words.flag("all"), words.flag("any"), words.flag("fixed"), words.flag("badflags"));
    }
  }

  /** {@code clone}: a ring gets slots of another ring's table. */
  record Clone(String ring, String source, RawClone asked, Option<Malformed> wrong)
      implements OnRing {
    static Clone parse(Words words) {
      Option<Malformed> wrong = malformed(words);
      return new Clone(
          words.word("a ring"),
          words.word("a ring or a file"),
          new RawClone(
              RawClone.Source.RING,
              words.unsigned("from"),
              words.unsigned("to"),
              words.unsigned("count"),
              words.flag("replace"),
              words.flag("badflags")),
          wrong);
    }

    @Override
    public String run(Session session) {
      RingId id = session.ring(ring);
      Fd from = session.fd(source);
      for (Malformed what : wrong) {
        return result(session.call(kernel -> kernel.malformed(id, asked, what)));
      }
      return result(session.call(kernel -> kernel.cloneTable(id, from, asked)));
    }
  }

  /**
   * {@code ringfd}: an index of the task stands for a ring, and has a name from then on.
   *
   * @param name of the index
   * @param of what is registered, in the place of the ring that the call is on
   * @param at the index that is asked for; none for the lowest that is free
   */
  record RingFd(String ring, String name, Option<String> of, Option<Long> at) implements OnRing {
    static RingFd parse(Words words) {
      return new RingFd(
          words.word("a ring"),
          words.word("a name for the index"),
          words.value("of"),
          words.value("at").map(text -> words.unsigned("at", text)));
    }

    @Override
    public String run(Session session) {
      session.names().mustBeFree(name);
      String descriptor = of.getOrElse(ring);
      if (session.names().called(descriptor) instanceof Named.Index) {
        throw ScenarioException.unusable("expected a descriptor: " + descriptor);
      }
      Fd fd = session.fd(descriptor);
      Either<Errno, Integer> index = session.call(kernel -> kernel.registerRing(fd, at));
      for (long number : index.toOption().map(Integer::longValue).orElse(at)) {
        session.names().give(name, new Named.Index(number));
      }
      return index.fold(Calling::refused, number -> "1");
    }
  }

  /** {@code dropfd}: an index stands for nothing from now on. */
  record DropFd(String ring, String name) implements OnRing {
    static DropFd parse(Words words) {
      return new DropFd(words.word("a ring"), words.word("the name of an index"));
    }

    @Override
    public String run(Session session) {
      long index = session.names().index(name);
      int result = session.call(kernel -> kernel.unregisterRing(index));
      if (result < 0 && RingFds.dropRefusal(index).isEmpty()) {
        throw ScenarioException.unusable("expected a ring without requests under way: " + name);
      }
      return result(result);
    }
  }

  /** {@code hold} and {@code release}: the only worker thread for requests that wait. */
  record Hold(String ring, boolean busy) implements Calling {
    static Hold parse(boolean busy, Words words) {
      return new Hold(words.word("a ring"), busy);
    }

    @Override
    public String run(Session session) {
      RingId id = session.names().ring(ring);
      if (session.kernel().held() == busy) {
        throw ScenarioException.unusable(
            busy ? "expected hold once, then release" : "expected hold before release");
      }
      session.does(kernel -> kernel.hold(id, busy));
      return "";
    }
  }

  /** {@code put}: the user writes to a pipe. */
  record Put(String end, int length, Content content) implements Calling {
    static Put parse(Words words) {
      return new Put(
          words.word("the write end of a pipe"), words.count("a length"), Content.parse(words));
    }

    @Override
    public String run(Session session) {
      FileId to = session.names().file(end);
      boolean fits =
          length <= Pipe.CAPACITY
              && session.kernel().streams().writtenAt(to).forAll(pipe -> pipe.takes(length));
      if (!fits && session.state().mapping().isFileOpen(to)) {
        throw ScenarioException.unusable(
            "expected room for %d bytes in the pipe".formatted(length));
      }
      return result(session.call(kernel -> kernel.put(to, content.bytes(length))));
    }
  }

  /** {@code take}: the user reads from a pipe. */
  record Take(String end, int length) implements Calling {
    static Take parse(Words words) {
      return new Take(words.word("the read end of a pipe"), words.count("a length"));
    }

    @Override
    public String run(Session session) {
      FileId from = session.names().file(end);
      boolean empty = session.kernel().streams().readAt(from).exists(pipe -> pipe.size() == 0);
      if (empty && session.state().mapping().isFileOpen(from)) {
        throw ScenarioException.unusable("expected something in the pipe");
      }
      return session
          .call(kernel -> kernel.take(from, length))
          .fold(Calling::refused, Calling::taken);
    }
  }

  /** {@code cqe}: the oldest completion is consumed. */
  record Reap(String ring) implements Calling {
    /** What it returns when there is no completion. */
    public static final String NONE = "none";

    static Reap parse(Words words) {
      return new Reap(words.word("a ring"));
    }

    @Override
    public String run(Session session) {
      RingId id = session.names().ring(ring);
      Option<Cqe> oldest = session.userData().completions(id).headOption();
      if (oldest.isEmpty()) {
        return NONE;
      }
      Cqe cqe = oldest.get();
      String text =
          "user_data=%s res=%s"
              .formatted(Numbers.unsigned(session.userData().of(id, cqe)), result(cqe.res()));
      session.does(kernel -> kernel.reap(id, cqe.userData()));
      return text;
    }
  }
}
