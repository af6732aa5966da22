package io.uring.dmabuf.cli;

import java.nio.file.Path;
import java.util.List;

/**
 * A run of the tool in a process of its own, as users start it.
 *
 * @param status the exit status
 * @param out the lines on standard output
 * @param err the lines on standard error
 */
record ToolRun(int status, List<String> out, List<String> err) {

  /** The run of a process, to its end. */
  static ToolRun of(Process process) throws InterruptedException {
    List<String> out = process.inputReader().lines().toList();
    List<String> err = process.errorReader().lines().toList();
    return new ToolRun(process.waitFor(), out, err);
  }

  /** How the tool is started with these options of the JVM and arguments, on a home. */
  static ProcessBuilder builder(Path home, List<String> jvm, List<String> args) {
    io.vavr.collection.List<String> command =
        TestJvm.command(home, io.vavr.collection.List.ofAll(jvm), Main.class).appendAll(args);
    ProcessBuilder builder = new ProcessBuilder(command.asJava());
    builder.environment().remove("TLA2TOOLS");
    return builder;
  }

  /** All that it said. */
  String all() {
    return String.join("\n", out) + "\n" + String.join("\n", err);
  }
}
