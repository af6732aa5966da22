package io.uring.dmabuf.tlc.run;

import io.uring.dmabuf.tlc.FileTree;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.jvm.Interruption;
import io.uring.dmabuf.tlc.models.GeneratedModel;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tlc2.tool.impl.FastTool;
import tlc2.util.FP64;
import util.SimpleFilenameToStream;
import util.ToolIO;

/**
 * The loader of a model into TLC's evaluator. TLC keeps its state in statics, so one JVM loads one
 * model. What SANY or TLC says about an unusable module becomes one line with the module, the line
 * and the reason.
 */
public final class SpecLoader {

  private static final Pattern PARSE =
      Pattern.compile(
          "\\*\\*\\*Parse Error\\*\\*\\*\\s*(.*?)at line (\\d+),? col\\w* \\d+(.*?)Residual stack",
          Pattern.DOTALL);
  private static final Pattern LEXICAL = Pattern.compile("Lexical.*?line (\\d+), column.*");
  private static final Pattern MODULE =
      Pattern.compile("(?:In module|Could not parse module) (\\w+)");
  private static final Pattern PARSED = Pattern.compile("Parsing file \\S*?(\\w+)\\.tla");
  private static final Pattern SEMANTIC =
      Pattern.compile(
          "line (\\d+), col \\d+ to line \\d+, col \\d+ of module (\\w+)\\s+(.+?)(?:\\n\\s*\\n|$)",
          Pattern.DOTALL);
  private static final Pattern MISSING =
      Pattern.compile("Cannot find source file for module (\\w+)(?: imported in module (\\w+))?");

  private SpecLoader() {}

  /**
   * The evaluator of a model, or one line that says why it cannot be loaded.
   *
   * @param home where modules are
   * @param model which of them
   * @param log what TLC and SANY print, from now on
   */
  public static Either<String, FastTool> load(Home home, ModelEntry model, PrintStream log) {
    try {
      Path folder = Files.createTempDirectory("model-");
      try (Interruption work = Interruption.during(() -> FileTree.delete(folder))) {
        return GeneratedModel.of(home, model)
            .flatMap(generated -> generated.write(folder))
            .flatMap(generated ->
                parse(home.library().prepend(folder), generated.name(), log)
                    .mapLeft(reason -> model.name() + ": " + reason));
      } finally {
        FileTree.delete(folder);
      }
    } catch (IOException e) {
      return Either.left(model.name() + ": no folder for what TLC is given: " + e.getMessage());
    }
  }

  private static Either<String, FastTool> parse(List<Path> folders, String name, PrintStream log) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream capture = new PrintStream(said, true, StandardCharsets.UTF_8);
    ToolIO.out = capture;
    ToolIO.err = capture;
    String[] library = folders.map(Path::toString).toJavaArray(String[]::new);
    ToolIO.setUserDir(library[0]);
    try {
      FP64.Init(0);
      return Either.right(new FastTool(name, name, new SimpleFilenameToStream(library)));
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      return Either.left(reason(said.toString(StandardCharsets.UTF_8), e));
    } finally {
      log.print(said.toString(StandardCharsets.UTF_8));
      ToolIO.out = log;
      ToolIO.err = log;
    }
  }

  /** The reason in what SANY said; otherwise the first lines of the exception. */
  public static String reason(String said, Throwable thrown) {
    Matcher missing = MISSING.matcher(said);
    if (missing.find()) {
      return "module "
          + missing.group(1)
          + ": no such file"
          + (missing.group(2) == null ? "" : " (imported by module " + missing.group(2) + ")");
    }
    Matcher parse = PARSE.matcher(said);
    if (parse.find()) {
      return "module "
          + module(said)
          + ", line "
          + parse.group(2)
          + ": "
          + oneLine(parse.group(1) + parse.group(3));
    }
    Matcher lexical = LEXICAL.matcher(said);
    if (lexical.find()) {
      return "module "
          + module(said)
          + ", line "
          + lexical.group(1)
          + ": "
          + oneLine(lexical.group());
    }
    Matcher semantic = SEMANTIC.matcher(said);
    if (semantic.find()) {
      return "module "
          + semantic.group(2)
          + ", line "
          + semantic.group(1)
          + ": "
          + oneLine(semantic.group(3));
    }
    String message = thrown.getMessage();
    return oneLine(message == null || message.isBlank() ? thrown.toString() : message);
  }

  private static String module(String said) {
    Matcher named = MODULE.matcher(said);
    if (named.find()) {
      return named.group(1);
    }
    return PARSED
        .matcher(said)
        .results()
        .map(result -> result.group(1))
        .reduce("?", (first, last) -> last);
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", "; ").replaceAll("\\s+", " ");
  }
}
