package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The page of the defects")
class DefectPageTest {

  /** Of a machine whose device outlives a mapping, of pointers alone, of what never ends. */
  private static final List<String> DEFECTS =
      List.of("EARLY_RELEASE", "V1_PRP_SUBPAGE", "STUCK_EXPORTER");

  /** What Debian and others call the one browser that is asked. */
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome");

  private static final int MOST_SECONDS = 60;
  private static final Pattern STEP = Pattern.compile("(?m)^ *(\\d+) +([A-Z]\\w*)");
  private static final String DATA = "<script type=\"application/json\" id=\"data\">";

  @TempDir private static Path folder;

  private static Path page = Path.of("");
  private static String printed = "";
  private static String told = "";
  private static Map<String, JsonNode> traces = HashMap.empty();

  @BeforeAll
  static void runThem() throws IOException {
    page = folder.resolve("page.html");
    int status = defects(DEFECTS.append("--html").append(page.toString()));
    assertThat(status).as(printed).isEqualTo(ExitStatus.CLEAN);
    told = printed;
    traces = traces(page);
  }

  private static int defects(List<String> arguments) {
    StringWriter out = new StringWriter();
    int status =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(arguments.prepend("defects").toJavaArray(String[]::new));
    printed = out.toString();
    return status;
  }

  /** The traces of a page by their names. */
  private static Map<String, JsonNode> traces(Path page) throws IOException {
    String html = Files.readString(page);
    int at = html.indexOf(DATA) + DATA.length();
    JsonNode all = new ObjectMapper().readTree(html.substring(at, html.indexOf("</script>", at)));
    return List.ofAll(all).toMap(trace -> trace.path("name").asText(), trace -> trace);
  }

  @Test
  void hasTheStepsOfEachStoryThatIsTold() {
    assertThat(traces.keySet()).containsExactlyInAnyOrderElementsOf(DEFECTS);
    assertThat(told).contains("written: " + page + ": 3 traces");
    List<String> stories =
        DEFECTS.map(name -> told.substring(told.indexOf("model-checking/defects/" + name)));
    DEFECTS
        .zip(stories)
        .forEach(story ->
            assertThat(events(traces.get(story._1).get()))
                .as(story._1)
                .hasSizeGreaterThan(0)
                .isEqualTo(steps(story._2)));
  }

  private static List<String> events(JsonNode trace) {
    return List.ofAll(trace.path("steps"))
        .map(step -> step.path("event").asText().replaceFirst("\\(.*", ""));
  }

  /** The numbered lines of a story, up to the next one's. */
  private static List<String> steps(String story) {
    List<String> steps = List.empty();
    Matcher step = STEP.matcher(story);
    while (step.find() && Integer.parseInt(step.group(1)) == steps.size() + 1) {
      steps = steps.append(step.group(2));
    }
    return steps;
  }

  @Test
  void hasOfEachStepWhoTakesItAndTheKernelsFunction() {
    JsonNode trace = traces.get("EARLY_RELEASE").get();
    assertThat(trace.path("actors").toString()).contains("\"task\"");
    assertThat(trace.path("steps").path(0).path("kernel").asText())
        .startsWith("io_uring/rsrc.c: io_register_rsrc");
    assertThat(trace.path("story").toString())
        .contains("model-checking/defects/EARLY_RELEASE.tla", "explored without TLC");
  }

  @Test
  void countsTheReferencesInEachState() {
    JsonNode trace = traces.get("EARLY_RELEASE").get();
    Map<String, JsonNode> counts =
        List.ofAll(trace.path("counts")).toMap(each -> each.path(0).asText(), each -> each.path(1));
    assertThat(counts.values()).allMatch(all -> all.size() == trace.path("steps").size() + 1);
    assertThat(counts.get("nodes[1][1].refs").get().toString())
        .startsWith("[null,")
        .contains("1,2");
    assertThat(counts.keySet()).contains("files[1].refs", "dmabufs[1].mappings", "devs[1]");
  }

  @Test
  void showsWhereADeviceTouchesWhatIsNotItsToUse() {
    assertThat(lastMap("EARLY_RELEASE"))
        .as("the memory is given back while the device has the command")
        .contains("\"wrong\":true");
    assertThat(lastMap("V1_PRP_SUBPAGE"))
        .as("a page is taken for whole")
        .contains("\"how\":\"touched by the device\",\"now\":true,\"wrong\":true");
    assertThat(lastMap("STUCK_EXPORTER")).doesNotContain("wrong");
  }

