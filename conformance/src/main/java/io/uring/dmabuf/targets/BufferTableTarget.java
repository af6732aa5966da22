package io.uring.dmabuf.targets;

import static io.uring.dmabuf.replay.TlaValues.bool;
import static io.uring.dmabuf.replay.TlaValues.id;
import static io.uring.dmabuf.replay.TlaValues.integer;
import static io.uring.dmabuf.replay.TlaValues.string;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.StateLaw;
import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.history.HistoryAudit;
import io.uring.dmabuf.history.RequestTold;
import io.uring.dmabuf.history.TagsTold;
import io.uring.dmabuf.history.Told;
import io.uring.dmabuf.history.ToldStep;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.replay.Digest;
import io.uring.dmabuf.replay.Law;
import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.replay.StepGroups;
import io.uring.dmabuf.replay.TlaValues;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.uring.BufferTable;
import io.uring.dmabuf.uring.BufferTableAudit;
import io.uring.dmabuf.uring.BufferTableConfig;
import io.uring.dmabuf.uring.BufferTableSteps;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.CompletionQueue;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.Drop;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Imu;
import io.uring.dmabuf.uring.Node;
import io.uring.dmabuf.uring.Queued;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.SlotTable;
import io.uring.dmabuf.uring.SubmitStage;
import io.uring.dmabuf.uring.UpdateArgs;
import io.vavr.collection.HashMap;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tlc2.value.impl.Value;

/**
 * The buffer table for the specification BufferTable. Tags, and what is counted of a request, come
 * from the history: what no step told is missing there.
 *
 * <p>Normalised: the order of the completion queue, since the specification counts entries, and how
 * many bytes a success tells of, since it says "ok": two requests of different lengths may end in
 * either order.
 */
public final class BufferTableTarget implements ReplayTarget<Told<BufferTable>> {
  private static final int OPEN = 0;
  private static final int CALL = 1;
  private static final int TABLE = 2;
  private static final int NODES = 3;
  private static final int IMUS = 4;
  private static final int REQUESTS = 5;
  private static final int QUEUED = 6;
  private static final int COMPLETIONS = 7;
  private static final int TAGS_TOLD = 8;
  private static final int REQUESTS_TOLD = 9;

  private static final List<String> VARIABLES =
      List.of("ring", "call", "table", "nodes", "imus", "reqs", "tags", "queued");
  private static final List<String> PARTS =
      List.of(
          "open",
          "call",
          "table",
          "nodes",
          "imus",
          "requests",
          "queued",
          "completions",
          "tags told",
          "requests told");
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
          .put("TagBeforeRelease", List.of(COMPLETIONS, NODES, CALL, OPEN))
          .put("TagAfterLastRequest", List.of(REQUESTS, TAGS_TOLD, REQUESTS_TOLD))
          .put("TagNotLost", List.of(OPEN, NODES, TAGS_TOLD))
          .put("QueueHoldsWhatWasTold", List.of(COMPLETIONS, TAGS_TOLD, REQUESTS_TOLD))
          .put("NoDanglingReference", List.of(TABLE, REQUESTS, NODES, IMUS))
          .put("QueuedHoldsNothing", List.of(QUEUED, REQUESTS))
          .put("RefusedKeepsNode", List.of(QUEUED, REQUESTS))
          .put("NobodyForgotten", List.of(QUEUED, REQUESTS, CALL))
          .put("WorkerHoldsLive", List.of(QUEUED, REQUESTS))
          .put("WorkersBounded", List.of(QUEUED))
          .put("LinkedBehindLive", List.of(QUEUED, REQUESTS, CALL))
          .put("NothingLeft", List.of(CALL, TABLE, REQUESTS, NODES, IMUS));
  private static final List<Law<Told<BufferTable>>> LAWS =
      BufferTableAudit.LAWS
          .map(law -> law.<Told<BufferTable>>within(Told::state))
          .appendAll(HistoryAudit.LAWS)
          .map(law -> Laws.of(law, partsOf(law)));
  private static final int[][] PARTS_OF = {
    {OPEN}, {CALL}, {TABLE}, {NODES}, {IMUS}, {REQUESTS, REQUESTS_TOLD}, {TAGS_TOLD}, {QUEUED}
  };

  private static final Value NONE = string("none");
  private static final Value ZERO = integer(0);

