package io.uring.dmabuf.guards;

import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.FileTrouble;
import io.uring.dmabuf.tlc.jvm.ChildJvm;
import io.uring.dmabuf.tlc.jvm.Children;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;

/** Runs {@link Variants} or a {@link Sweep} in a JVM of its own. */
final class Batch {

  private final Settings settings;

  Batch(Settings settings) {
    this.settings = settings;
  }

  /** The answers for these variants, in their order, or one line that says why there are none. */
  Either<String, List<Variants.Answer>> run(ModelEntry model, List<String> options) {
    return said(model, "--variants", options).flatMap(lines -> answers(model, options, lines));
  }

  /** Which of these guards a model needs, or one line that says why there is no answer. */
  Either<String, List<Sweep.Needed>> sweep(ModelEntry model, List<String> guards) {
    String names = guards.mkString(Targets.WITHOUT_GUARD + "=", ",", "");
    return said(model, "--sweep", List.of(names)).flatMap(lines -> Sweep.parse(model, lines));
  }

  private Either<String, List<String>> said(ModelEntry model, String what, List<String> options) {
    try {
      java.util.List<String> said = new ArrayList<>();
      ChildJvm jvm =
          new ChildJvm(
              settings.launcher(model),
              settings.home(),
              List.of("-XX:+UseParallelGC"),
              new Children());
      ChildJvm.Ended ended = jvm.run(folder -> arguments(model, what, options, folder), said::add);
      return Either.right(List.ofAll(said).appendAll(ended.errors()));
    } catch (IOException e) {
      return Either.left(model.name() + ": cannot be run: " + FileTrouble.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Either.left("interrupted");
    }
  }

  private static Either<String, List<Variants.Answer>> answers(
      ModelEntry model, List<String> options, List<String> lines) {
    List<Variants.Answer> all = lines.flatMap(Variants::parse);
    Option<String> error = all.flatMap(Variants.Answer::error).headOption();
    if (error.isDefined()) {
      return Either.left(error.get());
    }
    if (all.size() != options.size() + 1) {
      return Either.left(
          model.name()
              + ": "
              + all.size()
              + " answers for "
              + (options.size() + 1)
              + " variants: "
              + lines.lastOption().getOrElse("nothing was said"));
    }
    return all.head()
        .caught()
        .map(kind ->
            Either.<String, List<Variants.Answer>>left(model.name() + " fails as it is: " + kind))
        .getOrElse(() -> Either.right(all.tail()));
  }

  private List<String> arguments(ModelEntry model, String what, List<String> options, Path folder) {
    return List.of(
            model.name(),
            "--manifest",
            settings.home().manifest().toString(),
            "--metadir",
            folder.resolve("states").toString(),
            what)
        .appendAll(options.flatMap(option -> List.of("-P", option)));
  }
}
