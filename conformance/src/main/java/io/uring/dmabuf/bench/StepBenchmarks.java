package io.uring.dmabuf.bench;

import io.uring.dmabuf.system.Machine;
import io.vavr.collection.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** JMH benchmarks of the implementation's commonest steps, and of whole calls made of them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StepBenchmarks {
  /** A whole registration, from the call to its return. */
  static final String REGISTRATION = "whole registration";

  /** A whole read of two pages, from the submission to the completion queue entry. */
  static final String READ = "whole read";

  /** The step, under the name of the specification's action. */
  @Param({
    "LookupNode",
    "GetTag",
    "BuildPrps",
    "Fetch",
    "Xfer",
    "Answer",
    "Reap",
    "EndBio",
    "FreeTag",
    "PostCqe",
    "FreeReq",
    REGISTRATION,
    READ
  })
  public String step = READ;

  private List<OneRead.Taken> steps = List.empty();
  private Machine before = OneRead.read().head().before();

  /** Takes the way to the state in which the step can be taken. */
  @Setup
  public void prepare() {
    List<OneRead.Taken> taken =
        switch (step) {
          case REGISTRATION -> OneRead.registration();
          case READ -> OneRead.read();
          default -> OneRead.read().dropUntil(t -> t.step().step().action().equals(step)).take(1);
        };
    before = taken.head().before();
    steps = taken;
  }

  /** The machine after the step, or after all steps of the call. */
  @Benchmark
  public Machine take() {
    Machine at = before;
    for (OneRead.Taken each : steps) {
      at = each.on(at);
    }
    return at;
  }
}
