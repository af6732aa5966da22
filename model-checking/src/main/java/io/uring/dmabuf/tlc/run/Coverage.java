package io.uring.dmabuf.tlc.run;

import io.uring.dmabuf.tlc.ActionLabel;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import java.util.IdentityHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import tlc2.tool.Action;
import tlc2.tool.ITool;

/** Transitions counted per instance of an action, without a lock. */
final class Coverage {

  private final Set<String> named;
  private final List<ActionLabel> labels;
  private final java.util.Map<Action, Integer> index = new IdentityHashMap<>();
  private final AtomicLongArray counts;

  /**
   * Nothing counted yet.
   *
   * @param tool the loaded model
   * @param labels the labels of its actions, in TLC's order
   */
  Coverage(ITool tool, List<ActionLabel> labels) {
    this.named = NextActions.names(tool);
    this.labels = labels;
    Action[] actions = tool.getActions();
    for (int i = 0; i < actions.length; i++) {
      index.put(actions[i], i);
    }
    this.counts = new AtomicLongArray(actions.length);
  }

  /** Counts one transition. */
  void count(Action action) {
    Integer at = index.get(action);
    if (at == null) {
      throw new IllegalStateException(
          "TLC took an action that it did not list: " + action.getName());
    }
    counts.incrementAndGet(at);
  }

  /** Transitions per action name, every named action with its count, also 0. */
  Map<String, Long> perAction() {
    Map<String, Long> all =
        LinkedHashMap.<String, Long>empty()
            .merge(named.toLinkedMap(name -> io.vavr.Tuple.of(name, 0L)));
    return instances().foldLeft(all, (map, t) -> map.put(t._1.action(), t._2, Long::sum));
  }

  /** Transitions per instance, in TLC's order; instances that share a label are added up. */
  Map<ActionLabel, Long> instances() {
    Map<ActionLabel, Long> all = LinkedHashMap.empty();
    for (int i = 0; i < counts.length(); i++) {
      all = all.put(labels.get(i), counts.get(i), Long::sum);
    }
    return all;
  }
}
