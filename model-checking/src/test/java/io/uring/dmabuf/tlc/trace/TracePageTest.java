package io.uring.dmabuf.tlc.trace;

import static io.uring.dmabuf.tlc.trace.Traces.record;
import static io.uring.dmabuf.tlc.trace.Traces.state;
import static io.uring.dmabuf.tlc.trace.Traces.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.tlc.Page;
import io.vavr.collection.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The page of counterexamples")
class TracePageTest {
  private static final String HOSTILE = "</script><img src=x onerror=alert(1)><!--<script> & ' \"";

  private static final ObjectNode TRACE =
      Traces.json(
          Traces.path(
              "Take",
              List.of(
                  state("files", tuple(record("refs", 1)), "other", HOSTILE),
                  state("files", tuple(record("refs", 2)), "other", HOSTILE),
                  state("files", tuple(), "other", "x".repeat(5_000)))));

  private static JsonNode data(String page) throws JsonProcessingException {
    String begin = "<script type=\"application/json\" id=\"data\">";
    int at = page.indexOf(begin) + begin.length();
    return new ObjectMapper().readTree(page.substring(at, page.indexOf("</script>", at)));
  }

  @Test
  void saysOfEachStateOnlyWhatItHasOtherwiseThanTheOneBefore() throws Exception {
    JsonNode trace = data(TracePage.of("t", List.of(TRACE))).path(0);

    assertThat(trace.path("name").asText()).isEqualTo("toy-surprise");
    assertThat(trace.path("steps")).hasSize(2);
    assertThat(trace.path("steps").path(0).path("event").asText()).isEqualTo("Take(1)");
    assertThat(trace.path("steps").path(0).path("changes").toString())
        .isEqualTo("[[\"files[1].refs\",\"1\",\"2\"]]");
    assertThat(trace.path("steps").path(0).path("variables").toString())
        .isEqualTo("{\"files\":\"<<[refs |-> 2]>>\"}");
    assertThat(trace.path("counts").toString()).isEqualTo("[[\"files[1].refs\",[1,2,null]]]");
    assertThat(trace.path("memory").toString()).as("the same map all along").isEqualTo("[[0,[]]]");
    assertThat(trace.path("end").asText()).isEqualTo("then nothing happens any more");
  }

  @Test
  void noTextEndsTheElementThatItStandsIn() throws Exception {
    ObjectNode told = TRACE.deepCopy().put("headline", HOSTILE).put("why", HOSTILE);
    told.putArray("story").add(HOSTILE);
    String page = TracePage.of(HOSTILE, List.of(told));

    assertThat(page).doesNotContain("<img").doesNotContain("<!--");
    assertThat(page.split("</script", -1)).as("data and program").hasSize(3);
    JsonNode trace = data(page).path(0);
    assertThat(trace.path("headline").asText()).isEqualTo(HOSTILE);
    assertThat(trace.path("story").path(0).asText()).isEqualTo(HOSTILE);
    assertThat(trace.path("initial").path("other").asText()).contains("</script><img");
  }

  @Test
  void needsNothingButItself() {
    assertThat(TracePage.of("t", List.empty()).replace("http://www.w3.org/2000/svg", ""))
        .doesNotContainPattern("https?:|src=|@import|url\\(|<link|fetch\\(|innerHTML")
        .contains(Page.resource(Page.class, "colours.css"));
  }

  @Test
  void namesATraceThatDoesNotFitAndLeavesItOut() throws Exception {
    int one = TracePage.of("t", List.of(TRACE)).length();
    int two = TracePage.of("t", List.of(TRACE, TRACE)).length();

    JsonNode all = data(TracePage.of("t", List.of(TRACE, TRACE), two - one + 10));

    assertThat(all.path(0).path("steps")).hasSize(2);
    assertThat(all.path(1).toString())
        .isEqualTo(
            new ObjectMapper()
                .createObjectNode()
                .put("name", "toy-surprise")
                .put("why", Traces.model().why())
                .put("headline", "a headline")
                .put("cut", true)
                .toString());
  }

  @Test
  void cutsALongValue() throws Exception {
    JsonNode step = data(TracePage.of("t", List.of(TRACE))).path(0).path("steps").path(1);

    assertThat(step.path("variables").path("other").asText())
        .hasSizeLessThan(4_010)
        .endsWith("...");
    assertThat(step.path("changes").path(1).path(2).asText()).hasSizeLessThan(4_010);
  }
}
