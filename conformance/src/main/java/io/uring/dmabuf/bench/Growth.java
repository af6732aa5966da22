package io.uring.dmabuf.bench;

import io.uring.dmabuf.scenario.Scenario;
import io.uring.dmabuf.scenario.ScenarioRun;
import io.uring.dmabuf.scenario.ScenarioRun.Verdict;
import io.vavr.collection.List;
import java.lang.management.ManagementFactory;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How the time of a scenario grows with what there is of something in it: four times as much should
 * take about four times as long.
 *
 * @param of what there is more of
 * @param size how much of it there is at first
 * @param once seconds of the processor with that
 * @param fourfold seconds of the processor with four times that
 */
public record Growth(String of, int size, double once, double fourfold) {
  /** The greatest factor between both times. */
  public static final double MOST = 5;

  private static final int TIMES = 4;

  /** How often each is measured; the shortest time counts, as everything else only adds to it. */
  private static final int ROUNDS = 3;

  /** A drive with a file, and a dma-buf of 1 MiB in slot 0 of a ring. */
  private static final String REGISTERED =
      """
      drive d size=64M
      file f d
      dmabuf b 0x100000+%dK
      ring r
      register r
      update r 0 b f
      """;

  /** How many times as long four times as much takes. */
  public double factor() {
    return fourfold / once;
  }

  /** What scenarios are made of, each measured. */
  public static List<Growth> measure() {
    return List.of(
        measure("operations", 500, Growth::operations),
        measure("dma-bufs", 5_000, Growth::buffers),
        measure("KiB of memory", 256, Growth::memory));
  }

  /** Reads of one block, each run to its completion. */
  private static String operations(int many) {
    return REGISTERED.formatted(64)
        + lines(many, i -> "read r 0 f len=512 user_data=%d\nrun\ntaskwork r\ncqe r".formatted(i));
  }

  private static String buffers(int many) {
    return lines(many, i -> "dmabuf b%d %d+4K".formatted(i, i * 4096L));
  }

  /** All of a dma-buf is filled, and written to the drive. */
  private static String memory(int kib) {
    return REGISTERED.formatted(kib)
        + "fill b 0 %dK random=1\nwrite r 0 f len=%dK user_data=1\nrun\n".formatted(kib, kib);
  }

  private static String lines(int many, IntFunction<String> line) {
    return IntStream.rangeClosed(1, many).mapToObj(line).collect(Collectors.joining("\n"));
  }

  private static Growth measure(String of, int size, IntFunction<String> text) {
    Scenario one = understood(text.apply(size));
    Scenario four = understood(text.apply(size * TIMES));
    // What is not compiled yet would count for the first alone.
    seconds(four);
    return new Growth(of, size, shortest(one), shortest(four));
  }

  private static Scenario understood(String text) {
    return Scenario.parse("bench", text).getOrElseThrow(wrong -> new IllegalStateException(wrong));
  }

  private static double shortest(Scenario scenario) {
    return IntStream.range(0, ROUNDS).mapToDouble(i -> seconds(scenario)).min().orElseThrow();
  }

  private static double seconds(Scenario scenario) {
    var threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    ScenarioRun run = ScenarioRun.of(scenario, line -> {});
    if (run.verdict() != Verdict.CLEAN) {
      throw new IllegalStateException(run.message());
    }
    return (threads.getCurrentThreadCpuTime() - start) / 1e9;
  }
}
