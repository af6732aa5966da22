package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.control.Option;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What progress is written on. */
class TerminalTest {

  @ParameterizedTest
  @CsvSource({
    "40, xterm, 40, true",
    "200, xterm, 200, true",
    "0, xterm, 80, true",
    "what, xterm, 80, true",
    "40, dumb, 40, false",
    "40, , 40, false",
    ", xterm, 80, false",
  })
  void isAsWideAsTheLauncherSaysAndRewritableUnlessDumb(
      String columns, String term, int wide, boolean rewritable) {
    assertThat(Terminal.of(Option.of(columns), term == null ? Map.of() : Map.of("TERM", term)))
        .isEqualTo(new Terminal(wide, rewritable));
  }

  @Test
  void isPlainWhenColoursAreNotWanted() {
    Map<String, String> environment = Map.of("TERM", "xterm", "NO_COLOR", "");
    assertThat(Terminal.of(Option.some("80"), environment).rewritable()).isFalse();
  }

  @Test
  void cutsProgressToWhatCanBeSeen() {
    assertThat(new Terminal(40, true).cut("a".repeat(71))).hasSize(39);
    assertThat(new Terminal(200, true).cut("a".repeat(100))).hasSize(79);
  }

  @Test
  void isNotSentAnyEscapesWhereALineCannotBeWrittenAnew() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    new ProgressDisplay(print, new Terminal(40, false), 1).close();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    new ProgressDisplay(print, new Terminal(40, true), 1).close();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\r\u001b[K");
  }
}
