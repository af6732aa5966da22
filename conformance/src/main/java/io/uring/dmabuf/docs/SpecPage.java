package io.uring.dmabuf.docs;

import io.uring.dmabuf.docs.Correspondence.Row;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.Page;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.nio.file.Path;

/**
 * The specifications as one HTML page that needs nothing but itself: prose beside formulas, for
 * each action its Java method and its kernel function, for each law the defects that break it, and
 * the documents that tell how to read them and what came of them.
 */
public final class SpecPage {

  private static final String TITLE = "io_uring dmabuf read/write: the specifications";
  private static final String READING = "spec/README.md";

  private final Path root;
  private final Manifest manifest;
  private final List<ModelEntry> models;
  private final Modules modules;
  private final Correspondence correspondence;
  private final Laws laws;
  private final PageLinks links;
  private final TlaHtml tla;

  private SpecPage(Home home, Path folder, Manifest manifest, Modules modules, Laws laws) {
    this.root = home.root();
    this.manifest = manifest;
    this.models = manifest.models();
    this.modules = modules;
    this.correspondence = new Correspondence(root);
    this.laws = laws;
    this.links = new PageLinks(root, folder, modules, manifest);
    this.tla = new TlaHtml(modules, links);
  }

  /**
   * The page of a repository.
   *
   * @param home the repository
   * @param folder where the page will be: links to sources are relative to it
   * @return the page, or one line that says what it cannot be made of
   */
  public static Either<String, SpecPage> of(Home home, Path folder) {
    Modules modules = Modules.of(home);
    return Manifest.read(home.manifest())
        .flatMap(manifest ->
            Laws.of(home, manifest, modules, home.root().resolve(Laws.REASONS))
                .map(laws -> new SpecPage(home, folder, manifest, modules, laws)));
  }

  /** The whole page. */
  public String html() {
    List<PageSection> sections = sections();
    return Page.head(TITLE, Page.resource(SpecPage.class, "page.css"))
        + "<body>\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n<header>\n<h1>"
        + TITLE
        + "</h1>\n"
        + introduction()
        + "</header>\n"
        + sections
            .map(PageSection::item)
            .mkString(
                "<nav id=\"contents\" aria-label=\"Contents\">\n<ul>\n", "", "</ul>\n</nav>\n")
        + sections
            .map(PageSection::html)
            .mkString("<main id=\"content\" tabindex=\"-1\">\n", "", "</main>\n")
        + "<footer><a href=\"#contents\">Contents</a></footer>\n</body>\n</html>\n";
  }

  private String introduction() {
    return "<p>Each action says who takes it, which kernel function it stands for, and which Java"
        + " method does the same; each law, which planted defect breaks it. Names in formulas are"
        + " links to their definitions. Made by <code>dmabuf-rw docs</code> from the files in "
        + links.file("spec", "<code>spec</code>")
        + " and "
        + links.file("model-checking", "<code>model-checking</code>")
        + "; what is simpler here than in the kernel stands in "
        + links.file("CONFORMANCE.md", "<code>CONFORMANCE.md</code>")
        + ".</p>\n";
  }

  private List<PageSection> sections() {
    List<PageSection> specifications =
        correspondence.sections().map(section -> module(section.module(), section.actions()));
    List<PageSection> ofModels =
        models
            .map(ModelEntry::module)
            .distinct()
            .flatMap(modules::find)
            .map(module -> module(module, List.empty()));
    List<PageSection> documents =
        List.of(
                DocumentSection.whole(root, "spec/INTENDED.md", "Intended design"),
                DocumentSection.whole(root, "spec/FINDINGS.md", "Findings"))
            .map(document -> document.section(links));
    ReplacementHtml replacements = new ReplacementHtml(modules, tla, links, laws);
    return List.of(DocumentSection.beginning(root, READING, "How to read this").section(links))
        .appendAll(specifications)
        .appendAll(documents)
        .append(new LawSection(laws, links).section())
        .append(new DefectSection(models, modules, replacements, links, laws).section())
        .append(new KernelSection(manifest, replacements, links).section())
        .append(new ModelSection(models, links).section())
        .appendAll(ofModels)
        .append(new KernelIndex(correspondence).section())
        .appendAll(DocumentSection.parts(root, READING).map(part -> part.section(links)));
  }

  private PageSection module(SpecModule module, List<Row> actions) {
    return new ModuleSection(module, new PassageHtml(module.name(), actions, tla, links, laws))
        .section();
  }
}
