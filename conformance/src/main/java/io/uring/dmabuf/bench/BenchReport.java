package io.uring.dmabuf.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.tlc.AtomicFile;
import io.uring.dmabuf.tlc.Pretty;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Everything that was measured, as text and as JSON.
 *
 * @param pairs models without and with replay, one entry a run
 * @param alone the replay alone
 * @param against the replay alone beside that of a base commit; empty without one
 * @param explored the exploration by the implementation alone beside plain TLC
 * @param steps the implementation's steps
 * @param path descriptors and windows of requests
 * @param growth how times grow with what there is of something
 * @param processors how many processors the JVM sees
 * @param load the machine's load average while it began, negative if unknown
 */
public record BenchReport(
    List<PairedTime> pairs,
    List<AloneResult> alone,
    List<Against> against,
    List<ExploredTime> explored,
    List<StepCost> steps,
    PathCosts path,
    List<Growth> growth,
    int processors,
    double load) {
  /** The greatest ratio of the time with replay to that without. */
  public static final double MAX_RATIO = 1.9;

  /** The least speed of the replay alone, where that of the base is 1. */
  public static final double MIN_SPEED = 0.95;

  /** The least factor between an exploration by the implementation and one by plain TLC. */
  public static final double MIN_FACTOR = 5;

  private static final double AIM_RATIO = 1.5;
  private static final double AIM_SPEED = 1.2;
  private static final double AIM_PATH_RATIO = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The ratio of the sums over all models and rounds: of the runs, without starting JVMs. */
  public double ratio() {
    return sum(PairedTime::replay) / sum(PairedTime::plain);
  }

  /** The ratio of the sums over all models and rounds: of whole JVMs. */
  public double jvmRatio() {
    return sum(PairedTime::replayJvm) / sum(PairedTime::plainJvm);
  }

  /** How many times as fast the replay alone is as that of the base, over all models. */
  public double speed() {
    return against.map(Against::before).sum().doubleValue()
        / against.map(Against::now).sum().doubleValue();
  }

  /** Whether all bounds are met by what was measured: ratios within this one run. */
  public boolean meetsBounds() {
    return meetsRatio() && meetsSpeed() && meetsFactor() && meetsGrowth();
  }

  private boolean meetsRatio() {
    return pairs.isEmpty() || ratio() <= MAX_RATIO;
  }

  private boolean meetsSpeed() {
    return against.isEmpty() || speed() >= MIN_SPEED;
  }

  private boolean meetsFactor() {
    return explored.forAll(e -> e.factor() >= MIN_FACTOR);
  }

  private boolean meetsGrowth() {
    return growth.forAll(each -> each.factor() <= Growth.MOST);
  }

  private double sum(ToDoubleFunction<PairedTime> seconds) {
    return pairs.toJavaStream().mapToDouble(seconds).sum();
  }

  /** Text of at most 80 columns. */
  public List<String> lines() {
    return overhead()
        .appendAll(rates())
        .appendAll(speeds())
        .appendAll(explorations())
        .appendAll(costs())
        .appendAll(requests())
        .appendAll(growths())
        .append(verdict());
  }

  private List<String> overhead() {
    return pairs.isEmpty()
        ? List.empty()
        : List.of(
                line("%-24s%12s%10s%10s%8s", "model", "transitions", "TLC s", "replay s", "ratio"))
            .appendAll(
                byModel()
                    .map(p ->
                        line(
                            "%-24s%12d%10.2f%10.2f%8.2f",
                            p.model(), p.transitions(), p.plain(), p.replay(), p.ratio())))
            .append(
                line(
                    "%-24s%12s%10.2f%10.2f%8.2f",
                    "sum of " + pairs.size() + " runs each",
                    "",
                    sum(PairedTime::plain),
                    sum(PairedTime::replay),
                    ratio()))
            .append(
                line(
                    "%-24s%12s%10.2f%10.2f%8.2f",
                    "the same, whole JVMs",
                    "",
                    sum(PairedTime::plainJvm),
                    sum(PairedTime::replayJvm),
                    jvmRatio()))
            .append(
                line(
                    "replay over plain TLC: %.2f, bound %.1f %s, aim %.1f %s",
                    ratio(), MAX_RATIO, met(meetsRatio()), AIM_RATIO, met(ratio() <= AIM_RATIO)))
            .append("");
  }

  /** The means over the rounds, models in the order of their first run. */
  private List<PairedTime> byModel() {
    return pairs
        .map(PairedTime::model)
        .distinct()
        .map(model -> {
          List<PairedTime> runs = pairs.filter(p -> p.model().equals(model));
          return new PairedTime(
              model,
              runs.head().transitions(),
              runs.map(PairedTime::plain).average().get(),
              runs.map(PairedTime::replay).average().get(),
              runs.map(PairedTime::plainJvm).average().get(),
              runs.map(PairedTime::replayJvm).average().get());
        });
  }

  private List<String> rates() {
    return alone.isEmpty()
        ? List.empty()
        : List.of(
                line(
                    "%-24s%12s%10s%16s%14s",
                    "replay alone", "transitions", "seconds", "transitions/s", "bytes/state"))
            .appendAll(
                alone.map(a ->
                    line(
                        "%-24s%12d%10.3f%16.0f%14.0f",
                        a.model(), a.transitions(), a.seconds(), a.perSecond(), a.bytesPerState())))
            .append("");
  }

  private List<String> speeds() {
    return against.isEmpty()
        ? List.empty()
        : List.of(line("%-24s%14s%14s%12s", "replay alone", "base us each", "now us each", "speed"))
            .appendAll(
                against.map(a ->
                    line(
                        "%-24s%14.2f%14.2f%12.2f",
                        a.model(), a.before() * 1e6, a.now() * 1e6, a.speed())))
            .append(
                line(
                    "speed against the base: %.2f, bound %.2f %s, aim %.1f %s",
                    speed(), MIN_SPEED, met(meetsSpeed()), AIM_SPEED, met(speed() >= AIM_SPEED)))
            .append("");
  }

  private List<String> explorations() {
    return explored.isEmpty()
        ? List.empty()
        : List.of(
                line(
                    "%-24s%12s%12s%12s%10s",
                    "explored", "transitions", "TLC s", "Java s", "factor"))
            .appendAll(
                explored.map(e ->
                    line(
                        "%-24s%12d%12.2f%12.3f%10.1f",
                        e.model(), e.transitions(), e.plain(), e.explored(), e.factor())))
            .append(
                line(
                    "explorer against plain TLC: at least %.1f, bound %.0f %s",
                    explored.map(ExploredTime::factor).min().get(), MIN_FACTOR, met(meetsFactor())))
            .append("");
  }

  private List<String> costs() {
    return steps.isEmpty()
        ? List.empty()
        : List.of(line("%-24s%12s%12s%12s", "Java step", "ns", "+-", "bytes"))
            .appendAll(
                steps.map(s ->
                    line(
                        "%-24s%12.0f%12.0f%12.0f",
                        s.step(), s.nanoseconds(), s.error(), s.bytes())))
            .append("");
  }

  private List<String> requests() {
    return path.descriptors().isEmpty()
        ? List.empty()
        : List.of(
                line(
                    "%-16s%12s%14s%14s%8s",
                    "descriptors of", "in segments", "values ns", "arrays ns", "ratio"))
            .appendAll(
                path.descriptors()
                    .map(c ->
                        line(
                            "%-16s%12s%14.0f%14.0f%8.2f",
                            c.request() + " KiB",
                            c.segment() + " KiB",
                            c.values(),
                            c.arrays(),
                            c.ratio())))
            .append(
                line(
                    "values over arrays: aim %.1f, met by %d of %d",
                    AIM_PATH_RATIO,
                    path.descriptors().count(c -> c.ratio() <= AIM_PATH_RATIO),
                    path.descriptors().size()))
            .append("")
            .append(line("%-28s%14s", "window at the end of", "ns"))
            .appendAll(
                path.windows()
                    .map(w -> line("%-28s%14.0f", w.segments() + " segments", w.nanoseconds())))
            .append("");
  }

  private List<String> growths() {
    return growth.isEmpty()
        ? List.empty()
        : List.of(line("%-24s%12s%12s%12s%10s", "four times as many", "once", "s", "4 s", "factor"))
            .appendAll(
                growth.map(g ->
                    line(
                        "%-24s%12d%12.3f%12.3f%10.1f",
                        g.of(), g.size(), g.once(), g.fourfold(), g.factor())))
            .append(
                line(
                    "growth of time: at most %.1f, bound %.0f %s",
                    growth.map(Growth::factor).max().get(), Growth.MOST, met(meetsGrowth())))
            .append("");
  }

  private String verdict() {
    return line(
        "bench: %s; %d processors, load average at the start %.1f",
        meetsBounds() ? "bounds met" : "a bound is not met", processors, load);
  }

  private static String met(boolean met) {
    return met ? "(met)" : "(not met)";
  }

  private static String line(String format, Object... args) {
    return String.format(Locale.ROOT, format, args);
  }

  /** Writes the report as JSON, whole or not at all; one line when it cannot be written. */
  public Either<String, Path> write(Path file) {
    return AtomicFile.write(file, Pretty.print(tree()));
  }

  /** The report as JSON. */
  ObjectNode tree() {
    ObjectNode root = JSON.createObjectNode();
    root.put("processors", processors).put("load", load).put("boundsMet", meetsBounds());
    ObjectNode overhead = root.putObject("overhead");
    if (pairs.nonEmpty()) {
      overhead.put("ratio", ratio()).put("jvmRatio", jvmRatio()).put("bound", MAX_RATIO);
    }
    overhead.set("runs", JSON.valueToTree(pairs.asJava()));
    ObjectNode replay = root.putObject("replayAlone");
    if (against.nonEmpty()) {
      replay.put("speed", speed()).put("bound", MIN_SPEED);
      replay.set("against", JSON.valueToTree(against.asJava()));
    }
    replay.set("models", JSON.valueToTree(alone.map(BenchReport::withRate).asJava()));
    ObjectNode explorer = root.putObject("explorer").put("bound", MIN_FACTOR);
    explorer.set("models", JSON.valueToTree(explored.asJava()));
    root.set("steps", JSON.valueToTree(steps.asJava()));
    root.set("descriptors", JSON.valueToTree(path.descriptors().asJava()));
    root.set("windows", JSON.valueToTree(path.windows().asJava()));
    ObjectNode growing = root.putObject("growth").put("bound", Growth.MOST);
    growing.set("scenarios", JSON.valueToTree(growth.asJava()));
    return root;
  }

  private static ObjectNode withRate(AloneResult result) {
    return JSON.<ObjectNode>valueToTree(result).put("perSecond", result.perSecond());
  }
}
