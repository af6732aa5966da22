package io.uring.dmabuf.recorded;

import io.uring.dmabuf.audit.read.TraceLine;
import io.uring.dmabuf.recorded.Observed.Content;
import io.uring.dmabuf.recorded.Observed.Sqe;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of one ring as what they show of its requests. Who issues is known by the task,
 * who ends by the processor, and what a command is for by the offset in the file.
 */
final class Reader {
  private static final int IOSQE_ASYNC = 1 << 4;
  private static final int SECTOR = 512;
  private static final int BLK_STS_AGAIN = 12;
  private static final int TAG_BITS = 0xfff;

  private static final int REGISTER_BUFFERS2 = 15;
  private static final int REGISTER_BUFFERS_UPDATE = 16;

  private final Vector<TraceLine> lines;
  private final int submitter;
  private final Map<Long, Sqe> sqes;

  /** Whether unregistering waits for requests, and frees the table when they are gone (6.12). */
  private final boolean unregisterWaits;

  private final java.util.List<Observed> observed = new ArrayList<>();

  /** The request that a task issues. */
  private final java.util.Map<Integer, Long> issuing = new HashMap<>();

  /** The tasks that try for the first time to get a tag. */
  private final Set<Integer> asking = new HashSet<>();

  /** The tasks that try again. */
  private final Set<Integer> waiting = new HashSet<>();

  /** The request that starts at an offset of a file, in sectors: the latest one. */
  private final java.util.Map<Long, Long> atSector = new HashMap<>();

  /** The request that holds a tag, by disk and number. */
  private final java.util.Map<String, Long> holders = new HashMap<>();

  /** The disk whose request a processor completes. */
  private final java.util.Map<Integer, String> completing = new HashMap<>();

  private boolean inTaskWork;

  /** Whether an update has begun and no line has shown its effect. */
  private boolean updating;

  Reader(Vector<TraceLine> lines) {
    this.lines = lines;
    this.submitter = lines.head().task();
    this.sqes =
        lines.filter(line -> line.isMark("sqe ")).toMap(line -> line.value("ud"), this::sqe);
    this.unregisterWaits = lines.exists(line -> line.event().equals("table_free"));
  }

  private Sqe sqe(TraceLine mark) {
    long req = mark.value("ud");
    return new Sqe(
        req,
        (int) mark.value("buf"),
        mark.value("tag"),
        mark.find("op").contains("READ_FIXED"),
        (mark.value("sqe_flags") & IOSQE_ASYNC) != 0,
        (int)
            lines
                .find(line ->
                    line.event().equals("io_uring_file_get") && line.value("user_data") == req)
                .getOrElseThrow(() -> new IllegalArgumentException("no file of " + mark))
                .value("fd"),
        mark.value("off"));
  }

  List<Observed> read() {
    for (int at = 0; at < lines.size(); at++) {
      Observed shown = shown(lines.get(at), at);
      if (shown != null) {
        observed.add(shown);
      }
    }
    return List.ofAll(observed);
  }

  /** What a line shows; null if it is none of those needed. */
  private @Nullable Observed shown(TraceLine line, int at) {
    return switch (line.event()) {
      case "io_uring_submit_req" -> submitted(line);
      case "issue" -> issued(line);
      case "tag_get", "hw_run", "sched_switch", "tag_got" -> forTag(line);
      case "wq_queue" ->
          sqes.get(line.value("ud")).get().async()
              ? null
              : new Observed.Punted(line.number(), line.value("ud"), inTaskWork);
      case "wq_submit" -> new Observed.Begun(line.number(), line.value("ud"));
      case "wq_free" -> new Observed.Returned(line.number(), line.value("ud"));
      case "nvme_setup_cmd" -> commandMade(line);
      case "nvme_complete_rq", "bio_end", "tag_put" -> ending(line);
      case "tw_run", "tw_rw", "tw_ran" -> taskWork(line);
      case "flush" -> new Observed.Flushing(line.number());
      case "io_uring_complete" -> completed(line, at);
      case "io_uring_register" -> registered(line, at);
      case "table_unreg", "table_free" -> unregistered(line);
      case "tracing_mark_write" -> marked(line);
      default -> null;
    };
  }

  private Observed issued(TraceLine line) {
    issuing.put(line.task(), line.value("ud"));
    return new Observed.Issued(line.number(), line.value("ud"), isInline(line));
  }

  private boolean isInline(TraceLine line) {
    return line.task() == submitter;
  }

