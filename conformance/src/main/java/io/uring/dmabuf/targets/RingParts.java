package io.uring.dmabuf.targets;

import static io.uring.dmabuf.replay.TlaValues.bool;
import static io.uring.dmabuf.replay.TlaValues.id;
import static io.uring.dmabuf.replay.TlaValues.integer;
import static io.uring.dmabuf.replay.TlaValues.string;

import io.uring.dmabuf.history.RequestTold;
import io.uring.dmabuf.history.TagsTold;
import io.uring.dmabuf.history.Told;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.replay.Digest;
import io.uring.dmabuf.replay.TlaValues;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.CompletionQueue;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.Drop;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Imu;
import io.uring.dmabuf.uring.Node;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Queued;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.SlotTable;
import io.uring.dmabuf.uring.SubmitStage;
import io.uring.dmabuf.uring.UpdateArgs;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tlc2.value.impl.Value;

/**
 * The parts of one ring, and its share of the variables of the specification Requests. Tags, and
 * what is counted of a request, come from the history: what no step told is missing there.
 *
 * <p>Normalised: the order of the completion queue, since the specification counts entries, and how
 * many bytes a success tells of, since it says "ok": two requests of different lengths may end in
 * either order; and which tag the entry has by which a registration failed, as the next one that is
 * given may have the same number.
 */
final class RingParts {
  static final int LIFE = 0;
  static final int CALL = 1;
  static final int TABLE = 2;
  static final int NODES = 3;
  static final int REQUESTS = 4;
  static final int QUEUED = 5;
  static final int COMPLETIONS = 6;
  static final int TAGS_TOLD = 7;
  static final int REQUESTS_TOLD = 8;

  /** Stands for the mapped buffers, which are of all rings and no part of one. */
  static final int IMUS = -1;

  /** What a report calls the parts. */
  static final List<String> NAMES =
      List.of(
          "life",
          "call",
          "table",
          "nodes",
          "requests",
          "queued",
          "completions",
          "tags told",
          "requests told");

  /** The variables that have a value for each ring. */
  static final List<String> VARIABLES =
      List.of("ring", "call", "table", "nodes", "reqs", "tags", "queued");

  /** The parts that each of them is computed from. */
  static final List<List<Integer>> PARTS_OF =
      List.of(
          List.of(LIFE),
          List.of(CALL),
          List.of(TABLE),
          List.of(NODES),
          List.of(REQUESTS, REQUESTS_TOLD),
          List.of(TAGS_TOLD),
          List.of(QUEUED));

  private static final Map<String, List<Integer>> PARTS_OF_LAW =
      HashMap.<String, List<Integer>>empty()
          .put("NodeRefsMatchHolders", List.of(NODES, TABLE, REQUESTS, CALL))
          .put("NoNodeLeaked", List.of(NODES, CALL))
          .put("ImuRefsMatchHolders", List.of(IMUS, NODES, CALL))
          .put("CompletesOnce", List.of(REQUESTS, COMPLETIONS, CALL))
          .put("InFlightHoldsNode", List.of(REQUESTS))
          .put("NoResultBeforeTheEnd", List.of(REQUESTS))
          .put("EndsWithLastPart", List.of(REQUESTS))
          .put("CompleteHoldsNoFile", List.of(REQUESTS))
          .put("TagAtMostOnce", List.of(COMPLETIONS))
          .put("TagOfReleasedNode", List.of(COMPLETIONS, NODES))
          .put("TagBeforeRelease", List.of(COMPLETIONS, NODES, CALL))
          .put("TagAfterLastRequest", List.of(REQUESTS, TAGS_TOLD, REQUESTS_TOLD))
          .put("TagNotLost", List.of(NODES, TAGS_TOLD))
          .put("QueueHoldsWhatWasTold", List.of(COMPLETIONS, TAGS_TOLD, REQUESTS_TOLD))
          .put("NoDanglingReference", List.of(TABLE, REQUESTS, NODES, IMUS))
          .put("QueuedHoldsNothing", List.of(QUEUED, REQUESTS))
          .put("RefusedKeepsNode", List.of(QUEUED, REQUESTS))
          .put("NoWaitIsTold", List.of(QUEUED, REQUESTS))
          .put("NobodyForgotten", List.of(QUEUED, REQUESTS, CALL))
          .put("WorkerHoldsLive", List.of(QUEUED, REQUESTS))
          .put("WorkersBounded", List.of(QUEUED))
          .put("LinkedBehindLive", List.of(QUEUED, REQUESTS, CALL))
          .put("OneTagForEachImu", List.of(NODES, IMUS))
          .put("ReleasedByLast", List.of(NODES, IMUS, CALL))
          .put("CloneLocksBoth", List.of(CALL))
          .put("ClonesReplaceWithLeave", List.of(CALL, TABLE))
          .put("OneCallATask", List.of(CALL))
          .put("FailedCallChangesNothing", List.of(CALL))
          .put("ReturnsWhatIsDone", List.of(CALL, TABLE))
          .put("NobodyEntersClosedRing", List.of(LIFE, CALL, TABLE, QUEUED, REQUESTS))
          .put("NobodyEntersDyingRing", List.of(LIFE, CALL, REQUESTS))
          .put("BuffersOutliveRequests", List.of(CALL, QUEUED, REQUESTS))
          .put("PollWaitsForNoTag", List.of(CALL, NODES, IMUS, REQUESTS, QUEUED))
          .put("RegbufsHaveOneName", List.of(CALL, NODES, IMUS))
          .put("NothingLeft", List.of(CALL, TABLE, REQUESTS, NODES, IMUS));

