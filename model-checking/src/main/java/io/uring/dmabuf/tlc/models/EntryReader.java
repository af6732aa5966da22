package io.uring.dmabuf.tlc.models;

import com.fasterxml.jackson.databind.JsonNode;
import io.uring.dmabuf.tlc.models.ModelEntry.Expected;
import io.uring.dmabuf.tlc.models.ModelEntry.Kind;
import io.uring.dmabuf.tlc.models.ModelEntry.Tier;
import io.vavr.collection.HashSet;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.Locale;

/**
 * The reader of one model of the manifest. It refuses what it does not know, so that a misspelt
 * field is never ignored.
 */
final class EntryReader {

  private static final Set<String> FIELDS =
      HashSet.of(
          "name",
          "was",
          "module",
          "base",
          "kernels",
          "spec",
          "set",
          "override",
          "without",
          "kind",
          "tier",
          "expected",
          "distinct",
          "generated",
          "repeated",
          "why",
          "target",
          "workers",
          "witnesses",
          "undriven",
          "covers");

  /** A model's name: it names files. */
  private static final String NAME = "[a-z][a-z0-9]*(-[a-z0-9]+)*";

  /** The name of a constant or an operator. */
  static final String CONSTANT = "[A-Za-z]\\w*";

  /** A definition that is replaced, of the module or of one that it instantiates. */
  static final String DEFINITION = "(\\[[A-Za-z]\\w*\\])?[A-Za-z]\\w*";

  private final JsonNode node;

  private EntryReader(JsonNode node) {
    this.node = node;
  }

  /** The entry, or what is wrong with it. */
  static Either<String, ModelEntry> read(JsonNode node) {
    try {
      return Either.right(new EntryReader(node).entry());
    } catch (BadField e) {
      String name = node.path("name").asText("");
      return Either.left((name.isEmpty() ? "" : name + ": ") + e.getMessage());
    }
  }

  private ModelEntry entry() {
    refuseUnknownFields();
    Kind kind = choice("kind", Kind.values());
    return new ModelEntry(
        name(),
        text("was"),
        text("base"),
        word("module").getOrElseThrow(() -> new BadField("field module is missing")),
        List.empty(),
        Option.none(),
        texts("kernels"),
        word("spec").getOrElse("Spec"),
        texts("set", CONSTANT, ".+"),
        texts("override", DEFINITION, CONSTANT),
        texts("without", CONSTANT, "(?s).*\\S.*"),
        kind,
        choice("tier", Tier.values()),
        expected(text("expected").getOrElse("pass")),
        count("distinct"),
        count("generated"),
        count("repeated").getOrElse(0L),
        text("target"),
        workers(kind),
        texts("witnesses"),
        text("undriven"),
        texts("covers"),
        text("why").getOrElse(""));
  }

  private String name() {
    String name = text("name").getOrElseThrow(() -> new BadField("field name is missing"));
    if (!name.matches(NAME)) {
      throw new BadField("field name: expected a word such as rw-small, found " + name);
    }
    return name;
  }

  private void refuseUnknownFields() {
    if (!node.isObject()) {
      throw new BadField("expected an object");
    }
    for (String field : List.ofAll(node::fieldNames)) {
      if (!FIELDS.contains(field)) {
        throw new BadField("unknown field " + field);
      }
    }
  }

  private Option<String> text(String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode()) {
      return Option.none();
    }
    if (!value.isTextual() || value.asText().isBlank()) {
      throw new BadField("field " + field + ": expected a text, found " + value);
    }
    return Option.some(value.asText());
  }

  /** A name of TLA+. */
  private Option<String> word(String field) {
    return text(field)
        .peek(name -> {
          if (!name.matches(CONSTANT)) {
            throw new BadField("field " + field + ": expected a name of TLA+, found " + name);
          }
        });
  }

  /** The texts of an object, by names of one form, in the order in which they are written. */
  private Map<String, String> texts(String field, String names, String values) {
    JsonNode value = node.path(field);
    if (!value.isMissingNode() && !value.isObject()) {
      throw new BadField("field " + field + ": expected an object");
    }
    Map<String, String> texts = LinkedHashMap.empty();
    for (var entry : value.properties()) {
      String text = entry.getValue().asText();
      if (!entry.getKey().matches(names)
          || !entry.getValue().isTextual()
          || !text.matches(values)) {
        throw new BadField(
            "field " + field + ": unusable: " + entry.getKey() + ": " + entry.getValue());
      }
      texts = texts.put(entry.getKey(), text);
    }
    return texts;
  }

  private List<String> texts(String field) {
    JsonNode value = node.path(field);
    if (!value.isMissingNode()
        && !(value.isArray() && List.ofAll(value).forAll(JsonNode::isTextual))) {
      throw new BadField("field " + field + ": expected a list of texts");
    }
    return List.ofAll(value).map(JsonNode::asText);
  }

  private Option<Long> count(String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Option.none();
    }
    if (!value.isIntegralNumber() || value.asLong() < 0) {
      throw new BadField("field " + field + ": expected a count, found " + value);
    }
    return Option.some(value.asLong());
  }

  private int workers(Kind kind) {
    int workers = count("workers").getOrElse(1L).intValue();
    if (workers < 1 || (workers > 1 && kind == Kind.LIVENESS)) {
      throw new BadField(
          "field workers: " + workers + " (at least 1; liveness models run with exactly 1)");
    }
    return workers;
  }

  private <E extends Enum<E>> E choice(String field, E[] values) {
    String found = text(field).getOrElseThrow(() -> new BadField("field " + field + " is missing"));
    return List.of(values)
        .find(value -> value.name().toLowerCase(Locale.ROOT).equals(found))
        .getOrElseThrow(() ->
            new BadField(
                "unknown "
                    + field
                    + " "
                    + found
                    + "; there are "
                    + List.of(values).map(v -> v.name().toLowerCase(Locale.ROOT)).mkString(", ")));
  }

  private static Expected expected(String text) {
    if (text.equals("pass")) {
      return new Expected.Pass();
    }
    if (text.matches("violates \\w+")) {
      return new Expected.Violates(text.substring("violates ".length()));
    }
    throw new BadField("field expected: pass or violates NAME, found " + text);
  }

  /** What is wrong with a field; never leaves this class. */
  private static final class BadField extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadField(String message) {
      super(message, null, false, false);
    }
  }
}
