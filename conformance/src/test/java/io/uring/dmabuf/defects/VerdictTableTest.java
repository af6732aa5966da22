package io.uring.dmabuf.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.LawVerdict;
import io.uring.dmabuf.tlc.run.LawVerdict.Kind;
import io.uring.dmabuf.tlc.run.LawVerdicts;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The table of verdicts")
class VerdictTableTest {

  private static final ModelEntry MODEL =
      Manifest.one(Home.current().manifest(), "addressing-sync").get();

  /** V1_A breaks a law in three steps; V1_B does so only where V1_A is, too. */
  private static Verdicts.Row row(PostedDesign design) {
    boolean a = design.planted().contains("V1_A");
    boolean b = a && design.planted().contains("V1_B");
    List<LawVerdict> laws =
        List.of(
            new LawVerdict("Kept", Kind.HOLDS, 0),
            new LawVerdict("OfA", a ? Kind.BROKEN : Kind.HOLDS, a ? 3 : 0),
            new LawVerdict("OfB", b ? Kind.NO_VALUE : Kind.NOT_REACHED, b ? 4 : 0));
    return new Verdicts.Row(
        design, LinkedHashMap.of(MODEL.name(), new LawVerdicts(laws, a ? 11 : 10, 5, 0)));
  }

  private static List<String> lines(List<String> corrected) {
    List<String> all = List.of("V1_A", "V1_B");
    return VerdictTable.lines(
        new Verdicts(
            List.of(MODEL),
            PostedDesign.all(all)
                .append(PostedDesign.enough(all, corrected))
                .map(VerdictTableTest::row)));
  }

  @Test
  void hasARowForEachDesignAndAColumnForEachLawThatSomeDesignBreaks() {
    List<String> lines = lines(List.of("V1_A"));
    assertThat(lines)
        .containsSubsequence(
            "                           a b",
            "intended                   . -",
            "as posted                  3 ?",
            "as posted, one corrected",
            "  V1_A                     . -",
            "  V1_B                     3 -",
            "intended, one as posted",
            "  V1_A                     3 -",
            "  V1_B                     . -",
            "as posted, all of these corrected",
            "  1 of 2                   . -",
            "a  addressing-sync              OfA",
            "b  addressing-sync              OfB",
            "No design breaks any other of the 2 laws that say something in these models.",
            "addressing-sync                       10 to 11      5")
        .allMatch(line -> line.length() <= 80);
  }

  @Test
  void saysWhichCorrectionsAreEnough() {
    assertThat(lines(List.of("V1_A")).mkString(" "))
        .contains("1 of 2 corrections are needed")
        .contains("they are enough: with V1_B left as posted no law is broken.");
  }

  @Test
  void saysWhenTheyAreNot() {
    assertThat(lines(List.of("V1_B")).mkString(" ")).contains("they are not enough");
  }
}
