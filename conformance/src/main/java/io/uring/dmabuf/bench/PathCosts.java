package io.uring.dmabuf.bench;

import io.vavr.collection.List;
import java.nio.file.Path;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * The runs of {@link DescriptorBenchmarks} and {@link WindowBenchmarks} by JMH.
 *
 * @param descriptors building descriptors and giving them back
 * @param windows finding the window of a request
 */
public record PathCosts(List<PathCost> descriptors, List<WindowCost> windows) {
  /** Less would measure the interpreter. */
  private static final int WARMUP = 3;

  /**
   * The costs of all requests.
   *
   * @param milliseconds length of a measured iteration; those to warm up are longer
   * @param log where JMH writes what it does
   * @throws RunnerException when a benchmark fails
   */
  public static PathCosts measure(int milliseconds, Path log) throws RunnerException {
    List<RunResult> runs =
        List.ofAll(
            new Runner(
                    new OptionsBuilder()
                        .include(DescriptorBenchmarks.class.getName())
                        .include(WindowBenchmarks.class.getName())
                        .forks(1)
                        .warmupIterations(3)
                        .warmupTime(TimeValue.milliseconds(WARMUP * milliseconds))
                        .measurementIterations(3)
                        .measurementTime(TimeValue.milliseconds(milliseconds))
                        .shouldFailOnError(true)
                        .output(log.toString())
                        .build())
                .run());
    return new PathCosts(
        runs.filter(run -> isOf(run, "values"))
            .map(values -> {
              RunResult arrays =
                  runs.find(run ->
                          isOf(run, "arrays")
                              && number(run, "request") == number(values, "request")
                              && number(run, "segment") == number(values, "segment"))
                      .get();
              return new PathCost(
                  number(values, "request"), number(values, "segment"), time(values), time(arrays));
            })
            .sortBy(cost -> cost.request() * 10_000L + cost.segment()),
        runs.filter(run -> isOf(run, "window"))
            .map(run -> new WindowCost(number(run, "segments"), time(run)))
            .sortBy(WindowCost::segments));
  }

  private static boolean isOf(RunResult run, String method) {
    return run.getParams().getBenchmark().endsWith("." + method);
  }

  private static int number(RunResult run, String param) {
    return Integer.parseInt(run.getParams().getParam(param));
  }

  private static double time(RunResult run) {
    return run.getPrimaryResult().getScore();
  }
}
