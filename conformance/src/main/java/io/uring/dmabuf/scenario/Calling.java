package io.uring.dmabuf.scenario;

import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.system.Calls;
import io.uring.dmabuf.system.CompletionSteps;
import io.uring.dmabuf.system.DeferredSteps;
import io.uring.dmabuf.system.EnvironmentSteps;
import io.uring.dmabuf.system.Outside;
import io.uring.dmabuf.system.RegistrationSteps;
import io.uring.dmabuf.system.RingRequest;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.system.SubmissionSteps;
import io.uring.dmabuf.uring.BufferKind;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.RawSqe;
import io.uring.dmabuf.uring.RawUpdate;
import io.uring.dmabuf.uring.Submitted;
import io.uring.dmabuf.uring.UpdateArgs;
import io.uring.dmabuf.uring.UpdateStage;
import io.uring.dmabuf.uring.Window;
import io.uring.dmabuf.uring.Window.Range;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.Predicate;

/** Statements that are calls of the user, or what a call of the user would make happen. */
public sealed interface Calling extends Statement {

  /** How a result is printed: a number, or the name of an errno. */
  static String result(int result) {
    return Errno.ofResult(result).map(errno -> "-" + errno.name()).getOrElse(() -> "" + result);
  }

  private static String refused(Errno errno) {
    return "-" + errno.name();
  }

  /** {@code register}: a table of registered buffers, sparse, or with a buffer in each slot. */
  record Register(String ring, Vector<Entry> entries) implements Calling {
    static Register parse(Words words) {
      String ring = words.word("a ring");
      Vector<Entry> entries = Entry.all(words);
      if (entries.exists(entry -> entry.kind().contains(BufferKind.DMABUF))) {
        throw words.expected("pages MEMORY, empty or fault: a dma-buf comes with an update");
      }
      return new Register(ring, entries);
    }

    @Override
    public String run(Session session) {
      RingId id = session.names().ring(ring);
      int slots = entries.isEmpty() ? session.table(id).config().slots() : entries.size();
      Option<Errno> refusal = Calls.register(session.table(id), slots);
      if (refusal.isEmpty()) {
        session.begin(id, new Choice<>(RegistrationSteps.REGISTER_SPARSE, slots));
        refusal = fill(session, id);
      }
      return refusal.map(Calling::refused).getOrElse("0");
    }

    /** With one entry that fails there is no table, and no buffer has had its tag. */
    private Option<Errno> fill(Session session, RingId ring) {
      Vector<Entry> untagged = entries.map(Entry::withoutTagOfBuffer);
      Option<Errno> stopped = Installed.of(session, ring, 0, untagged).stopped();
      if (stopped.isDefined()) {
        session.begin(ring, new Choice<>(RegistrationSteps.START_UNREGISTER, NoArgs.NONE));
        session.finish(ring);
        return stopped;
      }
      for (int at = 0; at < entries.size(); at++) {
        SlotId slot = SlotId.of(at);
        for (long tag : entries.get(at).machineTag(session, ring)) {
          session.begin(ring, new Choice<>(Outside.TAG_SLOT, new Outside.Tagging(slot, tag)));
        }
      }
      return Option.none();
    }
  }

