package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.ToldEvent;
import io.uring.dmabuf.audit.spec.Explanation.Known;
import io.uring.dmabuf.audit.spec.Shown.Answer;
import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.dma.Event.CqePosted;
import io.uring.dmabuf.dma.Event.CqeSeen;
import io.uring.dmabuf.dma.Event.RequestEnded;
import io.uring.dmabuf.dma.Event.RequestInFlight;
import io.vavr.Tuple2;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import java.util.function.Function;

/**
 * Where no behaviour goes on as a trace does.
 *
 * @param explained how many events of the ring are explained: the longest prefix
 * @param recent the last of them, with whom they are about
 * @param instead the event that came
 * @param of whom it is about
 * @param why it cannot be
 * @param allowed what the specification would have allowed next
 */
public record Refusals(
    long explained,
    List<Tuple2<String, Event>> recent,
    Event instead,
    String of,
    String why,
    List<String> allowed) {
  private static final int NAMED = 3;

  static Refusals of(Search search, Search.Refused refused) {
    return new Refusals(
        refused.explained(),
        refused.recent().map(shown -> new Tuple2<>(who(refused.before(), shown), shown.event())),
        refused.instead().event(),
        who(refused.before(), refused.instead()),
        refused.why(),
        allowed(search, refused));
  }

  private static String who(Explanation in, Shown shown) {
    return switch (shown) {
      case Shown.Submitted(var event, Asked asked) -> asked.name();
      case Shown.Failed(var event, Asked asked) -> asked.name();
      case Shown.BufferTag(var event, long tag) -> "tag 0x" + Long.toHexString(tag);
      case Shown.Told _ -> "";
      case Shown.Registered _, Shown.Unregistered _ -> "table";
      case Shown.Outside _ -> "the program goes on";
      default -> in.known(shown.id()).map(known -> known.asked().name()).getOrElse("");
    };
  }

  /** What would have been explained at this place, each kind of event with some of its requests. */
  private static List<String> allowed(Search search, Search.Refused refused) {
    Explanation at = refused.before();
    Event event = refused.instead().event();
    List<Known> known = at.known().values().toList().sortBy(each -> each.asked().id());
    if (search.facts().isTold()) {
      return told(search, at, event.at(), known);
    }
    return List.of(
            line(
                "io_uring_complete",
                known.filter(each ->
                    goes(
                        search,
                        at,
                        new Shown.Completed(
                            event,
                            each.asked().id(),
                            each.asked()
                                .fate()
                                .errno()
                                .map(e -> -(long) e.number())
                                .getOrElse(1L))))),
            line(
                "io_uring_file_get",
                known.filter(
                    each -> goes(search, at, new Shown.FileGot(event, each.asked().id(), true)))),
            line(
                "io_uring_queue_async_work",
                known.filter(each -> goes(search, at, new Shown.Queued(event, each.asked().id())))),
            line(
                "nvme_setup_cmd",
                known.filter(
                    each -> goes(search, at, new Shown.SetUp(event, each.asked().id(), "?", 0)))),
            line(
                "nvme_complete_rq",
                commands(at)
                    .filter(each ->
                        goes(
                            search,
                            at,
                            new Shown.Answered(
                                event,
                                each._1.asked().id(),
                                each._2,
                                Answer.SUCCESS,
                                at.retries(each._2))))
                    .map(Tuple2::_1)),
            line(
                "block_rq_complete",
                commands(at)
                    .filter(each ->
                        goes(search, at, new Shown.Ended(event, each._1.asked().id(), each._2, 0)))
                    .map(Tuple2::_1)),
            line(
                "the program takes the CQE",
                known.filter(each -> goes(search, at, new Shown.Seen(event, each.asked().id())))),
            goes(search, at, new Shown.Unregistered(event)) ? "io_uring_register, opcode 1" : "")
        .reject(String::isEmpty)
        .append("io_uring_submit_req");
  }

  /** The same of what steps tell. */
  private static List<String> told(Search search, Explanation at, At place, List<Known> known) {
    Map<String, Function<Known, io.uring.dmabuf.dma.Event>> events =
        LinkedHashMap.of(
            "RequestInFlight", of -> new RequestInFlight(of.req()),
            "RequestEnded", of -> new RequestEnded(of.req()),
            "CqePosted", of -> new CqePosted(of.req(), result(of)),
            "CqeSeen", of -> new CqeSeen(of.req()));
    return events
        .toList()
        .map(each ->
            line(
                each._1,
                known.filter(of ->
                    goes(
                        search,
                        at,
                        new Shown.Told(
                            new ToldEvent(place, 0, false, each._2.apply(of)),
                            of.asked().id(),
                            List.empty())))))
        .reject(String::isEmpty)
        .append("RequestBegun, and nodes that are made");
  }

  private static int result(Known of) {
    return of.asked().fate().errno().map(errno -> -errno.number()).getOrElse(1);
  }

  private static List<Tuple2<Known, String>> commands(Explanation at) {
    return at.holders()
        .toList()
        .flatMap(each -> request(at, each._2.of()).map(known -> new Tuple2<>(known, each._1)));
  }

  private static List<Known> request(Explanation at, OfTag of) {
    return at.state()
        .queue()
        .request(of.device(), of.tag())
        .flatMap(
            command -> at.known().values().find(each -> each.req().equals(command.owner().req())))
        .toList();
  }

  private static boolean goes(Search search, Explanation at, Shown shown) {
    return Attempt.of(
            new Attempt.Start(search.facts(), search.alternatives(), at, 0, id -> 0, new Sample(0)))
        .follow(shown);
  }

  private static String line(String event, List<Known> of) {
    if (of.isEmpty()) {
      return "";
    }
    String names =
        of.take(NAMED).map(each -> "0x" + Long.toHexString(each.asked().userData())).mkString(", ");
    int more = of.size() - NAMED;
    return event + " of " + names + (more > 0 ? " and " + more + " more" : "");
  }
}
