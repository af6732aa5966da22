package io.uring.dmabuf.docs;

import io.vavr.collection.List;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the last run of the tests said, from the reports that it left in the modules.
 *
 * @param tests how many tests ran
 * @param classes how many classes they are in
 * @param failed how many of them failed
 * @param date when the last of them ended
 * @param kernel the kernel that they ran on
 */
public record TestResults(int tests, int classes, int failed, Instant date, String kernel) {

  private static final List<String> MODULES =
      List.of("spec", "impl", "model-checking", "conformance");
  private static final Pattern SUITE = Pattern.compile("<testsuite [^>]*>");
  private static final Pattern KERNEL =
      Pattern.compile("<property name=\"os.version\" value=\"([^\"]*)\"");

  /**
   * The results below a root; none without reports.
   *
   * @param root the root of the repository
   */
  public static Option<TestResults> in(Path root) {
    return MODULES
        .map(module -> root.resolve(module).resolve("target/surefire-reports"))
        .filter(Files::isDirectory)
        .flatMap(TestResults::reports)
        .reduceOption(TestResults::and);
  }

  private static List<TestResults> reports(Path folder) {
    try (DirectoryStream<Path> reports = Files.newDirectoryStream(folder, "TEST-*.xml")) {
      return List.ofAll(reports).map(TestResults::report);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TestResults report(Path file) {
    try {
      String text = Files.readString(file);
      Matcher suite = SUITE.matcher(text);
      String head = suite.find() ? suite.group() : "";
      Matcher kernel = KERNEL.matcher(text);
      return new TestResults(
          number(head, "tests"),
          1,
          number(head, "failures") + number(head, "errors"),
          Files.getLastModifiedTime(file).toInstant(),
          kernel.find() ? kernel.group(1) : "a kernel that they do not name");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int number(String suite, String attribute) {
    Matcher found = Pattern.compile("\\b" + attribute + "=\"(\\d+)\"").matcher(suite);
    return found.find() ? Integer.parseInt(found.group(1)) : 0;
  }

  private TestResults and(TestResults other) {
    return new TestResults(
        tests + other.tests,
        classes + other.classes,
        failed + other.failed,
        date.isAfter(other.date) ? date : other.date,
        kernel);
  }

  /** The command, its last line, and where and when it ran. */
  public List<String> summary() {
    String line =
        failed == 0
            ? "test: %d tests in %d classes passed; coverage in %s"
                .formatted(tests, classes, "conformance/target/site/jacoco-aggregate/index.html")
            : "test: %d of %d tests failed".formatted(failed, tests);
    return List.of(
        "    $ make test",
        "    " + line,
        "",
        "Ended on %s on Linux %s.".formatted(date.truncatedTo(ChronoUnit.SECONDS), kernel));
  }
}
