package io.uring.dmabuf.docs;

import io.vavr.collection.List;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
   * The results below a root; none when a test class has left no report, as no run of all tests has
   * come to its end.
   *
   * @param root the root of the repository
   */
  public static Option<TestResults> in(Path root) {
    List<Path> reports = MODULES.flatMap(module -> reports(root.resolve(module)));
    return reports.forAll(Files::isRegularFile)
        ? reports.map(TestResults::report).reduceOption(TestResults::and)
        : Option.none();
  }

  /** Where each test class of a module leaves its report. */
  private static List<Path> reports(Path module) {
    Path sources = module.resolve("src/test/java");
    if (!Files.isDirectory(sources)) {
      return List.empty();
    }
    try (Stream<Path> files = Files.walk(sources)) {
      return List.ofAll(files.toList())
          .filter(file -> file.toString().endsWith("Test.java"))
          .map(file -> sources.relativize(file).toString().replaceAll("[/\\\\]", "."))
          .map(name -> "TEST-" + name.replaceFirst("\\.java$", ".xml"))
          .map(module.resolve("target/surefire-reports")::resolve);
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
            ? "test: %d tests in %d classes passed".formatted(tests, classes)
            : "test: %d of %d tests failed".formatted(failed, tests);
    return List.of(
        "    $ make test",
        "    " + line,
        "",
        "Ended on %s on Linux %s.".formatted(date.truncatedTo(ChronoUnit.SECONDS), kernel));
  }
}