  /**
   * What goes into one slot.
   *
   * @param kind what to put there; none if the kernel cannot copy the descriptor
   * @param buffer the name of the dma-buf or of the memory
   * @param file the name of the file of a dma-buf
   */
  record Entry(
      Option<BufferKind> kind,
      Option<String> buffer,
      Option<String> file,
      Option<Long> tag,
      Option<UpdateStage> fault) {

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

    /** It goes into a slot: why it does not, if it does not. */
    private Option<Errno> into(Session session, RingId ring, SlotId slot) {
      if (kind.isEmpty()) {
        return Option.some(Errno.EFAULT);
      }
      UpdateArgs args = args(session, ring, slot);
      Option<Errno> refusal = Calls.entry(session.state(), args);
      if (refusal.isDefined()) {
        return refusal;
      }
      if (!args.meetsItsFault()) {
        throw ScenarioException.unusable("expected fail=STEP with a step that the entry takes");
      }
      session.begin(
          ring,
          new Choice<>(RegistrationSteps.START_UPDATE, Outside.update(session.state(), args)));
      return session.finish(ring);
    }

    /** The tag that the machine is given for it; none where the user gives none. */
    private Option<Long> machineTag(Session session, RingId ring) {
      return tag.flatMap(UpdateArgs::tagOf).map(data -> session.userData().tag(ring, data));
    }

    /** The same without a tag, if there is a buffer. */
    private Entry withoutTagOfBuffer() {
      boolean empty = kind.contains(BufferKind.EMPTY);
      return empty ? this : new Entry(kind, buffer, file, Option.none(), fault);
    }

    private UpdateArgs args(Session session, RingId ring, SlotId slot) {
      boolean pages = kind.contains(BufferKind.PAGES);
      return new UpdateArgs(
          slot,
          kind.get(),
          file.map(session.names()::file),
          buffer.filter(name -> !pages).map(session.names()::buffer),
          machineTag(session, ring),
          fault,
          buffer.filter(name -> pages).map(session.names()::memory));
    }
  }

  /**
   * How far a call came with its entries.
   *
   * @param done how many slots it has changed
   * @param stopped why it went no further, if it did not
   */
  record Installed(int done, Option<Errno> stopped) {
    /** One entry after the other goes into a slot, until one is refused. */
    private static Installed of(Session session, RingId ring, int first, Vector<Entry> entries) {
      int done = 0;
      for (Entry entry : entries) {
        Option<Errno> stopped = entry.into(session, ring, SlotId.of(first + done));
        if (stopped.isDefined()) {
          return new Installed(done, stopped);
        }
        done++;
      }
      return new Installed(done, Option.none());
    }
  }

  /** {@code update}: one or more slots of a table, one after the other. */
  record Update(String ring, long slot, boolean unknownFlags, Vector<Entry> entries)
      implements Calling {
    static Update parse(Words words) {
      String ring = words.word("a ring");
      long slot = words.number("the first slot");
      boolean flags = words.flag("badflags");
      return new Update(ring, slot, flags, Entry.all(words));
    }

    @Override
    public String run(Session session) {
      RingId id = session.names().ring(ring);
      RawUpdate raw = new RawUpdate(slot, entries.size(), unknownFlags, true);
      Option<Errno> refusal = Calls.update(session.table(id), raw);
      if (refusal.isDefined()) {
        return refused(refusal.get());
      }
      Installed installed = Installed.of(session, id, (int) slot, entries);
      return result(Calls.updated(installed.done(), installed.stopped()));
    }
  }

  /** {@code unregister}: the table goes. */
  record Unregister(String ring) implements Calling {
    static Unregister parse(Words words) {
      return new Unregister(words.word("a ring"));
    }

    @Override
    public String run(Session session) {
      RingId id = session.names().ring(ring);
      Option<Errno> refusal = Calls.unregister(session.table(id));
      if (refusal.isDefined()) {
        return refused(refusal.get());
      }
      session.begin(id, new Choice<>(RegistrationSteps.START_UNREGISTER, NoArgs.NONE));
      session.finish(id);
      return "0";
    }
  }

  /** A request for bytes of a registered buffer, with the user data that is given or the next. */
  sealed interface Request extends Calling {
    /** Whether it reads from the file or writes to it. */
    Op op();

    /** The name of the ring. */
    String ring();

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

    @Override
    default String run(Session session) {
      RingId id = session.names().ring(ring());
      long data = userData().getOrElse(() -> session.userData().nextUserData(id));
      Option<Errno> refusal = Calls.closed(session.table(id));
      if (refusal.isDefined()) {
        return refused(refusal.get());
      }
      FileId target = session.names().file(file());
      Submitted made =
          session.table(id).next(new RawSqe(SlotId.of(slot()), op(), target, window()));
      if (!session.take(id, new Choice<>(SubmissionSteps.SUBMIT, made))) {
        return refused(Errno.EAGAIN);
      }
      session.userData().name(new RingRequest(id, made.req()), data);
      session.finish(id);
      return "1";
    }
  }

