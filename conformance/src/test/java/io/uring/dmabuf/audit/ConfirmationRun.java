package io.uring.dmabuf.audit;

import io.uring.dmabuf.audit.read.TraceFile;
import io.uring.dmabuf.audit.spec.SpecAudit;
import io.uring.dmabuf.audit.spec.SpecText;
import io.uring.dmabuf.audit.spec.SpecVerdict;
import io.uring.dmabuf.oracle.Confirmation;
import io.uring.dmabuf.oracle.SampledStep;
import io.uring.dmabuf.tlc.Home;
import io.vavr.collection.List;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A process that lets TLC confirm steps of a recording, as a JVM can do once. It can be told to say
 * of some of them that they led nowhere, or to another step's state.
 */
final class ConfirmationRun {
  private ConfirmationRun() {}

  /**
   * The process.
   *
   * @param args a recording, how many steps are sampled, and how many of them are wrong
   */
  public static void main(String[] args) {
    byte[] bytes =
        (Audits.lines(args[0]).mkString("\n") + "\n").getBytes(StandardCharsets.ISO_8859_1);
    int samples = Integer.parseInt(args[1]);
    SpecVerdict verdict =
        SpecAudit.of(() -> TraceFile.of(args[0], new ByteArrayInputStream(bytes)), samples).get();
    SpecVerdict.Ring ring = verdict.sampled().get();
    int wrong = Integer.parseInt(args[2]);
    List<SampledStep> steps =
        ring.sampled()
            .take(wrong)
            .map(ConfirmationRun::leadingNowhere)
            .appendAll(ring.sampled().drop(wrong));
    PrintStream out = System.out;
    PrintStream log =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    SpecText.of(ring, Confirmation.of(Home.current(), ring.machine(), steps, log).get())
        .forEach(out::println);
  }

  private static SampledStep leadingNowhere(SampledStep step) {
    return new SampledStep(step.step(), step.before(), step.before().state());
  }
}
