package io.uring.dmabuf.docs;

import io.uring.dmabuf.docs.Correspondence.Row;
import io.uring.dmabuf.docs.SpecModule.Block;
import io.uring.dmabuf.docs.SpecModule.Definition;
import io.uring.dmabuf.docs.SpecModule.Formula;
import io.uring.dmabuf.tlc.Page;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * Passages of a module as HTML. Each begins with the names that it defines, the places that links
 * lead to; then prose, who takes the action, for which kernel function, and what breaks the law;
 * beside or beneath all that stands the formula.
 */
final class PassageHtml {

  private final String module;
  private final List<Row> actions;
  private final TlaHtml tla;
  private final PageLinks links;
  private final Laws laws;

  /**
   * The passages of a module.
   *
   * @param module its name
   * @param actions what its actions stand for; none for a module that is no specification
   * @param tla what makes formulas and prose of it
   * @param links the places of the page
   * @param laws the laws
   */
  PassageHtml(String module, List<Row> actions, TlaHtml tla, PageLinks links, Laws laws) {
    this.module = module;
    this.actions = actions;
    this.tla = tla;
    this.links = links;
    this.laws = laws;
  }

  /** Blocks of the module, in their order. */
  String html(List<Block> blocks) {
    return Passage.in(blocks, this::isAction).map(this::passage).mkString();
  }

  private boolean isAction(Formula formula) {
    return SpecModule.definitionsIn(formula).exists(found -> action(found).isDefined());
  }

  private Option<Row> action(Definition found) {
    return actions.find(row -> row.spec().equals(found.signature()));
  }

  private String passage(Passage passage) {
    String said = said(passage);
    String formulas = passage.formulas().map(formula -> tla.formula(module, formula)).mkString();
    String kind = said.isEmpty() || formulas.isEmpty() ? "passage alone" : "passage";
    return "<div class=\""
        + kind
        + "\">\n"
        + (said.isEmpty() ? "" : "<div class=\"said\">\n" + said + "</div>\n")
        + (formulas.isEmpty() ? "" : "<div class=\"formulas\">\n" + formulas + "</div>\n")
        + "</div>\n";
  }

  private String said(Passage passage) {
    List<Definition> definitions = passage.definitions();
    return names(definitions)
        + passage
            .prose()
            .flatMap(SpecModule.Prose::paragraphs)
            .map(text -> "<p>" + tla.prose(module, text) + "</p>\n")
            .mkString()
        + definitions.flatMap(this::action).map(this::action).mkString()
        + definitions.flatMap(found -> laws.find(module, found.name())).map(this::law).mkString();
  }

  private String names(List<Definition> definitions) {
    return definitions.isEmpty()
        ? ""
        : definitions
            .map(found -> {
              String id = TlaHtml.id(module, found.name());
              return "<a id=\"" + id + "\" href=\"#" + id + "\">" + found.name() + "</a>";
            })
            .mkString("<h4>", " ", "</h4>\n");
  }

  private String action(Row row) {
    String java =
        row.step()
            .map(step ->
                " &middot; "
                    + links.file(
                        step.file() + "#L" + step.line(),
                        "<code>" + step.shown() + "</code>, line " + step.line()))
            .getOrElse("");
    String kernel =
        row.actor().isEmpty()
            ? Page.escape(row.kernel().replace("`", ""))
            : Html.link(KernelIndex.id(row.kernel()), Html.code(row.kernel()));
    String actor =
        row.actor().isEmpty()
            ? ""
            : "<a class=\"actor\" href=\"#"
                + PageLinks.actorId(row.actor())
                + "\">"
                + row.actor()
                + "</a> ";
    return Html.paragraph("action", actor + kernel + java);
  }

  private String law(Laws.Law law) {
    return Html.paragraph(
        "law",
        Html.link(LawSection.id(law), "Law")
            + " <code>"
            + law.name()
            + "</code>, broken by "
            + LawSection.broken(law, links));
  }
}
