package io.uring.dmabuf.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.cli.TestJvm;
import io.vavr.collection.List;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Steps that the specification takes to explain a recording")
class ConfirmationTest {

  @ParameterizedTest
  @ValueSource(strings = "linux-7.3.4-iommu-dmabuf.txt.gz")
  void areConfirmedByTlc(String recording) throws Exception {
    areConfirmed(run(recording, 64, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linux-6.12-plain-badargs.txt.gz",
        "linux-6.12-plain-scarce-update.txt.gz",
        "linux-7.3.4-iommu-churn.txt.gz"
      })
  @Tag("long")
  void areConfirmedOfMoreRequests(String recording) throws Exception {
    areConfirmed(run(recording, 64, 0));
  }

  @Test
  @Tag("long")
  void areConfirmedHoweverManyTagsWereGivenBefore() throws Exception {
    areConfirmed(run("linux-7.3.4-iommu-churn.txt.gz", 1_500, 0));
  }

  private static void areConfirmed(List<String> lines) {
    assertThat(lines)
        .singleElement()
        .asString()
        .matches("TLC confirms (\\d+) of \\1 sampled steps of ring \\d+");
  }

  @Test
  void areNotConfirmedWhereTheyLeadElsewhere() throws Exception {
    List<String> lines = run("linux-7.3.4-iommu-dmabuf.txt.gz", 64, 3);
    assertThat(lines.head()).startsWith("TLC confirms 61 of 64 sampled steps of ring ");
    assertThat(lines.tail().mkString(" ")).contains("ends in another state");
  }

  private static List<String> run(String recording, int samples, int wrong)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                TestJvm.command(ConfirmationRun.class)
                    .appendAll(List.of(recording, String.valueOf(samples), String.valueOf(wrong)))
                    .asJava())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(process.waitFor()).as(output).isZero();
    return List.ofAll(output.lines().toList()).reject(String::isBlank);
  }
}
