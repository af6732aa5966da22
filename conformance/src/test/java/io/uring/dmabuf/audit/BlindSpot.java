package io.uring.dmabuf.audit;

import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * Why the rules and the specification can say different things of a trace: what the search leaves
 * out, by the rules that see it; and what no rule asks, by why the specification refuses it.
 */
enum BlindSpot {
  MEMORY(
      "search",
      "which memory a command touches, and what is mapped and synced for it",
      "whose command a mapping is for",
      "NoDmaOutsideMapping|SyncedAroundAccess|PagesMappedForTheirCommand|IommuMatchesMappings"),
  BYTES("search", "how many bytes a request moves", "what a request asks for", "SuccessMovedAll"),
  REFERENCES(
      "search",
      "references, mapped buffers, and what is left at the end",
      "in which slot a node is, and when it leaves it",
      "QuiescenceRestores|NoDanglingReference|HoldsStandOnHolds|NoNodeLeaked|TagNotLost"),
  LEFT_OUT(
      "search",
      "requests with a result that the specification has no word for",
      "why a request fails",
      "CompletesOnce|NoResultBeforeTheEnd|InFlightHoldsNode|TagAfterLastRequest|RequestsGoInOrder"),
  OTHERS(
      "search",
      "commands that are made for nobody who is followed",
      "the request of io_uring in the tracepoints of nvme and block",
      "OneTagPerPart|CqeNamesItsCommand|DeviceOwnsCommand|SqHoldsQueued|CommandIsItsRequest"
          + "|RequestEndsOnce|TagIffInFlight|TableRegisteredOnce"),
  FROM_BEFORE(
      "rules",
      "a node or a tag that is not there may be from before: unknown",
      "what there is when a recording begins",
      ".*: (it is of nothing that is there|its node is gone|the tag is of no node that is there)"),
  CLOSED_RING(
      "rules",
      "a ring that is closed may post no tags, as before Linux 6.13: unknown",
      "that a ring is closed",
      ".*: the tag of the node should have come before"),
  FAILURES(
      "rules",
      "how a request ends that was not in flight",
      "where a request fails",
      "(CqePosted|RequestEnded) .*"),
  SLOTS(
      "rules",
      "which call a mark of a slot belongs to, and a tag that is at most 10 s late",
      "a tracepoint with the slot and the tag of an update",
      "(update|register) of slot .*|io_uring_(un)?register.*|unregister.*"
          + "|.* of a buffer should have come before|.*buffer of this tag.*|.*tag is of no buffer.*"),
  REQUEST_OF_COMMAND(
      "rules",
      "which request of io_uring a command is for",
      "the request of io_uring in the tracepoints of nvme and block",
      "(nvme_|block_rq_|dma_|io_uring_complete|the program takes the CQE|bio_endio|blk_mq_).*"),
  WHO_ISSUES(
      "rules",
      "who takes the file of a request, hands it to a worker and issues it",
      "none: no rule asks in which task an event is",
      "(io_uring_(file_get|submit_req|queue_async_work|create)|io_|sched_switch).*");

  private final String side;
  private final String what;
  private final String lacking;
  private final String pattern;

  BlindSpot(String side, String what, String lacking, String pattern) {
    this.side = side;
    this.what = what;
    this.lacking = lacking;
    this.pattern = pattern;
  }

  private boolean isOfSearch() {
    return side.equals("search");
  }

  /** What explains a difference; none if something of it is left unexplained. */
  static Option<List<BlindSpot>> of(Judged judged) {
    List<String> open = judged.isViolating() ? judged.rules() : List.of(judged.refused());
    List<Option<BlindSpot>> all = open.map(each -> of(each, judged));
    return all.forAll(Option::isDefined)
        ? Option.some(all.map(Option::get).distinct())
        : Option.none();
  }

  private static Option<BlindSpot> of(String open, Judged judged) {
    return List.of(values())
        .filter(each -> each.isOfSearch() == judged.isViolating())
        .filter(each -> each != LEFT_OUT || judged.leftOut() > 0)
        .find(each -> open.matches(each.pattern));
  }

  /** The line of a document. */
  String row(int count) {
    return "| `%s`, of the %s | %s | %s | %d |\n".formatted(name(), side, what, lacking, count);
  }
}
