package io.uring.dmabuf.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Deviation;
import io.uring.dmabuf.scenario.ScenarioTables;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.models.ModelEntry.Twin;
import io.vavr.collection.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The twin of a defect")
class TwinsTest {
  private static final List<Twin> TWINS =
      Manifest.read(Home.current().manifest()).get().models().flatMap(ModelEntry::twin);

  @Test
  void isAMistakeThatTheImplementationCanMakeAndOfNoOtherDefect() {
    List<String> names = TWINS.map(Twin::deviation);
    assertThat(names).hasSizeGreaterThan(40).doesNotHaveDuplicates();
    assertThat(Targets.deviations().map(Deviation::name)).containsAll(names);
  }

  @Test
  void isShownByAScenarioOfTheTour() {
    List<String> files =
        ScenarioTables.files(Home.current().root())
            .toList()
            .map(file -> file.getFileName().toString());
    assertThat(files).containsAll(TWINS.flatMap(Twin::scenario).map(name -> name + ".scenario"));
  }
}
