package io.uring.dmabuf.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.cli.Main;
import io.uring.dmabuf.scenario.ScenarioTables;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.ModelEntry;
import io.vavr.Tuple;
import io.vavr.collection.List;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

@DisplayName("The documents")
class DocumentsTest {

  private static final String UP_TO_DATE = "dmabuf-rw docs --readme brings it up to date";

  static List<String> files() {
    return Documents.ALL;
  }

  @ParameterizedTest
  @MethodSource("files")
  void pointOnlyToFilesThatExist(String file) {
    Path folder = Documents.root().resolve(file).getParent();
    List<String> links =
        Documents.all("\\]\\(([^)#]+)(?:#[^)]*)?\\)", Documents.text(file))
            .filter(link -> !link.startsWith("http"));
    assertThat(links.filter(link -> !Files.exists(folder.resolve(link)))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("files")
  void nameOnlyModelsThatExist(String file) {
    assertThat(Documents.manifest().models().map(ModelEntry::name))
        .containsAll(Documents.all("`((?:rw|seed)-[a-z-]+)`", Documents.text(file)));
  }

  @Test
  void nameOnlyWitnessesOfTheModelsTheyNameThemWith() {
    List<String> pairs =
        Documents.all(
            "(?s)witness\\s+(`\\w+`[,\\s(]+model `[a-z-]+`)", Documents.text("spec/FINDINGS.md"));
    assertThat(pairs).hasSizeGreaterThan(2);
    for (String pair : pairs) {
      List<String> names = Documents.all("`([\\w-]+)`", pair);
      assertThat(Documents.manifest().find(names.last()).get().witnesses()).contains(names.head());
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void nameOnlyDefinitionsThatExist(String file) {
    assertThat(Documents.names())
        .containsAll(
            Documents.all(
                "`((?:Addressing|BufferTable|DeferredIssue|ClonedTables|DmabufMapping|NvmeQueue|DmabufRw|DmaSafety)!\\w+)`",
                Documents.text(file)));
  }

  @Test
  void showTheModelsAndTheirCountsAsTheManifestHasThem() {
    List<String> rows =
        Markdown.between(Documents.text("README.md"), "check")
            .filter(line -> line.startsWith("| `"));
    assertThat(
            rows.map(row -> row.split("\\|"))
                .map(cells -> Tuple.of(cells[1].replace('`', ' ').strip(), cells[5].strip())))
        .as(UP_TO_DATE)
        .containsExactlyElementsOf(
            Documents.manifest()
                .models()
                .map(model ->
                    Tuple.of(model.name(), model.distinct().map(String::valueOf).getOrElse("-"))));
  }

  @Test
  void tellWhichInteractionsEachModelCovers() {
    ModelTables tables = ModelTables.of(Home.current(), Path.of("no report")).get();
    assertThat(Markdown.between(Documents.text("spec/README.md"), "covers"))
        .as(UP_TO_DATE)
        .containsExactlyElementsOf(tables.covers());
  }

  @Test
  void describeTheScenariosAsTheyAre() {
    Path root = Home.current().root();
    String readme = Documents.text("README.md");
    assertThat(Markdown.between(readme, "statements"))
        .as(UP_TO_DATE)
        .isEqualTo(ScenarioTables.statements());
    assertThat(Markdown.between(readme, "tour"))
        .as(UP_TO_DATE)
        .isEqualTo(ScenarioTables.tour(root));
    assertThat(Markdown.between(readme, "example"))
        .as(UP_TO_DATE)
        .isEqualTo(ScenarioTables.example(root))
        .hasSizeGreaterThan(10);
  }

  @Test
  void nameEverySubcommand() {
    List<String> commands =
        List.ofAll(Main.commandLine().getSubcommands().values())
            .map(CommandLine::getCommandSpec)
            .filter(command -> !command.usageMessage().hidden())
            .map(command -> "`dmabuf-rw " + command.name() + "`");
    assertThat(commands).isNotEmpty();
    assertThat(commands.filter(name -> !Documents.text("README.md").contains(name))).isEmpty();
  }
}
