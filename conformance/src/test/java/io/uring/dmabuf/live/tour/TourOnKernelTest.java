package io.uring.dmabuf.live.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.KernelProbe;
import io.uring.dmabuf.live.UserTable.Held;
import io.uring.dmabuf.live.tour.TourOnKernel.Outcome;
import io.uring.dmabuf.live.uapi.Iovec;
import io.uring.dmabuf.live.uapi.Opcode;
import io.uring.dmabuf.scenario.Scenario;
import io.uring.dmabuf.scenario.ScenarioTables;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.uring.RequestsDeviation;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Skipped, and counted as such, where the kernel has no io_uring for us. */
@DisplayName("The tour on the running kernel")
class TourOnKernelTest {
  /** A file without O_DIRECT, a memory of two pages, a ring with a table. */
  private static final String BEGIN =
      """
      drive d size=64K
      file f d buffered
      memory m 0x10000+8K
      ring r slots=3
      register r
      """;

  @BeforeAll
  static void needsIoUring() {
    Either<String, KernelProbe> kernel = KernelProbe.probe();
    assumeTrue(kernel.isRight(), () -> "skipped: " + kernel.getLeft());
  }

  private static Outcome both(String text, Design design) {
    return TourOnKernel.run(
        Scenario.parse("s", text).get(),
        design,
        new TourAbilities(true, true, true, true, Option.none(), Option.none()));
  }

  private static Outcome both(String text) {
    return both(text, Design.intended());
  }

  @Test
  void goesAsOnTheMachine() {
    TourReport report =
        TourReport.of(
            ScenarioTables.files(Home.current().root()).map(file -> Scenario.read(file).get()));
    Vector<String> ran = report.ran().map(name -> Path.of(name).getFileName().toString());

    assertThat(report.mismatches()).isEmpty();
    assertThat(ran).contains("ordinary-buffered.scenario");
    if (TourAbilities.probe().directFiles()) {
      assertThat(ran)
          .contains(
              "ordinary-pages.scenario",
              "ordinary-ranges.scenario",
              "ordinary-tags.scenario",
              "ordinary-rings.scenario",
              "closed-ring.scenario",
              "ordinary-folios.scenario",
              "shared-pages.scenario",
              "registration-fails.scenario",
              "update-stops.scenario",
              "user-data.scenario",
              "begins-in-page.scenario",
              "clone-reads-writes.scenario");
      assertThat(ran).contains("ring-by-index.scenario", "malformed-calls.scenario");
      assertThat(report.values()).isGreaterThan(160);
    }
    assertThat(ran)
        .contains("longest-buffer.scenario", "how-many-slots.scenario", "tag-zero.scenario");
    assertThat(ran).contains("cancel-several.scenario", "clone-grows.scenario");
    if (TourAbilities.probe().diskFiles()) {
      assertThat(ran).contains("empty-slots.scenario");
    }
    if (TourAbilities.probe().nops()) {
      assertThat(ran).contains("nop-buffer.scenario");
    }
    if (TourAbilities.probe().counting().isEmpty()) {
      assertThat(ran).contains("memory-limit.scenario");
    }
    if (TourAbilities.probe().vectors()) {
      assertThat(ran)
          .contains(
              "ordinary-vectored.scenario", "most-ranges.scenario", "vectored-shapes.scenario");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update r 0 pages m tag=5 ; pages m tag=6\nunregister r",
        "update r 2 pages m ; pages m",
        "update r 0 pages m\nread r 0 f len=8193 user_data=1\nread r 0 f len=0 user_data=2",
        "read r 0 f len=1 user_data=1",
        "update r 0 pages m\nread r 0 f len=100 at=65500 user_data=1\nclose f",
        "update r 0 pages m\nclose f\nread r 0 f len=1 user_data=1\nclose f\nclose r\nclose r",
        "update r 0 pages m tag=5 ; pages m tag=5\nread r 0 f len=1 user_data=5\nunregister r",
        "update r 0 pages m\nread r 0 f len=1 user_data=1\nread r 1 f len=1 user_data=1",
        "update r 0 pages m\nwrite r 0 f len=9 user_data=1\nread r 1 f len=1 user_data=1\ncqe r",
        "update r 0 pages m\nreadv r 0 f 0+1*65 8K+0 user_data=1\nreadv r 0 f 0+1*65 user_data=2",
        "ring s\nregister s pages m tag=5 ; pages m tag=6\nread s 1 f len=1 user_data=1\nclose s"
      })
  void agreesOn(String calls) {
    assertThat(both(BEGIN + calls + "\n")).isInstanceOf(Outcome.Agrees.class);
  }

  /** More entries than a page has, and more tags at once than the completion queue. */
  @Test
  void agreesOnManyEntriesAndTags() {
    String entries = Vector.rangeClosed(1, 300).map(tag -> "pages m tag=" + tag).mkString(" ; ");
    String calls =
        "ring s slots=300\nregister s\nupdate s 0 %s => 300\nunregister s\n".formatted(entries)
            + "register s %s => 0\nunregister s\n".formatted(entries);
    assertThat(both(BEGIN + calls))
        .isInstanceOfSatisfying(
            Outcome.Agrees.class, agrees -> assertThat(agrees.values()).isGreaterThan(600));
  }

  /** The numbers of operations are right: a kernel that has these says so. */
  @Test
  void knowsVectoredRequestsSinceLinux615() {
    String[] release = KernelProbe.probe().get().release().split("[.-]");
    int version = 1000 * Integer.parseInt(release[0]) + Integer.parseInt(release[1]);
    assertThat(TourAbilities.probe().vectors()).isEqualTo(version >= 6015);
  }