  @Test
  void theStoryTellsTheEndAsThePageDoes() {
    assertThat(told.replaceAll("\\s+", " "))
        .contains(
            "In the end: counted: files[1].refs=",
            " memory, address 131: leads nowhere; command 1: touched by the device (not its to use)")
        .containsPattern("device 1, address 1: \\S.*(not its to use)");
    assertThat(told.lines()).allMatch(line -> line.length() <= 80 || line.startsWith("written: "));
  }

  private static String lastMap(String name) {
    JsonNode maps = traces.get(name).get().path("memory");
    return maps.path(maps.size() - 1).path(1).toString();
  }

  @Test
  void isRefusedInOneLineWhereItCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(defects(List.of("EARLY_RELEASE", "--html", file + "/page.html")))
        .isEqualTo(ExitStatus.UNUSABLE);
    assertThat(printed.lines())
        .singleElement()
        .asString()
        .contains(file + "/page.html: cannot be written: ");
    assertThat(defects(List.of("--list", "--html", file.toString())))
        .isEqualTo(ExitStatus.UNUSABLE);
    assertThat(printed).contains("--html is about traces");
  }

  // ---- In a browser.

  /** Goes through a page as a reader does, and says what it came to. */
  private static final String DRIVER =
      """
      <script>
      const said = {};
      const $ = (id) => document.getElementById(id);
      const now = () => $("name").textContent + " " + $("link").textContent + " " + location.hash
        + " " + document.querySelectorAll("#lanes [aria-current]").length;
      const key = (name) => {
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
        return now();
      };
      const later = (work) => new Promise((done) => setTimeout(() => done(work()), 50));
      const wide = () => [...document.querySelectorAll("body *")]
        .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest(".skip"))
        .map((each) => each.tagName + "." + each.className).slice(0, 5).join(" ");
      (async () => {
        said.width = innerWidth;
        said.linked = now();
        said.event = $("step").textContent;
        said.changes = $("changes").children.length;
        said.counts = document.querySelectorAll(".count").length;
        said.cells = document.querySelectorAll(".cell").length;
        said.wide = wide();
        said.wrong = document.querySelectorAll(".cell.bad").length;
        said.back = key("ArrowLeft");
        said.forth = key("ArrowRight");
        said.home = key("Home");
        said.initial = $("step").textContent;
        said.beforeFirst = key("ArrowLeft");
        said.end = key("End");
        const row = document.querySelector("#lanes [aria-current]").getBoundingClientRect();
        said.hidden = Math.max(0, row.bottom - innerHeight, -row.top);
        said.atLast = $("forth").disabled && $("last").disabled && !$("back").disabled;
        $("back").click();
        said.clicked = now();
        $("slider").value = 2;
        $("slider").dispatchEvent(new Event("input"));
        said.slid = now();
        said.next = key("n");
        said.wideNext = wide();
        said.previous = key("p");
        document.querySelectorAll("#lanes a")[4].click();
        said.followed = await later(now);
        location.hash = "#NOBODY/3";
        said.unknown = await later(() => $("note").textContent);
        location.hash = "#EARLY_RELEASE/9999";
        said.beyond = await later(now);
        said.paper = getComputedStyle(document.body).backgroundColor;
        said.rows = document.querySelectorAll("#lanes li").length;
        said.columns = getComputedStyle(document.querySelector("#lanes a")).gridTemplateColumns.split(" ").length;
        parent.postMessage(said, "*");
      })();
      </script>
      """;

  @ParameterizedTest
  @ValueSource(ints = {360, 1400, 2560})
  void isSteppedThroughInABrowserAtEachWidth(int width) throws Exception {
    JsonNode said = drive(width, "");
    int last = traces.get("EARLY_RELEASE").get().path("steps").size();
    String atLast = at("EARLY_RELEASE", last, last);

    assertThat(said.path("width").asInt()).isEqualTo(width);
    assertThat(said.path("linked").asText()).isEqualTo(at("EARLY_RELEASE", 5, last));
    assertThat(said.path("event").asText()).isEqualTo("5. task: " + event("EARLY_RELEASE", 5));
    assertThat(said.path("changes").asInt()).isPositive();
    assertThat(said.path("counts").asInt()).isGreaterThan(4);
    assertThat(said.path("cells").asInt()).isPositive();
    assertThat(said.path("back").asText()).isEqualTo(at("EARLY_RELEASE", 4, last));
    assertThat(said.path("forth").asText()).isEqualTo(at("EARLY_RELEASE", 5, last));
    assertThat(said.path("home").asText()).isEqualTo(at("EARLY_RELEASE", 0, last));
    assertThat(said.path("initial").asText()).isEqualTo("The initial state");
    assertThat(said.path("beforeFirst").asText()).isEqualTo(at("EARLY_RELEASE", 0, last));
    assertThat(said.path("end").asText()).isEqualTo(atLast);
    if (width >= 1400) {
      assertThat(said.path("hidden").asInt()).as("of the row of the step, in pixels").isZero();
    }
    assertThat(said.path("atLast").asBoolean()).isTrue();
    assertThat(said.path("clicked").asText()).isEqualTo(at("EARLY_RELEASE", last - 1, last));
    assertThat(said.path("slid").asText()).isEqualTo(at("EARLY_RELEASE", 2, last));
    assertThat(said.path("next").asText()).isEqualTo(at("V1_PRP_SUBPAGE", 1, 1));
    assertThat(said.path("previous").asText()).isEqualTo(atLast);
    assertThat(said.path("followed").asText()).isEqualTo(at("EARLY_RELEASE", 4, last));
    assertThat(said.path("unknown").asText()).isEqualTo("There is no trace NOBODY on this page.");
    assertThat(said.path("beyond").asText())
        .isEqualTo(atLast.replace("#EARLY_RELEASE/" + last, "#EARLY_RELEASE/9999"));
    assertThat(said.path("rows").asInt()).isEqualTo(last + 1);
    assertThat(said.path("wide").asText() + said.path("wideNext").asText())
        .as("nothing is wider than the window")
        .isEmpty();
  }

  private static String at(String name, int step, int last) {
    return "%s step %d of %d #%s/%d 1".formatted(name, step, last, name, step);
  }

  private static String event(String name, int step) {
    return traces.get(name).get().path("steps").path(step - 1).path("event").asText();
  }

  @Test
  void isLightOrDarkAsTheReaderLikes() throws Exception {
    assertThat(drive(360, "").path("paper").asText()).isEqualTo("rgb(255, 255, 255)");
    assertThat(drive(360, "--blink-settings=preferredColorScheme=0").path("paper").asText())
        .isEqualTo("rgb(22, 24, 28)");
  }

  /** What the driver says of the page in a frame of that width. */
  private static JsonNode drive(int width, String option) throws Exception {
    String browser = browser();
    Path driven = folder.resolve("driven.html");
    Files.writeString(driven, Files.readString(page).replace("</body>", DRIVER + "</body>"));
    Path frame =
        Files.writeString(
            folder.resolve("frame.html"),
            """
            <!DOCTYPE html><pre id="said"></pre><script>
            addEventListener("message", (event) => {
              document.getElementById("said").textContent = JSON.stringify(event.data);
            });
            </script>
            <iframe src="driven.html#EARLY_RELEASE/5" style="width: %dpx; height: 800px; border: 0"></iframe>
            """
                .formatted(width));
    String dom =
        dom(
            List.of(browser, "--headless", "--no-sandbox", "--disable-gpu")
                .append("--user-data-dir=" + folder.resolve("profile"))
                .append("--virtual-time-budget=5000")
                .appendAll(List.of(option).filter(text -> !text.isEmpty()))
                .append("--dump-dom")
                .append(frame.toUri().toString()));
    Matcher said = Pattern.compile("<pre id=\"said\">([^<]+)</pre>").matcher(dom);
    assertThat(said.find()).as(dom).isTrue();
    return new ObjectMapper()
        .readTree(said.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"));
  }

  private static String browser() {
    List<Path> found =
        List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .flatMap(where -> BROWSERS.map(name -> Path.of(where, name)))
            .filter(Files::isExecutable);
    assumeTrue(found.nonEmpty(), () -> "skipped: none of " + BROWSERS.mkString(", "));
    return found.head().toString();
  }

  private static String dom(List<String> command) throws Exception {
    Path written = folder.resolve("dom.html");
    Process browser =
        new ProcessBuilder(command.toJavaList())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(written.toFile())
            .start();
    try {
      assertThat(browser.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).as("it ended").isTrue();
      return Files.readString(written, StandardCharsets.UTF_8);
    } finally {
      browser.destroyForcibly();
    }
  }
}
