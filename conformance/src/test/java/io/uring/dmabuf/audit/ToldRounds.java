package io.uring.dmabuf.audit;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.scenario.ToldTraces;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongUnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the steps of one ring tell while a buffer is replaced and read into without an end: objects
 * have the same numbers again and again, tags are others each time.
 */
public final class ToldRounds {
  private static final String BEGINS = "\"event\":\"ObjectMade\",\"of\":\"regbuf ";

  private static final Pattern MOVED =
      Pattern.compile("(?<=\"time\":)(?<time>\\d+)|(?<=\"tag\":)(?<tag>4\\d{3})(?=\\D)");

  private static final int PERIOD = 2;

  private final Vector<String> first;
  private final Vector<String> again;

  private ToldRounds(Vector<String> first, Vector<String> again) {
    this.first = first;
    this.again = again;
  }

  /** The beginning, and what comes then again and again, told by a scenario. */
  public static ToldRounds of(Path folder) throws IOException {
    List<String> statements =
        List.of("drive nvme0", "file f nvme0", "dmabuf a 0x100000+16K", "ring r", "register r => 0")
            .appendAll(
                List.range(0, 2 * PERIOD)
                    .flatMap(i ->
                        List.of(
                            "update r 0 a f tag=" + (1000 + i) + " => 1",
                            "read r 0 f len=4K user_data=" + (1 + i) + " => 1",
                            "complete r " + (1 + i) + " => 1",
                            "taskwork r",
                            "cqe r",
                            "cqe r")));
    Path scenario = Files.write(folder.resolve("rounds.scenario"), statements);
    Vector<String> lines = ToldTraces.of(scenario, Design.intended());
    Vector<Integer> begins =
        lines.zipWithIndex().filter(line -> line._1.contains(BEGINS)).map(line -> line._2);
    int from = begins.get(PERIOD);
    return new ToldRounds(lines.take(from), lines.drop(from));
  }

  /** So many times what comes again, from a place among them all, with the beginning at 0. */
  public Vector<String> lines(int from, int times) {
    Vector<String> all =
        Vector.range(from, from + times).flatMap(at -> again.map(line -> moved(line, at)));
    return from == 0 ? first.appendAll(all) : all;
  }

  private static String moved(String line, long times) {
    return MOVED
        .matcher(line)
        .replaceAll(found -> Matcher.quoteReplacement(String.valueOf(moved(found, times))));
  }

  private static long moved(MatchResult found, long times) {
    LongUnaryOperator later =
        found.group("time") == null ? tag -> tag + PERIOD * times : time -> time + 100_000 * times;
    return later.applyAsLong(Long.parseLong(found.group()));
  }
}
