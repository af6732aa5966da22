package io.uring.dmabuf.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Deviation;
import io.uring.dmabuf.dma.AddressingDeviation;
import io.uring.dmabuf.dmabuf.DmabufMappingDeviation;
import io.uring.dmabuf.nvme.NvmeQueueDeviation;
import io.uring.dmabuf.scenario.ScenarioRun.Verdict;
import io.uring.dmabuf.system.DmabufRwDeviation;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.uring.RequestsDeviation;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The tour of scenarios")
class TourTest {
  private static final Path ROOT = Home.current().root();

  /** Deviations of which {@link ToldScenariosTest} says what a recorded run would show. */
  static final List<Deviation> SHOWN =
      List.of(
          AddressingDeviation.NARROW_SEGMENT_LENGTH,
          AddressingDeviation.TRUNCATE_BUFFER_LENGTH,
          AddressingDeviation.REFUSE_INSTEAD_OF_SPLIT,
          AddressingDeviation.IGNORE_VIRTUAL_BOUNDARY,
          AddressingDeviation.STALE_OFFSET,
          AddressingDeviation.FIRST_SEGMENT_FILLS_PAGE,
          AddressingDeviation.SYNC_STAYS_AT_FIRST,
          AddressingDeviation.SYNC_BY_REQUEST_DIRECTION,
          NvmeQueueDeviation.CHAIN_ENTRY_OVERWRITTEN,
          NvmeQueueDeviation.SECOND_POINTER_SKIPS_PAGE,
          NvmeQueueDeviation.SKIP_DESCRIPTOR_FREE,
          NvmeQueueDeviation.PHASE_NOT_FLIPPED,
          DmabufMappingDeviation.UNMAP_LEAVES_TRANSLATION,
          DmabufMappingDeviation.PUT_DMABUF_TWICE,
          DmabufMappingDeviation.PUT_DEVICE_FORGOTTEN,
          DmabufMappingDeviation.PUT_FILE_EARLY,
          RequestsDeviation.STORE_OVER_OLD_NODE,
          RequestsDeviation.LOOKUP_WITHOUT_REFERENCE,
          RequestsDeviation.EMPTY_SLOT_IS_EBADF,
          RequestsDeviation.DOUBLE_TAG,
          RequestsDeviation.POST_TAG_BEFORE_LAST_REQUEST,
          DmabufRwDeviation.SKIP_WRONG_FILE_CHECK,
          DmabufRwDeviation.IMPORT_ERRNO_ORDER,
          DmabufRwDeviation.UNWIND_KEEPS_DMABUF);

  static Vector<Path> files() {
    return ScenarioTables.files(ROOT);
  }