  /** {@code read} and {@code write}: READ_FIXED and WRITE_FIXED. */
  record Submit(
      Op op,
      String ring,
      int slot,
      String file,
      long offset,
      long length,
      long position,
      Option<Long> userData)
      implements Request {
    static Submit parse(Op op, Words words) {
      return new Submit(
          op,
          words.word("a ring"),
          words.slot(),
          words.word("a file"),
          words.number("offset", 0L),
          words.requiredNumber("len"),
          words.number("at", 0L),
          words.optionalUserData("user_data"));
    }

    @Override
    public Window window() {
      return Window.at(position, offset, length);
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
      Option<Long> userData)
      implements Request {
    /** How many times one range can be there. */
    private static final int MOST = 1 << 16;

    static SubmitVector parse(Op op, Words words) {
      return new SubmitVector(
          op,
          words.word("a ring"),
          words.slot(),
          words.word("a file"),
          words.rest("OFFSET+LENGTH[*N]", SubmitVector::ranges).flatMap(same -> same).toVector(),
          words.number("at", 0L),
          words.optionalUserData("user_data"));
    }

    @Override
    public long length() {
      return ranges.map(Range::length).sum().longValue();
    }

    /** One range, so many times. */
    private static Option<List<Range>> ranges(String text) {
      int star = text.indexOf('*');
      Option<Long> times = star < 0 ? Option.some(1L) : Numbers.parse(text.substring(star + 1));
      return Numbers.pair(star < 0 ? text : text.substring(0, star))
          .map(pair -> new Range(pair._1, pair._2))
          .flatMap(range ->
              times.filter(n -> n >= 1 && n <= MOST).map(n -> List.fill(n.intValue(), range)));
    }

    @Override
    public Window window() {
      return Window.vectored(position, ranges);
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
        case Named.File(FileId id) -> descriptor(session, EnvironmentSteps.CLOSE_FILE, id);
        case Named.Buffer(DmabufId id) -> descriptor(session, EnvironmentSteps.CLOSE_BUF, id);
        case Named.Ring(RingId id) -> ring(session, id);
        case Named.Disk _, Named.Pages _ ->
            throw ScenarioException.unusable("expected a ring, file or dma-buf: " + name);
      };
    }

    private static <K> String descriptor(Session session, Step<State, K> close, K id) {
      return session.take(Session.NONE, new Choice<>(close, id)) ? "0" : refused(Errno.EBADF);
    }

    private static String ring(Session session, RingId id) {
      Option<Errno> refusal = Calls.close(session.table(id));
      if (refusal.isDefined()) {
        return refused(refusal.get());
      }
      session.begin(id, new Choice<>(RegistrationSteps.CLOSE_RING, NoArgs.NONE));
      session.finish(id);
      return "0";
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
      FileId id = session.names().file(file);
      session.change(machine -> Outside.direct(machine, id, direct));
      return "0";
    }
  }

  /** {@code taskwork}: what has ended is completed, oldest first or as named. */
  record TaskWork(String ring, Option<Long> userData) implements Calling {
    static TaskWork parse(Words words) {
      return new TaskWork(words.word("a ring"), words.optionalUserData("user_data"));
    }

    @Override
    public String run(Session session) {
      RingId id = session.names().ring(ring);
      userData.forEach(data -> session.userData().mustBeOfRequest(id, data));
      Predicate<RequestId> named =
          req -> userData.forAll(data -> session.userData().of(new RingRequest(id, req)) == data);
      Vector<RequestId> all = session.table(id).requests().ids().toVector().filter(named);
      int done = 0;
      for (RequestId req : all) {
        if (session.take(id, new Choice<>(CompletionSteps.START_TASK_WORK, req))) {
          session.finish(id);
          done++;
        } else if (session.take(id, new Choice<>(CompletionSteps.START_FREEING, req))) {
          session.finish(id);
        } else {
          session.take(id, new Choice<>(DeferredSteps.PUNT, req));
        }
      }
      session.drives().workers();
      return "" + done;
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
      boolean request =
          cqe.userData() <= Integer.MAX_VALUE
              && session.take(
                  id, new Choice<>(EnvironmentSteps.REAP_CQE, RequestId.of((int) cqe.userData())));
      if (!request) {
        session.change(machine -> Outside.sawTag(machine, id, cqe.userData()));
      }
      return text;
    }
  }
}
