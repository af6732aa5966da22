package io.uring.dmabuf.defects;

import io.uring.dmabuf.tlc.FileTrouble;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.SideBySide;
import io.uring.dmabuf.tlc.jvm.ChildJvm;
import io.uring.dmabuf.tlc.jvm.Children;
import io.uring.dmabuf.tlc.jvm.Launcher;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.LawVerdicts;
import io.vavr.Tuple;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Explores each model in each design between the intended one and the posted one. TLC evaluates
 * what the specifications say, with the definitions of all planted defects at once; one JVM a run.
 */
public final class VerdictRuns {

  private final Home home;
  private final Launcher launcher;
  private final Consumer<String> progress;
  private final Consumer<Map<VerdictRun, LawVerdicts>> report;
  private volatile Map<VerdictRun, LawVerdicts> known;

  /**
   * What is needed for the runs.
   *
   * @param launcher starts a JVM that runs one model
   * @param before what earlier runs have found, which are not run again
   * @param progress told a line after each run
   * @param report told all that is known after each run, by one thread at a time
   */
  public VerdictRuns(
      Home home,
      Launcher launcher,
      Map<VerdictRun, LawVerdicts> before,
      Consumer<String> progress,
      Consumer<Map<VerdictRun, LawVerdicts>> report) {
    this.home = home;
    this.launcher = launcher;
    this.progress = progress;
    this.report = report;
    this.known = before;
  }

  /** What all runs so far have found, those of before among them. */
  public Map<VerdictRun, LawVerdicts> known() {
    return known;
  }

  /**
   * The models in which the posted design is looked at: those in which its defects are planted one
   * by one, and where such a model runs under a kernel alternative, the same one without it.
   */
  public static List<ModelEntry> models(Manifest manifest) {
    List<ModelEntry> defects = PostedDesign.defects(manifest);
    List<ModelEntry> planted =
        manifest
            .models()
            .filter(model -> defects.exists(defect -> defect.base().contains(model.name())));
    List<String> onTheBase =
        planted.filter(model -> model.kernels().nonEmpty()).flatMap(ModelEntry::base);
    return manifest
        .models()
        .filter(model -> planted.contains(model) || onTheBase.contains(model.name()));
  }

  /** All verdicts, or one line that says why there are none. */
  public Either<String, Verdicts> run() {
    return Manifest.read(home.manifest())
        .flatMap(manifest -> {
          List<ModelEntry> models = models(manifest);
          List<ModelEntry> defects = PostedDesign.defects(manifest);
          List<String> names = defects.map(ModelEntry::name);
          return rows(models, defects, PostedDesign.all(names))
              .map(rows -> new Verdicts(models, rows))
              .flatMap(verdicts -> withEnough(verdicts, defects));
        });
  }

  /** The corrections that are needed, one by one, are they enough together? */
  private Either<String, Verdicts> withEnough(Verdicts verdicts, List<ModelEntry> defects) {
    List<String> names = defects.map(ModelEntry::name);
    List<PostedDesign> designs =
        List.of(verdicts.onItsBase(), verdicts.models())
            .map(verdicts::needed)
            .distinct()
            .map(needed -> PostedDesign.enough(names, needed));
    return rows(verdicts.models(), defects, designs)
        .map(rows -> new Verdicts(verdicts.models(), verdicts.rows().appendAll(rows)));
  }

  /** What becomes of designs in models. */
  public Either<String, List<Verdicts.Row>> rows(
      List<ModelEntry> models, List<ModelEntry> defects, List<PostedDesign> designs) {
    List<VerdictRun> runs =
        designs
            .flatMap(design -> models.map(model -> VerdictRun.of(model, defects, design)))
            .distinct();
    return found(runs)
        .map(all ->
            designs.map(design ->
                new Verdicts.Row(
                    design,
                    models.toLinkedMap(model ->
                        Tuple.of(
                            model.name(), all.get(VerdictRun.of(model, defects, design)).get())))));
  }

  private Either<String, Map<VerdictRun, LawVerdicts>> found(List<VerdictRun> runs) {
    Children children = new Children();
    List<VerdictRun> missing = runs.reject(known::containsKey);
    AtomicInteger done = new AtomicInteger(runs.size() - missing.size());
    List<Callable<Either<String, LawVerdicts>>> work =
        missing.map(run ->
            () ->
                found(run, children)
                    .peek(verdicts -> tell(done.incrementAndGet(), runs.size(), run, verdicts)));
    try {
      return SideBySide.all(work, "a run failed").map(found -> known);
    } finally {
      children.killAll();
    }
  }

  private synchronized void tell(int done, int all, VerdictRun run, LawVerdicts verdicts) {
    known = known.put(run, verdicts);
    report.accept(known);
    progress.accept("%d/%d %s".formatted(done, all, run.text()));
  }

  private Either<String, LawVerdicts> found(VerdictRun run, Children children) {
    try {
      java.util.List<String> said = new ArrayList<>();
      ChildJvm jvm =
          new ChildJvm(
              launcher, home, List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), children);
      ChildJvm.Ended ended =
          jvm.run(
              folder ->
                  List.of(
                          run.model().name(),
                          "--manifest",
                          home.manifest().toString(),
                          "--metadir",
                          folder.resolve("states").toString(),
                          "--laws")
                      .appendAll(run.planted().flatMap(name -> List.of("--plant", name))),
              said::add);
      return LawVerdicts.parse(run.model(), List.ofAll(said).appendAll(ended.errors()));
    } catch (IOException e) {
      return Either.left(run.model().name() + ": cannot be run: " + FileTrouble.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Either.left("interrupted");
    }
  }
}
