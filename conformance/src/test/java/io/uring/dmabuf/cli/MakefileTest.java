package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code make check} ends with, beside a launcher that only ends. */
@DisplayName("make check")
final class MakefileTest {
  private static final String LAUNCHER =
      "#!/bin/sh\necho \"asked for $* in $# words\"\nexit $END\n";

  @TempDir private Path root;

  @BeforeEach
  void aRepositoryThatIsBuilt() throws IOException {
    Files.copy(Home.current().root().resolve("Makefile"), root.resolve("Makefile"));
    for (String folder : List.of(".mvn", "spec", "impl", "model-checking", "conformance/target")) {
      Files.createDirectories(root.resolve(folder));
    }
    Files.writeString(root.resolve("pom.xml"), "");
    Files.writeString(root.resolve("conformance/target/dmabuf-rw.jar"), "");
    Files.setPosixFilePermissions(
        Files.writeString(root.resolve("dmabuf-rw"), LAUNCHER),
        PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,1", "2,2", "134,2"})
  @DisplayName("ends with the launcher's 0, 1 and 2, and with 2 for what the launcher never says")
  void endsAsTheLauncher(int launcher, int make) throws IOException, InterruptedException {
    assertThat(make(launcher, "check", "TIER=full")).isEqualTo(make);
    assertThat(root.resolve("make.log")).content().contains("asked for check --tier full");
  }

  @Test
  @DisplayName("hands on a tier of two words, or none, as it is: the launcher refuses it by name")
  void handsOnTheTierAsItIs() throws IOException, InterruptedException {
    assertThat(make(2, "check", "TIER=quick full")).isEqualTo(2);
    assertThat(root.resolve("make.log")).content().contains("check --tier quick full in 3 words");
    assertThat(make(2, "check", "TIER=")).isEqualTo(2);
    assertThat(root.resolve("make.log")).content().contains("check --tier  in 3 words");
  }

  @Test
  @DisplayName("prints what it would do with -n, and does nothing")
  void doesNothingWhenAsked() throws IOException, InterruptedException {
    assertThat(make(1, "-n", "check")).isZero();
    assertThat(root.resolve("make.log")).content().doesNotContain("asked for");
  }

  @Test
  @DisplayName("builds nothing for a specification, which is read when it runs")
  void buildsNothingForASpecification() throws IOException, InterruptedException {
    Files.writeString(root.resolve("spec/Rsrc.tla"), "");
    Files.setLastModifiedTime(
        root.resolve("spec/Rsrc.tla"), FileTime.from(Instant.now().plus(1, ChronoUnit.HOURS)));
    assertThat(make(0, "check", "MVN=false")).isZero();
    assertThat(root.resolve("make.log")).content().contains("asked for check");
  }

  @Test
  @DisplayName("ends with 2 and does not run when the build fails")
  void endsWithTwoWithoutAJar() throws IOException, InterruptedException {
    Files.delete(root.resolve("conformance/target/dmabuf-rw.jar"));
    assertThat(make(0, "check", "MVN=false")).isEqualTo(2);
    assertThat(root.resolve("make.log")).content().doesNotContain("asked for check");
  }

  private int make(int launcherEnds, String... arguments) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                io.vavr.collection.List.of("make").appendAll(List.of(arguments)).asJava())
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectOutput(root.resolve("make.log").toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("MAKE") || name.equals("MFLAGS"));
    builder.environment().put("END", Integer.toString(launcherEnds));
    Process process = builder.start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }
}
