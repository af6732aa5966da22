package io.uring.dmabuf.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.docs.SpecModule.Definition;
import io.uring.dmabuf.docs.SpecModule.Formula;
import io.uring.dmabuf.docs.SpecModule.Prose;
import io.uring.dmabuf.docs.SpecModule.Rule;
import io.uring.dmabuf.tlc.models.Manifest;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecModuleTest {

  @TempDir Path folder;
  private SpecModule module = new SpecModule("", Path.of(""), List.empty());

  @BeforeEach
  void read() throws IOException {
    Path file = folder.resolve("Toy.tla");
    Files.writeString(
        file,
        """
        -------- MODULE Toy --------
        (*************************)
        (* A toy.  It has two    *)
        (* lines.                *)
        (*                       *)
        (* And a `var' & more.   *)
        (*************************)
        EXTENDS Naturals

        CONSTANTS
          Max,      \\* not a Name
          Low

        VARIABLE x  \\* the only one

        B == INSTANCE Other

        ----------------------------
        (* Steps. *)

        (* A sentence that goes on
           over two lines. *)
        \\* @task file.c: f, base (R1)
        Up(n, m) ==
          /\\ x < Max
          /\\ x' = x + n

        Down == x' = [x EXCEPT !.Low = "Up"]

        Next ==
          \\/ \\E n \\in 1 .. Max : Up(n, 1)
          \\/ Down \\* Up again
        ============================
        """);
    module = SpecModule.read(file);
  }

  @Test
  void cutsAModuleIntoWhatAReaderSees() {
    assertThat(module.name()).isEqualTo("Toy");
    assertThat(module.blocks().filter(Prose.class::isInstance))
        .containsExactly(
            new Prose(List.of("A toy.  It has two lines.", "And a `var' & more.")),
            new Prose(List.of("Steps.")),
            new Prose(List.of("A sentence that goes on over two lines.")));
    assertThat(module.blocks().count(Rule.class::isInstance)).isEqualTo(1);
    assertThat(module.blocks().count(Formula.class::isInstance)).isEqualTo(7);
  }

  @Test
  void knowsWhatItDefinesAndDeclares() {
    assertThat(module.definitions())
        .containsExactly(
            new Definition("B", List.empty(), 16),
            new Definition("Up", List.of("n", "m"), 24),
            new Definition("Down", List.empty(), 28),
            new Definition("Next", List.empty(), 30));
    assertThat(module.constants()).containsExactly("Max", "Low");
    assertThat(module.variables()).containsExactly("x");
    assertThat(module.instances()).isEqualTo(HashMap.of("B", "Other"));
    assertThat(module.actionsOfNext()).containsExactly("Up", "Down");
  }

  @Test
  void isShownWithLinksButNotInStringsFieldsAndComments() {
    Modules modules = new Modules(List.of(module));
    Path root = module.file().getParent();
    TlaHtml html =
        new TlaHtml(
            modules,
            new PageLinks(root, root, modules, new Manifest(root, List.empty(), List.empty())));
    String all =
        module
            .blocks()
            .filter(Formula.class::isInstance)
            .map(block -> html.formula("Toy", (Formula) block))
            .mkString();
    assertThat(all)
        .contains("<b>Up</b>(n, m) ==")
        .contains("<a href=\"#Toy.Up\">Up</a>(n, 1)")
        .contains("!.Low = <span class=\"s\">&quot;Up&quot;</span>")
        .contains("<span class=\"c\">\\* Up again</span>")
        .contains("<b id=\"Toy.Max\">Max</b>");
    assertThat(html.prose("Toy", "And a `var' & more."))
        .isEqualTo("And a <code>var</code> &amp; more.");
  }
}
