package io.uring.dmabuf.tlc.check;

import io.uring.dmabuf.tlc.Home;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * The command that repeats a part of a run, as it can be typed into a shell.
 *
 * @param words of it, each for the shell
 */
public record RepeatCommand(List<String> words) {

  /**
   * A command on the same files.
   *
   * @param command the name of the subcommand, and what else comes first
   */
  public static RepeatCommand of(String command, Home home) {
    return new RepeatCommand(List.of("dmabuf-rw " + command))
        .with("--manifest", Option.when(!home.isUsual(), home::manifest))
        .with("--spec-dir", home.specDir());
  }

  /** With an option and its value. */
  public RepeatCommand with(String option, Object value) {
    return flag(option, true).word(value);
  }

  /** With an option and its value, if there is one. */
  public RepeatCommand with(String option, Option<?> value) {
    return value.fold(() -> this, present -> with(option, (Object) present));
  }

  /** With something that is no option. */
  public RepeatCommand word(Object value) {
    return flag(quoted(value.toString()), true);
  }

  /** With an option that has no value, if it is set. */
  public RepeatCommand flag(String option, boolean isSet) {
    return isSet ? new RepeatCommand(words.append(option)) : this;
  }

  /** The whole command. */
  public String text() {
    return words.mkString(" ");
  }

  /** A value as a shell takes it for one word. */
  private static String quoted(String text) {
    return text.matches("[\\w./:@%+=,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
