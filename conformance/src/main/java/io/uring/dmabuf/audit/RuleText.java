package io.uring.dmabuf.audit;

import io.uring.dmabuf.audit.rule.About;
import io.uring.dmabuf.tlc.Wrap;
import io.vavr.collection.List;

/** What a rule demands, for {@code --explain}. */
public final class RuleText {
  private static final int WIDTH = 80;

  private RuleText() {}

  /** {@return the lines about a rule} */
  public static List<String> of(About rule) {
    return List.of(
            rule.name() + ": " + rule.sentence(),
            "  judges: " + rule.objects(),
            "  law: " + rule.law(),
            "  kernel: " + rule.functions().mkString(", "),
            "  needs: " + rule.events().mkString(", "),
            "  cannot see: " + rule.blind())
        .flatMap(line -> Wrap.folded(line, WIDTH));
  }
}
