package io.uring.dmabuf.tlc.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Measured;
import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.Verdict;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {

  private static final String GOOD =
      "{'name':'m','module':'MC','kind':'safety','tier':'full','expected':'violates"
          + " A','why':'because'}";

  @TempDir Path folder;

  @Test
  void readsAModel() throws IOException {
    ModelEntry model = read(GOOD).get().models().head();
    assertThat(model.root()).isEqualTo("MC");
    assertThat(model.spec()).isEqualTo("Spec");
    assertThat(model.expected()).isEqualTo(new ModelEntry.Expected.Violates("A"));
    assertThat(model.distinct()).isEqualTo(Option.none());
    assertThat(model.workers()).isEqualTo(1);
    assertThat(model.isReplayed()).isFalse();
  }

  @Test
  void findsAModelWithItsBoundsRaised() throws IOException {
    Manifest manifest =
        read(GOOD.replace(
                "'why'",
                "'distinct':7,'set':{'Reqs':'{1, 2}','MaxTags':'9','Tags':'{}','TaskOf':'2'},"
                    + "'why'"))
            .get();
    ModelEntry model = manifest.models().head();

    assertThat(Raised.names(model, 1)).containsExactly("m+Reqs", "m+MaxTags");
    assertThat(Raised.names(model, 2)).containsExactly("m+Reqs+Reqs", "m+MaxTags+MaxTags");
    assertThat(Raised.names(model, 0)).isEmpty();
    ModelEntry raised = manifest.find("m+Reqs+MaxTags+Reqs").get();
    assertThat(raised.name()).isEqualTo("m+Reqs+MaxTags+Reqs");
    assertThat(raised.base()).isEqualTo(Option.some("m"));
    assertThat(raised.set().get("Reqs")).isEqualTo(Option.some("{1, 2, 3, 4}"));
    assertThat(raised.set().get("MaxTags")).isEqualTo(Option.some("10"));
    assertThat(raised.distinct()).isEqualTo(Option.none());
    assertThat(raised.raised()).isEqualTo(Option.some("+Reqs+MaxTags+Reqs"));
    assertThat(model.raised()).isEqualTo(Option.none());
    assertThat(manifest.find("m+Tags").getLeft())
        .isEqualTo("m+Tags: Tags has no number and no set of numbers there");
    assertThat(manifest.find("m+TaskOf").getLeft()).startsWith("m+TaskOf: no bound TaskOf");
    assertThat(manifest.find("m+").getLeft()).startsWith("m+: no bound ; there are Slots, ");
    assertThat(manifest.find("n+Reqs").getLeft()).contains("no model n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'why' | 'reason' | model 1: m: unknown field reason",
        "'safety' | 'speed' | model 1: m: unknown kind speed; there are safety, refinement,"
            + " liveness, simulation, data",
        "'full' | 'slow' | model 1: m: unknown tier slow; there are quick, full, large",
        "'violates A' | 'maybe' | model 1: m: field expected: pass or violates NAME, found maybe",
        "'name':'m' | 'name':'..' | model 1: ..: field name: expected a word such as rw-small, found"
            + " ..",
        "'name':'m' | 'name':'a/b' | model 1: a/b: field name: expected a word such as rw-small,"
            + " found a/b",
        "'why' | 'set':{'N':'1','N':'2'},'why' | line 1: Duplicate field 'N'",
        "'why' | 'set':{'N 1':'1'},'why' | model 1: m: field set: unusable: N 1: '1'",
        "'why' | 'override':{'A':'B C'},'why' | model 1: m: field override: unusable: A: 'B C'",
        "'why' | 'without':{'A':' '},'why' | model 1: m: field without: unusable: A: ' '",
        "'why' | 'base':'n','why' | model m: starts from n: no such model, and no defects in"
            + " a folder beside the manifest",
        "'why' | 'base':'m','why' | model m: its base is itself: m -> m",
        "'module':'MC', | | model 1: m: field module is missing",
        "'MC' | '../MC' | model 1: m: field module: expected a name of TLA+, found ../MC",
        "'why' | 'distinct':-1,'why' | model 1: m: field distinct: expected a count, found -1",
        "'kind':'safety' | 'kind':'liveness','workers':2 | model 1: m: field workers: 2 (at least"
            + " 1; liveness models run with exactly 1)",
      })
  void refusesWhatItDoesNotKnow(String part, String instead, String reason) throws IOException {
    String changed = GOOD.replace(part, instead == null ? "" : instead);
    assertThat(read(changed).getLeft().replace('"', '\''))
        .isEqualTo(folder.resolve("models.json") + ": " + reason);
  }

  @Test
  void refusesAListWithoutModels() throws IOException {
    assertThat(read("").getLeft())
        .endsWith("models.json: line 1: expected one field, models, with a list of models");
    Path empty = Files.createFile(folder.resolve("empty.json"));
    assertThat(Manifest.read(empty).getLeft())
        .isEqualTo(empty + ": line 1: expected JSON, found nothing");
  }

  @Test
  void refusesWhatStandsBehindTheEnd() throws IOException {
    Path file = folder.resolve("models.json");
    Files.writeString(file, "{\"models\":[]}\n{}");
    assertThat(Manifest.read(file).getLeft())
        .startsWith(file + ": line 2: ")
        .contains("railing")
        .doesNotContain("\n");
  }

  @Test
  void startsFromItsBaseAndTheBaseOfThat() throws IOException {
    String one = GOOD.replace("'name':'m'", "'name':'one','set':{'A':'1','B':'1'}");
    String two = GOOD.replace("'name':'m'", "'name':'two','base':'one','override':{'[M]F':'G'}");
    String three =
        GOOD.replace("'name':'m'", "'name':'three','base':'two','set':{'B':'2','C':'3'}");
    ModelEntry model = read(three + "," + two + "," + one).get().find("three").get();
    assertThat(model.set().mkString()).isEqualTo("(A, 1)(B, 2)(C, 3)");
    assertThat(model.override().mkString()).isEqualTo("([M]F, G)");
  }

  @Test
  void hasTheModelsOfDefectsBesideItsOwn() throws IOException {
    Path defects = Files.createDirectories(folder.resolve("defects"));
    Files.writeString(
        defects.resolve("BAD.tla"),
        """
        ---- MODULE BAD ----
        (******************)
        (* It is wrong.   *)
        (*                *)
        (* model m        *)
        (* set A = 2      *)
        (* override F <- G *)
        (* law X          *)
        (******************)
        """);
    ModelEntry bad = read(GOOD.replace("'why'", "'set':{'A':'1'},'why'")).get().find("BAD").get();
    assertThat(bad.isDefect()).isTrue();
    assertThat(bad.root()).isEqualTo("BAD");
    assertThat(bad.module()).isEqualTo("MC");
    assertThat(bad.expected()).isEqualTo(new ModelEntry.Expected.Violates("X"));
    assertThat(bad.set().mkString() + bad.override().mkString()).isEqualTo("(A, 2)(F, G)");
    assertThat(read(GOOD.replace("'name':'m'", "'name':'n'")).getLeft())
        .isEqualTo(defects.resolve("BAD.tla") + ": starts from m: no such model");
  }

  @Test
  void refusesTwoModelsOfOneName() throws IOException {
    assertThat(read(GOOD + "," + GOOD).getLeft()).endsWith("models.json: model m is listed twice");
  }

  @Test
  void namesTheLineThatIsNoJson() throws IOException {
    assertThat(read(GOOD + "\n,,").getLeft())
        .contains("models.json: line 2: ")
        .doesNotContain("\n");
  }

  @Test
  void saysThatTheFileIsMissing() {
    assertThat(Manifest.read(folder.resolve("none.json")).getLeft())
        .endsWith("none.json: no such file");
  }

  /** A run with 7 distinct and 9 generated states. */
  private static RunResult run() {
    return new RunResult(
        new Verdict.Pass(),
        7,
        9,
        0,
        8,
        0,
        0,
        io.vavr.collection.HashMap.empty(),
        0,
        0,
        List.empty(),
        Measured.none());
  }

  @Test
  void writesMeasuredCountsIntoTheFilesOfDefectsThatPinThem() throws IOException {
    String box =
        """
        ---- MODULE %s ----
        (**********************)
        (* Wrong.             *)
        (*                    *)
        (* model     m        *)
        (* law       IsRight  *)
        %s(**********************)
        ====
        """;
    Path pins = Files.createDirectories(folder.resolve("defects")).resolve("PINS.tla");
    Path free = folder.resolve("defects/FREE.tla");
    String counts = "(* distinct  12345    *)\n(* generated 8        *)\n";
    Files.writeString(pins, box.formatted("PINS", counts));
    Files.writeString(free, box.formatted("FREE", ""));
    Manifest manifest = read(GOOD).get();
    assertThat(
            manifest
                .update(
                    List.of("PINS", "FREE").map(name -> manifest.find(name).get().measured(run())))
                .get())
        .containsExactly("PINS");
    String measured = "(* distinct  7        *)\n(* generated 9        *)\n";
    assertThat(Files.readString(pins)).isEqualTo(box.formatted("PINS", measured));
    assertThat(Files.readString(free)).isEqualTo(box.formatted("FREE", ""));
  }

  @Test
  void tellsOfOneModelWhatItWouldTellOfAll() throws IOException {
    Manifest manifest = read(GOOD + "," + GOOD.replace("'m'", "'n'")).get();
    assertThat(Manifest.one(manifest.file(), "n")).isEqualTo(manifest.find("n"));
    assertThat(Manifest.one(manifest.file(), "o")).isEqualTo(manifest.find("o"));
    assertThat(manifest.find("o").getLeft()).contains("no model o");

    assertThat(read(GOOD.replace("'kind'", "'base':'m','kind'")).getLeft())
        .isEqualTo(Manifest.one(manifest.file(), "m").getLeft())
        .contains("its base is itself: m -> m");
  }

  /** The mistake of another model is told by whoever reads all. */
  @Test
  void looksAtOneModelAlone() throws IOException {
    assertThat(read(GOOD + "," + GOOD.replace("'m'", "'n'").replace("'kind'", "'knid'")).getLeft())
        .contains("unknown field knid");
    assertThat(Manifest.one(folder.resolve("models.json"), "m").get().name()).isEqualTo("m");
  }

  @Test
  void writesMeasuredCountsAndNothingElse() throws IOException {
    Manifest manifest = read(GOOD).get();
    assertThat(manifest.update(List.of(manifest.models().head().measured(run()))).get())
        .containsExactly("m");
    ModelEntry model = Manifest.read(manifest.file()).get().models().head();
    assertThat(model.distinct()).contains(7L);
    assertThat(model.generated()).contains(9L);
    assertThat(model.why()).isEqualTo("because");
  }

  private io.vavr.control.Either<String, Manifest> read(String models) throws IOException {
    Path file = folder.resolve("models.json");
    Files.writeString(file, ("{'models':[" + models + "]}").replace('\'', '"'));
    return Manifest.read(file);
  }
}
