package io.uring.dmabuf.docs;

import io.uring.dmabuf.docs.SpecModule.Formula;
import io.uring.dmabuf.tlc.Page;
import io.vavr.collection.HashSet;
import io.vavr.collection.Set;
import io.vavr.control.Option;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Formulas and prose of TLA+ as HTML: keywords, comments and strings are marked, and every name
 * that is defined in a module is a link to its definition.
 */
final class TlaHtml {

  private static final Set<String> KEYWORDS =
      HashSet.of(
          ("EXTENDS CONSTANT CONSTANTS VARIABLE VARIABLES ASSUME INSTANCE WITH LET IN IF THEN ELSE"
                  + " CASE OTHER CHOOSE EXCEPT UNCHANGED DOMAIN SUBSET UNION ENABLED LAMBDA"
                  + " RECURSIVE TRUE FALSE BOOLEAN")
              .split(" "));

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<comment>\\\\\\*.*|\\(\\*.*?\\*\\))|(?<string>\"[^\"]*\")|(?<other>(\\w+)!(\\w+))"
              + "|(?<op>\\\\[A-Za-z]+)|(?<field>(?<=[!.])\\.?[A-Za-z_]\\w*|(?<!\\\\in )[A-Za-z_]\\w*(?= *\\|->))"
              + "|(?<word>[A-Za-z_]\\w*)|(?<rest>.)");

  private static final Pattern PROSE_NAME =
      Pattern.compile("`([^'`]+)'|\\b((?:[A-Z][a-z0-9]+){2,})\\b");

  private final Modules modules;

  private final PageLinks links;

  TlaHtml(Modules modules, PageLinks links) {
    this.modules = modules;
    this.links = links;
  }

  /** The anchor of a name. */
  static String id(String module, String name) {
    return module + "." + name;
  }

  /** A formula as preformatted text. */
  String formula(String module, Formula formula) {
    Set<String> declared =
        formula.declares().isDefined()
            ? modules.find(module).map(SpecModule::names).getOrElse(HashSet.empty())
            : HashSet.empty();
    Set<String> defined =
        SpecModule.definitionsIn(formula).map(SpecModule.Definition::name).toSet();
    return formula
        .lines()
        .map(line -> line(module, line, declared, defined))
        .mkString("<pre class=\"tla\">", "\n", "</pre>\n");
  }

  private String line(String module, String line, Set<String> declared, Set<String> defined) {
    Set<String> heads = line.startsWith(" ") ? HashSet.empty() : defined;
    return TOKEN
        .matcher(line)
        .replaceAll(token -> Matcher.quoteReplacement(token(module, token, declared, heads)));
  }

  private String token(
      String module, MatchResult token, Set<String> declared, Set<String> defined) {
    String text = token.group();
    String shown = Page.escape(text);
    if (token.group("comment") != null) {
      return span("c", shown);
    }
    if (token.group("string") != null) {
      return span("s", shown);
    }
    if (token.group("other") != null) {
      return modules
          .instance(module, token.group(4))
          .flatMap(other -> link(other.name(), token.group(5), shown))
          .getOrElse(shown);
    }
    return token.group("word") == null ? shown : word(module, token, declared, defined);
  }

  private String word(String module, MatchResult token, Set<String> declared, Set<String> defined) {
    String text = token.group();
    if (KEYWORDS.contains(text)) {
      return span("k", text);
    }
    boolean head = token.start() <= "ASSUME ".length() && defined.contains(text);
    if (declared.contains(text)) {
      return "<b id=\"" + id(module, text) + "\">" + text + "</b>";
    }
    return head ? "<b>" + text + "</b>" : name(module, text);
  }

  private Option<String> link(String module, String name, String shown) {
    return modules.definer(module, name).map(definer -> Html.link(id(definer.name(), name), shown));
  }

  /** A name that a module uses: of a definition, or of a module. */
  private String name(String module, String name) {
    return link(module, name, name)
        .orElse(() -> links.module(name).map(id -> Html.link(id, name)))
        .getOrElse(name);
  }

  private static String span(String style, String text) {
    return "<span class=\"" + style + "\">" + text + "</span>";
  }

  /** A paragraph of prose; names of modules and definitions are links. */
  String prose(String module, String paragraph) {
    String named =
        PROSE_NAME
            .matcher(Page.escape(paragraph))
            .replaceAll(found ->
                Matcher.quoteReplacement(
                    found.group(1) != null
                        ? "<code>" + found.group(1) + "</code>"
                        : name(module, found.group(2))));
    return links.references(named);
  }
}
