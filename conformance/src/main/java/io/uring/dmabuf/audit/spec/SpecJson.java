package io.uring.dmabuf.audit.spec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.oracle.Confirmation;
import io.vavr.control.Option;

/** What the specification says of a trace, as JSON. */
public final class SpecJson {
  private SpecJson() {}

  /** {@return the text} */
  public static String of(SpecVerdict verdict, Option<Confirmation> confirmation) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("headline", verdict.headline())
        .put("file", verdict.file())
        .put("lines", verdict.lines());
    ObjectNode leftOut = json.putObject("leftOut");
    verdict.leftOut().forEach((what, count) -> leftOut.put(what, count));
    ArrayNode rings = json.putArray("rings");
    verdict.rings().forEach(ring -> add(rings.addObject(), ring));
    confirmation.forEach(of -> {
      ObjectNode tlc = json.putObject("tlc");
      tlc.put("asked", of.asked()).put("confirmed", of.confirmed());
      of.objection().forEach(why -> tlc.put("objection", why));
    });
    return json.toPrettyString() + "\n";
  }

  private static void add(ObjectNode json, SpecVerdict.Ring ring) {
    json.put("ring", ring.number() + 1)
        .put("line", ring.made().at().line())
        .put("allowed", ring.isAllowed())
        .put("knownBuffer", ring.known())
        .put("someBuffer", ring.some())
        .put("underWay", ring.alive())
        .put("events", ring.shown())
        .put("steps", ring.steps())
        .put("branches", ring.branches())
        .put("attempts", ring.attempts())
        .put("stopped", ring.stopped());
    ArrayNode alternatives = json.putArray("alternatives");
    ring.alternatives().forEach(each -> alternatives.add(each.name()));
    ObjectNode counts = json.putObject("counts");
    ring.counts().forEach((what, count) -> counts.put(what, count));
    ring.refusal().forEach(refusal -> add(json.putObject("refusal"), refusal));
  }

  private static void add(ObjectNode json, Refusals refusal) {
    json.put("explained", refusal.explained()).put("why", refusal.why());
    ArrayNode recent = json.putArray("prefix");
    refusal.recent().forEach(each -> add(recent.addObject(), each._2, each._1));
    ArrayNode allowed = json.putArray("allowed");
    refusal.allowed().forEach(allowed::add);
    add(json.putObject("instead"), refusal.instead(), refusal.of());
  }

  private static void add(ObjectNode json, Event event, String who) {
    json.put("line", event.at().line())
        .put("time", event.at().seconds())
        .put("cpu", event.at().cpu())
        .put("event", event.said())
        .put("of", who);
  }
}
