package io.uring.dmabuf.audit;

import io.uring.dmabuf.audit.spec.SpecVerdict;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import java.util.Random;

/** What share of recordings in which one line is wrong the specification refuses. */
final class SpecPower {
  static final List<String> NAMES =
      List.of(
          "linux-6.12-plain-churn-probes.txt.gz",
          "linux-6.12-plain-scarce-update.txt.gz",
          "linux-7.3.4-plain-scarce-update.txt.gz");

  private SpecPower() {}

  static Vector<String> lines(String name) {
    return Audits.lines(name).reject(line -> line.contains("entries-in-buffer"));
  }

  public static void main(String[] args) {
    int samples = Integer.parseInt(args[0]);
    for (String event : args[1].split(",")) {
      StringBuilder row = new StringBuilder(String.format("%-28s", event));
      for (Mutation mutation : Mutation.values()) {
        Random random = new Random(1);
        int tries = 0;
        int seen = 0;
        String missed = "";
        for (String name : NAMES) {
          Vector<String> lines = lines(name);
          Vector<Integer> places =
              Vector.range(0, lines.size()).filter(i -> lines.get(i).contains(": " + event));
          for (int i = 0; i < samples && !places.isEmpty(); i++) {
            int place = places.get(random.nextInt(places.size()));
            SpecVerdict verdict = SpecAuditTest.of(mutation.of(lines, place));
            tries++;
            if (verdict.isAllowed()) {
              missed += " " + name.charAt(6) + name.charAt(name.length() - 12) + (place + 1);
            } else {
              seen++;
            }
          }
        }
        row.append(String.format(" %s %d/%d", mutation, seen, tries));
        if (args.length > 2) {
          row.append(missed);
        }
      }
      System.out.println(row);
    }
  }
}
