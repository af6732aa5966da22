package io.uring.dmabuf.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.scenario.ScenarioRun.Verdict;
import io.uring.dmabuf.uring.RequestsDeviation;
import io.vavr.collection.Vector;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tour does not show of the values that calls return. */
@DisplayName("A call in a scenario")
class CallValuesTest {
  private static final ScenarioRun CLEAN = new ScenarioRun(Verdict.CLEAN, "");

  /** What is left to a compiler and a collector that work beside it, in nanoseconds of CPU. */
  private static final long SLACK = 1_000_000_000L;

  private static final String BEGIN =
      """
      drive d
      file f d
      dmabuf b 0x100000+8K
      memory m 0x200000+8K
      ring r slots=4
      """;

  private static ScenarioRun run(String text, Design design) {
    return ScenarioRun.of(Scenario.parse("s", text).get(), design, line -> {});
  }

  private static ScenarioRun run(String text) {
    return run(text, Design.intended());
  }

  /** An update of all slots of a ring, each with its number as its tag. */
  private static String allSlots(int slots, String buffer) {
    return "ring all slots=%d\nregister all\nupdate all 0 ".formatted(slots)
        + Vector.rangeClosed(1, slots).map(n -> buffer + " tag=" + n).mkString(" ; ")
        + " => %d\n".formatted(slots);
  }

  /** Sixteen times the slots cost sixteen times as much, or a few times that: not 256 times. */
  @ParameterizedTest
  @ValueSource(strings = {"pages m", "b f"})
  void costsWhatItsSlotsDo(String buffer) {
    long few = cost(128, buffer);
    assertThat(cost(2048, buffer)).as("CPU").isLessThan(4 * 16 * few + SLACK);
  }

  private static long cost(int slots, String buffer) {
    String text = BEGIN + allSlots(slots, buffer) + "unregister all => 0\n";
    Scenario scenario = Scenario.parse("s", text).get();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long begin = threads.getCurrentThreadCpuTime();
    assertThat(ScenarioRun.of(scenario, line -> {})).isEqualTo(CLEAN);
    return threads.getCurrentThreadCpuTime() - begin;
  }

