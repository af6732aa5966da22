package io.uring.dmabuf.docs;

import io.uring.dmabuf.docs.HtmlTable.Row;
import io.uring.dmabuf.docs.Laws.Law;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import io.vavr.control.Option;

/** The laws, module by module: which defect breaks each in which model, and where it must hold. */
final class LawSection {

  private static final String ID = "laws";

  private final Laws laws;
  private final PageLinks links;

  LawSection(Laws laws, PageLinks links) {
    this.laws = laws;
    this.links = links;
  }

  /** The anchor of a law's row. */
  static String id(Law law) {
    return "law-" + law.id();
  }

  /** The defects that break a law, each in its model, or why no defect names it. */
  static String broken(Law law, PageLinks links) {
    return law.broken().isEmpty()
        ? "none that names it: " + law.reason().map(links::words).getOrElse("nobody says why")
        : law.broken().map(model -> breaking(model, links)).mkString(", ");
  }

  private static String breaking(ModelEntry model, PageLinks links) {
    return PageLinks.model(model)
        + model.base().map(base -> " in " + links.code(base)).getOrElse("");
  }

  PageSection section() {
    List<String> modules = laws.all().map(law -> law.module().name()).distinct();
    return new PageSection(
        ID,
        "Laws",
        "<p>A law must hold in every model that checks it. A defect is a wrong decision, planted to"
            + " see a law fail: its model must end with the law broken.</p>\n"
            + modules.map(this::module).mkString(),
        modules.map(module -> Html.link(moduleId(module), module)));
  }

  private static String moduleId(String module) {
    return ID + "-" + module;
  }

  private String module(String module) {
    List<Law> own = laws.all().filter(law -> law.module().name().equals(module));
    return "<h3 id=\""
        + moduleId(module)
        + "\">Laws of "
        + module
        + "</h3>\n"
        + new HtmlTable(List.of("law", "broken by", "must hold in"), own.map(this::row)).html();
  }

  private Row row(Law law) {
    return new Row(
        Option.some(id(law)),
        List.of(Html.link(law.id(), Html.code(law.name())), broken(law, links), holds(law)));
  }

  private static String holds(Law law) {
    List<String> models = law.holds().map(PageLinks::model);
    return models.size() <= 3
        ? models.mkString(", ")
        : Html.details(models.size() + " models", models.mkString(", "));
  }
}
