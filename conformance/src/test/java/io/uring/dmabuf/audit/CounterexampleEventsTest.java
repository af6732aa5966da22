package io.uring.dmabuf.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.cli.ExitStatus;
import io.uring.dmabuf.cli.Main;
import io.vavr.collection.Vector;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A counterexample of TLC")
class CounterexampleEventsTest {
  @TempDir private Path folder;

  @Test
  @Tag("long")
  void isAFileOfEventsThatBothJudgeAsItsLawDoes() throws IOException {
    StringWriter out = new StringWriter();
    int status =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .execute(
                "check",
                "--model",
                "EARLY_TAG",
                "--metadir",
                folder.toString(),
                "--trace-dir",
                folder.toString());
    assertThat(status).as(out.toString()).isEqualTo(ExitStatus.CLEAN);
    assertThat(out.toString().replaceAll("\\s+", " ")).contains(".html and .ndjson");
    Judged judged = Judged.of(Vector.ofAll(Files.readAllLines(folder.resolve("EARLY_TAG.ndjson"))));
    assertThat(judged.rules()).containsExactly("TagAfterLastRequest");
    assertThat(judged.refused()).isEqualTo("TagPosted tag=4097: a request still has the node");
  }
}
