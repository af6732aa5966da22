package io.uring.dmabuf.bench;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.KernelProbe;
import io.uring.dmabuf.live.Laboratory;
import io.uring.dmabuf.live.chain.Chains;
import io.uring.dmabuf.scenario.Scenario;
import io.uring.dmabuf.scenario.ScenarioRun;
import io.uring.dmabuf.scenario.ScenarioRun.Verdict;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Random;
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

  /** The seed of a random chain on a ring as it comes. */
  private static final long CHAIN = 1;

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

  /** What scenarios and chains are made of, each measured. */
  public static List<Growth> measure() {
    return List.of(
            measure("operations", 500, n -> scenario(operations(n))),
            measure("tags", 1_000, n -> scenario(tags(n))),
            measure("dma-bufs", 5_000, n -> scenario(buffers(n))),
            measure("KiB of memory", 128, n -> scenario(memory(n))))
        .appendAll(besideKernel());
  }

  /** A random chain on a ring of the running kernel; none without io_uring. */
  private static Option<Growth> besideKernel() {
    return Option.when(
        KernelProbe.probe().isRight(),
        () -> measure("operations of a chain", 4_000, Growth::chain));
  }

  private static Runnable scenario(String text) {
    Scenario scenario =
        Scenario.parse("bench", text).getOrElseThrow(wrong -> new IllegalStateException(wrong));
    return () -> {
      ScenarioRun run = ScenarioRun.of(scenario, line -> {});
      if (run.verdict() != Verdict.CLEAN) {
        throw new IllegalStateException(run.message());
      }
    };
  }

  private static Runnable chain(int many) {
    return () -> {
      try (Laboratory laboratory = new Laboratory()) {
        new Chains(laboratory)
            .random(new Random(CHAIN), many, Design.intended())
            .forEach(mismatch -> {
              throw new IllegalStateException("differs: " + mismatch.chain().text());
            });
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  /** Reads of one block, each run to its completion. */
  private static String operations(int many) {
    return REGISTERED.formatted(64)
        + lines(many, i -> "read r 0 f len=512 user_data=%d\nrun\ntaskwork r\ncqe r".formatted(i));
  }

  /** Updates of a slot, each of which posts the tag of the buffer before. */
  private static String tags(int many) {
    return REGISTERED.formatted(64) + lines(many, i -> "update r 0 b f tag=%d\ncqe r".formatted(i));
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

  private static Growth measure(String of, int size, IntFunction<Runnable> work) {
    Runnable one = work.apply(size);
    Runnable four = work.apply(size * TIMES);
    // What is not compiled yet would count for the first alone.
    seconds(four);
    return new Growth(of, size, shortest(one), shortest(four));
  }

  private static double shortest(Runnable work) {
    return IntStream.range(0, ROUNDS).mapToDouble(i -> seconds(work)).min().orElseThrow();
  }

  private static double seconds(Runnable work) {
    var threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    work.run();
    return (threads.getCurrentThreadCpuTime() - start) / 1e9;
  }
}