  /** From the first try to the tag, by whoever issues. */
  private @Nullable Observed forTag(TraceLine line) {
    int number = line.number();
    return switch (line.event()) {
      case "tag_get" -> {
        asking.add(line.task());
        yield null;
      }
      case "hw_run" ->
          asking.remove(line.task()) && waiting.add(line.task())
              ? new Observed.FoundNone(number, issuer(line), isInline(line))
              : null;
      case "sched_switch" ->
          waiting.contains(line.task()) && line.find("prev_state").contains("D")
              ? new Observed.Asleep(number, issuer(line))
              : null;
      default -> {
        asking.remove(line.task());
        waiting.remove(line.task());
        yield line.value("tag") < 0
            ? new Observed.Refused(number, issuer(line))
            : new Observed.GotTag(number, issuer(line), isInline(line));
      }
    };
  }

  private @Nullable Observed ending(TraceLine line) {
    return switch (line.event()) {
      case "nvme_complete_rq" -> {
        completing.put(line.cpu(), line.find("disk").get());
        yield null;
      }
      case "bio_end" -> bioEnded(line);
      default -> tagPut(line);
    };
  }

  private @Nullable Observed taskWork(TraceLine line) {
    if (line.event().equals("tw_rw")) {
      return line.value("refs") > 1
          ? new Observed.HeldTwice(line.number(), line.value("ud"))
          : null;
    }
    inTaskWork = line.event().equals("tw_run");
    return null;
  }

  private @Nullable Observed unregistered(TraceLine line) {
    return isInline(line) && line.event().equals(unregisterWaits ? "table_free" : "table_unreg")
        ? new Observed.Unregistered(line.number())
        : null;
  }

  private long issuer(TraceLine line) {
    Long req = issuing.get(line.task());
    if (req == null) {
      throw new IllegalArgumentException("who issues nothing asks for a tag: " + line);
    }
    return req;
  }

  private Observed submitted(TraceLine line) {
    Sqe sqe = sqes.get(line.value("user_data")).get();
    atSector.put(sqe.offset() / SECTOR, sqe.req());
    return new Observed.Submitted(line.number(), sqe);
  }

  private Observed commandMade(TraceLine line) {
    long req = atSector.get(line.value("slba"));
    long tag = line.value("cmdid") & TAG_BITS;
    holders.put(line.find("disk").get() + " " + tag, req);
    return new Observed.CommandMade(line.number(), req);
  }

  private static Observed bioEnded(TraceLine line) {
    long status = line.value("status");
    if (status != 0 && status != BLK_STS_AGAIN) {
      throw new IllegalArgumentException("an error of the device is not expected: " + line);
    }
    return status == 0
        ? new Observed.BioEnded(line.number(), line.value("ud"))
        : new Observed.EndedWithoutTag(line.number(), line.value("ud"));
  }

  private Observed tagPut(TraceLine line) {
    Long req = holders.remove(completing.get(line.cpu()) + " " + line.value("tag"));
    if (req == null) {
      throw new IllegalArgumentException("nobody has the tag that is put: " + line);
    }
    return new Observed.TagPut(line.number(), req);
  }

  private Observed completed(TraceLine line, int at) {
    if (line.find("req").exists(req -> req.matches("0+"))) {
      if (updating && line.task() == submitter) {
        observed.add(registration(line, false, at));
      }
      return new Observed.BufferTag(line.number(), line.value("user_data"));
    }
    return new Observed.Completed(
        line.number(), line.value("user_data"), (int) line.value("result"));
  }

  private @Nullable Observed registered(TraceLine line, int at) {
    long opcode = line.value("opcode");
    boolean fresh = opcode == REGISTER_BUFFERS2;
    return fresh || opcode == REGISTER_BUFFERS_UPDATE && updating
        ? registration(line, fresh, at)
        : null;
  }

  /** A call that fills slots, at the first line that shows its effect. */
  private Observed registration(TraceLine line, boolean fresh, int at) {
    updating = false;
    return new Observed.Registered(line.number(), fresh, contents(at));
  }

  /** What the program says after the call that it has filled slots with. */
  private List<Content> contents(int at) {
    return lines
        .drop(at + 1)
        .filter(line -> line.task() == submitter && line.event().equals("tracing_mark_write"))
        .takeWhile(line -> line.text().matches("ul: (register|update) slot=.*"))
        .map(mark -> new Content((int) mark.value("slot"), mark.value("tag")))
        .toList();
  }

  private @Nullable Observed marked(TraceLine mark) {
    if (mark.isMark("update begin")) {
      updating = true;
    }
    return Option.when(mark.isMark("cqe "), () -> mark.value("ud"))
        .filter(sqes::containsKey)
        .map(req -> new Observed.Seen(mark.number(), req))
        .getOrNull();
  }
}
