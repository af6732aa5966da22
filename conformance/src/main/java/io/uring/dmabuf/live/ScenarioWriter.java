package io.uring.dmabuf.live;

import io.uring.dmabuf.live.Operation.AtOnce;
import io.uring.dmabuf.live.Operation.Clone;
import io.uring.dmabuf.live.Operation.Ending;
import io.uring.dmabuf.live.Operation.Finish;
import io.uring.dmabuf.live.Operation.Hold;
import io.uring.dmabuf.live.Operation.Lane;
import io.uring.dmabuf.live.Operation.Link;
import io.uring.dmabuf.live.Operation.OfRing;
import io.uring.dmabuf.live.Operation.OnPipe;
import io.uring.dmabuf.live.Operation.Ready;
import io.uring.dmabuf.live.Operation.Register;
import io.uring.dmabuf.live.Operation.RegisterRaw;
import io.uring.dmabuf.live.Operation.RegisterSparse;
import io.uring.dmabuf.live.Operation.Release;
import io.uring.dmabuf.live.Operation.Second;
import io.uring.dmabuf.live.Operation.Submit;
import io.uring.dmabuf.live.Operation.Unregister;
import io.uring.dmabuf.live.Operation.Update;
import io.uring.dmabuf.live.Operation.UpdateRaw;
import io.uring.dmabuf.live.Operation.Work;
import io.uring.dmabuf.scenario.BadBuffer;
import io.uring.dmabuf.system.RingKind;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.RawClone;
import io.vavr.collection.List;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Operations as the statements of a scenario, which {@code dmabuf-rw run --kernel} carries out
 * again. What they need is declared before them.
 */
public final class ScenarioWriter {
  private static final String PAGE = "4K";

  /** Completions that are left to the end, before the user consumes them. */
  private static final int UNCONSUMED = 16;

  private final RingKind kind;
  private final Set<String> declared = new LinkedHashSet<>();
  private final java.util.List<String> statements = new ArrayList<>();
  private final Map<String, Side> sides = new HashMap<>();
  private int requests;
  private int tags;
  private int bytes;

  /** What is known of a ring. */
  private static final class Side {
    private final String ring;

    /** The user data of the latest request on a lane. */
    private final Map<Lane, Integer> waiting = new HashMap<>();

    /** How many pipes a lane has had before its present one. */
    private final Map<Lane, Integer> pipes = new HashMap<>();

    private List<Lane> toRefill = List.empty();
    private int unconsumed;

    private Side(String ring) {
      this.ring = ring;
    }
  }

  private ScenarioWriter(RingKind kind) {
    this.kind = kind;
  }

  /** The text of a scenario that does some operations on rings of a kind. */
  public static String text(RingKind kind, List<Operation> operations) {
    ScenarioWriter writer = new ScenarioWriter(kind);
    writer.side(false);
    operations.forEach(writer::write);
    return List.ofAll(writer.declared).appendAll(writer.statements).mkString("", "\n", "\n");
  }

  private Side side(boolean second) {
    String name = second ? "s" : "r";
    declared.add("ring " + name + (kind == RingKind.PLAIN ? "" : " kind=" + kind.word()));
    return sides.computeIfAbsent(name, Side::new);
  }

  private void say(String statement) {
    statements.add(statement);
  }

  private void write(Operation operation) {
    switch (operation) {
      case OfRing one -> write(side(false), one);
      case Second(OfRing one) -> write(side(true), one);
      case Clone(boolean second, RawClone asked) -> clone(side(second), side(!second), asked);
    }
    sides.values().stream().filter(side -> side.unconsumed >= UNCONSUMED).forEach(this::consume);
  }

  private void consume(Side side) {
    for (; side.unconsumed > 0; side.unconsumed--) {
      say("cqe " + side.ring);
    }
  }