  @Test
  void letsARequestEndBeforeTheScenarioSaysSo() {
    assertThat(
            both(
                BEGIN
                    + """
                    fill m 0 4K random=1
                    update r 0 pages m tag=5 ; pages m tag=6
                    write r 0 f len=4K user_data=1
                    update r 0 empty ; empty
                    cqe r => user_data=6 res=0
                    run
                    taskwork r
                    cqe r => user_data=1 res=4096
                    cqe r => user_data=5 res=0
                    compare m 0 d 0 4K
                    """))
        .isInstanceOf(Outcome.Agrees.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EMPTY_SLOT_IS_EBADF", "DOUBLE_TAG", "STORE_OVER_OLD_NODE"})
  void noticesAMachineThatIsWrong(RequestsDeviation deviation) {
    String calls =
        BEGIN
            + """
            read r 1 f len=1 user_data=1
            update r 0 pages m tag=5
            update r 0 empty
            """;
    assertThat(both(calls)).isInstanceOf(Outcome.Agrees.class);
    assertThat(both(calls, Design.intended().with(deviation))).isInstanceOf(Outcome.Differs.class);
  }

  @Test
  void saysWhatBothSay() {
    Design wrong = Design.intended().with(RequestsDeviation.EMPTY_SLOT_IS_EBADF);
    assertThat(both(BEGIN + "read r 1 f len=1 user_data=7\ncqe r\n", wrong))
        .isEqualTo(
            new Outcome.Differs(
                "s:6: read r 1 f len=1 user_data=7: the machine posts user_data=7 res=-EBADF,"
                    + " the kernel user_data=7 res=-EFAULT"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dmabuf b 0x100000+4K -> it has a dma-buf",
        "drive e -> -",
        "machine deviation=DOUBLE_TAG -> its kernel makes a mistake on purpose",
        "machine kernel=NO_BOUNDARY_WITH_SGLS -> it says which kernel it is on",
        "ring s requests=1 -> it limits its requests",
        "drive e ; starve e 1 -> it chooses what its drive does",
        "drive e block=4K ; file g e -> temporary files are not O_DIRECT with blocks of 4096 bytes",
        "ring s ; update s 0 empty fail=R19 -> it makes a step of an update fail",
        "ring s memlock=64K ; memory o 0x900000+8K folio=8K"
            + " -> it counts folios, which its kernel's memory has not",
        "ring s ; register s fault -> it makes a step of an update fail",
        "drive e ; file g e ; ring s ; read s 0 g len=1 user_data=1 async"
            + " -> what a request of a drive puts off has its moment there",
        "drive e size=4K ; file g e ; ring s ; write s 0 g len=8K user_data=1"
            + " -> a file grows where a drive ends",
        "drive e size=8K ; file g e ; ring s ; writev s 0 g 0+4K 4K+4K at=4K user_data=1"
            + " -> a file grows where a drive ends",
        "drive e ; file g e ; ring s ; read s 0 g len=1 -> a request is without user_data",
        "drive e ; file g e ; ring s ; read s 0 g len=1 user_data=1 ; fill e 0 1 byte=1"
            + " -> the user writes while a request is under way"
      })
  void saysWhyItSkips(String example) {
    String text = example.substring(0, example.indexOf(" -> ")).replace(" ; ", "\n");
    String reason = example.substring(example.indexOf(" -> ") + 4);
    Outcome expected = reason.equals("-") ? new Outcome.Agrees(0) : new Outcome.Skipped(reason);
    assertThat(both(text + "\n")).isEqualTo(expected);
  }

  @Test
  void leavesOutAMappedFileWhereTemporaryFilesAreInMemory() {
    Scenario scenario = Scenario.parse("s", "ring r\nregister r bad=file-backed\n").get();
    TourAbilities none = new TourAbilities(true, false, true, true, Option.none(), Option.none());
    assertThat(TourOnKernel.run(scenario, Design.intended(), none))
        .isEqualTo(new Outcome.Skipped("temporary files are in memory"));
  }

  @Test
  void knowsTheOrderThatBelongsTogether() throws IOException {
    try (TourKernel kernel = new TourKernel();
        TourRing ring = new TourRing(2)) {
      for (var line :
          Scenario.parse("s", "drive d\nfile f d buffered\nmemory m 0+4K\n").get().lines()) {
        kernel.carryOut(0, line.statement());
      }
      List<Held> two =
          List.of(new Held(kernel.address("m"), 11), new Held(kernel.address("m"), 12));
      ring.register();
      ring.update(1, 0, two, List.of(4096L, 4096L));
      ring.submit(
          2,
          List.of(
              new TourRing.Sqe(
                  Opcode.READ_FIXED,
                  0,
                  kernel.descriptor("f"),
                  List.of(new Iovec(0, 1)),
                  Option.none(),
                  0,
                  1,
                  true,
                  List.empty())));
      ring.unregister(3);

      assertThat(ring.left().map(cqe -> cqe.userData())).containsExactly(1L, 12L, 11L);
      // The machine would have posted tag 11 first: tag 12 comes at the same moment, so not before.
      assertThat(ring.tooEarly(11, 3).map(cqe -> cqe.userData())).contains(12L);
      // The machine would have posted tag 12 first: the request was under way then, so it may be.
      assertThat(ring.tooEarly(12, 3)).isEmpty();
      // But not if it had been submitted later.
      assertThat(ring.tooEarly(12, 2).map(cqe -> cqe.userData())).contains(1L);
    }
  }
}
