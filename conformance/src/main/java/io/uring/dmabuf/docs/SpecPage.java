package io.uring.dmabuf.docs;

import io.uring.dmabuf.docs.Correspondence.Row;
import io.uring.dmabuf.docs.Correspondence.Section;
import io.uring.dmabuf.docs.SpecModule.Block;
import io.uring.dmabuf.docs.SpecModule.Formula;
import io.uring.dmabuf.docs.SpecModule.Prose;
import io.uring.dmabuf.docs.SpecModule.Rule;
import io.uring.dmabuf.tlc.trace.SpecIndex;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.collection.TreeMap;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The specifications as one HTML page that needs nothing but itself: contents, prose, formulas, and
 * for each action its Java method and its kernel function.
 */
public final class SpecPage {

  private static final int HEADING_LENGTH = 100;

  private final Path root;
  private final Path folder;
  private final Correspondence correspondence;
  private final List<Section> sections;
  private final TlaHtml tla;

  /**
   * The page of the sources under a root.
   *
   * @param root the root of the repository
   * @param folder where the page will be: links to sources are relative to it
   */
  public SpecPage(Path root, Path folder) {
    this.root = root;
    this.folder = folder;
    this.correspondence = new Correspondence(root);
    this.sections = correspondence.sections();
    this.tla = new TlaHtml(sections.map(Section::module));
  }

  /** The whole page. */
  public String html() {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        + "<title>io_uring dmabuf read/write: the specifications</title>\n<style>\n"
        + style()
        + "</style>\n</head>\n<body>\n"
        + contents()
        + "<main>\n<h1>io_uring dmabuf read/write: the specifications</h1>\n"
        + introduction()
        + sections.map(this::module).mkString()
        + kernelIndex()
        + "</main>\n</body>\n</html>\n";
  }

