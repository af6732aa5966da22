package io.uring.dmabuf.docs;

import io.uring.dmabuf.tlc.Page;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.HashMap;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where on the page a name of the documents is, or beside the page a file of the repository. */
final class PageLinks {

  /** The documents that are parts of the page, by their anchors there. */
  static final Map<String, String> DOCUMENTS =
      HashMap.of(
          "spec/README.md",
          "reading",
          "spec/INTENDED.md",
          "intended",
          "spec/FINDINGS.md",
          "findings");

  private static final Pattern QUALIFIED = Pattern.compile("(\\w+)!(\\w+)");
  private static final Pattern DEFINITION = Pattern.compile("([A-Z]\\w+)(?:\\(.*\\))?");
  private static final Pattern WORD =
      Pattern.compile(
          "\\w+!\\w+|\\b[A-Z][a-z]+[A-Z]\\w*|\\b[A-Z0-9]+_[A-Z0-9_]+|\\b[a-z]+(?:-[a-z]+)+\\b");
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?<finding>FINDINGS\\.md, (?<number>\\d+))|(?<file>(FINDINGS|INTENDED)\\.md)"
              + "|(?<defect>\\bV1-[A-Z0-9-]+[A-Z0-9])|(?<errno>(?<!\\w)-E[A-Z]{3,})");

  private final Path root;
  private final Path folder;
  private final Modules modules;
  private final Map<String, String> models;

  /**
   * The links of a page.
   *
   * @param root the root of the repository
   * @param folder where the page will be: links to files are relative to it
   * @param modules the modules on the page
   * @param manifest the models on the page
   */
  PageLinks(Path root, Path folder, Modules modules, Manifest manifest) {
    this.root = root;
    this.folder = folder;
    this.modules = modules;
    this.models =
        HashMap.ofEntries(
            manifest.models().map(model -> io.vavr.Tuple.of(model.name(), modelId(model))));
  }

  /** The anchor of a model. */
  static String modelId(ModelEntry model) {
    return (model.isDefect() ? "defect-" : "model-") + model.name();
  }

  /** The anchor of an actor's row. */
  static String actorId(String actor) {
    return "reading-" + actor;
  }

  /** A link to a model. */
  static String model(ModelEntry model) {
    return Html.link(modelId(model), Html.code(model.name()));
  }

  /** A link to a file of the repository. */
  String file(String file, String inner) {
    String[] parts = file.split("#", 2);
    String path = folder.relativize(root.resolve(parts[0])).toString().replace('\\', '/');
    String fragment = parts.length > 1 ? "#" + parts[1] : "";
    return "<a href=\"" + Page.escape(path + fragment) + "\">" + inner + "</a>";
  }

  /** What a document links to: a part of the page, or a file. */
  String document(String from, String target, String inner) {
    String file = Path.of(from).resolveSibling(target).normalize().toString();
    return DOCUMENTS
        .get(file)
        .orElse(() -> module(file.replaceFirst("^spec/(\\w+)\\.tla$", "$1")))
        .map(id -> Html.link(id, inner))
        .getOrElse(() -> file(file, inner));
  }

  /** The anchor of a module; that of a defect is the defect's own. */
  Option<String> module(String name) {
    return models
        .get(name)
        .filter(id -> modules.find(name).isDefined())
        .orElse(() -> modules.find(name).map(SpecModule::name));
  }

  /** What a document writes in the letters of a program: a link if the page has what it names. */
  String code(String text) {
    return place(text).map(id -> Html.link(id, Html.code(text))).getOrElse(() -> Html.code(text));
  }

  private Option<String> place(String text) {
    Matcher qualified = QUALIFIED.matcher(text);
    if (qualified.matches()) {
      return modules
          .find(qualified.group(1))
          .flatMap(module -> modules.definer(module.name(), qualified.group(2)))
          .map(module -> TlaHtml.id(module.name(), qualified.group(2)));
    }
    return models.get(text).orElse(() -> module(text)).orElse(() -> only(text));
  }

  /** A definition that has its name for itself. */
  private Option<String> only(String text) {
    return Option.of(DEFINITION.matcher(text))
        .filter(Matcher::matches)
        .map(found -> found.group(1))
        .flatMap(name -> modules.onlyDefiner(name).map(module -> TlaHtml.id(module.name(), name)));
  }

  /** A definition that a module may use, by its name there. */
  String definition(String module, String name) {
    return modules
        .definer(module, name)
        .map(definer -> Html.link(TlaHtml.id(definer.name(), name), Html.code(name)))
        .getOrElse(() -> Html.code(name));
  }

  /** A sentence in which models, definitions and defects are named without further marks. */
  String words(String text) {
    return references(
        WORD.matcher(Page.escape(text))
            .replaceAll(found ->
                Matcher.quoteReplacement(
                    place(found.group())
                        .map(id -> Html.link(id, Html.code(found.group())))
                        .getOrElse(found.group()))));
  }

  /**
   * A text in which findings and known defects are named, with links to them; a line does not break
   * behind the sign of an errno.
   */
  String references(String html) {
    return REFERENCE.matcher(html).replaceAll(found -> Matcher.quoteReplacement(reference(found)));
  }

  private static String reference(MatchResult found) {
    String text = found.group();
    if (found.group("errno") != null) {
      return "<span class=\"e\">" + text + "</span>";
    }
    if (found.group("finding") != null) {
      return Html.link("findings-" + found.group("number"), text);
    }
    return Html.link(
        found.group("file") != null ? DOCUMENTS.get("spec/" + text).get() : "intended-" + text,
        text);
  }
}
