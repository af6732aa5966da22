package io.uring.dmabuf.tlc.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.models.ModelEntry.Tier;
import io.vavr.collection.LinkedHashMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The head of a defect's module")
class DefectReaderTest {

  private static final String GOOD =
      """
      ---- MODULE WRONG_TAG ----
      (**************************)
      (* The tag is another     *)
      (* one.                   *)
      (*                        *)
      (* model     rw-small     *)
      (* set       A = {1, 2}   *)
      (* override  [M]F <- G    *)
      (* law       TagIsRight   *)
      (* tier      quick        *)
      (* distinct  7            *)
      (**************************)
      EXTENDS MC
      ====
      """;

  @TempDir Path folder;

  @Test
  void tellsModelDefinitionsAndLaw() throws IOException {
    Defect defect = DefectReader.read(file("WRONG_TAG", GOOD)).get();
    assertThat(defect.prose()).isEqualTo("The tag is another one.");
    assertThat(defect.model()).isEqualTo("rw-small");
    assertThat(defect.set()).isEqualTo(LinkedHashMap.of("A", "{1, 2}"));
    assertThat(defect.override()).isEqualTo(LinkedHashMap.of("[M]F", "G"));
    assertThat(defect.law()).isEqualTo("TagIsRight");
    assertThat(defect.tier()).isEqualTo(Tier.QUICK);
    assertThat(defect.distinct()).contains(7L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MODULE WRONG_TAG | MODULE OTHER | 1: expected ---- MODULE NAME ----",
        "(* one.                   *) | one | 4: expected a line of the comment in a box: one",
        "law       TagIsRight | law       Tag! | 9: field law: unusable: Tag!",
        "(* law       TagIsRight   *) | (*  *) | 2: field law is missing",
        "tier      quick | tier      slow | 10: field tier: unusable: slow",
        "tier      quick | colour    red | 10: unknown field colour; there are set, override, model,",
        "tier      quick | model     m | 10: field model is there twice",
        "tier      quick | set       A = 3 | 10: A is there twice",
        "set       A = {1, 2} | set       A {1} | 7: expected NAME = VALUE: A {1}",
        "[M]F <- G | F = G | 8: expected DEFINITION <- OPERATOR: F = G",
      })
  void isRefusedWithTheLineThatIsWrong(String part, String instead, String reason)
      throws IOException {
    Path file = file("WRONG_TAG", GOOD.replace(part, instead));
    assertThat(DefectReader.read(file).getLeft()).startsWith(file + ", line " + reason);
  }

  @Test
  void isRefusedWithoutProseOrWithoutABox() throws IOException {
    Path file = file("WRONG_TAG", GOOD.replaceFirst("(?s)\\(\\* The.*?one\\.\\s+\\*\\)\n", ""));
    assertThat(DefectReader.read(file).getLeft())
        .isEqualTo(file + ", line 3: expected prose: what is wrong");
    Path bare = file("BARE", "---- MODULE BARE ----\nEXTENDS MC\n====\n");
    assertThat(DefectReader.read(bare).getLeft())
        .startsWith(bare + ", line 2: expected the upper border");
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name + ".tla"), text);
  }
}
