package io.uring.dmabuf.tlc.check;

import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.FileTrouble;
import io.uring.dmabuf.tlc.Measured;
import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.jvm.Children;
import io.uring.dmabuf.tlc.models.GeneratedModel;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.models.ModelEntry.Kind;
import io.uring.dmabuf.tlc.models.ModuleLaws;
import io.uring.dmabuf.tlc.run.ParserReason;
import io.uring.dmabuf.tlc.run.Progress;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Runs a model with another TLC's jar as a plain process, for the verdict and the counts alone;
 * reads TLC's own output.
 */
final class OtherTlc implements ModelProcess {

  private static final Pattern COUNTS =
      Pattern.compile(
          "(\\d+) states generated, (\\d+) distinct states found, (\\d+) states left on queue");
  private static final Pattern BROKEN =
      Pattern.compile(
          "(?:Invariant|Action property|Property|Assumption) (.+?) is (?:violated|false)");
  private static final Pattern REASON =
      Pattern.compile("(?s)STARTMSG \\d+:1 @!@!@\\s*(.+?)\\s*@!@!@ENDMSG");

  private final Path jar;
  private final CheckOptions options;
  private final Children children;

  private OtherTlc(Path jar, CheckOptions options, Children children) {
    this.jar = jar;
    this.options = options;
    this.children = children;
  }

  /** The runner for a jar, or one line when the jar is no TLC. */
  static Either<String, ModelProcess> of(Path jar, CheckOptions options, Children children) {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getEntry("tlc2/TLC.class") == null
          ? Either.left(jar + " is no TLC: it has no class tlc2.TLC")
          : Either.right(new OtherTlc(jar.toAbsolutePath(), options, children));
    } catch (IOException e) {
      return Either.left(jar + " is no TLC: " + FileTrouble.of(jar, e));
    }
  }

  @Override
  public RunResult run(ModelEntry model, Path folder, Consumer<Progress> progress)
      throws IOException, InterruptedException {
    Either<String, GeneratedModel> given =
        GeneratedModel.of(options.home(), model).flatMap(generated -> generated.write(folder));
    if (given.isLeft()) {
      return RunResult.unusable(given.getLeft());
    }
    Process process =
        children.add(
            new ProcessBuilder(command(model, given.get().name(), folder).toJavaList())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start());
    try (BufferedReader lines = process.inputReader()) {
      String output = List.ofAll(lines.lines().toList()).mkString("\n");
      process.waitFor();
      return result(model, output);
    } finally {
      process.destroyForcibly();
      children.remove(process);
    }
  }

  private List<String> command(ModelEntry model, String given, Path folder) {
    return List.of(options.launcher().java())
        .appendAll(options.heap().map(heap -> "-Xmx" + heap))
        .appendAll(
            List.of(
                "-XX:+UseParallelGC",
                "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                "-DTLA-Library=" + options.home().library().mkString(java.io.File.pathSeparator),
                "-cp",
                jar.toString(),
                "tlc2.TLC",
                "-tool",
                "-metadir",
                folder.resolve("states").toString(),
                "-workers",
                String.valueOf(model.kind() == Kind.LIVENESS ? 1 : model.workers()),
                "-fp",
                "0",
                "-lncheck",
                "final"))
        .appendAll(model.checksDeadlock() ? List.empty() : List.of("-deadlock"))
        .appendAll(
            List.of(
                "-config",
                folder.resolve(given + ".cfg").toString(),
                folder.resolve(given + ".tla").toString()));
  }

  private RunResult result(ModelEntry model, String output) {
    Option<MatchResult> counts =
        Option.ofOptional(COUNTS.matcher(output).results().reduce((first, last) -> last));
    Verdict verdict = verdict(model, output, counts);
    if (verdict instanceof Verdict.Unusable unusable) {
      return RunResult.unusable(unusable.reason());
    }
    return new RunResult(
        verdict,
        count(counts, 2),
        count(counts, 1),
        count(counts, 3),
        0,
        0,
        0,
        HashMap.empty(),
        0,
        0,
        verdict instanceof Verdict.Pass ? List.empty() : List.of(failure(verdict, output)),
        Measured.none());
  }

  private static long count(Option<MatchResult> counts, int group) {
    return counts.map(match -> Long.parseLong(match.group(group))).getOrElse(0L);
  }

  private Verdict verdict(ModelEntry model, String output, Option<MatchResult> counts) {
    Option<String> broken =
        Option.ofOptional(BROKEN.matcher(output).results().findFirst()).map(m -> m.group(1));
    if (broken.isDefined() && !broken.get().startsWith("line ")) {
      return new Verdict.Violates(broken.get());
    }
    if (broken.isDefined() || output.contains("STARTMSG 2116:")) {
      return new Verdict.Violates(properties(model).mkString(" or "));
    }
    if (output.contains("STARTMSG 2114:")) {
      return new Verdict.Violates("Deadlock");
    }
    if (output.contains("STARTMSG 2193:") && count(counts, 3) == 0) {
      return new Verdict.Pass();
    }
    return counts.isDefined()
        ? new Verdict.Stopped("fails")
        : new Verdict.Unusable(model.name() + ": " + reason(output));
  }

  /**
   * The properties of the model: TLC names a part of one by its place, and a temporal one not at
   * all.
   */
  private List<String> properties(ModelEntry model) {
    return ModuleLaws.of(options.home(), model)
        .map(ModuleLaws.Checked::properties)
        .getOrElse(List.empty());
  }

  private Failure failure(Verdict verdict, String output) {
    String line = verdict + ", as the other TLC says: " + reason(output);
    return new Failure(Failure.Kind.VIOLATION, line, line);
  }

  private String reason(String output) {
    if (output.contains("Parsing or semantic analysis failed")
        || output.contains("***Parse Error***")) {
      return ParserReason.of(options.home(), output, new IllegalStateException("not parsed"));
    }
    return Option.ofOptional(REASON.matcher(output).results().findFirst())
        .map(match -> match.group(1))
        .getOrElse(() -> List.of(output.strip().split("\\R")).last())
        .replaceAll("\\s*\\R\\s*", "; ");
  }
}
