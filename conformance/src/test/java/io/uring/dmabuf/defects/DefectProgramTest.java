package io.uring.dmabuf.defects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.uring.dmabuf.live.KernelProbe;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Defects as C programs")
class DefectProgramTest {

  private static final Home HOME = Home.current();
  private static final Path LIBURING = Path.of("/usr/include/liburing.h");

  /** Of each scenario one of the defects that it shows. */
  private static final List<ModelEntry> DEFECTS =
      Manifest.read(HOME.manifest())
          .get()
          .models()
          .filter(model -> model.twin().exists(twin -> twin.scenario().isDefined()))
          .distinctBy(model -> model.twin().get().scenario().get());

  private static final Map<String, Either<String, List<String>>> PROGRAMS =
      DEFECTS.toLinkedMap(ModelEntry::name, defect -> DefectProgram.of(HOME, defect));

  @TempDir Path folder;

  private static List<String> program(String defect) {
    return DefectProgram.of(HOME, Manifest.one(HOME.manifest(), defect).get()).get();
  }

  @Test
  void areThereWhereUserSpaceCanCauseTheDefect() {
    assertThat(DEFECTS.size()).isGreaterThan(20);
    assertThat(PROGRAMS.values().flatMap(Either::swap))
        .hasSizeLessThan(10)
        .allMatch(why ->
            why.contains("takes fault injection")
                || why.contains("in sysfs")
                || why.contains("readv r")
                || why.contains("badflags: a malformed call"));
    assertThat(program("V1_ODIRECT_TOGGLE")).anyMatch(line -> line.contains("F_SETFL, 0)"));
  }

  @Test
  void sayWhatTheyNeedAndWhatToTurnOn() {
    assertThat(program("CLONE_TAG"))
        .contains(" * CLONE_TAG. The tag cloned with the node.")
        .contains(" * Needs: any kernel with registered buffers; no drive.")
        .anyMatch(line -> line.contains("CONFIG_PROVE_LOCKING"))
        .anyMatch(line -> line.contains("clone_buffers(&s, &r, 0, 0, 0, 0), \"0\");"));
    assertThat(program("V1_SPLIT_REFUSED").mkString(" "))
        .contains("a kernel with the series")
        .contains("make_dmabuf(&b, ")
        .contains("usage: %s [--overwrite] BYTES CHUNK SEGMENT SEGMENTS");
  }

  @Test
  void endWhereAllIsShownBeforeWhatNobodyCanBringAbout() {
    assertThat(program("V1_UPDATE_PARTIAL_EFAULT"))
        .anyMatch(line -> line.contains("FAULT, -1, 0ULL"))
        .anyMatch(line -> line.contains("fail=R17 => 1: nothing that user space can bring about"));
  }

  @Test
  void areSaidNotToBeThereWithoutAScenario() {
    ModelEntry defect = Manifest.one(HOME.manifest(), "V1_STALE_DMALEN").get();
    assertThat(DefectProgram.of(HOME, defect).getLeft())
        .startsWith("V1_STALE_DMALEN: no scenario shows what user space would see");
  }

  @Test
  void areUnderstoodByTheCompiler() throws Exception {
    needsCompiler();
    for (var each : PROGRAMS.filterValues(Either::isRight)) {
      Path file = written(each._1, each._2.get());
      assertThat(run(compiler("-fsyntax-only", file.toString()))).as(each._1).isEqualTo("0\n");
    }
  }

  /** What needs neither the series nor a drive goes as it should on this kernel. */
  @Test
  void goOnTheRunningKernelAsTheyShould() throws Exception {
    needsCompiler();
    Either<String, KernelProbe> kernel = KernelProbe.probe();
    assumeTrue(kernel.isRight(), () -> "skipped: " + kernel.getLeft());
    Map<String, List<String>> ordinary =
        PROGRAMS
            .filterValues(Either::isRight)
            .mapValues(Either::get)
            .filterValues(
                lines -> lines.contains(" * Needs: any kernel with registered buffers; no drive."));
    assertThat(ordinary.size()).isGreaterThan(4);
    for (var each : ordinary) {
      Path file = written(each._1, each._2);
      Path made = folder.resolve(each._1);
      assertThat(run(compiler("-o", made.toString(), file.toString(), "-luring"))).isEqualTo("0\n");
      assertThat(run(List.of(made.toString())))
          .as(each._1)
          .endsWith("0 not as expected\n0\n")
          .doesNotContain("EXPECTED");
    }
  }

  private static void needsCompiler() throws Exception {
    assumeTrue(Files.exists(LIBURING), () -> "skipped: no " + LIBURING);
    assumeTrue(run(List.of("sh", "-c", "command -v gcc")).endsWith("0\n"), "skipped: no gcc");
  }

  private Path written(String name, List<String> lines) throws IOException {
    return Files.write(folder.resolve(name + ".c"), lines);
  }

  private static List<String> compiler(String... arguments) {
    return List.of("gcc", "-std=gnu11", "-Wall", "-Wextra", "-Werror")
        .appendAll(List.of(arguments));
  }

  /** What a program prints, and in the last line the status that it ends with. */
  private static String run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command.toJavaList()).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return printed + process.exitValue() + "\n";
  }
}
