package io.uring.dmabuf.docs;

import io.uring.dmabuf.tlc.Page;
import io.uring.dmabuf.tlc.models.KernelAlternative;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;

/** The kernel alternatives: what only some kernels do, which, and which models run under it. */
final class KernelSection {

  private final List<KernelAlternative> kernels;
  private final List<ModelEntry> models;
  private final ReplacementHtml replacements;
  private final PageLinks links;

  KernelSection(Manifest manifest, ReplacementHtml replacements, PageLinks links) {
    this.kernels = manifest.kernels();
    this.models = manifest.models().reject(ModelEntry::isDefect);
    this.replacements = replacements;
    this.links = links;
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
    return replacements.html(
        kernel.name(), kernel.name(), kernel.prose(), facts(kernel), kernel.name());
  }

  private String facts(KernelAlternative kernel) {
    return List.of(Page.escape(kernel.versions()), Html.code(kernel.function()))
        .appendAll(
            models
                .filter(model -> model.kernels().contains(kernel.name()))
                .map(model -> "in " + PageLinks.model(model)))
        .append(links.file("model-checking/kernels/" + kernel.name() + ".tla", "file"))
        .mkString(" &middot; ");
  }
}
