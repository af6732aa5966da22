package io.uring.dmabuf.uring;

import io.uring.dmabuf.uring.Request.State;
import io.vavr.Tuple2;
import io.vavr.collection.SortedMap;
import io.vavr.control.Option;

/**
 * The structural laws of a buffer table: counts are computed again from whoever holds a reference,
 * nothing is held by nobody, and a tag tells the truth.
 */
public final class BufferTableAudit {
  private final BufferTable table;

  private BufferTableAudit(BufferTable table) {
    this.table = table;
  }

  /** One line about a law that the state breaks; none for a sound state. */
  public static Option<String> audit(BufferTable table) {
    for (Tuple2<Integer, Imu> entry : table.imus()) {
      Option<String> law = imu(entry, sharing(table, entry._1));
      if (law.isDefined()) {
        return law;
      }
    }
    return auditWithoutImus(table);
  }

  /** The same but for the counts of the imus, which rings may share. */
  static Option<String> auditWithoutImus(BufferTable table) {
    BufferTableAudit audit = new BufferTableAudit(table);
    for (Tuple2<Integer, Node> entry : table.nodes()) {
      Option<String> law = audit.node(entry);
      if (law.isDefined()) {
        return law;
      }
    }
    for (Tuple2<Integer, Request> entry : table.requests()) {
      Option<String> law = audit.request(entry);
      if (law.isDefined()) {
        return law;
      }
    }
    for (int number = 1; number <= table.tagsGiven(); number++) {
      Option<String> law = audit.tag(number);
      if (law.isDefined()) {
        return law;
      }
    }
    return audit.dangling();
  }

  private Option<String> node(Tuple2<Integer, Node> entry) {
    int held = holders(entry._1);
    if (held != entry._2.refs()) {
      return Option.some(
          "node %d counts %d references, %d are held".formatted(entry._1, entry._2.refs(), held));
    }
    boolean released =
        table.call().drop().exists(d -> d.node() == entry._1 && d.stage() != Drop.Stage.PUT);
    return Option.when(
        held == 0 && !released, () -> "node %d is held by nobody".formatted(entry._1));
  }

  private int holders(int node) {
    int slots = table.table().map(held -> held.holding(node)).getOrElse(0);
    int requests = 0;
    for (Tuple2<Integer, Request> request : table.requests()) {
      requests += request._2.node().contains(node) ? 1 : 0;
    }
    boolean made = table.call() instanceof Call.Update update && update.node().contains(node);
    boolean put = table.call().drop().exists(d -> d.node() == node && d.stage() == Drop.Stage.PUT);
    int fresh = table.call() instanceof Call.Clone clone ? clone.fresh().holding(node) : 0;
    return slots + requests + fresh + (made ? 1 : 0) + (put ? 1 : 0);
  }

  /** The nodes of a table that hold a reference of an imu: not the one that is being released. */
  static int sharing(BufferTable table, int imu) {
    int held = 0;
    for (Tuple2<Integer, Node> node : table.nodes()) {
      held += node._2.imu().contains(imu) && !isReleasing(table, node._1) ? 1 : 0;
    }
    return held;
  }

  /** The law of one imu: it counts its holders. */
  static Option<String> imu(Tuple2<Integer, Imu> entry, int held) {
    return held == entry._2.refs()
        ? Option.none()
        : Option.some(
            "imu %d counts %d references, %d are held".formatted(entry._1, entry._2.refs(), held));
  }

  private static boolean isReleasing(BufferTable table, int node) {
    return table.call().drop().exists(d -> d.node() == node && d.stage() == Drop.Stage.RELEASE);
  }

  private Option<String> request(Tuple2<Integer, Request> entry) {
    int req = entry._1;
    Request request = entry._2;
    boolean complete = request.state() == State.COMPLETE;
    int cqes = table.completions().count(req);
    boolean posted =
        table.isAt(SubmitStage.FREE_REQ)
            && table.call() instanceof Call.OnRequest carrier
            && carrier.req() == req;
    if (cqes != (complete || posted ? 1 : 0)) {
      return Option.some("request %d has %d completions".formatted(req, cqes));
    }
    if (request.state() == State.IN_FLIGHT && request.node().isEmpty()) {
      return Option.some("request %d is in flight without a node".formatted(req));
    }
    return Option.when(
        complete && (request.node().isDefined() || request.file().isDefined()),
        () -> "request %d is complete and holds something".formatted(req));
  }

  private Option<String> tag(int number) {
    long userData = CompletionQueue.userDataOfTag(number);
    int posted = table.completions().count(userData);
    boolean carried = table.nodes().exists(node -> node._2.tag().contains(userData));
    boolean used =
        table
            .requests()
            .exists(r -> r._2.tag().contains(userData) && r._2.state() != State.COMPLETE);
    if (posted > 1 || posted == 1 && used) {
      return Option.some(
          "tag %d was posted %d times%s"
              .formatted(number, posted, used ? " and a request still uses its buffer" : ""));
    }
    return Option.when(
        posted == 0 && !carried && table.open(), () -> "tag %d is lost".formatted(number));
  }

  private Option<String> dangling() {
    for (SlotTable slots : table.table()) {
      for (Option<Integer> node : slots.nodes()) {
        if (isGone(node, table.nodes())) {
          return Option.some("node %d is named, but gone".formatted(node.get()));
        }
      }
    }
    for (Tuple2<Integer, Request> request : table.requests()) {
      if (isGone(request._2.node(), table.nodes())) {
        return Option.some("node %d is named, but gone".formatted(request._2.node().get()));
      }
    }
    for (Tuple2<Integer, Node> node : table.nodes()) {
      if (isGone(node._2.imu(), table.imus())) {
        return Option.some("imu %d is named, but gone".formatted(node._2.imu().get()));
      }
    }
    return Option.none();
  }

  private static boolean isGone(Option<Integer> named, SortedMap<Integer, ?> live) {
    return named.isDefined() && !live.containsKey(named.get());
  }
}