  private static ScenarioRun run(Path file, Design kernel) {
    return ScenarioRun.of(Scenario.read(file).get(), kernel, line -> {});
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void goesAsItSays(Path file) {
    assertThat(ScenarioRun.of(Scenario.read(file).get(), line -> {}))
        .isEqualTo(new ScenarioRun(Verdict.CLEAN, ""));
  }

  @ParameterizedTest
  @MethodSource("files")
  void beginsWithWhatItShows(Path file) throws IOException {
    List<String> prose = List.ofAll(Files.readAllLines(file)).takeWhile(l -> l.startsWith("# "));
    assertThat(prose).hasSizeGreaterThanOrEqualTo(2);
    assertThat(Scenario.read(file).get().lines().count(line -> line.expected().isDefined()))
        .as("expectations")
        .isGreaterThanOrEqualTo(4);
  }

  /** The machine's tags have no field that the request before could have left. */
  private static final String OF_NO_MACHINE = "V1-STALE-DMALEN";

  @Test
  void showsEveryDefectThatTheSpecificationCorrects() {
    String intended = text(ROOT.resolve("spec/INTENDED.md"));
    String corrected =
        intended.substring(intended.indexOf("## Corrected"), intended.indexOf("## Kept"));
    List<String> defects =
        List.ofAll(
                Pattern.compile("(?m)^\\| (V1-[A-Z0-9-]+)").matcher(corrected).results().toList())
            .map(found -> found.group(1));
    assertThat(defects).hasSizeGreaterThan(5).contains(OF_NO_MACHINE);
    List<String> shown = defects.remove(OF_NO_MACHINE);
    String tour = files().map(TourTest::text).mkString();
    assertThat(shown).allMatch(tour::contains);
    assertThat(DEFECTS.keySet()).containsExactlyInAnyOrderElementsOf(shown);
  }

  /**
   * What a kernel with a defect of the first version decides wrongly, and what then goes wrong.
   *
   * @param wrong the decisions; of two, one only clears the way for the other
   * @param words what the run says: the law broken, or what is returned instead of what
   */
  private record Shown(List<Deviation> wrong, String words) {
    private Shown(String words, Deviation... wrong) {
      this(List.of(wrong), words);
    }
  }

  private static final Map<String, Shown> DEFECTS =
      HashMap.of(
              "V1-SYNC-DIRECTION",
              new Shown(
                  "compare b 0 nvme0 64K 8K => differ at 0, expected same",
                  AddressingDeviation.SYNC_BY_REQUEST_DIRECTION),
              "V1-SYNC-NOADVANCE",
              new Shown("holds 0x00, expected 0xee", AddressingDeviation.SYNC_STAYS_AT_FIRST),
              "V1-BADSGL-LEAK",
              new Shown(
                  "descriptor pages held and free: ",
                  AddressingDeviation.IGNORE_VIRTUAL_BOUNDARY,
                  NvmeQueueDeviation.BAD_LIST_KEEPS_DESCRIPTORS),
              "V1-PRP-SUBPAGE",
              new Shown(
                  "may touch 4096 bytes at 0x10000, which its request's buffer does not map",
                  AddressingDeviation.IGNORE_VIRTUAL_BOUNDARY,
                  AddressingDeviation.FIRST_SEGMENT_FILLS_PAGE),
              "V1-NO-GAP-CHECK",
              new Shown("a call of r does not return", AddressingDeviation.IGNORE_VIRTUAL_BOUNDARY),
              "V1-SPLIT-REFUSED",
              new Shown(
                  "=> parts=0 commands=0 list_pages=0, expected parts=4 commands=4",
                  AddressingDeviation.REFUSE_INSTEAD_OF_SPLIT),
              "V1-SPLIT-STALE-OFFSET",
              new Shown(
                  "=> parts=0 commands=0 list_pages=0, expected parts=1 commands=1",
                  AddressingDeviation.STALE_OFFSET),
              "V1-IMPORT-NRSEGS",
              new Shown(
                  "counts 1 segments for a part that lies in 2",
                  AddressingDeviation.COUNT_SEGMENTS_FROM_START),
              "V1-LEN-TRUNC-4G",
              new Shown("user_data=1 res=-EFAULT", AddressingDeviation.TRUNCATE_BUFFER_LENGTH),
              "V1-UPDATE-PARTIAL-EFAULT",
              new Shown(
                  "2 entries are done, and -14 is returned",
                  RequestsDeviation.PARTIAL_UPDATE_REPORTS_ERROR))
          .put(
              "V1-ODIRECT-TOGGLE",
              new Shown("(b at 0x1000) holds 0x00", RequestsDeviation.DMABUF_COPIED))
          .put(
              "V1-COPY-DISCARD",
              new Shown("(b at 0x1000) holds 0x00", RequestsDeviation.DMABUF_COPIED))
          .put(
              "V1-REGVEC-CONFUSION",
              new Shown(
                  "request 1 is issued for what is no range of its buffer",
                  DmabufRwDeviation.DMABUF_HAS_PAGE_VECTORS))
          .put(
              "V1-HOTREMOVE",
              new Shown("has no driver and a mapping", DmabufRwDeviation.BINDING_IGNORED))
          .put(
              "V1-DMAVEC-LEN-INT",
              new Shown(
                  "has segments that are not those of its mapping",
                  AddressingDeviation.NARROW_SEGMENT_LENGTH))
          .put(
              "V1-SPLIT-SHORT-WALK",
              new Shown(
                  "=> parts=1 commands=1 list_pages=1, expected parts=2 commands=2",
                  AddressingDeviation.WALK_COUNTS_WHOLE_SEGMENTS));

  static Stream<String> defects() {
    return DEFECTS.keySet().toJavaStream().sorted();
  }

  private static boolean says(String defect, List<Deviation> wrong, String words) {
    Design kernel = wrong.foldLeft(Design.intended(), Design::with);
    return files()
        .filter(file -> text(file).contains(defect))
        .map(file -> run(file, kernel))
        .exists(run -> run.verdict() == Verdict.FAILED && run.message().contains(words));
  }

  @ParameterizedTest
  @MethodSource("defects")
  void goesWrongWhereItNamesADefectAndTheKernelHasIt(String defect) {
    Shown shown = DEFECTS.get(defect).get();
    assertThat(says(defect, shown.wrong(), shown.words())).as(shown.words()).isTrue();
  }

  /** Another defect on the way to it does not show it. */
  @ParameterizedTest
  @MethodSource("defects")
  void doesNotGoWrongThatWayWhenOneOfTheDecisionsIsRight(String defect) {
    Shown shown = DEFECTS.get(defect).get();
    for (Deviation right : shown.wrong()) {
      assertThat(says(defect, shown.wrong().remove(right), shown.words()))
          .as(right.sentence())
          .isFalse();
    }
  }

  /** The rows of the document's table of liburing's tests, as far as a scenario is named. */
  @Test
  void hasEveryFileThatTheTableOfTestsOfLiburingNames() {
    String document = text(ROOT.resolve("docs/scenarios.md"));
    String table = document.substring(document.indexOf("## What liburing's tests assert"));
    Vector<String> rows = Vector.of(table.split("\n")).filter(row -> row.startsWith("| `"));
    Vector<String> named =
        rows.map(row -> row.split(" \\| ")[2])
            .filter(here -> !here.startsWith("left out: "))
            .flatMap(here -> {
              Vector<String> names =
                  Vector.ofAll(Pattern.compile("`([a-z0-9-]+)`").matcher(here).results().toList())
                      .map(found -> found.group(1));
              assertThat(names).as(here).isNotEmpty();
              return names;
            });
    assertThat(rows).hasSizeGreaterThan(20);
    assertThat(files().map(file -> file.getFileName().toString().replace(".scenario", "")))
        .containsAll(named);
  }

  @Test
  void hasAtLeastTwentyFiveFiles() {
    assertThat(files()).hasSizeGreaterThanOrEqualTo(25);
  }
}
