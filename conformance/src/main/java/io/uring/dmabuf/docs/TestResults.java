package io.uring.dmabuf.docs;

import io.vavr.collection.List;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the last run of all tests said, from the reports that it left in the modules. */
public final class TestResults {

  private static final List<String> MODULES =
      List.of("spec", "impl", "model-checking", "conformance");
  private static final Pattern TESTS = Pattern.compile("<testsuite [^>]*\\btests=\"(\\d+)\"");

  private TestResults() {}

  /**
   * The last line of {@code make test}, for a document; none without reports.
   *
   * @param root the root of the repository
   */
  public static Option<String> line(Path root) {
    List<Integer> counts =
        MODULES
            .map(module -> root.resolve(module).resolve("target/surefire-reports"))
            .filter(Files::isDirectory)
            .flatMap(TestResults::counts);
    return Option.when(
        !counts.isEmpty(),
        () ->
            "    test: %d tests in %d classes passed; coverage in %s"
                .formatted(
                    counts.sum().longValue(),
                    counts.size(),
                    "conformance/target/site/jacoco-aggregate/index.html"));
  }

  private static List<Integer> counts(Path folder) {
    try (DirectoryStream<Path> reports = Files.newDirectoryStream(folder, "TEST-*.xml")) {
      return List.ofAll(reports).flatMap(TestResults::count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Option<Integer> count(Path report) {
    try {
      Matcher found = TESTS.matcher(Files.readString(report));
      return Option.when(found.find(), () -> Integer.parseInt(found.group(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
