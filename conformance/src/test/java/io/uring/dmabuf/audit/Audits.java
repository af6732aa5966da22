package io.uring.dmabuf.audit;

import io.uring.dmabuf.audit.read.TraceFile;
import io.uring.dmabuf.audit.rule.Rule;
import io.uring.dmabuf.audit.rule.Rules;
import io.vavr.Function1;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/** Audits of what tests hold in memory, and the recordings among the resources. */
public final class Audits {
  static final List<String> RECORDINGS =
      List.of(
              "6.12-plain-badargs",
              "6.12-plain-churn",
              "6.12-plain-churn-probes",
              "6.12-plain-dmabuf",
              "6.12-plain-exit",
              "6.12-plain-reset",
              "6.12-plain-scarce",
              "6.12-plain-scarce-update",
              "6.12-plain-steady",
              "7.3.4-iommu-churn",
              "7.3.4-iommu-dmabuf",
              "7.3.4-plain-scarce-update")
          .map(name -> "linux-" + name + ".txt.gz");

  private Audits() {}

  private static final Function1<String, Vector<String>> LINES =
      Function1.of(Audits::read).memoized();

  /** The lines of a recording. */
  public static Vector<String> lines(String recording) {
    return LINES.apply(recording);
  }

  private static Vector<String> read(String recording) {
    try (InputStream in =
        new GZIPInputStream(Audits.class.getResourceAsStream("/recorded/" + recording))) {
      return Vector.ofAll(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).lines());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the rules say of some lines. */
  public static Verdict of(Iterable<String> lines) {
    return of("a trace", String.join("\n", lines) + "\n");
  }

  static Verdict of(String name, String text) {
    return of(name, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static Verdict of(String name, byte[] bytes) {
    return tried(name, bytes).get();
  }

  /** The verdict on a file, or one line that says why it cannot be read. */
  static Either<String, Verdict> tried(String name, byte[] bytes) {
    return tried(Rules.all(), name, bytes);
  }

  /** What one rule says of some lines. */
  static Verdict of(String rule, Iterable<String> lines) {
    byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    return tried(Rules.of(List.of(rule)).get(), "a trace", bytes).get();
  }

  private static Either<String, Verdict> tried(List<Rule> rules, String name, byte[] bytes) {
    return TraceFile.of(name, new ByteArrayInputStream(bytes))
        .map(file -> {
          Audit audit = new Audit(rules, Window.ALL, false);
          try (file) {
            audit.read(file, (lines, at) -> {});
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return audit.verdict();
        });
  }

  /** What a rule says. */
  public static Outcome outcome(Verdict verdict, String rule) {
    return verdict.outcomes().find(outcome -> outcome.about().name().equals(rule)).get();
  }
}
