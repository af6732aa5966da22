package io.uring.dmabuf.docs;

import io.uring.dmabuf.docs.Correspondence.Row;
import io.uring.dmabuf.docs.Correspondence.Section;
import io.uring.dmabuf.tlc.Page;
import io.uring.dmabuf.tlc.trace.SpecIndex;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.collection.TreeMap;

/** The kernel functions that the actions stand for, each with its actions. */
final class KernelIndex {

  private final Correspondence correspondence;

  KernelIndex(Correspondence correspondence) {
    this.correspondence = correspondence;
  }

  /** The anchor of the function in a pointer. */
  static String id(String pointer) {
    return "k-" + function(pointer).replaceAll("[^A-Za-z0-9_]+", "-");
  }

  /** File and function of a pointer, without patch and steps. */
  private static String function(String pointer) {
    return pointer.replaceFirst(",\\s*(patch|base).*", "").replaceFirst("\\s*\\([^)]*\\)$", "");
  }

  PageSection section() {
    List<Tuple2<String, String>> uses =
        correspondence
            .sections()
            .flatMap(section ->
                section
                    .actions()
                    .filter(row -> !row.actor().isEmpty())
                    .map(row -> Tuple.of(function(row.kernel()), use(section, row))));
    String list =
        TreeMap.ofEntries(uses.groupBy(Tuple2::_1))
            .map(entry ->
                "<dt id=\""
                    + id(entry._1)
                    + "\">"
                    + Html.code(entry._1)
                    + "</dt>\n<dd>"
                    + entry._2.map(Tuple2::_2).mkString(", ")
                    + "</dd>\n")
            .mkString("<dl>\n", "", "</dl>\n");
    return new PageSection("kernel", "Kernel functions", list, List.empty());
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
    return Html.link(TlaHtml.id(module, action), module + "!" + action) + Page.escape(steps);
  }
}
