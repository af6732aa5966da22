package io.uring.dmabuf.scenario;

import static io.uring.dmabuf.dma.AddressingDeviation.FIRST_SEGMENT_FILLS_PAGE;
import static io.uring.dmabuf.dma.AddressingDeviation.IGNORE_VIRTUAL_BOUNDARY;
import static io.uring.dmabuf.dma.AddressingDeviation.NARROW_SEGMENT_LENGTH;
import static io.uring.dmabuf.dma.AddressingDeviation.REFUSE_INSTEAD_OF_SPLIT;
import static io.uring.dmabuf.dma.AddressingDeviation.STALE_OFFSET;
import static io.uring.dmabuf.dma.AddressingDeviation.SYNC_BY_REQUEST_DIRECTION;
import static io.uring.dmabuf.dma.AddressingDeviation.SYNC_STAYS_AT_FIRST;
import static io.uring.dmabuf.dma.AddressingDeviation.TRUNCATE_BUFFER_LENGTH;
import static io.uring.dmabuf.dmabuf.DmabufMappingDeviation.PUT_DEVICE_FORGOTTEN;
import static io.uring.dmabuf.dmabuf.DmabufMappingDeviation.PUT_DMABUF_TWICE;
import static io.uring.dmabuf.dmabuf.DmabufMappingDeviation.PUT_FILE_EARLY;
import static io.uring.dmabuf.dmabuf.DmabufMappingDeviation.UNMAP_LEAVES_TRANSLATION;
import static io.uring.dmabuf.nvme.NvmeQueueDeviation.CHAIN_ENTRY_OVERWRITTEN;
import static io.uring.dmabuf.nvme.NvmeQueueDeviation.PHASE_NOT_FLIPPED;
import static io.uring.dmabuf.nvme.NvmeQueueDeviation.SECOND_POINTER_SKIPS_PAGE;
import static io.uring.dmabuf.nvme.NvmeQueueDeviation.SKIP_DESCRIPTOR_FREE;
import static io.uring.dmabuf.system.DmabufRwDeviation.IMPORT_ERRNO_ORDER;
import static io.uring.dmabuf.system.DmabufRwDeviation.KEEP_REQUEST_FILE;
import static io.uring.dmabuf.system.DmabufRwDeviation.RELEASE_WITHOUT_WAITING;
import static io.uring.dmabuf.system.DmabufRwDeviation.SKIP_WRONG_FILE_CHECK;
import static io.uring.dmabuf.system.DmabufRwDeviation.UNWIND_KEEPS_DMABUF;
import static io.uring.dmabuf.uring.RequestsDeviation.DOUBLE_TAG;
import static io.uring.dmabuf.uring.RequestsDeviation.EMPTY_SLOT_IS_EBADF;
import static io.uring.dmabuf.uring.RequestsDeviation.ENDS_WITH_FIRST_PART;
import static io.uring.dmabuf.uring.RequestsDeviation.FORGET_UNWINDING_OF_NODE;
import static io.uring.dmabuf.uring.RequestsDeviation.LOOKUP_WITHOUT_REFERENCE;
import static io.uring.dmabuf.uring.RequestsDeviation.POST_TAG_BEFORE_LAST_REQUEST;
import static io.uring.dmabuf.uring.RequestsDeviation.RELEASE_WHILE_REFERENCED;
import static io.uring.dmabuf.uring.RequestsDeviation.STORE_OVER_OLD_NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.audit.AuditDocumentTest;
import io.uring.dmabuf.audit.Audits;
import io.uring.dmabuf.audit.Verdict;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Deviation;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.told.EventLines;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs go on to their end whatever is wrong, so that the events alone have to show it. */
@DisplayName("What the steps of a scenario tell")
class ToldScenariosTest {
  private static final Path ROOT = Home.current().root();

  /** A wrong decision, the rule that sees it in what is told, and a scenario in which it does. */
  record Seen(Deviation wrong, String rule, String scenario) {}

