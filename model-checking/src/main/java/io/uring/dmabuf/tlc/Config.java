package io.uring.dmabuf.tlc;

import io.vavr.collection.List;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What is read from a model's configuration file without TLC. */
final class Config {

  private static final Pattern DEADLOCK = Pattern.compile("CHECK_DEADLOCK\\s+TRUE");
  private static final Pattern PROPERTIES =
      Pattern.compile("PROPERT(?:Y|IES)\\s+((?:\\w+\\s+)+?)(?=[A-Z]+S?\\b\\s|$)");

  private Config() {}

  /**
   * Whether the model asks for the check for deadlock. TLC's own default is to check; here a model
   * asks for it.
   */
  static boolean checksDeadlock(Path config) {
    return DEADLOCK.matcher(text(config)).find();
  }

  /** The names of the properties. */
  static List<String> properties(Path config) {
    return List.ofAll(PROPERTIES.matcher(text(config) + " ").results().toList())
        .flatMap(match -> List.of(match.group(1).strip().split("\\s+")));
  }

  private static String text(Path config) {
    try {
      return Files.readString(config)
          .replaceAll("\\\\\\*.*", "")
          .replaceAll("(?s)\\(\\*.*?\\*\\)", "");
    } catch (IOException e) {
      return "";
    }
  }
}