  private final ModelConstants constants;
  private final BufferTableConfig config;
  private final int maxTags;
  private final int maxNodes;
  private final LowestFirst lowestFirst;
  private final TlaValues.Shape plainCallShape = TlaValues.shape("who", "at");
  private final TlaValues.Shape updateShape =
      TlaValues.shape(
          "who", "at", "slot", "kind", "file", "buf", "tagged", "fail", "err", "node", "rb", "old");
  private final TlaValues.Shape emptyingShape = TlaValues.shape("who", "at", "old");
  private final TlaValues.Shape submissionShape =
      TlaValues.shape("who", "at", "slot", "req", "old");
  private final TlaValues.Shape taskWorkShape = TlaValues.shape("who", "at", "req", "old");
  private final TlaValues.Shape nodeShape = TlaValues.shape("refs", "tag", "imu");
  private final TlaValues.Shape imuShape = TlaValues.shape("refs", "kind", "priv");
  private final TlaValues.Shape reqShape =
      TlaValues.shape(
          "st", "op", "file", "node", "tag", "res", "cqes", "off", "len", "left", "out");
  private final TlaValues.Shape queuedShape = TlaValues.shape("how", "slot", "file", "behind");

  /**
   * The target of a loaded model of one ring.
   *
   * @throws IllegalArgumentException when the model lacks a constant of BufferTable, or its slots
   *     are not 0 to n-1, or its requests not 1 to n
   */
  public BufferTableTarget(ModelConstants constants, Design design) {
    this(constants, configOf(constants, constants.integer("Workers"), "Pollable", design));
  }

  /** The target of one ring of a loaded model. */
  BufferTableTarget(ModelConstants constants, BufferTableConfig config) {
    this.constants = constants;
    this.config = config;
    this.lowestFirst = new LowestFirst(constants);
    boolean bounded = constants.has("MaxTags");
    this.maxTags = bounded ? constants.integer("MaxTags") : Integer.MAX_VALUE;
    this.maxNodes = bounded ? constants.integer("MaxNodes") : Integer.MAX_VALUE;
  }

  /** The parts of one ring that one of its laws looks at. */
  static List<Integer> partsOf(StateLaw<?> law) {
    return PARTS_OF_LAW.get(law.name()).get();
  }

  /**
   * The configuration of the ring in a model.
   *
   * @param pollable the constant that has the pollable files; without it there are none
   */
  static BufferTableConfig configOf(
      ModelConstants constants, int workers, String pollable, Design design) {
    List<Integer> slots = constants.integers("Slots");
    List<Integer> reqs = constants.integers("Reqs");
    if (!slots.equals(List.range(0, slots.size()))
        || !reqs.equals(List.rangeClosed(1, reqs.size()))) {
      throw new IllegalArgumentException("Slots are not 0 to n-1, or Reqs are not 1 to n");
    }
    List<FileId> waiting =
        constants.has(pollable) ? constants.ids(pollable, FileId::of) : List.empty();
    return new BufferTableConfig(
        slots.size(),
        reqs.size(),
        workers,
        constants.integer("PartBytes"),
        HashSet.ofAll(waiting),
        design);
  }

  @Override
  public Told<BufferTable> initial() {
    return Told.initial(BufferTable.initial(config));
  }

  @Override
  public List<StepDef<Told<BufferTable>>> steps() {
    return BufferTableSteps.ALL.flatMap(step -> step.choices(constants).map(this::def));
  }

  private <A> StepDef<Told<BufferTable>> def(Choice<BufferTable, A> choice) {
    ToldStep<BufferTable, A> step = new ToldStep<>(choice);
    Predicate<Told<BufferTable>> bound = bound(choice);
    return new StepDef<>(
        choice.step().action(), choice.tla(), told -> bound.test(told) ? step.take(told) : null);
  }

  /** The bound of MCBufferTable on a step of the table. */
  private Predicate<Told<BufferTable>> bound(Choice<?, ?> choice) {
    return switch (choice.step().action()) {
      case "StartUpdate" -> this::mayRegister;
      case "SetRegbuf" -> {
        RegbufId regbuf = (RegbufId) choice.args();
        yield told -> mayBeRegbuf(told.state(), regbuf);
      }
      case "StartSubmit", "PrepareLinked", "StartAsync" ->
          told -> lowestFirst.ofTable(told.state(), choice.args());
      default -> told -> true;
    };
  }

  /** The bound of MCBufferTable on registrations. */
  private boolean mayRegister(Told<BufferTable> told) {
    return told.history().tags().given().size() < maxTags && told.state().nodes().size() < maxNodes;
  }

