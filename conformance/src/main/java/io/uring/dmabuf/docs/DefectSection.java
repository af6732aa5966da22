package io.uring.dmabuf.docs;

import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The defects: what is wrong in each, in which model it is planted, and which law it breaks. */
final class DefectSection {

  private static final Pattern OF_INSTANCE = Pattern.compile("\\[(\\w+)\\](\\w+)");

  private final List<ModelEntry> defects;
  private final Modules modules;
  private final ReplacementHtml replacements;
  private final PageLinks links;
  private final Laws laws;

  DefectSection(
      List<ModelEntry> models,
      Modules modules,
      ReplacementHtml replacements,
      PageLinks links,
      Laws laws) {
    this.defects = models.filter(ModelEntry::isDefect);
    this.modules = modules;
    this.replacements = replacements;
    this.links = links;
    this.laws = laws;
  }

  PageSection section() {
    return new PageSection(
        "defects",
        "Defects",
        "<p>Each takes the place of one definition of a module, and begins with the name of a defect"
            + " of the first version (<code>V1</code>) if it is one.</p>\n"
            + defects.map(this::defect).mkString(),
        List.of(defects.map(PageLinks::model).mkString(" ")));
  }

  private String defect(ModelEntry model) {
    return replacements.html(
        PageLinks.modelId(model), model.name(), model.why(), facts(model), model.root());
  }

  private String facts(ModelEntry model) {
    List<String> broken =
        laws.all()
            .filter(law -> law.broken().contains(model))
            .map(law -> "breaks " + Html.link(law.id(), Html.code(law.qualified())));
    List<String> replaced = model.override().toList().flatMap(entry -> replaced(model, entry));
    return model
        .base()
        .toList()
        .map(base -> "in " + links.code(base))
        .appendAll(broken)
        .appendAll(replaced)
        .append(links.file("model-checking/defects/" + model.root() + ".tla", "file"))
        .mkString(" &middot; ");
  }

  /** What a defect puts in the place of a definition; not what its model does without it. */
  private List<String> replaced(ModelEntry model, Tuple2<String, String> entry) {
    Matcher form = OF_INSTANCE.matcher(entry._1);
    boolean instance = form.matches();
    String name = instance ? form.group(2) : entry._1;
    return modules
        .definer(model.root(), entry._2)
        .filter(definer -> definer.name().matches("[A-Z0-9_]+"))
        .flatMap(definer -> modules.definer(instance ? form.group(1) : model.module(), name))
        .map(definer ->
            Html.link(TlaHtml.id(definer.name(), name), Html.code(definer.name() + "!" + name))
                + " becomes "
                + Html.code(entry._2))
        .toList();
  }
}
