package io.uring.dmabuf.targets;

import static io.uring.dmabuf.uring.CqeSteps.FREE_REQ;
import static io.uring.dmabuf.uring.CqeSteps.PART_ENDS;
import static io.uring.dmabuf.uring.CqeSteps.POST_CQE;
import static io.uring.dmabuf.uring.CqeSteps.REAP_CQE;
import static io.uring.dmabuf.uring.CqeSteps.START_TASK_WORK;
import static io.uring.dmabuf.uring.DropSteps.RETURN;
import static io.uring.dmabuf.uring.ExitSteps.LINK_DIES;
import static io.uring.dmabuf.uring.LinkSteps.PREPARE_LINKED;
import static io.uring.dmabuf.uring.TableSteps.UNWOUND;
import static io.uring.dmabuf.uring.TeardownSteps.CLEAR_SLOT;
import static io.uring.dmabuf.uring.WorkerSteps.LEAVE_REQ;
import static io.uring.dmabuf.uring.WorkerSteps.REFUSED;
import static io.uring.dmabuf.uring.WorkerSteps.START_ASYNC;
import static io.uring.dmabuf.uring.WorkerSteps.START_FREEING;

import io.uring.dmabuf.history.ToldRings;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.replay.StepGroups;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.CancelSteps;
import io.uring.dmabuf.uring.CqeSteps;
import io.uring.dmabuf.uring.DropSteps;
import io.uring.dmabuf.uring.ExitSteps;
import io.uring.dmabuf.uring.LinkSteps;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.Request.State;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.Rings;
import io.uring.dmabuf.uring.RingsSteps;
import io.uring.dmabuf.uring.SubmitSteps;
import io.uring.dmabuf.uring.TableSteps;
import io.uring.dmabuf.uring.TeardownSteps;
import io.uring.dmabuf.uring.UpdateStage;
import io.uring.dmabuf.uring.WorkerSteps;
import io.vavr.collection.List;
import io.vavr.collection.Map;

/**
 * The groups of steps of a ring: the calls, the release that is part of one, and each request while
 * no call has it. The list of steps cannot tell them: to it an update, an unregistration and a
 * clone are one group, as they hold one lock, while the documents claim that each of them meets a
 * request.
 */
final class TableGroups {
  private static final int UPDATE = 0;
  private static final int TEARDOWN = 1;
  private static final int CLONE = 2;
  private static final int SUBMISSION = 3;
  private static final int TASK_WORK = 4;
  private static final int RELEASE = 5;

  /** The user outside of calls: single steps, never in their middle. */
  private static final int USER = 6;

  /** Requests in flight, or ended and not yet completed; from here one member for each. */
  private static final int REQUEST = 7;

  private static final List<String> OF_CALLS =
      List.of("update", "teardown", "clone", "submission", "task work", "release", "user");

  /** A step that belongs to the call in progress. */
  private static final int CALL = -2;

  /** A step that belongs to nobody. */
  private static final int NOBODY = -1;

  /** A step of the request that it names, in flight. */
  private static final int IN_FLIGHT = -3;

  /** A step of the request that it names, whose issue is put off. */
  private static final int DEFERRED = -4;

  /** Whose steps those of a class are, but for those that are named first. */
  private static final Map<String, Integer> OWNERS =
      all(List.of(CLEAR_SLOT, RETURN, POST_CQE, LEAVE_REQ, FREE_REQ), CALL)
          .merge(all(List.of(PREPARE_LINKED, START_ASYNC, REFUSED), SUBMISSION))
          .merge(all(List.of(START_TASK_WORK, START_FREEING), TASK_WORK))
          .merge(all(List.of(UNWOUND), RELEASE))
          .merge(all(List.of(REAP_CQE), USER))
          .merge(all(List.of(PART_ENDS), IN_FLIGHT))
          .merge(all(TableSteps.ALL, UPDATE))
          .merge(all(TeardownSteps.ALL, TEARDOWN))
          .merge(all(SubmitSteps.ALL, SUBMISSION))
          .merge(all(CqeSteps.ALL, TASK_WORK))
          .merge(all(DropSteps.ALL, RELEASE))
          .merge(all(CancelSteps.ALL, USER))
          .merge(all(List.of(LINK_DIES), SUBMISSION))
          .merge(all(ExitSteps.ALL, USER))
          .merge(all(LinkSteps.ALL, DEFERRED))
          .merge(all(WorkerSteps.ALL, DEFERRED))
          .merge(all(RingsSteps.ALL, CLONE));

  private final int requests;
  private final List<String> members;

  private TableGroups(int requests) {
    this.requests = requests;
    this.members =
        OF_CALLS
            .appendAll(List.fill(requests, () -> "request"))
            .appendAll(List.fill(requests, () -> "deferred issue"));
  }

  /** The groups of so many rings with so many requests each. */
  static StepGroups<ToldRings<Rings>> of(
      int rings, int requests, List<StepDef<ToldRings<Rings>>> steps) {
    TableGroups groups = new TableGroups(requests);
    int[] owners = steps.toJavaStream().mapToInt(groups::owner).toArray();
    int[] ctx = steps.toJavaStream().mapToInt(step -> (Integer) step.args().head()).toArray();
    int each = groups.members.size();
    return new StepGroups<>(
        List.fill(rings, () -> groups.members).flatMap(members -> members),
        List.of("user"),
        told -> {
          long busy = 0;
          for (int ring = rings; ring > 0; ring--) {
            busy = busy << each | groups.busy(told.state().get(RingId.of(ring)));
          }
          return busy;
        },
        (told, step) -> {
          int own =
              owners[step] == CALL
                  ? callOf(told.state().get(RingId.of(ctx[step])).call())
                  : owners[step];
          return own == NOBODY ? NOBODY : (ctx[step] - 1) * each + own;
        });
  }

  private static Map<String, Integer> all(List<? extends Step<?, ?>> steps, int owner) {
    return steps.toLinkedMap(Step::action, step -> owner);
  }

  private int owner(StepDef<?> step) {
    int owner = OWNERS.get(step.action()).get();
    return switch (owner) {
      case IN_FLIGHT -> request(step);
      case DEFERRED -> requests + request(step);
      default -> owner;
    };
  }

  private static int request(StepDef<?> step) {
    return REQUEST + (Integer) step.args().get(1) - 1;
  }

  private static int callOf(Call call) {
    return switch (call) {
      case Call.Update update -> UPDATE;
      case Call.Teardown teardown -> TEARDOWN;
      case Call.Clone clone -> CLONE;
      case Call.Submit submit -> SUBMISSION;
      case Call.TaskWork work -> TASK_WORK;
      case Call.CloneSource source -> NOBODY;
      case Call.Idle idle -> NOBODY;
    };
  }

  private long busy(RingContext table) {
    int call =
        table.call().drop().isDefined() || table.isAt(UpdateStage.UNWIND)
            ? RELEASE
            : callOf(table.call());
    long busy = call == NOBODY ? 0 : 1L << call;
    for (Entry<RequestId, Request> entry : table.requests()) {
      State state = entry.value().state();
      boolean alone = state == State.IN_FLIGHT || state == State.DONE || state == State.UNHELD;
      if (alone && !isCarried(table, entry.id())) {
        busy |= 1L << REQUEST + entry.id().number() - 1;
      }
      if (table.queued().has(entry.id())) {
        busy |= 1L << REQUEST + requests + entry.id().number() - 1;
      }
    }
    return busy;
  }

  /** Whether the call is about a request. */
  private static boolean isCarried(RingContext table, RequestId req) {
    return table.call() instanceof Call.OnRequest carrier && carrier.req().equals(req);
  }
}
