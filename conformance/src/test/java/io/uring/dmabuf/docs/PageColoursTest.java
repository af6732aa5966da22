package io.uring.dmabuf.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.List;
import io.vavr.collection.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text stands out from what is behind it as WCAG 2 asks of text, level AA: 4.5 to 1. */
@DisplayName("The colours of the pages")
class PageColoursTest {

  private static final double ENOUGH = 4.5;
  private static final List<String> TEXTS =
      List.of("text", "dim", "link", "key", "string", "mark", "law");

  private static final String CSS =
      Documents.text("model-checking/src/main/resources/io/uring/dmabuf/tlc/colours.css");

  @ParameterizedTest
  @ValueSource(strings = {":root {", "@media (prefers-color-scheme: dark) {"})
  void canBeReadInEachScheme(String scheme) {
    Map<String, Double> light = luminances(scheme);
    for (String behind : List.of("page", "soft")) {
      for (String text : TEXTS) {
        assertThat(contrast(light.get(text).get(), light.get(behind).get()))
            .as(text + " on " + behind)
            .isGreaterThanOrEqualTo(ENOUGH);
      }
    }
    assertThat(contrast(light.get("page").get(), light.get("mark").get()))
        .as("the name of an actor")
        .isGreaterThanOrEqualTo(ENOUGH);
  }

  private static double contrast(double one, double other) {
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  }

  private static Map<String, Double> luminances(String scheme) {
    String block = CSS.substring(CSS.indexOf(scheme));
    Matcher colour =
        Pattern.compile("--(\\w+): #(\\w{6})").matcher(block.substring(0, block.indexOf("\n}")));
    return List.ofAll(colour.results().toList())
        .toMap(found -> found.group(1), found -> luminance(Integer.parseInt(found.group(2), 16)));
  }

  private static double luminance(int rgb) {
    return 0.2126 * linear(rgb >> 16 & 255)
        + 0.7152 * linear(rgb >> 8 & 255)
        + 0.0722 * linear(rgb & 255);
  }

  private static double linear(int channel) {
    double part = channel / 255.0;
    return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
  }
}
