package io.uring.dmabuf.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The intended design")
class IntendedTest {

  /** The known defects of the first version of the series. */
  private static final List<String> DEFECTS =
      List.of(
          "V1-REGVEC-CONFUSION",
          "V1-PRP-SUBPAGE",
          "V1-NO-GAP-CHECK",
          "V1-LEN-TRUNC-4G",
          "V1-DMAVEC-LEN-INT",
          "V1-SPLIT-SHORT-WALK",
          "V1-COPY-DISCARD",
          "V1-ODIRECT-TOGGLE",
          "V1-SYNC-NOADVANCE",
          "V1-SYNC-DIRECTION",
          "V1-IMPORT-NRSEGS",
          "V1-SPLIT-STALE-OFFSET",
          "V1-SPLIT-REFUSED",
          "V1-BADSGL-LEAK",
          "V1-STALE-DMALEN",
          "V1-NO-MEMLOCK",
          "V1-STATIC-PIN",
          "V1-RAW-ADDR",
          "V1-NO-IMPLICIT-FENCE",
          "V1-UPDATE-PARTIAL-EFAULT",
          "V1-UAPI-DUMMY-IOVEC",
          "V1-URINGLOCK-STALL",
          "V1-HOTREMOVE",
          "V1-CLONE",
          "V1-BUFFERED-FALLBACK",
          "V1-HEADPAGE-WILD",
          "V1-ACCT-UNINIT",
          "V1-RESTORE-WARN");

  private final String text = Documents.text("spec/INTENDED.md");

  @Test
  void hasOneRowForEachKnownDefect() {
    List<String> rows = List.ofAll(text.lines().filter(line -> line.startsWith("| V1-")).toList());
    assertThat(rows.map(row -> row.split("\\|", -1)[1].strip()))
        .containsExactlyInAnyOrderElementsOf(DEFECTS);
  }

  @Test
  void namesOnlyDefinitionsThatExist() {
    List<String> named = Documents.all("`((?!Module!)[A-Z]\\w+!\\w+)`", text);
    assertThat(named).hasSizeGreaterThan(20);
    assertThat(Documents.names()).containsAll(named);
  }

  @Test
  void namesDefectsThatItKnowsInTheOtherDocuments() {
    assertThat(
            Documents.all().flatMap(file -> Documents.all("(V1-[A-Z0-9-]+)", Documents.text(file))))
        .isNotEmpty()
        .isSubsetOf(DEFECTS);
  }
}
