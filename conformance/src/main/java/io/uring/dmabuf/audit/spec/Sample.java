package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.history.History;
import io.uring.dmabuf.history.RequestTold;
import io.uring.dmabuf.history.TagsTold;
import io.uring.dmabuf.history.ToldRings;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.oracle.SampledStep;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.Node;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.UpdateArgs;
import io.uring.dmabuf.uring.UpdateStage;
import io.vavr.collection.List;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import java.util.ArrayList;
import java.util.SplittableRandom;

/** Some of the steps that a search takes, each as likely as any other, the same in each run. */
final class Sample {
  /**
   * A step that was taken.
   *
   * @param tags how many tags of buffers there were
   */
  private record Taken(
      Step<State, Object> step, Object args, State before, State after, long tags) {
    SampledStep sampled() {
      return new SampledStep(
          new Choice<>(step, args),
          new ToldRings<>(before, Vector.of(history(before.table(), args, tags))),
          after);
    }
  }

  private final int size;
  private final SplittableRandom random = new SplittableRandom(1);
  private final ArrayList<Taken> taken = new ArrayList<>();
  private long seen;

  /** So many of them. */
  Sample(int size) {
    this.size = size;
  }

  void take(Step<State, Object> step, Object args, State before, State after, long tags) {
    seen++;
    if (taken.size() < size) {
      taken.add(new Taken(step, args, before, after, tags));
    } else if (size > 0) {
      long at = random.nextLong(seen);
      if (at < size) {
        taken.set((int) at, new Taken(step, args, before, after, tags));
      }
    }
  }

  List<SampledStep> steps() {
    return List.ofAll(taken).map(Taken::sampled);
  }

  /** What laws remember, as far as the state shows it: no guard reads it. */
  private static History history(RingContext table, Object args, long tags) {
    boolean giving =
        UpdateArgs.givesTag(args)
            || table.call() instanceof Call.Update update
                && update.args().tag().isDefined()
                && update.stage().compareTo(UpdateStage.STORE_NODE) < 0;
    Vector<Long> given =
        Vector.range(0, tags - (giving ? 1 : 0)).map(tag -> Explanation.FIRST_TAG + tag);
    Numbered<RequestId, RequestTold> requests = Numbered.empty();
    for (RequestId req : table.requests().ids()) {
      Request request = table.requests().get(req).get();
      RequestTold told =
          new RequestTold(
              request.node().flatMap(table.nodes()::get).flatMap(Node::tag),
              table.completions().count(req.number()));
      requests = requests.put(req, told);
    }
    return new History(new TagsTold(given, TreeMap.empty()), requests);
  }
}
