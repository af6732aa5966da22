package io.uring.dmabuf.tlc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What the pages have in common, each of which needs nothing but itself: text that a browser shows
 * as it is, and a head with the colours for light and dark.
 */
public final class Page {

  private Page() {}

  /** A text that a browser shows as it is, also in an attribute. */
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /**
   * Everything before the body.
   *
   * @param title as text
   * @param style what follows the colours
   */
  public static String head(String title, String style) {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
        + escape(title)
        + "</title>\n<style>\n"
        + resource(Page.class, "colours.css")
        + style
        + "</style>\n</head>\n";
  }

  /** The text of a file that lies beside a class. */
  public static String resource(Class<?> beside, String name) {
    try (InputStream text =
        Objects.requireNonNull(beside.getResourceAsStream(name), () -> "no " + name)) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