  private static final Value NONE = string("none");
  private static final Value ZERO = integer(0);

  private final int requests;
  private final TlaValues.Shape plainCallShape = TlaValues.shape("who", "at");
  private final TlaValues.Shape updateShape =
      TlaValues.shape(
          "who", "at", "slot", "kind", "file", "buf", "tagged", "fail", "err", "node", "rb", "old",
          "nr", "done");
  private final TlaValues.Shape emptyingShape = TlaValues.shape("who", "at", "old");
  private final TlaValues.Shape cloneShape =
      TlaValues.shape("who", "at", "old", "from", "fresh", "replace");
  private final TlaValues.Shape submissionShape =
      TlaValues.shape("who", "at", "slot", "req", "old");
  private final TlaValues.Shape taskWorkShape = TlaValues.shape("who", "at", "req", "old");
  private final TlaValues.Shape nodeShape = TlaValues.shape("refs", "tag", "imu");
  private final TlaValues.Shape imuShape = TlaValues.shape("refs", "kind", "priv");
  private final TlaValues.Shape reqShape =
      TlaValues.shape(
          "st", "op", "file", "node", "tag", "res", "cqes", "off", "len", "left", "out");
  private final TlaValues.Shape queuedShape = TlaValues.shape("how", "slot", "file", "behind");

  private final boolean disksMayDie;

  /**
   * The parts of a ring with so many request objects.
   *
   * @param disksMayDie whether a disk may have no sectors any more, so that a read that comes back
   *     with nothing has found its end; where it may not, as a pipe's, it was served
   */
  RingParts(int requests, boolean disksMayDie) {
    this.requests = requests;
    this.disksMayDie = disksMayDie;
  }

  /** The parts, or {@link #IMUS}, that a law of a ring, or of all, looks at. */
  static List<Integer> partsOf(String law) {
    return PARTS_OF_LAW.get(law).get();
  }

  /** A part of a ring. */
  Object part(Told<RingContext> told, int part) {
    RingContext table = told.state();
    return switch (part) {
      case LIFE -> table.life();
      case CALL -> table.call();
      case TABLE -> table.table();
      case NODES -> table.nodes();
      case REQUESTS -> table.requests();
      case QUEUED -> table.queued();
      case COMPLETIONS -> table.completions();
      case TAGS_TOLD -> told.history().tags();
      case REQUESTS_TOLD -> told.history().requests();
      default -> throw new IllegalArgumentException("part " + part);
    };
  }

  /** The value of a variable for one ring. */
  Value abstraction(Told<RingContext> told, String variable) {
    RingContext table = told.state();
    return switch (variable) {
      case "ring" -> string(table.life().label());
      case "call" -> call(table.call());
      case "table" -> slots(table.table());
      case "nodes" -> TlaValues.function(table.nodes(), this::node);
      case "reqs" -> reqs(told);
      case "tags" -> tags(told.history().tags());
      case "queued" -> TlaValues.function(table.queued(), this::queued);
      default -> throw new IllegalArgumentException("variable " + variable);
    };
  }

