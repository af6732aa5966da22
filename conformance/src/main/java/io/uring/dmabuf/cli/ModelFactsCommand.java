package io.uring.dmabuf.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.baseline.ModelFacts;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code model-facts}: prints the facts of one model, for {@code baseline}. */
@Command(name = "model-facts", hidden = true, description = "Prints the facts of one model.")
final class ModelFactsCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME")
  private String name = "";

  @Option(names = "--manifest", paramLabel = "FILE", required = true)
  private Path manifest = Path.of("");

  @Override
  public Integer call() {
    PrintStream log = ParentJvm.nowhere();
    PrintStream out = ParentJvm.answer(log);
    Home home = Home.current().withManifest(manifest);
    ObjectNode facts =
        Manifest.one(home.manifest(), name)
            .flatMap(model -> ModelFacts.of(home, model, log))
            .getOrElseThrow(UnusableInputException::new);
    out.println(facts);
    out.flush();
    return ExitStatus.CLEAN;
  }
}
