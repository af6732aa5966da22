package io.uring.dmabuf.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The file of a run")
class RunFileTest {
  private static final String HEADER = "model: large\n";

  private static final Manifest MODELS = Manifest.read(Home.current().manifest()).get();

  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("some.run");
  }

  @Test
  void isReadAsItWasWritten() throws IOException {
    Files.writeString(file, HEADER + "seed: 7\nfailure: none\n\nRegisterSparse\nReapCqe(1)\n");
    RunFile read = RunFile.read(file, MODELS).get();
    read.write(file);
    assertThat(RunFile.read(file, MODELS).get().text()).isEqualTo(read.text());
    assertThat(read.steps().map(t -> t._2)).containsExactly("RegisterSparse", "ReapCqe(1)");
  }

  @Test
  void isRefusedWithTheLineThatCannotBeRead() throws IOException {
    Files.writeString(file, HEADER + "\nRegisterSparse\nReapCqe(1\n");
    assertThat(RunFile.read(file, MODELS).getLeft())
        .isEqualTo(file + ", line 4: neither a header nor a step: ReapCqe(1");
  }

  @Test
  void isRefusedWithoutItsModel() throws IOException {
    Files.writeString(file, "seed: 7\n\nRegisterSparse\n");
    assertThat(RunFile.read(file, MODELS).getLeft())
        .isEqualTo(file + ", line 1: no line \"model: ...\"");
  }

  @Test
  void isRefusedWhenItIsNotThere() {
    assertThat(RunFile.read(file, MODELS).getLeft()).isEqualTo(file + ": no such file");
  }
}
