package io.uring.dmabuf.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.cli.Main;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

@DisplayName("The documents")
class DocumentsTest {

  private static final String LINK = "\\]\\(((?!https?:)[^)\\s]+)\\)";
  private static final String CODE = "`([^`\n]+)`";
  private static final String FOLDER =
      "(?:spec|impl|model-checking|conformance|docs|target)/[\\w./-]*\\w";

  static List<String> files() {
    return Documents.all();
  }

  @Test
  void areAllFound() {
    assertThat(files())
        .contains("README.md", "CONFORMANCE.md", "docs/equality.md", "spec/README.md");
  }

  @ParameterizedTest
  @CsvSource({"README.md, 9216", "CONFORMANCE.md, 12288"})
  void canBeRead(String file, int most) throws IOException {
    assertThat(Files.size(Documents.root().resolve(file))).isLessThanOrEqualTo(most);
  }

  @ParameterizedTest
  @MethodSource("files")
  void pointOnlyToFilesAndHeadingsThatExist(String file) {
    List<String> links = Documents.all(LINK, Documents.text(file));
    assertThat(links.reject(link -> resolves(file, link))).isEmpty();
  }

  private static boolean resolves(String file, String link) {
    String[] parts = link.split("#", 2);
    Path from = Documents.root().resolve(file);
    Path to = parts[0].isEmpty() ? from : from.getParent().resolve(parts[0]).normalize();
    return Files.exists(to)
        && (parts.length == 1
            || headings(Documents.root().relativize(to).toString()).contains(parts[1]));
  }

