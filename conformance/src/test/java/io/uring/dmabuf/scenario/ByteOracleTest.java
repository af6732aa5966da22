package io.uring.dmabuf.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Deviation;
import io.uring.dmabuf.scenario.ScenarioRun.Verdict;
import io.uring.dmabuf.system.DmabufRwDeviation;
import io.vavr.collection.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The byte oracle, of a scenario that expects nothing")
class ByteOracleTest {

  /**
   * A mistake that is its own witness: the machine maps, tells and audits what it has imported.
   *
   * @param statements those of a scenario, without one that says what it returns
   * @param says where the first wrong byte is
   */
  private record Planted(Deviation wrong, String statements, String says) {}

  private static final List<Planted> ALL =
      List.of(
          new Planted(
              DmabufRwDeviation.FOLIO_IS_ONE_RANGE,
              """
              drive d
              file f d
              memory m folio=64K 0x108000+4K 0x102000+4K
              memory n folio=64K 0x109000+4K
              ring r
              fill d 0 8K random=1
              register r pages m ; pages n
              read r 0 f len=8K
              run
              """,
              "memory at 0x102000 (m at 0x1000) holds 0x00"),
          new Planted(
              DmabufRwDeviation.FOLIO_IS_ONE_RANGE,
              """
              drive d
              file f d buffered
              memory m folio=64K 0x108000+4K 0x102000+4K
              memory n folio=64K 0x109000+4K
              ring r
              fill m 0 8K random=2
              register r pages m
              write r 0 f len=8K
              taskwork r
              run
              """,
              "d at 0x1000 holds 0x00"),
          new Planted(
              DmabufRwDeviation.VECTOR_COUNTS_FROM_PAGE,
              """
              drive d
              file f d
              memory m 0x108200+2K
              memory n 0x108000+512
              ring r
              fill m 0 2K random=3
              register r pages m ; pages n
              writev r 0 f 512+512 0+512
              taskwork r
              run
              """,
              "d at 0x0 holds"),
          new Planted(
              DmabufRwDeviation.VECTOR_COUNTS_FROM_PAGE,
              """
              drive d
              file f d
              memory m 0x108200+2K
              memory n 0x108000+512
              ring r
              fill d 0 1K random=4
              register r pages m ; pages n
              readv r 0 f 0+512 1K+512
              taskwork r
              run
              """,
              "memory at 0x108000 (n at 0x0) holds"));

  static Stream<Planted> planted() {
    return ALL.toJavaStream();
  }

  @ParameterizedTest
  @MethodSource("planted")
  void noticesAnImportThatIsWrong(Planted each) {
    Scenario scenario = Scenario.parse("planted", each.statements()).get();
    assertThat(scenario.lines().filter(line -> line.expected().isDefined())).isEmpty();
    ScenarioRun right = ScenarioRun.of(scenario, Design.intended(), line -> {});
    assertThat(right).isEqualTo(new ScenarioRun(Verdict.CLEAN, ""));
    ScenarioRun wrong = ScenarioRun.of(scenario, Design.intended().with(each.wrong()), line -> {});
    assertThat(wrong.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(wrong.message()).contains(each.says());
  }
}
