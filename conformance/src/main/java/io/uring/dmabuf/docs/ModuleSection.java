package io.uring.dmabuf.docs;

import io.uring.dmabuf.tlc.Page;
import io.vavr.collection.List;

/** A module, part by part. */
final class ModuleSection {

  private final SpecModule module;
  private final List<ModulePart> parts;
  private final PassageHtml passages;

  ModuleSection(SpecModule module, PassageHtml passages) {
    this.module = module;
    this.parts = ModulePart.of(module);
    this.passages = passages;
  }

  PageSection section() {
    return new PageSection(
        module.name(), module.name(), parts.map(this::part).mkString(), parts.map(this::contents));
  }

  private String part(ModulePart part) {
    return "<h3 id=\""
        + part.id()
        + "\">"
        + Page.escape(part.title())
        + "</h3>\n"
        + passages.html(part.blocks());
  }

  private String contents(ModulePart part) {
    return "<strong>"
        + Html.link(part.id(), Page.escape(part.title()))
        + "</strong> "
        + part.definitions()
            .map(found -> Html.link(TlaHtml.id(part.module(), found.name()), found.name()))
            .mkString(" ");
  }
}