  static final List<Seen> SEEN =
      List.of(
          new Seen(FIRST_SEGMENT_FILLS_PAGE, "NoDmaOutsideMapping", "sgl"),
          new Seen(SYNC_STAYS_AT_FIRST, "SyncedAroundAccess", "noncoherent"),
          new Seen(SYNC_BY_REQUEST_DIRECTION, "SyncedAroundAccess", "bounce"),
          new Seen(SECOND_POINTER_SKIPS_PAGE, "NoDmaOutsideMapping", "prp-lists"),
          new Seen(CHAIN_ENTRY_OVERWRITTEN, "NoDmaOutsideMapping", "prp-lists"),
          new Seen(ENDS_WITH_FIRST_PART, "SuccessMovedAll", "split-part-fails"),
          new Seen(PUT_DMABUF_TWICE, "QuiescenceRestores", "first-read"),
          new Seen(PUT_DEVICE_FORGOTTEN, "QuiescenceRestores", "first-read"),
          new Seen(PUT_FILE_EARLY, "QuiescenceRestores", "registration-unwinding"),
          new Seen(UNWIND_KEEPS_DMABUF, "QuiescenceRestores", "tags"),
          new Seen(KEEP_REQUEST_FILE, "QuiescenceRestores", "device-error"),
          new Seen(RELEASE_WITHOUT_WAITING, "IommuMatchesMappings", "first-read"),
          new Seen(RELEASE_WITHOUT_WAITING, "NoDmaOutsideMapping", "replaced-twice"),
          new Seen(POST_TAG_BEFORE_LAST_REQUEST, "TagAfterLastRequest", "replaced-twice"),
          new Seen(DOUBLE_TAG, "TagAfterLastRequest", "tags"),
          new Seen(LOOKUP_WITHOUT_REFERENCE, "InFlightHoldsNode", "replaced-twice"),
          new Seen(RELEASE_WHILE_REFERENCED, "InFlightHoldsNode", "one-page"),
          new Seen(RELEASE_WHILE_REFERENCED, "NoDanglingReference", "one-page"),
          new Seen(FORGET_UNWINDING_OF_NODE, "NoNodeLeaked", "registration-unwinding"));

  /** What a scenario shows by bytes, results or what is held, and which event is lacking. */
  private record Unseen(Deviation wrong, String lacking) {}

  private static final List<Unseen> UNSEEN =
      List.of(
          new Unseen(NARROW_SEGMENT_LENGTH, "where each byte of a request belongs"),
          new Unseen(TRUNCATE_BUFFER_LENGTH, "how long a buffer is, and what a request asks for"),
          new Unseen(REFUSE_INSTEAD_OF_SPLIT, "what a request asks for"),
          new Unseen(IGNORE_VIRTUAL_BOUNDARY, "the data pointers of a command"),
          new Unseen(STALE_OFFSET, "where each byte of a request belongs"),
          new Unseen(PHASE_NOT_FLIPPED, "the entries of a completion queue"),
          new Unseen(SKIP_DESCRIPTOR_FREE, "descriptor pages taken and given back"),
          new Unseen(UNMAP_LEAVES_TRANSLATION, "the translations of an IOMMU"),
          new Unseen(STORE_OVER_OLD_NODE, "what a slot names"),
          new Unseen(EMPTY_SLOT_IS_EBADF, "what a slot names"),
          new Unseen(SKIP_WRONG_FILE_CHECK, "the file of a request and of a buffer"),
          new Unseen(IMPORT_ERRNO_ORDER, "what a request asks for"));

  static Vector<Path> files() {
    return ScenarioTables.files(ROOT);
  }

  static Stream<Seen> seen() {
    return SEEN.toJavaStream();
  }

  private static Verdict told(Path file, Design design) {
    ArrayList<String> lines = new ArrayList<>();
    ScenarioRun.untilTheEnd(Scenario.read(file).get(), design, new EventLines(lines::add));
    return Audits.of(lines);
  }

  @ParameterizedTest
  @MethodSource("files")
  void breaksNoRule(Path file) {
    Verdict verdict = told(file, Design.intended());
    assertThat(verdict.violating()).as(verdict.toString()).isZero();
    assertThat(verdict.counts().unparsable()).isZero();
    assertThat(verdict.counts().ignored()).isZero();
  }

  @ParameterizedTest
  @MethodSource("seen")
  void breaksTheRuleThatADesignIsWrongAbout(Seen seen) {
    Path file =
        files().find(each -> each.endsWith(seen.scenario + ".scenario")).getOrElse(Path.of("none"));
    Verdict verdict = told(file, Design.intended().with(seen.wrong));
    assertThat(Audits.outcome(verdict, seen.rule).violating()).as(seen.toString()).isPositive();
  }

  @Test
  void lacksAnEventForEveryMistakeThatNoRuleSees() {
    assertThat(SEEN.map(Seen::wrong).appendAll(UNSEEN.map(Unseen::wrong)))
        .containsAll(TourTest.SHOWN)
        .doesNotContainNull();
    assertThat(UNSEEN.map(Unseen::wrong)).doesNotContainAnyElementsOf(SEEN.map(Seen::wrong));
    assertThat(UNSEEN.map(Unseen::lacking)).noneMatch(String::isBlank);
  }

  @Test
  void isInTheDocument() throws IOException {
    String seen = SEEN.map(each -> "| `%s` | `%s` |\n".formatted(each.wrong, each.rule)).mkString();
    String unseen =
        UNSEEN
            .map(each -> "| `%s` | lacking: %s |\n".formatted(each.wrong, each.lacking))
            .mkString();
    assertThat(AuditDocumentTest.part("told"))
        .isEqualTo("| deviation | seen by |\n|---|---|\n" + seen + unseen);
  }
}