  /** The laws are not evaluated after every step of a large machine, but after every statement. */
  @Test
  void isJudgedAlsoWhereThereIsMuchToLookAt() {
    String text =
        BEGIN + allSlots(1000, "pages m") + "update all 500 pages m tag=5000\nregister r\n";
    ScenarioRun wrong = run(text, Design.intended().with(RequestsDeviation.STORE_OVER_OLD_NODE));
    assertThat(run(text)).isEqualTo(CLEAN);
    assertThat(wrong.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(wrong.message())
        .startsWith("s:9: update all 500 pages m tag=5000: ")
        .contains("counts 1 references, 0 are held");
  }

  @Test
  void takesABufferOfOneGibibyteAndNotAByteMore() {
    String text =
        """
        memory gib 0x100000000+1G
        memory more 0x200000000+1073741825
        ring r
        register r => 0
        update r 0 pages gib => 1
        update r 1 pages more => -EFAULT
        """;
    assertThat(run(text)).isEqualTo(CLEAN);
  }

  /** Tags that are posted while requests with the same user data are under way. */
  @Test
  void handsBackAnyUserDataWhateverElseHasIt() {
    String text =
        BEGIN
            + """
            register r => 0
            update r 0 pages m tag=7 ; pages m tag=7 => 2
            read r 0 f len=512 user_data=7 => 1
            update r 1 empty => 1
            cqe r => user_data=7 res=0
            run
            taskwork r user_data=7 => 1
            cqe r => user_data=7 res=512
            unregister r => 0
            cqe r => user_data=7 res=0
            cqe r => none
            """;
    assertThat(run(text)).isEqualTo(CLEAN);
  }

  /** A failed registration takes the tags of its own buffers only. */
  @Test
  void leavesTheTagsOfABufferThatIsInNoTable() {
    String text =
        BEGIN
            + """
            register r pages m tag=1 ; pages m tag=2 => 0
            read r 0 f len=512 user_data=9 => 1
            unregister r => 0
            cqe r => user_data=2 res=0
            register r pages m tag=3 ; pages m fail=R20 => -ENOMEM
            register r pages m tag=4 ; fault tag=5 => -EFAULT
            run
            taskwork r => 1
            cqe r => user_data=9 res=512
            cqe r => user_data=1 res=0
            cqe r => none
            """;
    assertThat(run(text)).isEqualTo(CLEAN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update r 0 pages m tag=18446744073709551616"
            + " -> expected tag, a number of 64 bits, not \"18446744073709551616\"",
        "update r 0 pages m tag=0x10000000000000000"
            + " -> expected tag, a number of 64 bits, not \"0x10000000000000000\"",
        "read r 0 f len=1 user_data=-1 -> expected user_data, a number of 64 bits, not \"-1\"",
        "move r x pieces=1"
            + " -> expected the user_data of a request, a number of 64 bits, not \"x\"",
        "readv r 0 f 0+1*0 -> expected OFFSET+LENGTH[*N], not \"0+1*0\"",
        "readv r 0 f 0+1*65537 -> expected OFFSET+LENGTH[*N], not \"0+1*65537\"",
        "readv r 0 f --1+1 -> expected OFFSET+LENGTH[*N], not \"--1+1\"",
        "memory o 0x900000+4K folio=3K -> expected folio=N, a power of two",
        "memory o 0x900000+4K folio=4K,4K"
            + " -> expected folio=N once, or as often as there are pieces",
        "register r b f -> expected pages MEMORY, empty or fault",
        "register r wrong=kind -> expected wrong=size|pointer|padding",
        "register r pages m wrong=size -> expected no entries where wrong=WHAT says",
        "update r 0 pages m wrong=size -> expected no entries where wrong=WHAT says",
        "unregister r wrong=padding -> expected wrong=size: there is no argument",
        "nop r 0 link -> expected no link",
        "nop r 0 quiet -> \"quiet\" is one word too many",
        "cancel r -> expected the user_data of requests, file=FILE or any",
        "cancel r 1 fixed -> expected file=FILE with fixed",
        "cancel r 1 user_data=2 wrong=size -> expected wrong=WHAT for a call alone"
      })
  void isNotUnderstood(String example) {
    int arrow = example.indexOf(" -> ");
    assertThat(Scenario.parse("s", BEGIN + example.substring(0, arrow)).getLeft())
        .startsWith("s:6: " + example.substring(arrow + 4));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "register b -> expected the name of a ring, \"b\" is none",
        "ringfd r m -> expected a name that is not taken: m",
        "ringfd r i ; ringfd i j -> expected a descriptor: i",
        "ringfd r i ; ring s ; ringfd s j of=i -> expected a descriptor: i",
        "ringfd r i ; close i -> expected dropfd RING i",
        "dropfd r r -> expected the name of an index, \"r\" is none",
        "ring s memlock=4K ; ring t memlock=8K -> expected one limit: a process has one: t",
        "hold r ; cancel r any -> expected release before any",
        "register r ; update r 0 pages m ; pipe in out ; read r 0 in len=1 user_data=1"
            + " ; read r 0 in len=1 user_data=2 ; cancel r file=in -> expected all",
        "update r 0 count=1 ; register r ; update r 0 count=1 -> expected entries"
      })
  void isNotCarriedOut(String example) {
    int arrow = example.indexOf(" -> ");
    String text = example.substring(0, arrow).replace(" ; ", "\n");
    ScenarioRun run = run(BEGIN + text + "\n");
    assertThat(run.verdict()).isEqualTo(Verdict.UNUSABLE);
    assertThat(run.message())
        .startsWith("s:%d: %s".formatted(5 + text.lines().count(), example.substring(arrow + 4)));
  }

  /** A NOP does not look at the file and the kind of a buffer; it keeps a dma-buf mapped. */
  @Test
  void holdsADmabufAsAnyBuffer() {
    String text =
        """
        ring s kind=deferred
        register s => 0
        update s 0 b f tag=4 => 1
        nop s 0 user_data=1 tw => 1
        update s 0 empty => 1
        refs b => 2
        cqe s => none
        taskwork s => 1
        cqe s => user_data=1 res=0
        cqe s => user_data=4 res=0
        refs b => 1
        """;
    assertThat(run(BEGIN + text)).isEqualTo(CLEAN);
  }

  @Test
  void cannotFailAtAStepThatItDoesNotTake() {
    assertThat(run(BEGIN + "register r\nupdate r 0 empty fail=R19\n"))
        .isEqualTo(
            new ScenarioRun(
                Verdict.UNUSABLE, "s:7: expected fail=STEP with a step that the entry takes"));
  }
}
