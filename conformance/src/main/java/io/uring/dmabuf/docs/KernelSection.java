package io.uring.dmabuf.docs;

import io.uring.dmabuf.tlc.models.KernelAlternative;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;

/** The kernel alternatives: what only some kernels do, which, and which models run under it. */
final class KernelSection {

  private final List<KernelAlternative> kernels;
  private final List<ModelEntry> models;
  private final Modules modules;
  private final TlaHtml tla;
  private final PageLinks links;
  private final Laws laws;

  KernelSection(Manifest manifest, Modules modules, TlaHtml tla, PageLinks links, Laws laws) {
    this.kernels = manifest.kernels();
    this.models = manifest.models().reject(ModelEntry::isDefect);
    this.modules = modules;
    this.tla = tla;
    this.links = links;
    this.laws = laws;
  }

  PageSection section() {
    return new PageSection(
        "kernels",
        "Kernel alternatives",
        "<p>Each takes the place of one definition of the specification, which is of the base of the"
            + " first version.</p>\n"
            + kernels.map(this::kernel).mkString(),
        kernels.map(kernel -> links.code(kernel.name())));
  }

  private String kernel(KernelAlternative kernel) {
    return "<h3 id=\""
        + kernel.name()
        + "\">"
        + Html.code(kernel.name())
        + "</h3>\n<p>"
        + links.words(kernel.prose())
        + "</p>\n"
        + Html.paragraph("law", facts(kernel))
        + modules
            .find(kernel.name())
            .map(module ->
                new PassageHtml(module.name(), List.empty(), tla, links, laws)
                    .html(module.blocks().tail()))
            .getOrElse("");
  }

  private String facts(KernelAlternative kernel) {
    return List.of(Html.escape(kernel.versions()), Html.code(kernel.function()))
        .appendAll(
            models
                .filter(model -> model.kernels().contains(kernel.name()))
                .map(model -> "in " + PageLinks.model(model)))
        .append(links.file("model-checking/kernels/" + kernel.name() + ".tla", "file"))
        .mkString(" &middot; ");
  }
}
