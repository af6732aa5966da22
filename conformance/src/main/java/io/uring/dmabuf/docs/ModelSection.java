package io.uring.dmabuf.docs;

import io.uring.dmabuf.docs.HtmlTable.Row;
import io.uring.dmabuf.tlc.Page;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.Locale;

/** The models that are no defect's: why each exists, and what it must reach and end with. */
final class ModelSection {

  private final List<ModelEntry> models;
  private final PageLinks links;

  ModelSection(List<ModelEntry> models, PageLinks links) {
    this.models = models.reject(ModelEntry::isDefect);
    this.links = links;
  }

  PageSection section() {
    return new PageSection(
        "models",
        "Models",
        "<p>A model is a module of models with bounds for its constants, which stand in "
            + links.file("model-checking/models.json", "<code>models.json</code>")
            + ".</p>\n"
            + new HtmlTable(
                    List.of("model", "why it exists", "module", "must end with", "must reach"),
                    models.map(this::row))
                .html(),
        List.empty());
  }

  private Row row(ModelEntry model) {
    return new Row(
        Option.some(PageLinks.modelId(model)),
        List.of(
            Html.code(model.name()),
            links.words(model.why()),
            links.code(model.root())
                + ", "
                + model.kind().name().toLowerCase(Locale.ROOT)
                + model.kernels().map(kernel -> ", under " + links.code(kernel)).mkString(),
            Page.escape(model.expected().toString())
                + model.distinct().map(count -> ", " + count + " states").getOrElse(""),
            model.witnesses().map(name -> links.definition(model.root(), name)).mkString(", ")));
  }
}
