package io.uring.dmabuf.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.List;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values built by Java equal those that TLC computes, whatever form TLC gives them. */
class TlaValuesTest {

  @Test
  void builtValuesEqualTlcsOwn(@TempDir Path folder) {
    List<String> lines = Forked.run(ShapesRun.class, folder, Forked.specifications());

    assertThat(lines).contains("unmatched 0").hasSize(23);
    assertThat(lines.remove("unmatched 0"))
        .allMatch(line -> line.endsWith(" same=true fingerprint=true"));
  }
}
