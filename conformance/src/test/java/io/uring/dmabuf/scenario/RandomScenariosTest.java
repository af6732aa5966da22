package io.uring.dmabuf.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.audit.Audits;
import io.uring.dmabuf.oracle.RunFile;
import io.uring.dmabuf.scenario.RandomScenario.Choice;
import io.uring.dmabuf.uring.Op;
import io.vavr.collection.Vector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/**
 * On any machine, and whatever a user does, every law holds after every step, every byte is what it
 * must be, and every result is what was asked for.
 */
@Label("A random scenario")
class RandomScenariosTest {
  private static final int RUNS = 160;

  /** A machine, with the buffer and the file of its second slot, and what to do with it. */
  record Plan(
      String machine,
      List<String> drives,
      List<String> buffers,
      String memory,
      String second,
      List<Choice> choices) {}

  @Provide
  Arbitrary<Plan> plans() {
    return Combinators.combine(
            Arbitraries.frequency(
                Tuple.of(1, ""), Tuple.of(3, "machine kernel=NO_BOUNDARY_WITH_SGLS")),
            drive().list().ofSize(2),
            buffer().list().ofSize(2),
            memory(),
            Arbitraries.frequency(Tuple.of(3, "b1 f1"), Tuple.of(1, "b0 f1")),
            choice().list().ofMinSize(5).ofMaxSize(60))
        .as(Plan::new);
  }

  private static Arbitrary<String> drive() {
    Arbitrary<String> device =
        Combinators.combine(
                // The first and the last one are drawn more often than their weight says.
                Arbitraries.frequency(
                    Tuple.of(2, "coherent"), Tuple.of(3, "noncoherent"), Tuple.of(2, "bounce")),
                Arbitraries.of("no", "yes", "deferred"),
                Arbitraries.frequency(Tuple.of(1, "no"), Tuple.of(5, "yes")),
                Arbitraries.of(512, 512, 4096))
            .as("size=256K reach=%s iommu=%s sgl=%s block=%d"::formatted);
    Arbitrary<String> queue =
        Combinators.combine(
                Arbitraries.of(4, 4, 8, 512), Arbitraries.of(0, 2), Arbitraries.of(1, 3, 8))
            .as("list=%d pool=40 small=%d tags=%d"::formatted);
    Arbitrary<String> limits =
        Combinators.combine(
                Arbitraries.of("8K", "60K", "1M"),
                Arbitraries.of(1, 10, 128, 128),
                Arbitraries.of("4K", "20K", "1M"),
                Arbitraries.of("0", "0", "16K"))
            .as("max=%s segments=%d segment=%s chunk=%s"::formatted);
    return Combinators.combine(device, queue, limits).as("%s %s %s"::formatted);
  }

  /** Segments in units of 512 bytes, with holes between them; a quarter of them of whole pages. */
  private static Arbitrary<String> buffer() {
    Arbitrary<Integer> unit = Arbitraries.of(512, 512, 1024, 4096);
    Arbitrary<Integer> count = Arbitraries.integers().between(1, 20);
    Arbitrary<List<Integer>> piece =
        Combinators.combine(unit, count, count)
            .as((u, gap, length) -> List.of(u * gap, u * length));
    return piece.list().ofMinSize(1).ofMaxSize(12).map(RandomScenariosTest::segments);
  }

  /** Whole pages with holes between them; the first piece may begin inside a page. */
  private static Arbitrary<String> memory() {
    Arbitrary<Integer> count = Arbitraries.integers().between(1, 20);
    Arbitrary<Integer> begin = Arbitraries.of(0, 0, 512, 1536, 20);
    Arbitrary<String> rest =
        Combinators.combine(count, count)
            .as((gap, length) -> " %d+%d".formatted(gap * 0x10_0000, length * 4096));
    return Combinators.combine(
            begin, count, rest.list().uniqueElements(s -> s.split("\\+")[0]).ofMaxSize(3))
        .as((at, length, more) ->
            " %d+%d%s".formatted(at, length * 4096 - at, String.join("", more)));
  }

  private static String segments(List<List<Integer>> pieces) {
    StringBuilder text = new StringBuilder();
    long at = 0;
    for (List<Integer> piece : pieces) {
      boolean pages = piece.get(1) % 4096 == 0;
      at =
          pages
              ? Math.ceilDiv(at, 4096L) * 4096 + Math.ceilDiv(piece.get(0), 4096) * 4096L
              : at + piece.get(0);
      text.append(" %d+%d".formatted(at, piece.get(1)));
      at += piece.get(1);
    }
    return text.toString();
  }

  private static Arbitrary<Choice> choice() {
    Arbitrary<Integer> any = Arbitraries.integers().between(0, 10_000);
    return Combinators.combine(any, any, any, any).as(Choice::new);
  }

