package io.uring.dmabuf.bench;

import io.vavr.collection.List;
import java.nio.file.Path;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The run of {@link StepBenchmarks} by JMH: one JVM a step. */
public final class StepCosts {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private StepCosts() {}

  /**
   * How long JMH measures.
   *
   * @param warmups iterations to warm up
   * @param iterations measured iterations
   * @param milliseconds length of an iteration
   */
  public record Effort(int warmups, int iterations, int milliseconds) {}

  /**
   * The costs of all steps.
   *
   * @param log where JMH writes what it does
   * @throws RunnerException when a benchmark fails
   */
  public static List<StepCost> measure(Effort effort, Path log) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include(StepBenchmarks.class.getName())
            .forks(1)
            .warmupIterations(effort.warmups())
            .warmupTime(TimeValue.milliseconds(effort.milliseconds()))
            .measurementIterations(effort.iterations())
            .measurementTime(TimeValue.milliseconds(effort.milliseconds()))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.NORMAL)
            .output(log.toString())
            .build();
    return List.ofAll(new Runner(options).run()).map(StepCosts::cost);
  }

  private static StepCost cost(RunResult run) {
    Result<?> time = run.getPrimaryResult();
    double bytes =
        run.getSecondaryResults().entrySet().stream()
            .filter(entry -> entry.getKey().contains(ALLOCATED))
            .mapToDouble(entry -> entry.getValue().getScore())
            .findFirst()
            .orElse(Double.NaN);
    return new StepCost(
        run.getParams().getParam("step"), time.getScore(), time.getScoreError(), bytes);
  }
}
