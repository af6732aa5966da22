package io.uring.dmabuf.tlc.run;

import io.uring.dmabuf.tlc.FileTree;
import io.uring.dmabuf.tlc.FileTrouble;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.Interruption;
import io.uring.dmabuf.tlc.models.GeneratedModel;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.control.Either;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import tlc2.tool.impl.FastTool;
import tlc2.util.FP64;
import util.SimpleFilenameToStream;
import util.ToolIO;

/**
 * The loader of a model into TLC's evaluator. TLC keeps its state in statics, so one JVM loads one
 * model. What SANY or TLC says about an unusable module becomes one line with the file, its line
 * and the reason.
 */
public final class SpecLoader {

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
                parse(home, folder, generated.name(), log)
                    .mapLeft(reason -> model.name() + ": " + reason));
      } finally {
        FileTree.delete(folder);
      }
    } catch (IOException e) {
      return Either.left(model.name() + ": no folder for what TLC is given: " + FileTrouble.of(e));
    }
  }

  private static Either<String, FastTool> parse(
      Home home, Path folder, String name, PrintStream log) {
    String[] library =
        home.library().prepend(folder).map(Path::toString).toJavaArray(String[]::new);
    ToolIO.setUserDir(library[0]);
    return captured(
        home,
        log,
        () -> {
          FP64.Init(0);
          FastTool tool = new FastTool(name, name, new SimpleFilenameToStream(library));
          SameNames.drop(tool);
          return tool;
        });
  }

  /**
   * What TLC makes of modules, or one line that says why it cannot.
   *
   * @param log what TLC and SANY print, from now on
   */
  static <T> Either<String, T> captured(Home home, PrintStream log, Callable<T> loading) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream capture = new PrintStream(said, true, StandardCharsets.UTF_8);
    ToolIO.out = capture;
    ToolIO.err = capture;
    try {
      return Either.right(loading.call());
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      return Either.left(ParserReason.of(home, said.toString(StandardCharsets.UTF_8), e));
    } finally {
      log.print(said.toString(StandardCharsets.UTF_8));
      ToolIO.out = log;
      ToolIO.err = log;
    }
  }
}
