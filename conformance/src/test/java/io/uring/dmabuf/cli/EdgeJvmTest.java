package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.uring.dmabuf.live.KernelProbe;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.jvm.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The edges of a model")
class EdgeJvmTest {
  private static final String MODEL = "buffer-table-small";

  private final List<String> lines = new ArrayList<>();

  @TempDir private Path changed;

  @BeforeAll
  static void needsIoUring() {
    assumeTrue(KernelProbe.probe().isRight(), "no io_uring");
  }

  @Test
  void areAllDrivenOnTheRunningKernel() throws IOException {
    assertThat(EdgeJvm.run(Home.current(), MODEL, lines::add)).isEqualTo(ExitStatus.CLEAN);
    assertThat(lines.getFirst()).matches("buffer-table-small: (\\d{3,}) of \\1 edges, .*");
    assertThat(String.join(" ", lines).replaceAll(" +", " "))
        .contains("72 fail at R19 (alloc node, -ENOMEM)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"deferred-issue-kinds", "cloned-tables-kinds"})
  @Tag("long")
  void areDrivenOfDeferredRequestsAndOfClones(String model) throws IOException {
    assertThat(EdgeJvm.run(Home.current(), model, lines::add)).isEqualTo(ExitStatus.CLEAN);
    assertThat(lines.getFirst()).matches(model + ": (\\d{3,}) of \\1 edges, .*");
  }

  @Test
  @Timeout(30)
  void endAtOnceWhenTheirJvmIsKilled() throws Exception {
    Thread killer =
        Thread.ofVirtual()
            .start(() -> {
              while (jvms().findAny().isEmpty()) {
                Thread.onSpinWait();
              }
              jvms().forEach(ProcessHandle::destroyForcibly);
            });
    assertThatThrownBy(() -> EdgeJvm.run(Home.current(), MODEL, lines::add))
        .isInstanceOf(UnusableInputException.class)
        .hasMessage(MODEL + ": its JVM ended with status 137 and said nothing");
    killer.join();
  }

  /** The children that are JVMs of their own already. */
  private static Stream<ProcessHandle> jvms() {
    return ProcessHandle.current().children().filter(EdgeJvmTest::hasBegun);
  }

  /** What only starts a child has the command line of this JVM, or a short one. */
  private static boolean hasBegun(ProcessHandle child) {
    try {
      return Files.readString(Path.of("/proc", "" + child.pid(), "cmdline"))
          .contains("-D" + ChildJvm.PROPERTY);
    } catch (IOException gone) {
      return false;
    }
  }

  /**
   * The specification alone is wrong: TLC has no law to break, so that only the kernel can tell.
   */
  @Test
  @Tag("long")
  void areNotThoseOfTheKernelWhenTheSpecificationIsWrong() throws IOException {
    change(
        "spec/Rsrc.tla",
        "PostsTag\\(ctx, n\\) == nodes\\[ctx\\]\\[n\\].tag # 0",
        "PostsTag(ctx, n) == FALSE");
    change(
        "model-checking/models/MCRequests.tla",
        "(?s)\nLaws ==\n.*?\n\n",
        "\nLaws == /\\\\ TypeOK\n\n");
    assertThat(EdgeJvm.run(Home.current().withSpecDir(changed), MODEL, lines::add))
        .isEqualTo(ExitStatus.FOUND);
    assertThat(String.join("\n", lines)).contains("specification: 0\n", "kernel: 0, tag 1");
  }

  private void change(String file, String pattern, String replacement) throws IOException {
    Path source = Home.current().root().resolve(file);
    String text = Files.readString(source);
    String wrong = text.replaceFirst(pattern, replacement);
    assertThat(wrong).isNotEqualTo(text);
    Files.writeString(changed.resolve(source.getFileName()), wrong);
  }
}
