package io.uring.dmabuf.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.GeneratedModel;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The verdicts on the posted design")
class VerdictsTest {

  private static final Home HOME = Home.current();
  private static final Manifest MANIFEST = Manifest.read(HOME.manifest()).get();
  private static final List<ModelEntry> DEFECTS = PostedDesign.defects(MANIFEST);

  /** All defects of one module at once: no two of them take the place of one definition. */
  @Test
  void areOfDefectsThatCanBePlantedTogether() {
    List<ModelEntry> models = VerdictRuns.models(MANIFEST);
    assertThat(models).hasSizeGreaterThan(4);
    for (ModelEntry model : models) {
      List<String> together =
          DEFECTS.filter(defect -> defect.module().equals(model.module())).map(ModelEntry::name);
      ModelEntry posted = MANIFEST.planted(model.name(), together).get();
      assertThat(posted.override().size()).isGreaterThanOrEqualTo(together.size());
      assertThat(GeneratedModel.of(HOME, posted).get().module()).contains(together);
    }
  }

  @Test
  void areNotOfTwoThatReplaceOneDefinition() {
    assertThat(
            MANIFEST
                .planted("addressing-split", List.of("V1_NO_GAP_CHECK", "BYTES_UNLIMITED"))
                .isRight())
        .isTrue();
    assertThat(
            MANIFEST
                .planted("addressing-split", List.of("BYTES_UNLIMITED", "CHUNK_CROSSED"))
                .getLeft())
        .isEqualTo("RoomWithoutBytes and RoomWithoutChunk replace both Room");
    assertThat(MANIFEST.planted("addressing-split", List.of("EARLY_TAG")).getLeft())
        .contains("EARLY_TAG is about MCDmabufRw, addressing-split is not");
    assertThat(MANIFEST.planted("addressing-split", List.of("rw-small")).getLeft())
        .isEqualTo("rw-small: a model, and no defect");
  }
}