  /** The digest of a part after normalisation. */
  long digest(int part, Object value) {
    return switch (part) {
      case CALL -> Digest.of(withoutLostTag((Call) value));
      case REQUESTS -> requests(requestsOf(value));
      case COMPLETIONS ->
          Digest.of(
              ((CompletionQueue) value)
                  .entries()
                  .map(cqe -> new Cqe(cqe.userData(), withoutBytes(cqe.res())))
                  .sorted(Comparator.comparingLong(Cqe::userData).thenComparingInt(Cqe::res)));
      default -> Digest.of(value);
    };
  }

  private static Call withoutLostTag(Call call) {
    if (!(call instanceof Call.Update update) || !update.registers() || update.error().isEmpty()) {
      return call;
    }
    UpdateArgs args = update.args();
    return new Call.Update(
        true,
        new UpdateArgs(
            args.slot(),
            args.kind(),
            args.file(),
            args.buf(),
            args.tag().map(tag -> 0L),
            args.fault(),
            args.area(),
            args.nr()),
        update.done(),
        update.stage(),
        update.node(),
        update.regbuf(),
        update.error(),
        update.drop());
  }

  @SuppressWarnings("unchecked") // The part with this index is what it is.
  private static Numbered<RequestId, Request> requestsOf(Object part) {
    return (Numbered<RequestId, Request>) part;
  }

  private static long requests(Numbered<RequestId, Request> requests) {
    long digest = 0;
    for (Entry<RequestId, Request> entry : requests) {
      digest = Digest.add(digest, entry.id().number());
      digest = Digest.add(digest, Digest.of(withoutBytes(entry.value())));
    }
    return digest;
  }

  private static Request withoutBytes(Request request) {
    return new Request(
        request.state(),
        request.op(),
        request.noWait(),
        request.file(),
        request.node(),
        request.result().map(RingParts::withoutBytes),
        request.window(),
        request.parts());
  }

  /** A result without the number of its bytes, which nobody but the user looks at. */
  private static int withoutBytes(int res) {
    return Math.min(res, 1);
  }

  /** The record of its kind. */
  private Value call(Call call) {
    return switch (call) {
      case Call.Idle idle -> plainCallShape.of(NONE, NONE);
      case Call.Update update -> update(update);
      case Call.Teardown teardown ->
          emptyingShape.of(
              string(teardown.exit() ? "exit" : "unregister"),
              stage(teardown.drop(), teardown.returning() ? "return" : "next"),
              dropped(teardown.drop()));
      case Call.Clone clone ->
          cloneShape.of(
              string("clone"),
              stage(clone.drop(), clone.returning() ? "return" : "next"),
              dropped(clone.drop()),
              id(clone.from()),
              slots(Option.some(clone.fresh())),
              bool(clone.replaces()));
      case Call.CloneSource source -> plainCallShape.of(string("source"), string("source"));
      case Call.Submit submit ->
          submissionShape.of(
              string(submit.inTaskWork() ? "tasksubmit" : "submit"),
              stage(submit.drop(), label(submit.stage())),
              id(submit.slot()),
              id(submit.req()),
              dropped(submit.drop()));
      case Call.TaskWork work ->
          taskWorkShape.of(
              string("taskwork"),
              stage(work.drop(), label(work.stage())),
              id(work.req()),
              dropped(work.drop()));
    };
  }

  private Value update(Call.Update update) {
    UpdateArgs args = update.args();
    return updateShape.of(
        string(update.registers() ? "register" : "update"),
        stage(update.drop(), update.stage().label()),
        id(args.slot()),
        string(args.kind().label()),
        id(args.file()),
        id(args.buf()),
        bool(args.tag().isDefined()),
        args.fault().map(stage -> string(stage.label())).getOrElse(NONE),
        update.error().map(errno -> string(errno.name())).getOrElse(NONE),
        id(update.node()),
        id(update.regbuf()),
        dropped(update.drop()),
        integer(update.args().nr()),
        integer(update.done()));
  }

  /** The next step of a call: one of the drop in progress, or the call's own after it. */
  private static Value stage(Option<Drop> drop, String own) {
    return string(drop.isEmpty() ? own : label(drop.get().stage()));
  }

