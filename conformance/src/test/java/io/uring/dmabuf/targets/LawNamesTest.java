package io.uring.dmabuf.targets;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.StateLaw;
import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.dmabuf.MappingAudit;
import io.uring.dmabuf.dmabuf.MappingStepAudit;
import io.uring.dmabuf.history.HistoryAudit;
import io.uring.dmabuf.nvme.NvmeQueueAudit;
import io.uring.dmabuf.replay.Law;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.uring.CompletionQueueAudit;
import io.uring.dmabuf.uring.RingContextAudit;
import io.uring.dmabuf.uring.RingsAudit;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A law of the implementation bears the name of the law of the specification that it states. */
class LawNamesTest {

  /** Laws about what the specification does not have. */
  private static final Set<String> OWN =
      HashSet.of(
          // A file is no part of what Requests says a request holds.
          "CompleteHoldsNoFile",
          // Whether a tag in the queue is too early, told by the node alone, without history.
          "TagOfReleasedNode",
          // The specification counts CQEs; the implementation has a queue, the harness a history.
          "QueueHoldsWhatWasTold",
          // The imus are one variable in Ring, and a part of each ring in Java.
          "RingsSeeTheSameImus",
          // The specification has neither doorbell registers nor two sides of a tag, and a command
          // is one value wherever it is.
          "DoorbellsAsWritten",
          "SubmittedIsUnderWay",
          "CommandsAsMade",
          "BusyOnBothSides",
          // RegbufHasOneOwner counts over the live ones.
          "ImuNamesLiveRegbuf");

  private static final Pattern DEFINED = Pattern.compile("(?m)^([A-Z]\\w*) *==");

  private static final Pattern LISTED =
      Pattern.compile("(?m)^(?:Step)?Laws ==\\n((?: +/\\\\ .*\\n)+)");
  private static final Pattern CONJUNCT = Pattern.compile("/\\\\ (?:\\w+!)?(\\w+)");

  @Test
  void everyLawIsOneOfTheSpecificationOrIsListedAsOneOfItsOwn() throws IOException {
    Set<String> defined = HashSet.empty();
    try (var modules = Files.list(Home.current().root().resolve("spec"))) {
      for (Path module : modules.filter(file -> file.toString().endsWith(".tla")).toList()) {
        defined =
            defined.addAll(
                DEFINED
                    .matcher(Files.readString(module))
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .toList());
      }
    }

    assertThat(names().toSet().removeAll(defined)).containsExactlyInAnyOrderElementsOf(OWN);
  }

  /** Those of the composed models and of each component, but for the types, which Java has. */
  @Test
  void everyLawOfTheModelsIsOneOfTheImplementation() throws IOException {
    Set<String> asked = ofModels();

    assertThat(asked.size()).isGreaterThan(30);
    assertThat(asked.removeAll(names())).containsExactly("TypeOK");
  }

  /** What the replay leaves to TLC, TLC is asked. */
  @Test
  void everyLawThatVariablesShowIsOneOfTheModelsAndOfTheImplementation() throws IOException {
    assertThat(Laws.SHOWN.removeAll(ofModels())).isEmpty();
    assertThat(Laws.SHOWN.removeAll(names())).isEmpty();
  }

  private static Set<String> ofModels() throws IOException {
    Set<String> asked = HashSet.empty();
    try (var modules = Files.list(Home.current().root().resolve("model-checking/models"))) {
      for (Path module : modules.filter(LawNamesTest::isOfSteps).toList()) {
        asked =
            asked.addAll(
                LISTED
                    .matcher(Files.readString(module))
                    .results()
                    .flatMap(list -> CONJUNCT.matcher(list.group(1)).results())
                    .map((MatchResult found) -> found.group(1))
                    .toList());
      }
    }
    return asked;
  }

  /** Data models have no steps, and are compared answer by answer. */
  private static boolean isOfSteps(Path module) {
    String name = module.getFileName().toString();
    return name.startsWith("MC") && name.endsWith(".tla") && !name.startsWith("MCAddressing");
  }

  @Test
  void noListOfLawsHasANameTwice() {
    assertThat(RingContextAudit.LAWS.map(StateLaw::name)).doesNotHaveDuplicates();
    assertThat(MappingAudit.LAWS.map(StateLaw::name)).doesNotHaveDuplicates();
    assertThat(NvmeQueueAudit.LAWS.map(StateLaw::name)).doesNotHaveDuplicates();
    assertThat(whole()).doesNotHaveDuplicates();
  }

  private static List<String> names() {
    return RingContextAudit.LAWS
        .map(StateLaw::name)
        .appendAll(RingsAudit.OF_ALL.map(StateLaw::name))
        .appendAll(HistoryAudit.LAWS.map(StateLaw::name))
        .appendAll(CompletionQueueAudit.LAWS.map(StateLaw::name))
        .appendAll(CompletionQueueAudit.STEPS.map(StepLaw::name))
        .appendAll(MappingAudit.LAWS.map(StateLaw::name))
        .appendAll(NvmeQueueAudit.LAWS.map(StateLaw::name))
        .appendAll(whole())
        .appendAll(HistoryAudit.STEPS.map(StepLaw::name))
        .appendAll(HistoryAudit.OF_ALL.map(StepLaw::name))
        .appendAll(MappingStepAudit.LAWS.map(StepLaw::name))
        .appendAll(NvmeQueueAudit.STEPS.map(StepLaw::name))
        .appendAll(StructuralAudit.STEPS.map(StepLaw::name));
  }

  private static List<String> whole() {
    return StructuralAudit.laws(parts -> List.empty()).map(Law::name);
  }
}