  private static String style() {
    try (InputStream css =
        Objects.requireNonNull(SpecPage.class.getResourceAsStream("page.css"), "page.css")) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String introduction() {
    return "<p>Each action says who takes it, which kernel function it stands for, and which Java"
        + " method does the same. Names in formulas are links to their definitions. Made by"
        + " <code>dmabuf-rw docs</code> from the files in "
        + fileLink("spec", "<code>spec</code>")
        + "; how to read them is told in "
        + fileLink("spec/README.md", "<code>spec/README.md</code>")
        + ", what is simpler here than in the kernel in "
        + fileLink("CONFORMANCE.md", "<code>CONFORMANCE.md</code>")
        + ".</p>\n";
  }

  private String contents() {
    return sections
        .map(section ->
            "<li><a href=\"#"
                + section.module().name()
                + "\">"
                + section.module().name()
                + "</a>\n<ul>\n"
                + parts(section.module()).map(this::contentsOfPart).mkString()
                + "</ul></li>\n")
        .mkString(
            "<nav aria-label=\"Contents\"><ol>\n",
            "",
            "<li><a href=\"#kernel\">Kernel functions</a></li>\n</ol></nav>\n");
  }

  private String contentsOfPart(Part part) {
    String names =
        part.blocks()
            .filter(Formula.class::isInstance)
            .flatMap(block -> SpecModule.definitionsIn((Formula) block))
            .map(found -> anchor(TlaHtml.id(part.module(), found.name()), found.name()))
            .mkString(" ");
    return "<li>" + anchor(part.id(), TlaHtml.escape(part.title())) + " " + names + "</li>\n";
  }

  private static String anchor(String id, String text) {
    return "<a href=\"#" + id + "\">" + text + "</a>";
  }

  /**
   * A part of a module, between two rules.
   *
   * @param module the module
   * @param number its number, from 0
   * @param title its heading
   * @param blocks what is in it, without the heading
   */
  private record Part(String module, int number, String title, List<Block> blocks) {
    String id() {
      return module + "-" + number;
    }
  }

  private static List<Part> parts(SpecModule module) {
    List<List<Block>> groups =
        module
            .blocks()
            .foldLeft(
                List.of(List.<Block>empty()),
                (all, block) ->
                    block instanceof Rule
                        ? all.prepend(List.empty())
                        : all.tail().prepend(all.head().append(block)))
            .reverse();
    return groups
        .filter(group -> !group.isEmpty())
        .zipWithIndex()
        .map(t -> part(module.name(), t._2, t._1));
  }

  private static Part part(String module, int number, List<Block> blocks) {
    Option<String> prose =
        Option.of(blocks.head())
            .filter(Prose.class::isInstance)
            .map(block -> ((Prose) block).paragraphs().mkString(" "));
    Option<String> heading =
        prose
            .map(text -> text.split("[.;:]", 2)[0].strip())
            .filter(sentence -> sentence.length() <= HEADING_LENGTH);
    String title = number == 0 ? "Declarations" : heading.getOrElse("Next-state relation");
    boolean nothingElse = number > 0 && prose.contains(title + ".");
    return new Part(module, number, title, nothingElse ? blocks.tail() : blocks);
  }

  private String module(Section section) {
    String name = section.module().name();
    return "<section>\n<h2 id=\""
        + name
        + "\">"
        + name
        + "</h2>\n"
        + parts(section.module()).map(part -> part(section, part)).mkString()
        + "</section>\n";
  }

  private String part(Section section, Part part) {
    return "<h3 id=\""
        + part.id()
        + "\">"
        + TlaHtml.escape(part.title())
        + "</h3>\n"
        + part.blocks().map(block -> block(section, block)).mkString();
  }

  private String block(Section section, Block block) {
    return switch (block) {
      case Rule rule -> "";
      case Prose prose ->
          prose
              .paragraphs()
              .map(text -> "<p>" + tla.prose(section.module().name(), text) + "</p>\n")
              .mkString();
      case Formula formula ->
          SpecModule.definitionsIn(formula)
                  .flatMap(found -> section.actions().find(row -> isOf(row, found)))
                  .map(row -> action(row))
                  .mkString()
              + tla.formula(section.module().name(), formula);
    };
  }

  private static boolean isOf(Row row, SpecModule.Definition definition) {
    return row.spec().equals(definition.signature());
  }

  private String action(Row row) {
    String java =
        row.step()
            .map(step ->
                " &middot; "
                    + fileLink(
                        step.file() + "#L" + step.line(),
                        "<code>" + step.shown() + "</code>, line " + step.line()))
            .getOrElse("");
    String kernel =
        row.actor().isEmpty()
            ? TlaHtml.escape(row.kernel().replace("`", ""))
            : anchor(kernelId(row.kernel()), "<code>" + TlaHtml.escape(row.kernel()) + "</code>");
    String actor = row.actor().isEmpty() ? "" : "<span class=\"actor\">" + row.actor() + "</span> ";
    return "<p class=\"action\">" + actor + kernel + java + "</p>\n";
  }

  /** A link to a file of the repository, from the folder of the page. */
  private String fileLink(String file, String text) {
    String[] parts = file.split("#", 2);
    String path = folder.relativize(root.resolve(parts[0])).toString().replace('\\', '/');
    String fragment = parts.length > 1 ? "#" + parts[1] : "";
    return "<a href=\"" + TlaHtml.escape(path + fragment) + "\">" + text + "</a>";
  }

  private static String kernelId(String pointer) {
    return "k-" + function(pointer).replaceAll("[^A-Za-z0-9_]+", "-");
  }

  /** File and function of a pointer, without patch and steps. */
  private static String function(String pointer) {
    return pointer.replaceFirst(",\\s*(patch|base).*", "").replaceFirst("\\s*\\([^)]*\\)$", "");
  }

  private String kernelIndex() {
    List<Tuple2<String, String>> uses =
        sections.flatMap(section ->
            section
                .actions()
                .filter(row -> !row.actor().isEmpty())
                .map(row -> Tuple.of(function(row.kernel()), use(section, row))));
    return TreeMap.ofEntries(uses.groupBy(Tuple2::_1))
        .map(entry ->
            "<dt id=\""
                + kernelId(entry._1)
                + "\"><code>"
                + TlaHtml.escape(entry._1)
                + "</code></dt>\n<dd>"
                + entry._2.map(Tuple2::_2).mkString(", ")
                + "</dd>\n")
        .mkString(
            "<section>\n<h2 id=\"kernel\">Kernel functions</h2>\n<dl>\n",
            "",
            "</dl>\n</section>\n");
  }

  private String use(Section section, Row row) {
    String module = section.module().name();
    String action = row.spec().replaceFirst("\\(.*", "");
    String steps =
        correspondence
            .pointer(module, action)
            .map(SpecIndex.Entry::steps)
            .filter(labels -> !labels.isEmpty())
            .map(labels -> " (" + labels + ")")
            .getOrElse("");
    return anchor(TlaHtml.id(module, action), module + "!" + action) + TlaHtml.escape(steps);
  }
}
