package io.uring.dmabuf.scenario;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Deviation;
import io.uring.dmabuf.scenario.RandomScenario.Choice;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.told.EventLines;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;

/** Files of events that the implementation writes: for all who judge them. */
public final class ToldTraces {
  private static final int STATEMENTS = 60;
  private static final int ANY = 10_000;

  private ToldTraces() {}

  /** The scenarios of the tour. */
  public static Vector<Path> scenarios() {
    return ScenarioTables.files(Home.current().root());
  }

  /**
   * Each planted mistake that a machine comes to, with the scenario of the tour that shows it, and
   * with those in which what is told shows it.
   */
  public static List<Tuple2<Deviation, Path>> mistakes() {
    return NoticedTest.BY
        .appendAll(ToldScenariosTest.SEEN.map(each -> new Tuple2<>(each.wrong(), each.scenario())))
        .distinct()
        .map(each -> each.map2(ToldTraces::scenario));
  }

  /** The file of a scenario. */
  private static Path scenario(String name) {
    return scenarios().find(each -> each.endsWith(name + ".scenario")).get();
  }

  /** What a scenario tells under a design, to its end, whatever goes wrong. */
  public static Vector<String> of(Path scenario, Design design) {
    ArrayList<String> lines = new ArrayList<>();
    ScenarioRun.untilTheEnd(Scenario.read(scenario).get(), design, new EventLines(lines::add));
    return Vector.ofAll(lines);
  }

  /** The design with one mistake, and what must be wrong before it. */
  public static Design wrong(Deviation mistake) {
    return mistake.after().toList().foldLeft(Design.intended(), Design::with).with(mistake);
  }

  /** What a random scenario tells, under the intended design. */
  public static Vector<String> random(long seed) {
    Random random = new Random(seed);
    ArrayList<Choice> choices = new ArrayList<>();
    for (int i = 0; i < STATEMENTS; i++) {
      choices.add(
          new Choice(
              random.nextInt(ANY), random.nextInt(ANY), random.nextInt(ANY), random.nextInt(ANY)));
    }
    String drive =
        "size=256K reach=%s iommu=%s sgl=yes block=512 list=8 pool=40 small=2 tags=%d max=60K"
            .formatted(
                random.nextBoolean() ? "coherent" : "bounce",
                random.nextBoolean() ? "yes" : "no",
                random.nextBoolean() ? 1 : 8);
    return Vector.ofAll(
        RandomScenariosTest.carriedOut(
                new RandomScenariosTest.Plan(
                    "",
                    java.util.List.of(drive, drive),
                    java.util.List.of(" 0+65536", " 0+4096 8192+4096"),
                    " 512+7680 1048576+4096",
                    "b1 f1",
                    choices))
            .told());
  }
}
