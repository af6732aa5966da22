package io.uring.dmabuf.live.tour;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.chain.RandomComparison;
import io.uring.dmabuf.live.uapi.UringCqe;
import io.uring.dmabuf.scenario.Calling;
import io.uring.dmabuf.scenario.Carried;
import io.uring.dmabuf.scenario.Carried.Posted;
import io.uring.dmabuf.scenario.Looking;
import io.uring.dmabuf.scenario.Making;
import io.uring.dmabuf.scenario.Scenario;
import io.uring.dmabuf.scenario.Scenario.Line;
import io.uring.dmabuf.scenario.ScenarioRun;
import io.uring.dmabuf.scenario.ScenarioRun.Verdict;
import io.uring.dmabuf.scenario.Statement;
import io.uring.dmabuf.tlc.FileTrouble;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/**
 * A scenario without a dma-buf, carried out on the machine and on the running kernel, one statement
 * after the other. The same must be: what calls return, the completions with their results, and the
 * bytes that the user sees once no request is under way. What {@code taskwork} and {@code run}
 * return, references, mappings and pools are the machine's alone.
 *
 * <p>On the kernel a request has ended when it was submitted; on the machine the scenario says
 * when. So a completion may come earlier on the kernel, but no earlier than what it belongs to:
 * that of a request not before its submission, a tag not before its buffer left the slot, and not
 * before the requests that used the buffer. In all else the order must be the machine's. A request
 * that waits is the business of {@link RandomComparison}.
 */
public final class TourOnKernel {

  /** How a scenario went. */
  public sealed interface Outcome {

    /**
     * Both did the same.
     *
     * @param values how many values were compared, completions included
     */
    record Agrees(int values) implements Outcome {}

    /**
     * It cannot be carried out on this kernel.
     *
     * @param reason why not, as the end of a sentence
     */
    record Skipped(String reason) implements Outcome {}

    /**
     * They differ, or the machine fails alone.
     *
     * @param message one line with file, line, and what both say
     */
    record Differs(String message) implements Outcome {}
  }

  private final TourKernel kernel;
  private final Map<String, ArrayDeque<Awaited>> awaited = new HashMap<>();

  /** The ring and user data of each request that is under way; several may have the same. */
  private final ArrayList<String> underWay = new ArrayList<>();

  private int now;
  private int values;

  /** A completion that the machine has posted and its user not consumed, and when it was posted. */
  private record Awaited(Posted completion, int at) {}

  private TourOnKernel(TourKernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Carries out a scenario on both.
   *
   * @param design the design that the machine's kernel follows
   * @param abilities of the running kernel
   */
  public static Outcome run(Scenario scenario, Design design, TourAbilities abilities) {
    Option<String> obstacle = TourObstacle.of(scenario, abilities);
    if (obstacle.isDefined()) {
      return new Outcome.Skipped(obstacle.get());
    }
    try (TourKernel kernel = new TourKernel()) {
      TourOnKernel both = new TourOnKernel(kernel);
      ScenarioRun run = ScenarioRun.beside(drained(scenario), design, line -> {}, both::after);
      Option<String> wrong =
          run.verdict() == Verdict.CLEAN
              ? both.leftOver().map(what -> scenario.name() + ": " + what)
              : Option.some(run.message());
      return wrong
          .<Outcome>map(Outcome.Differs::new)
          .getOrElse(() -> new Outcome.Agrees(both.values));
    }
  }

  /** The scenario, and all of its requests and completions come to their end. */
  private static Scenario drained(Scenario scenario) {
    int most = scenario.lines().map(line -> mostCompletions(line.statement())).sum().intValue();
    List<String> rings =
        scenario
            .lines()
            .toList()
            .flatMap(line ->
                line.statement() instanceof Making.NewRing ring
                    ? Option.some(ring.name())
                    : Option.none());
    String more =
        rings
            .map(ring ->
                "taskwork %s\n%s".formatted(ring, "cqe %s\n".formatted(ring).repeat(most + 1)))
            .mkString("run\n", "", "");
    int last = scenario.lines().last().number();
    Vector<Line> lines =
        Scenario.parse(scenario.name(), more)
            .get()
            .lines()
            .map(line -> new Line(last, line.text(), line.statement(), Option.none()));
    return new Scenario(scenario.name(), scenario.lines().appendAll(lines));
  }

  private static int mostCompletions(Statement statement) {
    return switch (statement) {
      case Calling.Request _ -> 1;
      case Calling.Register register -> register.entries().size();
      case Calling.Update update -> update.entries().size();
      default -> 0;
    };
  }

  /** After the machine: what the kernel does otherwise, if it does. */
  private Option<String> after(Carried carried) {
    now++;
    remember(carried);
    try {
      Option<String> answer = kernel.carryOut(now, carried.statement());
      return carried.statement() instanceof Calling.Reap(String ring)
          ? consumed(ring, carried.value())
          : answer.flatMap(value -> compared(carried, value));
    } catch (IOException e) {
      throw new UncheckedIOException(
          new FileSystemException(System.getProperty("java.io.tmpdir"), null, FileTrouble.of(e)));
    }
  }

  private void remember(Carried carried) {
    submission(carried.statement())
        .filter(key -> carried.value().equals("1"))
        .forEach(underWay::add);
    for (Posted each : carried.posted()) {
      queue(each.ring()).add(new Awaited(each, now));
      underWay.remove(key(each.ring(), each.userData()));
    }
  }

  /** The request that a statement submits. */
  private static Option<String> submission(Statement statement) {
    return switch (statement) {
      case Calling.Request request -> request.userData().map(data -> key(request.ring(), data));
      default -> Option.none();
    };
  }

  private ArrayDeque<Awaited> queue(String ring) {
    return awaited.computeIfAbsent(ring, name -> new ArrayDeque<>());
  }

  private static String key(String ring, long userData) {
    return ring + " " + userData;
  }

  private Option<String> compared(Carried carried, String value) {
    if (carried.statement() instanceof Looking && !underWay.isEmpty()) {
      return Option.none();
    }
    values++;
    return Option.when(
        !value.equals(carried.value()),
        () -> "the machine says %s, the kernel %s".formatted(carried.value(), value));
  }

  /** The user consumes the oldest completion of the machine, and the same one of the kernel. */
  private Option<String> consumed(String ring, String value) {
    if (value.equals(Calling.Reap.NONE)) {
      return Option.none();
    }
    values++;
    Awaited next = queue(ring).remove();
    Posted expected = next.completion();
    Option<Posted> early =
        kernel.ring(ring).tooEarly(expected.userData(), next.at()).map(cqe -> posted(ring, cqe));
    Option<Posted> found =
        kernel
            .ring(ring)
            .consume(expected.userData(), expected.res())
            .map(cqe -> posted(ring, cqe));
    return early
        .map(other -> "the machine posts %s, the kernel %s first".formatted(value, other.text()))
        .orElse(() ->
            Option.when(
                !found.contains(expected),
                () ->
                    "the machine posts %s, the kernel %s"
                        .formatted(value, found.map(Posted::text).getOrElse("nothing"))));
  }

  private static Posted posted(String ring, UringCqe cqe) {
    return new Posted(ring, cqe.userData(), cqe.res());
  }

  /** What the kernel has posted and the machine has not. */
  private Option<String> leftOver() {
    return kernel
        .rings()
        .flatMap(ring -> kernel.ring(ring).left().map(cqe -> posted(ring, cqe)))
        .headOption()
        .map(cqe -> "the kernel posts %s as well".formatted(cqe.text()));
  }
}
