package io.uring.dmabuf.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The comparison of two baselines")
class ComparisonTest {

  private static final String BEFORE =
      "{'models':{'a':{'distinct':3,'laws':['P','Q'],'bounds':{'N':'{1}'}},'b':{'laws':[]}}}";

  @TempDir Path folder;

  @Test
  void saysNothingOfEqualOnes() {
    assertThat(compared(BEFORE, BEFORE)).isEmpty();
  }

  @Test
  void hasALineForEachDifference() {
    String now =
        "{'models':{'a':{'distinct':4,'laws':['Q','R'],'bounds':{'N':'{1, 2}'}},'c':{'laws':[]}},"
            + "'pairs':{'a':{'x':1}}}";
    assertThat(compared(BEFORE, now))
        .containsExactly(
            "~ models/a/distinct: 3 is now 4",
            "- models/a/laws: P",
            "+ models/a/laws: R",
            "~ models/a/bounds/N: \"{1}\" is now \"{1, 2}\"",
            "- models/b: {\"laws\":[]}",
            "+ models/c: {\"laws\":[]}",
            "+ pairs: {\"a\":{\"x\":1}}");
  }

  @Test
  void takesARenamedModelForItsPredecessor() {
    String now = BEFORE.replace("'b'", "'c'");
    assertThat(Comparison.lines(tree(BEFORE), tree(now), HashMap.of("c", "b"))).isEmpty();
  }

  @Test
  void keepsWhatWasMeasuredWhereNothingWasMeasuredSince() {
    ObjectNode before = tree("{'models':{},'edges':{'a':{'driven':1}}}");
    assertThat(Comparison.lines(before, Measured.keeping(tree("{'models':{}}"), before), was()))
        .isEmpty();
  }

  @Test
  void readsTheEdgesThatWerePrintedAndThePairsOfAReport() throws IOException {
    Path printed =
        Files.writeString(folder.resolve("live.txt"), "chains: 3\nm-1: 5 of 6 edges, 7 calls\n");
    Path report =
        Files.writeString(
            folder.resolve("report.json"),
            "{'models':[{'name':'m-1','pairs':[{'a':'x'}]},{'name':'n'}]}".replace('\'', '"'));
    ObjectNode tree = tree("{'models':{}}");
    Measured.edges(tree, printed).flatMap(t -> Measured.pairs(t, report)).get();
    assertThat(tree)
        .isEqualTo(
            tree("{'models':{},'edges':{'m-1':{'driven':5,'of':6}},'pairs':{'m-1':[{'a':'x'}]}}"));
  }

  @Test
  void tellsInOneLineThatAFileIsNoBaselineOrNoReport() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "{}");
    assertThat(BaselineFile.read(file).getLeft()).contains(file.toString(), "no models");
    assertThat(Measured.pairs(tree("{}"), file).getLeft()).contains(file.toString(), "pairs");
    assertThat(Measured.edges(tree("{}"), file).getLeft()).contains(file.toString(), "edges");
    Files.writeString(file, "no JSON");
    assertThat(BaselineFile.read(file).getLeft()).contains(file.toString(), "line 1");
  }

  private static HashMap<String, String> was() {
    return HashMap.empty();
  }

  private static List<String> compared(String before, String now) {
    return Comparison.lines(tree(before), tree(now), was());
  }

  private static ObjectNode tree(String text) {
    return BaselineFile.object(text.replace('\'', '"'), "test").get();
  }
}