  /** The bound of MCBufferTable on regbuf numbers: all lower ones are in use. */
  private static boolean mayBeRegbuf(BufferTable table, RegbufId regbuf) {
    List<RegbufId> used = table.regbufs();
    return List.range(1, regbuf.number()).map(RegbufId::of).forAll(used::contains);
  }

  @Override
  public Option<StepGroups<Told<BufferTable>>> groups() {
    return Option.some(TableGroups.ofTable(config.requests(), steps()));
  }

  @Override
  public List<String> variables() {
    return VARIABLES;
  }

  @Override
  public int parts() {
    return PARTS.size();
  }

  @Override
  public Object part(Told<BufferTable> told, int part) {
    BufferTable table = told.state();
    return switch (part) {
      case OPEN -> table.open();
      case CALL -> table.call();
      case TABLE -> table.table();
      case NODES -> table.nodes();
      case IMUS -> table.imus();
      case REQUESTS -> table.requests();
      case QUEUED -> table.queued();
      case COMPLETIONS -> table.completions();
      case TAGS_TOLD -> told.history().tags();
      case REQUESTS_TOLD -> told.history().requests();
      default -> throw new IllegalArgumentException("part " + part);
    };
  }

  @Override
  public String partName(int part) {
    return PARTS.get(part);
  }

  @Override
  public int[] partsOf(int variable) {
    return PARTS_OF[variable];
  }

  @Override
  public Value abstraction(Told<BufferTable> told, int variable) {
    BufferTable table = told.state();
    return switch (VARIABLES.get(variable)) {
      case "ring" -> string(table.open() ? "open" : "closed");
      case "call" -> call(table.call());
      case "table" -> slots(table.table());
      case "nodes" -> TlaValues.function(table.nodes(), this::node);
      case "imus" -> TlaValues.function(table.imus(), this::imu);
      case "reqs" -> reqs(told);
      case "tags" -> tags(told.history().tags());
      default -> TlaValues.function(table.queued(), this::queued);
    };
  }

  @Override
  public long digest(int part, Object value) {
    return switch (part) {
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
        request.file(),
        request.node(),
        request.result().map(BufferTableTarget::withoutBytes),
        request.window(),
        request.parts());
  }

  /** A result without the number of its bytes, which nobody but the user looks at. */
  private static int withoutBytes(int res) {
    return Math.min(res, 1);
  }

  @Override
  public List<Law<Told<BufferTable>>> laws() {
    return LAWS;
  }

  @Override
  public List<StepLaw<Told<BufferTable>>> stepLaws() {
    return HistoryAudit.STEPS;
  }

  /** The record of its kind. */
  private Value call(Call call) {
    return switch (call) {
      case Call.Idle idle -> plainCallShape.of(NONE, NONE);
      case Call.Update update -> update(update);
      case Call.Teardown teardown -> emptying(teardown.exit() ? "exit" : "unregister", teardown);
      case Call.Clone clone -> emptying("clone", clone);
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
        string("update"),
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
        dropped(update.drop()));
  }

  private Value emptying(String who, Call.Emptying call) {
    return emptyingShape.of(
        string(who),
        stage(call.drop(), call.returning() ? "return" : "next"),
        dropped(call.drop()));
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
  static Value slots(Option<SlotTable> table) {
    return table
        .map(slots ->
            TlaValues.function(0, slots.nodes().map(node -> id(node)).toJavaArray(Value[]::new)))
        .getOrElse(TlaValues::sequence);
  }

  private Value node(Node node) {
    return nodeShape.of(integer(node.refs()), tag(node.tag()), id(node.imu()));
  }

  private Value imu(Imu imu) {
    return switch (imu.backing()) {
      case Imu.Backing.Pages pages -> imuShape.of(integer(imu.refs()), string("pages"), ZERO);
      case Imu.Backing.Dmabuf dmabuf ->
          imuShape.of(integer(imu.refs()), string("dmabuf"), id(dmabuf.regbuf()));
    };
  }

  private Value reqs(Told<BufferTable> told) {
    Value[] values = new Value[config.requests()];
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
        string(request.op().name()),
        id(request.file()),
        id(request.node()),
        tag(told.tag()),
        request.result().map(res -> string(Errno.label(res))).getOrElse(NONE),
        cqes,
        integer((int) request.window().offset()),
        integer((int) request.window().length()),
        integer(request.parts().left()),
        integer(request.parts().out()));
  }

  private Value queued(Queued request) {
    String how =
        switch (request.awaits()) {
          case Queued.Behind behind -> "link";
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
            request.awaits() instanceof Queued.Behind(RequestId head)
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
