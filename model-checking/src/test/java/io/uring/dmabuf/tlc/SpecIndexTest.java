package io.uring.dmabuf.tlc;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.List;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecIndexTest {

  @TempDir Path folder;

  @Test
  void readsPointerCommentsBeforeDefinitions() throws IOException {
    Files.writeString(
        folder.resolve("A.tla"),
        """
        ---- MODULE A ----
        \\* @task io_uring/rsrc.c: io_buffer_unmap, patch 10 (R19)
        Unmap(b, n) ==
          TRUE
        \\* @irq drivers/nvme/host/pci.c: nvme_irq
        \\* A sentence of intent.
        Reap == TRUE
        \\* @device the controller itself
        Fetch(q) == TRUE
        NoPointer == TRUE
        ====
        """);
    List<SpecIndex.Entry> entries = SpecIndex.of(List.of(folder)).entries();
    assertThat(entries.map(SpecIndex.Entry::action)).containsExactly("Unmap", "Reap", "Fetch");
    SpecIndex.Entry unmap = entries.head();
    assertThat(unmap.params()).containsExactly("b", "n");
    assertThat(
            List.of(
                unmap.actor(),
                unmap.kernelFile(),
                unmap.function(),
                unmap.patch(),
                unmap.steps(),
                unmap.module()))
        .containsExactly("task", "io_uring/rsrc.c", "io_buffer_unmap", "10", "R19", "A");
    assertThat(unmap.line()).isEqualTo(3);
    assertThat(entries.map(SpecIndex.Entry::pointer))
        .containsExactly(
            "io_uring/rsrc.c: io_buffer_unmap, patch 10 (R19)",
            "drivers/nvme/host/pci.c: nvme_irq",
            "the controller itself");
  }

  @Test
  void prefersTheModuleThatIsAskedFor() throws IOException {
    for (String module : List.of("A", "B")) {
      Files.writeString(
          folder.resolve(module + ".tla"), "\\* @task " + module + ".c: f\nStep == TRUE\n");
    }
    SpecIndex index = SpecIndex.of(List.of(folder));
    assertThat(index.find("Step").get().module()).isEqualTo("A");
    assertThat(index.find("Step", io.vavr.control.Option.some("B")).get().module()).isEqualTo("B");
    assertThat(index.find("Other")).isEmpty();
  }
}
