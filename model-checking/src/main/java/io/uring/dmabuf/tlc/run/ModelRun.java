package io.uring.dmabuf.tlc.run;

import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.FileTrouble;
import io.uring.dmabuf.tlc.Measured;
import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.known.KnownTruths;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.models.ModelEntry.Kind;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import tlc2.TLCGlobals;
import tlc2.output.MP;
import tlc2.tool.AbstractChecker;
import tlc2.tool.ModelChecker;
import tlc2.tool.fp.FPSetConfiguration;
import tlc2.tool.impl.FastTool;
import tlc2.value.RandomEnumerableValues;

/**
 * One run of one model by TLC in this JVM, with an observer of every transition. TLC keeps its
 * state in statics: one run a JVM, and its threads are not daemons, so the program must end with
 * {@link System#exit}.
 */
public final class ModelRun {

  private final RunSetup setup;
  private final ModelEntry model;
  private final FastTool tool;
  private final TransitionObserver observer;
  private final Witnesses witnesses;
  private final Coverage coverage;
  private final EdgeWriter writer;
  private final Option<Antecedents> antecedents;
  private final TlcMessages messages = new TlcMessages();
  private volatile Option<Measured.Collision> collision = Option.none();

  private ModelRun(
      RunSetup setup,
      ModelEntry model,
      FastTool tool,
      TransitionObserver observer,
      Witnesses witnesses,
      Coverage coverage,
      Option<Antecedents> antecedents) {
    this.setup = setup;
    this.model = model;
    this.tool = tool;
    this.observer = observer;
    this.witnesses = witnesses;
    this.coverage = coverage;
    this.antecedents = antecedents;
    this.writer = new EdgeWriter(observer, witnesses, coverage, antecedents);
  }

  /** Runs a model to its end, to the first violation, or to the observer's first failure. */
  public static RunResult run(ModelEntry model, RunSetup setup) {
    TLCGlobals.setNumWorkers(model.kind() == Kind.LIVENESS ? 1 : model.workers());
    TLCGlobals.chkptDuration = 0;
    TLCGlobals.lnCheck = "final";
    TLCGlobals.metaDir = setup.metadir().toString();
    RandomEnumerableValues.setSeed(1);
    return prepare(model, setup).fold(RunResult::unusable, ModelRun::check);
  }

  private static Either<String, ModelRun> prepare(ModelEntry model, RunSetup setup) {
    if (model.kind() == Kind.SIMULATION) {
      return Either.left(
          model.name() + ": kind simulation is run by the random walks of the tests, not by check");
    }
    return SpecLoader.load(setup.home(), model, setup.log())
        .flatMap(tool -> prepare(model, setup, tool));
  }

  private static Either<String, ModelRun> prepare(ModelEntry model, RunSetup setup, FastTool tool) {
    // As the laws are written: what follows replaces them.
    Option<Antecedents> antecedents = Option.when(model.isReplayed(), () -> new Antecedents(tool));
    if (setup.remembers()) {
      KnownTruths.remember(tool);
    }
    return NextActions.labels(tool)
        .mapLeft(reason -> model.name() + ": " + reason)
        .flatMap(labels ->
            Witnesses.of(model, tool)
                .flatMap(witnesses ->
                    observer(model, setup, tool)
                        .map(observer ->
                            new ModelRun(
                                setup,
                                model,
                                tool,
                                observer,
                                witnesses,
                                new Coverage(tool, labels),
                                antecedents))));
  }

  private static Either<String, TransitionObserver> observer(
      ModelEntry model, RunSetup setup, FastTool tool) {
    return model.isReplayed()
        ? setup
            .observers()
            .create(model, tool, setup.options())
            .mapLeft(reason -> model.name() + ": " + reason)
        : Either.right(TransitionObserver.none());
  }

  private RunResult check() {
    MP.setRecorder(messages);
    try {
      Files.createDirectories(setup.metadir());
      ModelChecker checker =
          new ModelChecker(
              tool,
              Files.createTempDirectory(setup.metadir(), "states").toString(),
              writer,
              checksDeadlock(),
              null,
              new FPSetConfiguration(),
              System.currentTimeMillis());
      TLCGlobals.mainChecker = checker;
      writer.onFailure(checker::stop);
      messages.onSuccess(() -> estimate(checker));
      messages.onDiskFailure(reason -> System.err.println(metadataFolder(reason)));
      long start = System.nanoTime();
      int code;
      try (ProgressClock clock = new ProgressClock(() -> now(checker), setup.progress())) {
        code = checker.modelCheck();
      }
      return result(checker, code, (System.nanoTime() - start) / 1e9);
    } catch (IOException e) {
      return RunResult.unusable(metadataFolder(FileTrouble.of(setup.metadir(), e)));
    } catch (Exception e) {
      // TLC cannot print the state in which a variable has no value, and throws.
      return RunResult.unusable(
          model.name()
              + ": "
              + unassigned().getOrElse(() -> "TLC failed: " + ParserReason.message(e)));
    }
  }

