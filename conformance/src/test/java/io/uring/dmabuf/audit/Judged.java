package io.uring.dmabuf.audit;

import io.uring.dmabuf.audit.spec.SpecVerdict;
import io.vavr.collection.List;
import io.vavr.collection.Vector;

/**
 * What both say of a trace: the rules, and the specification.
 *
 * @param rules those that are violated
 * @param unknown whether the rules leave something open
 * @param refused why no behaviour of the specification explains it; empty if one does
 */
record Judged(List<String> rules, boolean unknown, String refused) {

  static Judged of(Vector<String> lines) {
    Verdict verdict = Audits.of(lines);
    SpecVerdict spec = SpecAuditTest.of(lines);
    return new Judged(
        verdict.outcomes().filter(each -> each.violating() > 0).map(each -> each.about().name()),
        verdict.unknown() > 0,
        spec.rings()
            .flatMap(SpecVerdict.Ring::refusal)
            .map(refusal -> refusal.instead().said() + ": " + refusal.why())
            .headOption()
            .getOrElse(""));
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
