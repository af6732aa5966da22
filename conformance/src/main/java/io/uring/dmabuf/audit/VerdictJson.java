package io.uring.dmabuf.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.rule.Violation;

/** A verdict as JSON. */
public final class VerdictJson {
  private VerdictJson() {}

  /** {@return the text} */
  public static String of(Verdict verdict) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("headline", verdict.headline());
    ArrayNode files = json.putArray("files");
    verdict.files().forEach(files::add);
    json.putObject("lines")
        .put("used", verdict.counts().used())
        .put("ignored", verdict.counts().ignored())
        .put("unparsable", verdict.counts().unparsable());
    ArrayNode notes = json.putArray("notes");
    verdict.notes().forEach(notes::add);
    ArrayNode rules = json.putArray("rules");
    verdict.outcomes().forEach(outcome -> add(rules.addObject(), outcome));
    return json.toPrettyString() + "\n";
  }

  private static void add(ObjectNode json, Outcome outcome) {
    json.put("rule", outcome.about().name())
        .put("law", outcome.about().law())
        .put("sentence", outcome.about().sentence())
        .put("clean", outcome.clean())
        .put("violating", outcome.violating());
    ObjectNode unknown = json.putObject("unknown");
    outcome.unknown().forEach((reason, count) -> unknown.put(reason, count));
    ArrayNode violations = json.putArray("violations");
    outcome.violations().forEach(violation -> add(violations.addObject(), violation));
  }

  private static void add(ObjectNode json, Violation violation) {
    json.put("object", violation.object()).put("what", violation.what());
    ArrayNode life = json.putArray("life");
    for (Event event : violation.life()) {
      At at = event.at();
      life.addObject()
          .put("file", at.file() + 1)
          .put("line", at.line())
          .put("time", at.seconds())
          .put("cpu", at.cpu())
          .put("pid", at.pid())
          .put("event", event.said());
    }
  }
}
