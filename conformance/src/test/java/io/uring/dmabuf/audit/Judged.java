package io.uring.dmabuf.audit;

import io.uring.dmabuf.audit.spec.SpecVerdict;
import io.vavr.collection.List;
import io.vavr.collection.Vector;

/**
 * What both say of a trace: the rules, and the specification.
 *
 * @param rules those that are violated
 * @param refused the event that no behaviour of the specification has, and why; empty if there is
 *     none
 * @param leftOut requests of which the specification says nothing
 */
record Judged(List<String> rules, String refused, long leftOut) {

  static Judged of(Vector<String> lines) {
    Verdict verdict = Audits.of(lines);
    SpecVerdict spec = SpecAuditTest.of(lines);
    return new Judged(
        verdict.outcomes().filter(each -> each.violating() > 0).map(each -> each.about().name()),
        spec.rings()
            .flatMap(SpecVerdict.Ring::refusal)
            .map(refusal -> refusal.instead().said() + ": " + refusal.why())
            .headOption()
            .getOrElse(""),
        spec.unsaid());
  }

  boolean isViolating() {
    return !rules.isEmpty();
  }

  boolean isRefused() {
    return !refused.isEmpty();
  }

  boolean agrees() {
    return isViolating() == isRefused();
  }
}