  /** The node that a call drops; the specification writes none as 0. */
  private static Value dropped(Option<Drop> drop) {
    return drop.isEmpty() ? ZERO : id(drop.get().node());
  }

  /** A table as a function, or the empty one. */
  private static Value slots(Option<SlotTable> table) {
    return table
        .map(slots ->
            TlaValues.function(0, slots.nodes().map(node -> id(node)).toJavaArray(Value[]::new)))
        .getOrElse(TlaValues::sequence);
  }

  private Value node(Node node) {
    return nodeShape.of(integer(node.refs()), tag(node.tag()), id(node.imu()));
  }

  /** The record of a mapped buffer. */
  Value imu(Imu imu) {
    return switch (imu.backing()) {
      case Imu.Backing.Pages pages -> imuShape.of(integer(imu.refs()), string("pages"), ZERO);
      case Imu.Backing.Dmabuf dmabuf ->
          imuShape.of(integer(imu.refs()), string("dmabuf"), id(dmabuf.regbuf()));
    };
  }

  private Value reqs(Told<RingContext> told) {
    Value[] values = new Value[requests];
    for (int i = 0; i < values.length; i++) {
      RequestId req = RequestId.of(i + 1);
      values[i] = req(told.state().requests().get(req).getOrNull(), told.history().request(req));
    }
    return TlaValues.function(1, values);
  }

  private Value req(@Nullable Request request, RequestTold told) {
    Value cqes = integer(told.cqes());
    if (request == null) {
      return reqShape.of(
          string("free"), NONE, ZERO, ZERO, ZERO, NONE, cqes, ZERO, ZERO, ZERO, ZERO);
    }
    return reqShape.of(
        string(request.state().name().replace("_", "").toLowerCase(Locale.ROOT)),
        string(request.op().of(request.window())),
        id(request.file()),
        id(request.node()),
        tag(told.tag()),
        request.result().map(res -> string(label(request, res))).getOrElse(NONE),
        cqes,
        integer((int) request.window().start()),
        integer((int) request.window().length()),
        integer(request.parts().left()),
        integer(request.parts().out()));
  }

  private String label(Request request, int res) {
    boolean atEnd = disksMayDie && res == 0 && request.op() == Op.READ_FIXED;
    return atEnd ? "EOF" : Errno.label(res);
  }

  private Value queued(Queued request) {
    String how =
        switch (request.awaits()) {
          case Queued.Behind(RequestId _, boolean hard) -> hard ? "hardlink" : "link";
          case Queued.Issuer.TASK_WORK -> "task";
          case Queued.Issuer.WORKER -> "worker";
          case Queued.Issuer.NEXT -> "next";
          case Queued.Issuer.IMPORTING -> "import";
          case Queued.Issuer.ISSUING -> "issue";
          case Queued.Issuer.ASLEEP -> "asleep";
          case Queued.Issuer.RETURNING -> "issued";
          case Queued.Issuer.PUNTING -> "again";
          case Queued.Issuer.PUNTED -> "punted";
        };
    return queuedShape.of(
        string(how),
        id(request.slot()),
        id(request.file()),
        id(
            request.awaits() instanceof Queued.Behind(RequestId head, boolean _)
                ? Option.some(head)
                : Option.none()));
  }

  private static Value tags(TagsTold told) {
    return TlaValues.sequence(
        told.given().map(tag -> integer(told.posted(tag))).toJavaArray(Value[]::new));
  }

  /** The number of a tag; the specification writes none as 0. */
  private static Value tag(Option<Long> userData) {
    return userData.isEmpty() ? ZERO : integer(CompletionQueue.numberOfTag(userData.get()));
  }

  private static String label(Drop.Stage stage) {
    return switch (stage) {
      case PUT -> "put";
      case POST_TAG -> "tag";
      case RELEASE -> "release";
    };
  }

  private static String label(SubmitStage stage) {
    return switch (stage) {
      case LOOKUP -> "I1";
      case IMPORT -> "I2";
      case ORDINARY -> "ordinary";
      case GET_TAG -> "B5";
      case ISSUE -> "issue";
      case POST_CQE -> "cqe";
      case FREE_REQ -> "free";
      case RETURN -> "return";
    };
  }
}
