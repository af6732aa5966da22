package io.uring.dmabuf.live.edges;

import io.uring.dmabuf.live.Answer;
import io.uring.dmabuf.live.KernelRing;
import io.uring.dmabuf.live.Operation;
import io.uring.dmabuf.live.Operation.Clone;
import io.uring.dmabuf.live.Operation.Finish;
import io.uring.dmabuf.live.Operation.Hold;
import io.uring.dmabuf.live.Operation.Link;
import io.uring.dmabuf.live.Operation.OfRing;
import io.uring.dmabuf.live.Operation.Register;
import io.uring.dmabuf.live.Operation.Second;
import io.uring.dmabuf.live.Operation.Submit;
import io.uring.dmabuf.live.Operation.Update;
import io.uring.dmabuf.live.Operation.UpdateRaw;
import io.uring.dmabuf.live.ScenarioWriter;
import io.uring.dmabuf.live.edges.CallEdge.OfRequest;
import io.uring.dmabuf.live.edges.CallEdge.OfTag;
import io.uring.dmabuf.live.edges.CallEdge.Posted;
import io.uring.dmabuf.system.RingKind;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.RawClone;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.function.Supplier;

/**
 * One tour of a specification's edges on fresh rings of the running kernel. What the kernel answers
 * is compared with what the specification says, directly.
 *
 * <p>An ordinary buffer stands for a dma-buf. A request whose device fails is cancelled: both are
 * an error that comes after the issue. What the issue of a request answers is decided when it is
 * submitted, by its range and its descriptor: the tour tells it. All buffers are one memory, so
 * that which of them a request has is told by the tags alone.
 */
final class EdgeDriver implements AutoCloseable {
  private final List<CallEdge> tour;
  private final int slots;
  private final Supplier<KernelRing> rings;
  private final java.util.List<EdgeSide> sides = new ArrayList<>();
  private final java.util.List<Operation> done = new ArrayList<>();
  private int driven;
  private long calls;
  private long tags;

  /**
   * How a tour ended.
   *
   * @param driven how many of its edges were driven, the last of which has the mismatch if there is
   *     one
   * @param calls to the kernel
   * @param tags that it posted
   * @param mismatch where specification and kernel differ, if they do
   */
  record Result(int driven, long calls, long tags, Option<String> mismatch) {}

  private EdgeDriver(List<CallEdge> tour, int slots, Supplier<KernelRing> rings) {
    this.tour = tour;
    this.slots = slots;
    this.rings = rings;
  }

  /**
   * Drives a tour, or up to the first mismatch.
   *
   * @param tour edges from the initial state on, each beginning where the one before ends
   * @param slots of each table
   * @param rings makes a fresh ring
   */
  static Result drive(List<CallEdge> tour, int slots, Supplier<KernelRing> rings) {
    try (EdgeDriver driver = new EdgeDriver(tour, slots, rings)) {
      return driver.drive();
    }
  }

  private Result drive() {
    Option<String> mismatch = Option.none();
    for (List<CallEdge> rest = tour; !rest.isEmpty() && mismatch.isEmpty(); rest = rest.tail()) {
      driven++;
      mismatch = carefully(rest);
    }
    return new Result(driven, calls, tags, mismatch);
  }

  /** The same, when the kernel does not answer; and what it posts that nobody asked for. */
  private Option<String> carefully(List<CallEdge> rest) {
    try {
      return drive(rest)
          .orElse(() ->
              Option.when(
                  !sides.stream().allMatch(EdgeSide::isSilent),
                  () -> told(rest.head(), "nothing more", "posts another completion")));
    } catch (IllegalStateException unanswered) {
      return Option.some(told(rest.head(), "an answer", "none: " + unanswered.getMessage()));
    }
  }

  private String told(CallEdge edge, String expected, String answered) {
    return "%s%n%s%n  specification: %s%n  kernel: %s"
        .formatted(
            ScenarioWriter.text(RingKind.PLAIN, List.ofAll(done)).strip(),
            edge.start(),
            expected,
            answered);
  }

  /** Drives the first of the edges; the others tell what becomes of what is submitted. */
  private Option<String> drive(List<CallEdge> rest) {
    CallEdge edge = rest.head();
    EdgeSide side = side(edge.ring());
    return switch (edge.start().action()) {
      case "ReapCqe" -> Option.none();
      case "CloseRing" -> {
        side.close();
        yield Option.none();
      }
      case "StartClone" -> {
        RawClone asked = EdgeSide.clone(edge);
        yield compare(
            edge,
            new Clone(edge.ring() == 2, asked),
            "0",
            side.cloneFrom(side(3 - edge.ring()), asked));
      }
      case "CloneRefused" -> {
        RawClone asked = EdgeSide.refusedClone(edge);
        yield compare(
            edge,
            new Clone(edge.ring() == 2, asked),
            refusal(edge),
            side.cloneFrom(side(3 - edge.ring()), asked));
      }
      default -> {
        OfRing operation = side.operation(rest);
        if (edge.start().action().equals("StartAsync")) {
          done.add(new Hold());
        }
        yield compare(
            edge,
            edge.ring() == 1 ? operation : new Second(operation),
            result(edge, operation),
            side.apply(edge, operation));
      }
    };
  }

  /** One of the rings, by number; a second one is made when something is done with it. */
  private EdgeSide side(int number) {
    while (sides.size() < number) {
      sides.add(new EdgeSide(rings.get(), slots));
    }
    return sides.get(number - 1);
  }

  private Option<String> compare(CallEdge edge, Operation operation, String result, Answer answer) {
    calls++;
    tags += answer.tags();
    done.add(operation);
    String expected =
        edge.posted().map(posted -> text(edge, posted)).prepend(result).mkString(", ");
    String answered = side(edge.ring()).text(answer);
    return Option.when(!expected.equals(answered), () -> told(edge, expected, answered));
  }

  /** What the call returns. */
  private static String result(CallEdge edge, OfRing operation) {
    return switch (operation) {
      case UpdateRaw raw -> refusal(edge);
      case Update update -> edge.returned();
      case Register register -> edge.returned();
      case Submit submit -> "1";
      case Finish finish when edge.start().action().equals(CallEdge.NOT_FOUND) ->
          Errno.text(-Errno.ENOENT.number());
      case Link link -> String.valueOf(link.requests().size());
      default -> "0";
    };
  }

  private static String refusal(CallEdge edge) {
    return "-" + edge.start().args().last();
  }

  private static String text(CallEdge edge, Posted posted) {
    return switch (posted) {
      case OfTag(int tag) -> "tag " + tag;
      case OfRequest(int request, String result) ->
          "request "
              + request
              + " "
              + switch (result) {
                case "ok" -> "ok, bytes: " + (edge.cutShort() && request == edge.request() ? 0 : 1);
                case "EIO" -> "-ECANCELED";
                default -> "-" + result;
              };
    };
  }

  @Override
  public void close() {
    for (EdgeSide side : sides) {
      side.close();
    }
  }
}
