package io.uring.dmabuf.targets;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.KernelAlternative;
import io.uring.dmabuf.symbols.SymbolList;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.vavr.collection.HashMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The kernel alternatives")
class KernelAlternativesTest {
  private static final Home HOME = Home.current();
  private static final Manifest MANIFEST = Manifest.read(HOME.manifest()).get();

  @Test
  void haveTheSameNamesInTheSpecificationAndInJava() {
    assertThat(MANIFEST.kernels().map(kernel -> kernel.name()))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(Targets.alternatives().map(KernelAlternative::name));
  }

  @Test
  void areEachTheBoundsOfSomeModel() {
    assertThat(MANIFEST.kernels().map(kernel -> kernel.name()))
        .allMatch(name -> MANIFEST.models().exists(m -> m.kernels().contains(name)));
  }

  @Test
  void nameAFunctionOfTheListWithItsFile() {
    SymbolList list = SymbolList.read(HOME.root().resolve("spec/symbols.tsv")).get();
    assertThat(MANIFEST.kernels().map(kernel -> kernel.function()))
        .allMatch(place ->
            list.symbols().exists(symbol -> (symbol.file() + ": " + symbol.name()).equals(place)));
  }

  @Test
  void areRefusedUnderANameThatIsNone() {
    assertThat(Targets.design(HashMap.of(Targets.KERNEL, "NONE")).getLeft())
        .isEqualTo("no kernel alternative called NONE");
  }
}
