package io.uring.dmabuf.audit;

import io.uring.dmabuf.audit.rule.About;
import io.uring.dmabuf.audit.rule.Rule;
import io.uring.dmabuf.audit.rule.Violation;
import io.vavr.collection.List;
import io.vavr.collection.Map;

/**
 * What a rule came to.
 *
 * @param about the rule
 * @param clean how many objects were
 * @param violating how many objects were
 * @param unknown how many objects are, by the reason
 * @param violations the first ones
 */
public record Outcome(
    About about,
    long clean,
    long violating,
    Map<String, Long> unknown,
    List<Violation> violations) {

  static Outcome of(Rule rule) {
    return new Outcome(
        rule.about(), rule.clean(), rule.violating(), rule.unknown(), rule.violations());
  }

  /** {@return how many objects are unknown} */
  public long unknowns() {
    return unknown.values().sum().longValue();
  }

  /** {@return how many objects there were} */
  public long judged() {
    return clean + violating + unknowns();
  }
}
