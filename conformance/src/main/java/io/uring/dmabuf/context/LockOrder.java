package io.uring.dmabuf.context;

import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;

/**
 * Which lock is taken while which other is held: from each lock that whoever takes a step has, or
 * that encloses the section, to each that is taken.
 *
 * @param edges the pairs in the order in which they were found, with the actions that make them
 */
public record LockOrder(Map<Edge, List<String>> edges) {

  /**
   * One lock is taken while another is held.
   *
   * @param from the lock that is held
   * @param to the lock that is taken
   */
  public record Edge(LockClass from, LockClass to) {
    @Override
    public String toString() {
      return from.kernel() + " --> " + to.kernel();
    }
  }

  /** The order that these contexts make. */
  public static LockOrder of(Contexts contexts) {
    return new LockOrder(
        contexts
            .runs()
            .flatMap(line -> edges(line).map(edge -> Tuple.of(edge, line.action())))
            .foldLeft(
                LinkedHashMap.<Edge, List<String>>empty(),
                (all, found) ->
                    all.put(
                        found._1,
                        all.getOrElse(found._1, List.empty()).append(found._2).distinct())));
  }

  private static List<Edge> edges(Runs line) {
    return line.takes().flatMap(section -> edges(line.holds(), section)).distinct();
  }

  private static List<Edge> edges(List<LockClass> holds, List<LockClass> section) {
    Tuple2<List<LockClass>, List<Edge>> end =
        section.foldLeft(
            Tuple.of(holds, List.<Edge>empty()),
            (sum, lock) ->
                Tuple.of(
                    sum._1.append(lock),
                    sum._2.appendAll(sum._1.map(held -> new Edge(held, lock)))));
    return end._2;
  }

  /** The locks that are taken while this one is held. */
  private List<LockClass> after(LockClass lock) {
    return edges.keySet().toList().filter(edge -> edge.from() == lock).map(Edge::to);
  }

  /** A cycle, its first lock again at its end, if there is one. */
  public Option<List<LockClass>> cycle() {
    return List.of(LockClass.values()).flatMap(lock -> back(lock, List.of(lock))).headOption();
  }

  /** A way from the last lock of a path back to the first, over locks that are not on the path. */
  private Option<List<LockClass>> back(LockClass first, List<LockClass> path) {
    return after(path.last())
        .flatMap(next ->
            next == first
                ? Option.some(path.append(first))
                : path.contains(next)
                    ? Option.<List<LockClass>>none()
                    : back(first, path.append(next)))
        .headOption();
  }
}
