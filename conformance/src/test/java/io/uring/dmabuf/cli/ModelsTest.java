package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.GeneratedModel;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import io.vavr.control.Either;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The models of the repository")
class ModelsTest {

  private static final Home HOME = Home.current();
  private static final List<ModelEntry> MODELS = Manifest.read(HOME.manifest()).get().models();

  @Test
  void canAllBeGivenToTlcEachUnderItsOwnName() {
    List<Either<String, GeneratedModel>> given =
        MODELS.map(model -> GeneratedModel.of(HOME, model));
    assertThat(given.filter(Either::isLeft).map(Either::getLeft)).isEmpty();
    assertThat(given.map(model -> model.get().name())).doesNotHaveDuplicates();
  }

  /** A run of one model does not read the others. */
  @Test
  void areTheSameReadAlone() {
    assertThat(MODELS.map(model -> Manifest.one(HOME.manifest(), model.name()).get()))
        .isEqualTo(MODELS);
  }

  /** A green run is known to have been somewhere; the exceptions stand in spec/README.md. */
  @Test
  void haveAWitnessIfTheyMustPass() {
    assertThat(
            MODELS
                .filter(model -> model.expected() instanceof ModelEntry.Expected.Pass)
                .filter(model -> model.kind() != ModelEntry.Kind.LIVENESS)
                .filter(model -> model.witnesses().isEmpty())
                .map(ModelEntry::name))
        .containsExactlyInAnyOrder("large", "live-chains");
  }

  @Test
  void haveADefectForEveryDataLaw() {
    List<String> broken =
        MODELS.filter(ModelEntry::isDefect).map(model -> model.expected().toString());
    String laws =
        MODELS
            .filter(model -> model.kind() == ModelEntry.Kind.DATA && model.isReplayed())
            .map(model -> GeneratedModel.of(HOME, model).get().config())
            .mkString();
    List<String> all =
        List.of(laws.split("\\s+"))
            .filter(word -> word.matches("[A-Z][a-z]\\w+"))
            .distinct()
            .reject(word ->
                word.endsWith("Spec")
                    || laws.contains(word + " <-")
                    || laws.contains("<- " + word));
    assertThat(all.map(law -> "violates " + law)).hasSizeGreaterThan(20).isSubsetOf(broken);
  }
}
