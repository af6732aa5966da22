package io.uring.dmabuf.uring;

import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.statistics.Statistics;

/** Every step that anybody could try on a buffer table, and runs made of them. */
final class BufferTableWalk {

  /** One step, by the words of a report. */
  record Step(String name, Function<BufferTable, Option<BufferTable>> step) {
    Option<BufferTable> on(BufferTable table) {
      return step.apply(table);
    }

    /** Whether a choice may take this step: what ends a call or everything is taken rarely. */
    boolean isFor(int choice) {
      return choice % SELDOM == 0 || !ENDS.exists(name::startsWith);
    }
  }

  private static final int SELDOM = 20;

  private static final List<String> ENDS =
      List.of("closeRing", "startUnregister", "fail", "checkImport EINVAL", "done");

  private static final List<UpdateStage> STEPS_ELSEWHERE =
      List.of(UpdateStage.values())
          .filter(stage -> stage.compareTo(UpdateStage.ALLOC_REGBUF) > 0)
          .filter(stage -> stage.compareTo(UpdateStage.ALLOC_NODE) < 0);

  private BufferTableWalk() {}

  /** All steps, those that begin something first. */
  static List<Step> steps(BufferTableConfig config) {
    return beginnings(config).appendAll(continuations(config));
  }

  /** The steps by which the user begins something new. */
  static List<Step> beginnings(BufferTableConfig config) {
    List<Step> bySlot = List.range(0, config.slots()).flatMap(BufferTableWalk::onSlot);
    return bySlot.prependAll(
        List.of(
            new Step("registerSparse", BufferTable::registerSparse),
            new Step("startUnregister", BufferTable::startUnregister),
            new Step("closeRing", BufferTable::closeRing)));
  }

  private static List<Step> onSlot(int slot) {
    List<Step> updates =
        List.of(BufferKind.values())
            .flatMap(kind -> List.of(false, true).map(tagged -> update(slot, kind, tagged)));
    List<Step> submits =
        List.of(false, true)
            .map(gotFile ->
                new Step(
                    "startSubmit " + slot + " " + gotFile,
                    table ->
                        table.startSubmit(slot, Op.READ_FIXED, 1, ByteRange.WELL_FORMED, gotFile)));
    return updates.appendAll(submits);
  }

  static Step update(int slot, BufferKind kind, boolean tagged) {
    Option<Integer> descriptor = Option.when(kind == BufferKind.DMABUF, 1);
    UpdateArgs args = new UpdateArgs(slot, kind, descriptor, descriptor, tagged, Option.none());
    return new Step("startUpdate " + args, table -> table.startUpdate(args));
  }

  /** The steps that carry on what has begun, failures among them. */
  static List<Step> continuations(BufferTableConfig config) {
    List<Step> failures =
        List.of(
            new Step("fail", BufferTable::fail),
            new Step("checkImport EINVAL", t -> t.checkImport(Option.some(Errno.EINVAL))));
    return failures.appendAll(successes(config));
  }

  /** The steps that carry on what has begun without a failure. */
  static List<Step> successes(BufferTableConfig config) {
    return List.of(
            new Step("setRegbuf", BufferTableWalk::setLowestRegbuf),
            new Step("allocNode", BufferTable::allocNode),
            new Step("allocImu", BufferTable::allocImu),
            new Step("unwound", BufferTable::unwound),
            new Step("takeSlot", BufferTable::takeSlot),
            new Step("storeNode", BufferTable::storeNode),
            new Step("clearSlot", BufferTable::clearSlot),
            new Step("returns", BufferTable::returns),
            new Step("putNode", BufferTable::putNode),
            new Step("postTag", BufferTable::postTag),
            new Step("released", BufferTable::released),
            new Step("lookupNode", BufferTable::lookupNode),
            new Step("checkImport", table -> table.checkImport(Option.none())),
            new Step("issueOrdinary", BufferTable::issueOrdinary),
            new Step("dispatched", BufferTable::dispatched),
            new Step("issueReturns", BufferTable::issueReturns),
            new Step("postCqe", BufferTable::postCqe),
            new Step("freeReq", BufferTable::freeReq))
        .appendAll(
            STEPS_ELSEWHERE.map(stage -> new Step("advance " + stage, t -> t.advance(stage))))
        .appendAll(List.rangeClosed(1, config.requests()).flatMap(BufferTableWalk::onRequest));
  }

  private static List<Step> onRequest(int req) {
    return List.of(
        new Step("done " + req, table -> table.done(req, 512)),
        new Step("startTaskWork " + req, table -> table.startTaskWork(req)),
        new Step("reapCqe " + req, table -> table.reapCqe(req)));
  }

  private static Option<BufferTable> setLowestRegbuf(BufferTable table) {
    List<Integer> used = table.regbufs();
    return table.setRegbuf(io.vavr.collection.Stream.from(1).find(n -> !used.contains(n)).get());
  }

  /** The state after a run in which each choice picks one of the steps that can be taken. */
  static BufferTable run(BufferTable start, List<Integer> choices) {
    List<Step> all = steps(start.config());
    return choices.foldLeft(
        start,
        (table, choice) -> {
          List<BufferTable> next =
              all.filter(step -> step.isFor(choice)).flatMap(step -> step.on(table));
          return next.isEmpty() ? table : pick(next, choice);
        });
  }

  /** What a choice takes of what it may take. */
  static <T> T pick(List<T> possible, int choice) {
    return possible.get(choice / SELDOM % possible.size());
  }

  /** Numbers for a run: enough that tables are filled, used and emptied again. */
  static Arbitrary<List<Integer>> choices() {
    return Arbitraries.integers()
        .between(0, 1_000_000)
        .withDistribution(RandomDistribution.uniform())
        .list()
        .ofMinSize(150)
        .ofMaxSize(300)
        .map(List::ofAll);
  }

  /** Demands that something is seen in at least a share of all runs. */
  static void often(String what, boolean seen, int percent) {
    Statistics.label(what)
        .collect(seen)
        .coverage(coverage -> coverage.check(true).percentage(share -> share >= percent));
  }

  /** The state after everything that has begun was carried to its end. */
  static BufferTable settled(BufferTable start) {
    List<Step> successes = successes(start.config());
    BufferTable table = start;
    Option<BufferTable> next = Option.some(start);
    while (next.isDefined()) {
      table = next.get();
      BufferTable now = table;
      next = successes.flatMap(step -> step.on(now)).headOption();
    }
    return table;
  }
}