  private void write(Side side, OfRing operation) {
    String ring = side.ring;
    switch (operation) {
      case RegisterSparse(int slots) -> say("register %s slots=%d".formatted(ring, slots));
      case Register(List<Entry> entries) ->
          say("register %s %s".formatted(ring, entries(side, entries)));
      case RegisterRaw(long count, int flags) ->
          say(
              "register %s slots=%d%s%s"
                  .formatted(
                      ring,
                      count,
                      (flags & 1) != 0 ? " data" : "",
                      (flags & ~1) != 0 ? " badflags" : ""));
      case Update(int offset, List<Entry> entries) ->
          say("update %s %d %s".formatted(ring, offset, entries(side, entries)));
      case UpdateRaw raw ->
          say(
              "update %s %d count=%d%s%s"
                  .formatted(
                      ring,
                      raw.offset(),
                      raw.count(),
                      raw.flags() != 0 ? " badflags" : "",
                      raw.readable() ? "" : " unreadable"));
      case Unregister _ -> say("unregister " + ring);
      case Submit submit -> submit(side, submit);
      case Link link -> {
        say(
            "submit %s %s"
                .formatted(
                    ring,
                    link.linked()
                        .map(one ->
                            request("", side, one._1)
                                + one._2.fold(() -> "", hard -> hard ? " hardlink ; " : " link ; "))
                        .mkString()));
        worked(side);
      }
      case Finish(Lane lane, Ending ending) -> finish(side, lane, ending);
      case Ready(Lane lane) -> goesOn(side, lane);
      case Work _ -> worked(side);
      case Hold _ -> say("hold " + ring);
      case Release _ -> say("release " + ring);
    }
  }

  /** On a ring that defers, the task lets the kernel work; writers on pipes have then written. */
  private void worked(Side side) {
    if (kind == RingKind.DEFERRED) {
      say("taskwork " + side.ring);
    }
    side.toRefill.forEach(lane -> refill(side, lane));
    side.toRefill = List.empty();
  }

  // Buffers.

  private String entries(Side side, List<Entry> entries) {
    return entries.map(entry -> entry(side, entry)).mkString(" ; ");
  }

  private String entry(Side side, Entry entry) {
    String what =
        switch (entry.kind()) {
          case BUFFER -> "pages " + buffer(entry.buffer());
          case EMPTY -> "empty";
          case ZERO_LENGTH -> bad(BadBuffer.ZERO_LENGTH);
          case NULL_BASE -> bad(BadBuffer.NULL_BASE);
          case TOO_LONG -> bad(BadBuffer.TOO_LONG);
          case WRAPPING -> bad(BadBuffer.WRAPPING);
          case UNMAPPED -> bad(BadBuffer.UNMAPPED);
        };
    if (!entry.tagged()) {
      return what;
    }
    side.unconsumed++;
    return what + " tag=" + (1000 + ++tags);
  }

  private static String bad(BadBuffer kind) {
    return "bad=" + kind.word();
  }

  private String buffer(int number) {
    declared.add("memory b%d 0x%x+%s".formatted(number, 0x10000 + 0x2000 * number, PAGE));
    return "b" + number;
  }

  private void clone(Side side, Side other, RawClone asked) {
    String source =
        switch (asked.source()) {
          case RING -> other.ring;
          case NO_RING -> file();
          case CLOSED -> closed();
        };
    say(
        "clone %s %s from=%d to=%d count=%d%s%s"
            .formatted(
                side.ring,
                source,
                asked.from(),
                asked.to(),
                asked.count(),
                asked.replace() ? " replace" : "",
                asked.unknownFlags() ? " badflags" : ""));
  }

  // Files.

  private String file() {
    declared.add("drive d size=64K");
    declared.add("file f d buffered");
    declared.add("fill d 0 12K byte=0x5a");
    return "f";
  }

  private String closed() {
    declared.add("pipe gone its-other-end");
    declared.add("close gone");
    return "gone";
  }

  /** One end of the pipe of a lane, which is full where requests write. */
  private String end(Side side, Lane lane, String end) {
    int before = side.pipes.getOrDefault(lane, 0);
    String name =
        "%s%s%d%s"
            .formatted(
                side.ring,
                lane.op() == Op.READ_FIXED ? "in" : "out",
                lane.pipe(),
                before == 0 ? "" : "v" + before);
    declared.add("pipe %1$s-r %1$s-w".formatted(name));
    if (lane.op() == Op.WRITE_FIXED) {
      declared.add("put %s-w %s byte=0".formatted(name, PAGE));
    }
    return name + end;
  }

