package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.Alternative;
import io.uring.dmabuf.live.Operation;
import io.uring.dmabuf.live.UserBuffers;
import io.uring.dmabuf.oracle.StepOracle;
import io.uring.dmabuf.replay.Forked;
import io.uring.dmabuf.system.RingKind;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.uring.RequestsDeviation;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A process of its own for the tests: chains of the model alone, whose steps are judged. Arguments:
 * the repository, and for each round how many steps, with the mistakes that the model makes behind
 * it, with commas between. A line tells of each.
 */
final class JudgeRun {
  private static final int LENGTH = 120;

  private JudgeRun() {}

  public static void main(String[] args) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    StepOracle oracle =
        StepJudge.oracle(Home.at(Path.of(args[0])), nowhere)
            .getOrElseThrow(why -> new AssertionError(why));
    List.of(args).tail().forEach(round -> round(oracle, List.of(round.split(","))));
    System.exit(0);
  }

  private static void round(StepOracle oracle, List<String> words) {
    StepJudge judge = new StepJudge(oracle);
    Design design =
        words.tail().map(RequestsDeviation::valueOf).foldLeft(Design.intended(), Design::with);
    long steps = Long.parseLong(words.head());
    for (long seed = 0; judge.judged() < steps && judge.first().isEmpty(); seed++) {
      chain(judge, design, seed);
    }
    System.out.println(
        Forked.MARK
            + "judged %d refused %d left out %d"
                .formatted(judge.judged(), judge.refused(), judge.leftOut())
            + judge.first().map(line -> ": " + line).getOrElse(""));
  }

  private static void chain(StepJudge judge, Design design, long seed) {
    RingKind kind = seed % 2 == 0 ? RingKind.PLAIN : RingKind.DEFERRED;
    Moments moments = new Moments();
    try (Arena arena = Arena.ofConfined()) {
      ModelPair model =
          new ModelPair(
              new ModelSetup(
                  new UserBuffers(arena), design, Alternative.ofTheSpecification(), kind),
              moments);
      Script script = RandomScript.ofWholeTables(new SplittableRandom(seed), LENGTH);
      boolean goesOn = true;
      for (Option<Operation> next = script.next(model);
          goesOn && next.isDefined();
          next = script.next(model)) {
        goesOn = model.apply(next.get()).trouble().isEmpty();
      }
    }
    judge.judge(moments.all());
  }
}