  @Property(tries = RUNS)
  @StatisticsReport(StatisticsReportMode.OFF)
  @Label("breaks no law, changes no byte that it should not, and returns what it should")
  void goesRight(@ForAll("plans") Plan plan) {
    RandomScenario run = carriedOut(plan);
    if (run.failure().isDefined()) {
      throw new AssertionError(run.failure().get() + "; " + save(run));
    }
    assertThat(Audits.of(run.told()).violating()).as("rules broken; %s", run.text()).isZero();
    collect(plan, run);
  }

  static RandomScenario carriedOut(Plan plan) {
    RandomScenario run = new RandomScenario();
    if (!plan.machine().isEmpty()) {
      run.say(plan.machine());
    }
    for (int i = 0; i < 2; i++) {
      run.say("drive d%d %s".formatted(i, plan.drives().get(i)));
      run.say("file f%d d%d".formatted(i, i));
      run.say("fill d%d 0 256K random=%d".formatted(i, i + 1));
    }
    run.say("dmabuf b0" + moved(plan.buffers().get(0), 0x10_0000));
    run.say("dmabuf b1" + moved(plan.buffers().get(1), 0x4000_0000));
    run.say("memory m" + moved(plan.memory(), 0x8000_0000L));
    run.say("ring r slots=3");
    run.say("register r");
    run.say("update r 0 b0 f0 ; %s tag=999999 ; pages m tag=999998".formatted(plan.second()));
    plan.choices().forEach(run::act);
    run.finish();
    return run;
  }

  private static String moved(String segments, long base) {
    return Vector.of(segments.strip().split(" "))
        .map(s -> s.split("\\+"))
        .map(s -> "%#x+%s".formatted(base + Long.parseLong(s[0]), s[1]))
        .mkString(" ", " ", "");
  }

  /** Saves a failing run, unless a shorter one is there: jqwik comes here again as it shrinks. */
  private static String save(RandomScenario run) {
    Path file = Path.of(System.getProperty("dmabuf.home"), RunFile.FOLDER, "random.scenario");
    try {
      Files.createDirectories(file.getParent());
      if (!Files.exists(file) || Files.readAllLines(file).size() > run.lines().size() + 1) {
        Files.writeString(file, "# Fails: " + run.failure().get() + "\n" + run.text());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "saved; replay it with: dmabuf-rw run " + file;
  }

  private static void collect(Plan plan, RandomScenario run) {
    boolean reads = run.requests().exists(r -> r.op() == Op.READ_FIXED);
    boolean writes = run.requests().exists(r -> r.op() == Op.WRITE_FIXED);
    boolean pages = run.requests().exists(r -> r.offset() % 4096 + r.length() > 4096);
    boolean fails = run.requests().exists(RandomScenario.Request::failed);
    cover("reads", reads, 80);
    cover("writes", writes, 70);
    cover("crosses a page", pages, 80);
    cover("ordinary memory", run.requests().exists(RandomScenario.Request::ordinary), 40);
    cover(
        "ordinary memory through the page cache",
        run.requests().exists(r -> r.ordinary() && !r.direct()),
        2);
    cover(
        "ranges of ordinary memory", run.requests().exists(r -> r.vectored() && r.ordinary()), 10);
    cover("one buffer for two drives at once", run.shared(), 10);
    cover("a request fails", fails, 8);
    cover(
        "ends at the end of the drive",
        run.requests().exists(r -> r.position() + r.length() > 256 << 10),
        20);
    cover("splits", run.mostParts() > 1, 30);
    cover("fills a list page", run.mostListPages() > 1, 0.5);
    cover("has an SGL", run.sgls(), 0.5);
    cover("is refused", run.refused(), 3);
    cover("several segments", plan.buffers().get(0).strip().contains(" "), 60);
    for (String reach : List.of("=coherent", "noncoherent", "bounce")) {
      cover(reach, plan.drives().get(0).contains(reach), 12);
    }
  }

  private static void cover(String what, boolean seen, double percent) {
    Statistics.label(what)
        .collect(seen)
        .coverage(c -> c.check(true).percentage(share -> share >= percent));
  }

  @Example
  @Label("that fails is a file which fails in the same way")
  void savedFailureFailsAgain() {
    Plan plan =
        new Plan(
            "machine deviation=CHAIN_ENTRY_OVERWRITTEN",
            List.of("size=256K list=4 pool=16", "size=256K"),
            List.of(" 0+65536", " 0+4096"),
            " 0+4096",
            "b1 f1",
            List.of(new Choice(0, 0, 120, 0), new Choice(7, 0, 0, 0)));
    RandomScenario run = carriedOut(plan);

    assertThat(run.failure()).isNotEmpty();
    ScenarioRun again = ScenarioRun.of(Scenario.parse("saved", run.text()).get(), line -> {});
    assertThat(again.verdict()).isEqualTo(ScenarioRun.Verdict.FAILED);
    assertThat(again.message())
        .startsWith("saved:" + run.lines().size() + ": ")
        .contains(run.failure().get());
  }
}
