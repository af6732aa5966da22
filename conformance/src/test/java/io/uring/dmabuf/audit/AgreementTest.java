package io.uring.dmabuf.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.scenario.ToldTraces;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The rules and the specification say the same of each trace, or a blind spot explains why not. The
 * table of the document is of all of them, which {@code make long} looks at; here are some. {@code
 * -Dagreement.mutants=N} makes more lines wrong, N of each kind in each way in each trace.
 */
@DisplayName("The rules and the specification")
class AgreementTest {
  private static final int MUTANTS = Integer.getInteger("agreement.mutants", 0);
  private static final int RANDOM = 40;

  /** Of what there is many of, one in so many is looked at where all would take too long. */
  private static final int ONE_IN = 4;

  /** In these files of events lines are made wrong, all in a run of many mutants. */
  private static final List<String> TOLD =
      List.of(
          "clone-replace",
          "device-error",
          "few-tags",
          "first-read",
          "linked-fixed",
          "replaced-twice",
          "split-part-fails",
          "tags",
          "unregister-in-flight",
          "update-partly",
          "worker-binds-late");

  /** As many lines of recordings of kernels are made wrong. */
  private static final int LINES = 700;

  private static final List<String> KERNELS =
      List.of(
          "linux-7.3.4-iommu-churn.txt.gz",
          "linux-6.12-plain-churn-probes.txt.gz",
          "linux-7.3.4-plain-scarce-update.txt.gz");

  private static final Pattern EVENT =
      Pattern.compile("^.*?\\] +\\S+ +[\\d.]+: (\\w+): .*$|^.*\"event\":\"(\\w+)\".*$");

  /** A trace of the corpus. */
  private record Trace(String name, Supplier<Vector<String>> lines) {}

  private final EnumMap<BlindSpot, Integer> explaining = new EnumMap<>(BlindSpot.class);
  private final ArrayList<String> unexplained = new ArrayList<>();

  private static List<Trace> recordings() {
    return Audits.RECORDINGS.map(name -> new Trace(name, () -> Audits.lines(name)));
  }

  private static List<Trace> scenarios() {
    return ToldTraces.scenarios()
        .toList()
        .map(file -> new Trace(file.toString(), () -> ToldTraces.of(file, Design.intended())));
  }

  private static List<Trace> randomScenarios() {
    return List.range(0, RANDOM)
        .map(seed -> new Trace("random " + seed, () -> ToldTraces.random(seed)));
  }

  private static List<Trace> mistakes() {
    return ToldTraces.mistakes()
        .map(each ->
            new Trace(
                each._1 + " in " + each._2,
                () -> ToldTraces.of(each._2, ToldTraces.wrong(each._1))));
  }

  private static List<Trace> wrongLinesOfKernels() {
    return KERNELS
        .take(MUTANTS == 0 ? 1 : KERNELS.size())
        .flatMap(name ->
            wrongLines(
                name, Audits.lines(name).reject(line -> line.contains("entries-in-")).take(LINES)));
  }

  private static List<Trace> wrongLinesOfSteps() {
    return ToldTraces.scenarios()
        .toList()
        .filter(file -> MUTANTS > 0 || TOLD.exists(name -> file.endsWith(name + ".scenario")))
        .flatMap(file -> wrongLines(file.toString(), ToldTraces.of(file, Design.intended())))
        .appendAll(
            List.range(0, MUTANTS > 0 ? RANDOM : 4)
                .flatMap(seed -> wrongLines("random " + seed, ToldTraces.random(seed))));
  }

  /** Each kind of line wrong in each way. */
  private static List<Trace> wrongLines(String name, Vector<String> lines) {
    Random random = new Random(1);
    TreeMap<String, List<Integer>> places = new TreeMap<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher event = EVENT.matcher(lines.get(i));
      if (event.matches()) {
        String kind = event.group(1) == null ? event.group(2) : event.group(1);
        places.merge(kind, List.of(i), List::prependAll);
      }
    }
    ArrayList<Trace> all = new ArrayList<>();
    for (List<Integer> of : places.values()) {
      for (Mutation mutation : Mutation.values()) {
        for (int i = 0; i < Math.max(1, MUTANTS); i++) {
          int at = of.get(random.nextInt(of.size()));
          all.add(
              new Trace(
                  name + ", line " + (at + 1) + " " + mutation, () -> mutation.of(lines, at)));
        }
      }
    }
    return List.ofAll(all);
  }

  private String row(String part, List<Trace> traces, boolean mustBeClean) {
    int[] counts = new int[4];
    for (Trace trace : traces) {
      Judged judged = Judged.of(trace.lines.get());
      counts[(judged.isViolating() ? 1 : 0) + (judged.isRefused() ? 2 : 0)]++;
      if (mustBeClean && (judged.isViolating() || judged.isRefused())) {
        unexplained.add(trace.name + " is clean, and yet " + judged);
      } else if (!judged.agrees()) {
        BlindSpot.of(judged)
            .peek(spots -> spots.forEach(spot -> explaining.merge(spot, 1, Integer::sum)))
            .onEmpty(() -> unexplained.add(trace.name + ": " + judged));
      }
    }
    return "| %s | %d | %d | %d | %d | %d |\n"
        .formatted(part, traces.size(), counts[0], counts[3], counts[1], counts[2]);
  }

  @Test
  void sayTheSameButForBlindSpots() {
    // Of the recordings of kernels other tests ask both.
    row("scenarios", some(scenarios()), true);
    row("random scenarios", some(randomScenarios()), true);
    row("mistakes", some(mistakes()), false);
    row("wrong lines of kernels", some(wrongLinesOfKernels()), false);
    row("wrong lines of steps", some(wrongLinesOfSteps()), false);
    assertThat(unexplained).isEmpty();
  }

  private static List<Trace> some(List<Trace> traces) {
    return traces.zipWithIndex().filter(each -> each._2 % ONE_IN == 0).map(Tuple2::_1);
  }

  @Tag("long")
  @Test
  void sayWhatTheDocumentSays() throws IOException {
    String rows =
        List.of(
                new Tuple2<>("recordings of kernels", recordings()),
                new Tuple2<>("scenarios", scenarios()),
                new Tuple2<>("random scenarios", randomScenarios()))
            .map(part -> row(part._1, part._2, true))
            .append(row("scenarios, each with a mistake that it shows", mistakes(), false))
            .append(row("a recording with one line wrong", wrongLinesOfKernels(), false))
            .append(row("files of events with one line wrong", wrongLinesOfSteps(), false))
            .mkString();
    String table =
        "| traces | of them | both clean | both not | rules alone | specification alone |\n"
            + "|---|---|---|---|---|---|\n"
            + rows
            + "\n| blind spot | what it does not ask | what would have to be told | times |\n"
            + "|---|---|---|---|\n"
            + List.of(BlindSpot.values())
                .map(spot -> spot.row(explaining.getOrDefault(spot, 0)))
                .mkString();
    assertThat(unexplained).isEmpty();
    if (MUTANTS > 0) {
      System.out.print(table);
    } else {
      assertThat(AuditDocumentTest.part("agreement")).isEqualTo(table);
    }
  }
}