  /** The anchors of a document, as GitHub makes them of its headings. */
  private static List<String> headings(String file) {
    return Documents.all("(?m)^#+ (.*)$", Documents.text(file))
        .map(heading ->
            heading
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-'));
  }

  @Test
  void areAllReachedFromTheFrontPage() {
    List<String> reached = List.of("README.md");
    for (int seen = 0; seen < reached.size(); seen++) {
      reached = reached.appendAll(documentsLinkedFrom(reached.get(seen))).distinct();
    }
    assertThat(reached).containsAll(files());
  }

  private static List<String> documentsLinkedFrom(String file) {
    return Documents.all(LINK, Documents.text(file))
        .map(link -> link.replaceFirst("#.*", ""))
        .map(link -> Path.of(file).resolveSibling(link).normalize().toString())
        .filter(files()::contains);
  }

  @ParameterizedTest
  @MethodSource("files")
  void nameOnlyFilesThatExist(String file) {
    List<String> named =
        code(file).filter(text -> text.matches(FOLDER)).reject(text -> text.startsWith("target/"));
    assertThat(named.reject(path -> Files.exists(Documents.root().resolve(path)))).isEmpty();
  }

  /** Whatever begins as the name of a model does and is none would be one that is gone. */
  @ParameterizedTest
  @MethodSource("files")
  void nameOnlyModelsThatExist(String file) {
    List<String> models = Documents.manifest().models().map(ModelEntry::name);
    String families = models.map(name -> name.replaceFirst("-.*", "")).distinct().mkString("|");
    List<String> named =
        code(file)
            .filter(text -> text.matches("(?:" + families + ")(?:-[a-z0-9]+)+"))
            .reject(text -> text.startsWith("dmabuf-rw"));
    String text = Documents.text(file);
    assertThat(
            named
                .appendAll(Documents.all("--model ([A-Za-z][\\w-]*)", text))
                .appendAll(Documents.all("\\b[Mm]odels? `([\\w-]+)`", text))
                .appendAll(Documents.all("\\b[Mm]odels `[\\w-]+`(?:, | and )`([\\w-]+)`", text))
                .reject("NAME"::equals)
                .reject(models::contains))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("files")
  void nameOnlyWitnessesOfTheModelsTheyNameThemWith(String file) {
    for (String pair :
        Documents.all(
            "(?s)witness\\s+(`\\w+`[,;)(\\s]+(?:of\\s+)?model\\s+`[a-z-]+`)",
            Documents.text(file))) {
      List<String> names = Documents.all("`([\\w-]+)`", pair);
      assertThat(Documents.manifest().find(names.last()).get().witnesses()).contains(names.head());
    }
    List<String> witnesses = Documents.manifest().models().flatMap(ModelEntry::witnesses);
    assertThat(witnesses)
        .containsAll(Documents.all("(?s)witness\\s+`(\\w+)`", Documents.text(file)));
  }

  @ParameterizedTest
  @MethodSource("files")
  void nameOnlyDefinitionsThatExist(String file) {
    List<String> names = Documents.names();
    String modules = names.map(name -> name.replaceFirst("!.*", "")).distinct().mkString("|");
    assertThat(names)
        .containsAll(Documents.all("`((?:" + modules + ")!\\w+)`", Documents.text(file)));
  }

  @Test
  void haveTheirGeneratedPartsAsTheRepositoryMakesThem() {
    for (GeneratedPart part : GeneratedPart.of(Home.current()).get()) {
      assertThat(Markdown.between(Documents.text(part.file()), part.name()))
          .as(part.file() + ": dmabuf-rw docs --tables brings it up to date")
          .containsExactlyElementsOf(part.lines())
          .hasSizeGreaterThan(2);
    }
  }

  /** Every part between markers is one that a command writes. */
  @Test
  void haveNoOtherGeneratedParts() {
    List<String> known =
        GeneratedPart.of(Home.current())
            .get()
            .map(part -> part.file() + " " + part.name())
            .appendAll(
                List.of("README.md check", "README.md test", "docs/verdicts.md verdicts")
                    .appendAll(
                        List.of("check", "laws", "test", "live").map("docs/results.md "::concat)));
    List<String> marked =
        files()
            .flatMap(file ->
                Documents.all("<!-- begin generated: ([\\w-]+) ", Documents.text(file))
                    .map(name -> file + " " + name));
    assertThat(marked).containsExactlyInAnyOrderElementsOf(known);
  }

  /** A row of the results that has other counts than the manifest is of other models. */
  @Test
  void showResultsOfTheModelsThatThereAre() {
    List<String> rows =
        Markdown.between(Documents.text("docs/results.md"), "check")
            .filter(line -> line.startsWith("| `"));
    for (String row : rows) {
      List<String> cells = List.of(row.split("\\|")).map(String::strip);
      ModelEntry model = Documents.manifest().find(cells.get(1).replace("`", "")).get();
      assertThat(cells.get(2)).as(model.name()).isEqualTo(model.expected().toString());
      model.distinct().forEach(count -> assertThat(cells.get(3)).isEqualTo(count.toString()));
      model.generated().forEach(count -> assertThat(cells.get(4)).isEqualTo(count.toString()));
    }
    assertThat(Documents.text("docs/results.md")).containsAnyOf("Not run", "Ended on ");
  }

  @Test
  void haveAPackageOfTheMapForEachPackage() throws IOException {
    String readme = Documents.text("README.md");
    List<String> map = Documents.all(CODE, readme.substring(readme.indexOf("## Map")));
    assertThat(packages()).hasSizeGreaterThan(15);
    assertThat(packages().reject(map::contains)).isEmpty();
  }

  private static List<String> packages() throws IOException {
    List<String> found = List.empty();
    for (String module : List.of("impl", "model-checking", "conformance")) {
      Path base = Documents.root().resolve(module).resolve("src/main/java/io/uring/dmabuf");
      try (Stream<Path> files = Files.walk(base)) {
        found =
            found.appendAll(
                files
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(file -> base.relativize(file.getParent()).toString())
                    .distinct()
                    .toList());
      }
    }
    return found;
  }

  @ParameterizedTest
  @MethodSource("files")
  void nameOnlyCommandsWithTheirOptions(String file) {
    for (String line : commandLines(file)) {
      List<String> words = List.of(line.split("\\s+"));
      CommandLine command = commands().get(words.head()).getOrNull();
      assertThat(command).as(file + ": dmabuf-rw " + line).isNotNull();
      assertThat(
              words
                  .tail()
                  .filter(word -> word.matches("--?[A-Za-z][\\w-]*"))
                  .reject(command.getCommandSpec().optionsMap()::containsKey))
          .as(file + ": dmabuf-rw " + line)
          .isEmpty();
    }
    List<String> options =
        commands()
            .values()
            .toList()
            .flatMap(command -> command.getCommandSpec().optionsMap().keySet())
            .appendAll(Main.commandLine().getCommandSpec().optionsMap().keySet());
    assertThat(options)
        .containsAll(code(file).filter(text -> text.startsWith("--")).map(this::word));
  }

  /** What stands behind the program's name in code, up to the end of it. */
  private static List<String> commandLines(String file) {
    return Documents.all("(?:`|\\./|^ {4,}\\$? *)dmabuf-rw ([a-z][^`\n]*)", Documents.text(file));
  }

  private String word(String text) {
    return text.replaceFirst("\\s.*", "");
  }

  @Test
  void nameEveryCommandInTheTableOfCommands() {
    List<String> visible =
        commands()
            .filterValues(command -> !command.getCommandSpec().usageMessage().hidden())
            .keySet()
            .toList();
    assertThat(visible).isNotEmpty();
    assertThat(Documents.all("(?m)^\\| `dmabuf-rw ([a-z-]+)`", Documents.text("docs/checking.md")))
        .containsExactlyInAnyOrderElementsOf(visible);
  }

  private static Map<String, CommandLine> commands() {
    return io.vavr.collection.HashMap.ofAll(Main.commandLine().getSubcommands());
  }

  @ParameterizedTest
  @MethodSource("files")
  void nameOnlyTargetsOfTheMakefile(String file) {
    List<String> targets = Documents.all("(?m)^([a-z-]+):", Documents.text("Makefile"));
    List<String> named = Documents.all("(?:`|(?m)^ {4,}\\$? *)make ([a-z]+)", Documents.text(file));
    assertThat(targets).contains("check").containsAll(named);
  }

  private static List<String> code(String file) {
    return Documents.all(CODE, Documents.text(file));
  }
}