  private Progress now(ModelChecker checker) {
    return new Progress(
        checker.getDistinctStatesGenerated(),
        checker.getStatesGenerated(),
        checker.getStateQueueSize(),
        0,
        observer.transitionsReplayed(),
        Processor.seconds());
  }

  private String metadataFolder(String trouble) {
    return model.name() + ": metadata folder " + setup.metadir() + ": " + trouble;
  }

  private boolean checksDeadlock() {
    return tool.getModelConfig().getCheckDeadlock();
  }

  private RunResult result(ModelChecker checker, int code, double seconds) {
    Verdict verdict = verdict(checker, code);
    if (verdict instanceof Verdict.Pass) {
      observer.finish();
      verdict = observer.failure().map(this::stopped).getOrElse(verdict);
    }
    Verdict found = verdict;
    return new Findings(setup, model, tool, messages)
        .of(verdict, observer, passFailures(checker))
        .fold(
            line -> RunResult.unusable(model.name() + ": " + line),
            failures -> result(checker, found, failures, seconds));
  }

  private RunResult result(
      ModelChecker checker, Verdict verdict, List<Failure> failures, double seconds) {
    return new RunResult(
        verdict,
        checker.getDistinctStatesGenerated(),
        checker.getStatesGenerated(),
        checker.getStateQueueSize(),
        writer.transitions(),
        observer.transitionsReplayed(),
        observer.divergences(),
        coverage.perAction(),
        coverage.instances().size(),
        coverage.instances().count(instance -> instance._2 > 0),
        failures,
        measured(Measured.of(seconds, checker.getProgress())));
  }

  /**
   * TLC's two estimates of a collision of fingerprints; it prints the second one only where the
   * first is not small.
   */
  private void estimate(ModelChecker checker) {
    try {
      long closest = checker.theFPSet.checkFPs();
      double optimistic =
          AbstractChecker.calculateOptimisticProbability(
              checker.getDistinctStatesGenerated(), checker.getStatesGenerated());
      collision = Option.some(new Measured.Collision(optimistic, 1.0 / closest));
    } catch (IOException unreadable) {
      collision = Option.none();
    }
  }

  private Measured measured(Measured run) {
    Measured counted =
        observer
            .counted(run)
            .withProcessor(Processor.seconds())
            .withAntecedents(antecedents.map(Antecedents::counted).getOrElse(List.empty()));
    return collision.map(counted::withCollision).getOrElse(counted);
  }

  private Verdict verdict(ModelChecker checker, int code) {
    if (observer.failure().isDefined()) {
      return stopped(observer.failure().get());
    }
    if (messages.law().isDefined()) {
      PropertyNames names = new PropertyNames(tool);
      return new Verdict.Violates(
          messages
              .law()
              .filter(law -> !law.isEmpty())
              .map(names::propertyOf)
              .getOrElse(() -> names.temporal().mkString(" or ")));
    }
    if (messages.unassigned().isDefined()) {
      return new Verdict.Unusable(model.name() + ": " + unassigned().get());
    }
    if (messages.disk().isDefined()) {
      return new Verdict.Unusable(metadataFolder(messages.disk().get()));
    }
    if (messages.error().isDefined() || code != 0 || checker.getStateQueueSize() != 0) {
      return new Verdict.Stopped("fails");
    }
    return new Verdict.Pass();
  }

  private Option<String> unassigned() {
    return messages.unassigned().map(found -> found.text(setup.home(), tool));
  }

  /** A replay that cannot be done, for want of memory or of a counterpart, is no divergence. */
  private Verdict stopped(Failure failure) {
    return switch (failure.kind()) {
      case MODEL -> new Verdict.Unusable(model.name() + ": " + failure.headline());
      case HIDDEN_STATE -> new Verdict.Stopped("hidden");
      case AUDIT -> new Verdict.Stopped("audit");
      case VIOLATION, DIVERGENCE, WITNESS, COUNT -> new Verdict.Stopped("diverges");
    };
  }

  /** What can still be wrong with a run that explored everything: a witness, a cut transition. */
  private List<Failure> passFailures(ModelChecker checker) {
    List<Failure> found =
        witnesses.failure().map(line -> new Failure(Failure.Kind.WITNESS, line, line)).toList();
    long cut = checker.getStatesGenerated() - writer.initials() - writer.transitions();
    if (model.isReplayed() && cut != 0) {
      String line =
          cut + " transitions are cut by a constraint and cannot be replayed; use a guard";
      found = found.append(new Failure(Failure.Kind.MODEL, line, line));
    }
    return found;
  }
}
