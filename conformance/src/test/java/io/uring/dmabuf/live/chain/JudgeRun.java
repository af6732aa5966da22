package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.Alternative;
import io.uring.dmabuf.live.Operation;
import io.uring.dmabuf.live.UserBuffers;
import io.uring.dmabuf.replay.Forked;
import io.uring.dmabuf.system.RingKind;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.uring.RequestsDeviation;
import io.vavr.control.Option;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A process of its own for the tests: chains of the model alone, whose steps are judged. Arguments:
 * the repository, how many steps, and the mistakes that the model makes.
 */
final class JudgeRun {
  private static final int LENGTH = 120;

  private JudgeRun() {}

  public static void main(String[] args) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    StepJudge judge =
        StepJudge.load(Home.at(Path.of(args[0])), nowhere)
            .getOrElseThrow(why -> new AssertionError(why));
    Design design = Design.intended();
    for (int i = 2; i < args.length; i++) {
      design = design.with(RequestsDeviation.valueOf(args[i]));
    }
    long steps = Long.parseLong(args[1]);
    for (long seed = 0; judge.judged() < steps && judge.first().isEmpty(); seed++) {
      chain(judge, design, seed);
    }
    print(
        "judged %d refused %d left out %d"
            .formatted(judge.judged(), judge.refused(), judge.leftOut()));
    judge.first().forEach(JudgeRun::print);
    System.exit(0);
  }

  private static void print(String text) {
    System.out.println(Forked.MARK + text);
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
