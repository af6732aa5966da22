package io.uring.dmabuf.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The results of the tests")
class TestResultsTest {

  private static final String REPORT =
      """
      <testsuite name="%s" time="1" tests="%d" errors="0" skipped="0" failures="%d">
        <properties><property name="os.version" value="6.18"/></properties>
      </testsuite>
      """;

  @TempDir Path root;

  @Test
  void areTheSumOfAllModules() throws IOException {
    write("impl", "ATest", 3, 0);
    write("conformance", "BTest", 4, 0);
    assertThat(TestResults.in(root).get().summary())
        .contains("    $ make test")
        .contains("    test: 7 tests in 2 classes passed")
        .anyMatch(line -> line.startsWith("Ended on 20") && line.endsWith("on Linux 6.18."));
  }

  @Test
  void tellThatSomeFailed() throws IOException {
    write("impl", "ATest", 3, 1);
    assertThat(TestResults.in(root).get().summary()).contains("    test: 1 of 3 tests failed");
  }

  @Test
  void areNoneWhenAClassHasNotRun() throws IOException {
    assertThat(TestResults.in(root)).isEmpty();
    write("impl", "ATest", 3, 0);
    assertThat(TestResults.in(root)).isNotEmpty();
    source("conformance", "BTest");
    assertThat(TestResults.in(root)).isEmpty();
  }

  private void source(String module, String name) throws IOException {
    Path folder = Files.createDirectories(root.resolve(module + "/src/test/java/a/b"));
    Files.writeString(folder.resolve(name + ".java"), "");
  }

  private void write(String module, String name, int tests, int failures) throws IOException {
    source(module, name);
    Path folder = Files.createDirectories(root.resolve(module + "/target/surefire-reports"));
    Files.writeString(
        folder.resolve("TEST-a.b." + name + ".xml"), REPORT.formatted(name, tests, failures));
  }
}