  private String readEnd(Side side, Lane lane) {
    return end(side, lane, "-r");
  }

  private String writeEnd(Side side, Lane lane) {
    return end(side, lane, "-w");
  }

  private String target(Side side, Submit submit) {
    boolean reads = submit.op() == Op.READ_FIXED;
    return switch (submit.target()) {
      case OnPipe(int pipe) -> {
        Lane lane = new Lane(submit.op(), pipe);
        yield reads ? readEnd(side, lane) : writeEnd(side, lane);
      }
      case AtOnce.FILE -> file();
      case AtOnce.CLOSED -> closed();
      case AtOnce.WRONG_END -> {
        declared.add("pipe other-r other-w");
        yield reads ? "other-w" : "other-r";
      }
      case AtOnce.EVENTFD -> {
        declared.add("eventfd e");
        yield "e";
      }
    };
  }

  // Requests.

  private void submit(Side side, Submit submit) {
    say(request(side.ring + " ", side, submit));
    boolean writesFile = submit.op() == Op.WRITE_FIXED && submit.target() == AtOnce.FILE;
    if (writesFile) {
      say("taskwork " + side.ring);
    }
  }

  private String request(String ring, Side side, Submit submit) {
    int data = ++requests;
    submit.lane().forEach(lane -> side.waiting.put(lane, data));
    side.unconsumed++;
    boolean writesFile = submit.op() == Op.WRITE_FIXED && submit.target() == AtOnce.FILE;
    return "%s %s%d %s %s%s user_data=%d%s%s"
        .formatted(
            submit.op() == Op.READ_FIXED ? "read" : "write",
            ring,
            submit.slot(),
            target(side, submit),
            span(submit.span()),
            writesFile ? " at=8K" : "",
            data,
            submit.async() ? " async" : "",
            submit.quiet() ? " quiet" : "");
  }

  private static String span(Span span) {
    return switch (span) {
      case FIRST_BYTE -> "len=1";
      case LAST_BYTE -> "len=1 offset=4095";
      case WHOLE -> "len=4K";
      case ONE_TOO_MANY -> "len=4097";
      case BELOW_BASE -> "len=4K offset=-1";
      case PAST_END -> "len=1 offset=4K";
      case EMPTY_AT_BASE -> "len=0";
      case EMPTY_AT_END -> "len=0 offset=4K";
      case EMPTY_PAST_END -> "len=0 offset=4097";
      case NULL_ADDRESS -> "len=1 address=0";
      case WRAPPING -> "len=2 address=0xffffffffffffffff";
    };
  }

  private void finish(Side side, Lane lane, Ending ending) {
    switch (ending) {
      case DATA -> goesOn(side, lane);
      case END_OF_FILE -> {
        say("close " + writeEnd(side, lane));
        side.pipes.merge(lane, 1, Integer::sum);
      }
      case CANCEL -> say("cancel %s %d".formatted(side.ring, waitingOn(side, lane)));
      case CANCEL_REQUEST -> {
        side.unconsumed++;
        say("cancel %s %d user_data=%d".formatted(side.ring, waitingOn(side, lane), ++requests));
      }
    }
    worked(side);
  }

  private static int waitingOn(Side side, Lane lane) {
    return side.waiting.getOrDefault(lane, 0);
  }

  private void goesOn(Side side, Lane lane) {
    if (lane.op() == Op.READ_FIXED) {
      bytes = bytes % Pipes.LAST_BYTE_VALUE + 1;
      say("put %s 1 byte=%d".formatted(writeEnd(side, lane), bytes));
    } else {
      say("take %s %s".formatted(readEnd(side, lane), PAGE));
      side.toRefill = side.toRefill.append(lane);
    }
  }

  /** What was written is taken, and the pipe is full again. */
  private void refill(Side side, Lane lane) {
    say("take %s %s".formatted(readEnd(side, lane), PAGE));
    say("put %s %s byte=0".formatted(writeEnd(side, lane), PAGE));
  }
}
