package io.uring.dmabuf.live.tour;

import io.uring.dmabuf.design.Design;
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
import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

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
 * that waits on a pipe ends when the scenario says so on both: while no drive has a request, what
 * each statement posts is the same, in the same order.
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
     * It cannot be carried out as it is written.
     *
     * @param message one line with file, line, and what was expected there
     */
    record Unusable(String message) implements Outcome {}

    /**
     * They differ, or the machine fails alone.
     *
     * @param message one line with file, line, and what both say
     */
    record Differs(String message) implements Outcome {}
  }

  private final TourKernel kernel;
  private final Map<String, ArrayDeque<Awaited>> awaited = new HashMap<>();

  /**
   * The ring and user data of each request that a drive works on; several may have the same. While
   * there is none, both post the same at the same time.
   */
  private final ArrayList<String> underWay = new ArrayList<>();

  /** The files that are no drive's. */
  private final Set<String> streams = new HashSet<>();

  private int now;
  private int values;

  /**
   * A completion that the machine has posted and its user not consumed.
   *
   * @param at when it was posted
   * @param excused the tags that a drive kept back on the machine then, and perhaps not there
   */
  private record Awaited(Posted completion, int at, List<Long> excused) {}

  /** The tags of the buffers that requests of drives work in, by the ring and the request. */
  private final Map<String, Long> worked = new HashMap<>();

  private TourOnKernel(TourKernel kernel) {
    this.kernel = kernel;
  }

  /** Why a scenario cannot be carried out on the running kernel, if so. */
  public static Option<String> obstacle(Scenario scenario, TourAbilities abilities) {
    return TourObstacle.of(scenario, abilities);
  }

  /**
   * Carries out a scenario on both.
   *
   * @param design the design that the machine's kernel follows
   * @param abilities of the running kernel
   */
  public static Outcome run(Scenario scenario, Design design, TourAbilities abilities) {
    return run(scenario, design, abilities, line -> {});
  }

  /**
   * The same.
   *
   * @param out takes every statement with what the machine returns
   */
  public static Outcome run(
      Scenario scenario, Design design, TourAbilities abilities, Consumer<String> out) {
    Option<String> obstacle = TourObstacle.of(scenario, abilities);
    if (obstacle.isDefined()) {
      return new Outcome.Skipped(obstacle.get());
    }
    try (TourKernel kernel = new TourKernel()) {
      TourOnKernel both = new TourOnKernel(kernel);
      ScenarioRun run =
          ScenarioRun.beside(
              drained(scenario), design, firstOf(scenario.lines().size(), out), both::after);
      Option<String> wrong =
          run.verdict() == Verdict.CLEAN
              ? both.leftOver().map(what -> scenario.name() + ": " + what)
              : Option.some(run.message());
      if (run.verdict() == Verdict.UNUSABLE) {
        return new Outcome.Unusable(run.message());
      }
      return wrong
          .<Outcome>map(Outcome.Differs::new)
          .getOrElse(() -> new Outcome.Agrees(both.values));
    }
  }

  /** Who takes so many lines, and no more. */
  private static Consumer<String> firstOf(int count, Consumer<String> out) {
    int[] left = {count};
    return line -> {
      if (left[0]-- > 0) {
        out.accept(line);
      }
    };
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

  /** A worker thread that is kept busy is let go. */
  private static String held(Scenario scenario) {
    return scenario
        .lines()
        .flatMap(line ->
            line.statement() instanceof Calling.Hold hold ? Option.some(hold) : Option.none())
        .lastOption()
        .filter(Calling.Hold::busy)
        .map(hold -> "release %s\n".formatted(hold.ring()))
        .getOrElse("");
  }

  private static int mostCompletions(Statement statement) {
    return switch (statement) {
      case Calling.Request _, Calling.Cancel _ -> 1;
      case Calling.SubmitAll all -> all.requests().size();
      case Calling.Register register -> register.entries().size();
      case Calling.Update update -> update.entries().size();
      default -> 0;
    };
  }

  /** After the machine: what the kernel does otherwise, if it does. */
  private Option<String> after(Carried carried) {
    now++;
    boolean calm = underWay.isEmpty();
    remember(carried);
    try {
      Option<String> answer = kernel.carryOut(now, carried.statement());
      carried.bound().forEach(each -> kernel.ring(each.ring()).uses(each.userData(), each.tag()));
      Option<String> wrong =
          carried.statement() instanceof Calling.Reap(String ring)
              ? consumed(ring, carried.value())
              : answer.flatMap(value -> compared(carried, value));
      Option<String> news = posted(carried, calm && underWay.isEmpty());
      return wrong.orElse(news);
    } catch (IOException e) {
      throw new UncheckedIOException(
          new FileSystemException(System.getProperty("java.io.tmpdir"), null, FileTrouble.of(e)));
    }
  }

  /**
   * What each ring has posted during a statement: the same, in the same order. A task that defers
   * completes several requests in one go, whose tags come after all of them, and so does a worker
   * thread that is let go; which of several a cancellation finds first says a hash table.
   *
   * @param compares whether it is compared, as no drive works
   */
  private Option<String> posted(Carried carried, boolean compares) {
    boolean batch =
        carried.statement() instanceof Calling.TaskWork
            || carried.statement() instanceof Calling.Hold
            || carried.statement() instanceof Calling.Cancel cancel && cancel.flags().counts();
    Option<String> differs = Option.none();
    for (String ring : kernel.rings()) {
      Vector<Posted> found = kernel.ring(ring).news().map(cqe -> posted(ring, cqe)).toVector();
      Vector<Posted> expected = carried.posted().filter(each -> each.ring().equals(ring));
      boolean same = batch ? sorted(found).equals(sorted(expected)) : found.equals(expected);
      if (compares && !same && !kernel.ring(ring).isClosed()) {
        differs =
            differs.orElse(
                Option.some(
                    "the machine posts %s, the kernel %s".formatted(text(expected), text(found))));
      }
    }
    return differs;
  }

  private static Vector<String> sorted(Vector<Posted> posted) {
    return posted.map(Posted::text).sorted();
  }

  private static String text(Vector<Posted> posted) {
    return posted.isEmpty() ? "nothing" : posted.map(Posted::text).mkString(", ");
  }

  private void remember(Carried carried) {
    switch (carried.statement()) {
      case Making.NewPipe(String readEnd, String writeEnd) ->
          streams.addAll(java.util.List.of(readEnd, writeEnd));
      case Making.NewCounter(String name) -> streams.add(name);
      default -> {}
    }
    submissions(carried.statement())
        .take(submitted(carried.value()))
        .filter(request -> !streams.contains(request.file()) && !request.op().isNop())
        .forEach(
            request -> underWay.add(key(kernel.name(request.ring()), request.userData().get())));
    carried.bound().forEach(each -> worked.put(key(each.ring(), each.userData()), each.tag()));
    List<Long> kept = List.ofAll(underWay).flatMap(key -> Option.of(worked.get(key)));
    for (Posted each : carried.posted()) {
      queue(each.ring()).add(new Awaited(each, now, kept));
      underWay.remove(key(each.ring(), each.userData()));
    }
  }

  /** The requests that a statement submits. */
  private static Vector<Calling.Request> submissions(Statement statement) {
    return switch (statement) {
      case Calling.Request request -> Vector.of(request);
      case Calling.SubmitAll all -> all.requests();
      default -> Vector.empty();
    };
  }

  /** How many of them there are. */
  private static int submitted(String value) {
    return value.matches("\\d+") ? Integer.parseInt(value) : 0;
  }

  private ArrayDeque<Awaited> queue(String ring) {
    return awaited.computeIfAbsent(ring, name -> new ArrayDeque<>());
  }

  private static String key(String ring, long userData) {
    return ring + " " + userData;
  }

  private Option<String> compared(Carried carried, String value) {
    if (carried.statement() instanceof Looking && !underWay.isEmpty()
        || isWithReservedWord(carried)) {
      return Option.none();
    }
    values++;
    return Option.when(
        !value.equals(carried.value()),
        () -> "the machine says %s, the kernel %s".formatted(carried.value(), value));
  }

  /** In the base kernel the flags of an update are a word that must be zero, before all else. */
  private static boolean isWithReservedWord(Carried carried) {
    return carried.statement() instanceof Calling.Update update
        && update.raw().unknownFlags()
        && !carried.value().equals("-" + Errno.EINVAL.name());
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
        kernel
            .ring(ring)
            .tooEarly(expected.userData(), next.at())
            .filter(cqe -> !next.excused().contains(cqe.userData()))
            .map(cqe -> posted(ring, cqe));
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
