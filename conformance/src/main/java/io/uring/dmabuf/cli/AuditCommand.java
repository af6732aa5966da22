package io.uring.dmabuf.cli;

import io.uring.dmabuf.audit.Audit;
import io.uring.dmabuf.audit.Recipe;
import io.uring.dmabuf.audit.RuleText;
import io.uring.dmabuf.audit.Verdict;
import io.uring.dmabuf.audit.VerdictHtml;
import io.uring.dmabuf.audit.VerdictJson;
import io.uring.dmabuf.audit.VerdictText;
import io.uring.dmabuf.audit.Window;
import io.uring.dmabuf.audit.read.TraceFile;
import io.uring.dmabuf.audit.rule.Rule;
import io.uring.dmabuf.audit.rule.Rules;
import io.uring.dmabuf.audit.spec.SpecAudit;
import io.uring.dmabuf.audit.spec.SpecJson;
import io.uring.dmabuf.audit.spec.SpecText;
import io.uring.dmabuf.audit.spec.SpecVerdict;
import io.uring.dmabuf.oracle.Confirmation;
import io.uring.dmabuf.symbols.Release;
import io.uring.dmabuf.tlc.AtomicFile;
import io.uring.dmabuf.tlc.FileTrouble;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.InputFile;
import io.vavr.control.Either;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code audit}: judges recorded traces. */
@Command(
    name = "audit",
    description = {
      "Judges recorded traces of a kernel: what held of each request, command, mapping,",
      "dma-buf and fence, and what did not. Reads ftrace, trace-cmd report, perf script,",
      "dmesg and files of events, mixed, plain, gzip or xz."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:clean, or unknown",
      "1:a violation",
      "2:a trace that cannot be read",
    })
final class AuditCommand implements Callable<Integer> {
  private static final String STDIN = "-";
  private static final double NANOS = 1e9;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Traces; - reads standard input, as does no file.")
  private List<String> files = List.of();

  @Option(
      names = "--spec",
      description = {
        "Asks whether a trace is a behaviour of the specification, instead: of rings that are",
        "made in it, and their fixed reads and writes."
      })
  private boolean asksSpec;

  @Option(
      names = "--confirm",
      paramLabel = "N",
      defaultValue = "64",
      description = {
        "With --spec, how many of the steps that it found TLC's evaluator is asked about;",
        "${DEFAULT-VALUE} if nothing is said."
      })
  private int samples;

  @Option(
      names = "--rules",
      paramLabel = "NAME",
      split = ",",
      description = "Only these rules, with commas between them.")
  private List<String> rules = List.of();

  @Option(
      names = "--explain",
      paramLabel = "NAME",
      description = "Says what a rule demands, and what it needs and cannot see.")
  private @Nullable String explain;

  @Option(
      names = "--recipe",
      paramLabel = "KERNEL",
      arity = "0..1",
      fallbackValue = "7.1",
      description = {
        "Prints the commands that record what the rules need, on a kernel such as 6.12;",
        "without one on ${FALLBACK-VALUE}."
      })
  private @Nullable String recipe;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Writes the verdict as a page, too, with what was recorded of each violation.")
  private @Nullable Path html;

  @Option(names = "--stop-at-first", description = "Ends at the first violation.")
  private boolean stopAtFirst;

  @Option(names = "--from", paramLabel = "SECONDS", description = "Leaves out what is earlier.")
  private @Nullable Double from;

  @Option(names = "--to", paramLabel = "SECONDS", description = "Leaves out what is later.")
  private @Nullable Double to;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the verdict as JSON, too.")
  private @Nullable Path json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (recipe != null || explain != null) {
      (recipe != null ? recipe(recipe) : explained(explain)).forEach(out::println);
      out.flush();
      return ExitStatus.CLEAN;
    }
    check(json);
    check(html);
    if (asksSpec) {
      return asked(out);
    }
    Verdict verdict = audited();
    VerdictText.of(verdict).forEach(out::println);
    out.flush();
    write(json, VerdictJson::of, verdict);
    write(html, VerdictHtml::of, verdict);
    return verdict.violating() > 0 ? ExitStatus.FOUND : ExitStatus.CLEAN;
  }

  private int asked(PrintWriter out) {
    if (!rules.isEmpty() || html != null || stopAtFirst || from != null || to != null) {
      throw new UnusableInputException(
          "--spec judges a trace as a whole: --rules, --html, --stop-at-first, --from and --to"
              + " do not go with it");
    }
    if (files.size() > 1) {
      throw new UnusableInputException("--spec takes one trace, not " + files.size());
    }
    if (samples < 0) {
      throw new UnusableInputException("--confirm " + samples + ": expected 0 or more");
    }
    SpecVerdict verdict =
        SpecAudit.of(spool(files.isEmpty() ? STDIN : files.getFirst()), samples)
            .getOrElseThrow(UnusableInputException::new);
    SpecText.of(verdict).forEach(out::println);
    out.flush();
    io.vavr.control.Option<Confirmation> confirmation = confirmed(verdict, out);
    if (json != null) {
      AtomicFile.write(json, SpecJson.of(verdict, confirmation))
          .getOrElseThrow(UnusableInputException::new);
    }
    return verdict.isAllowed() && confirmation.forAll(of -> of.objection().isEmpty())
        ? ExitStatus.CLEAN
        : ExitStatus.FOUND;
  }

  /** What TLC says of some of the steps that were found; none if none are there to ask about. */
  private static io.vavr.control.Option<Confirmation> confirmed(
      SpecVerdict verdict, PrintWriter out) {
    return verdict
        .sampled()
        .map(ring -> {
          Confirmation confirmation =
              Confirmation.of(Home.current(), ring.machine(), ring.sampled(), ParentJvm.nowhere())
                  .getOrElseThrow(UnusableInputException::new);
          SpecText.of(ring, confirmation).forEach(out::println);
          out.flush();
          return confirmation;
        });
  }

  /** A trace that can be opened several times: what comes through a pipe is kept in a file. */
  private static Supplier<Either<String, TraceFile>> spool(String file) {
    if (!file.equals(STDIN)) {
      Path path = Path.of(file);
      return () -> TraceFile.open(path);
    }
    try {
      Path kept = Files.createTempFile("audit", ".trace");
      kept.toFile().deleteOnExit();
      Files.copy(System.in, kept, StandardCopyOption.REPLACE_EXISTING);
      return () -> {
        try {
          return TraceFile.of("standard input", Files.newInputStream(kept));
        } catch (IOException e) {
          return Either.left("standard input: cannot be read: " + e.getMessage());
        }
      };
    } catch (IOException e) {
      throw new UnusableInputException("standard input: cannot be kept: " + e.getMessage(), e);
    }
  }

  private static void check(@Nullable Path target) {
    if (target != null) {
      AtomicFile.check(target).getOrElseThrow(UnusableInputException::new);
    }
  }

  private static void write(
      @Nullable Path target, Function<Verdict, String> form, Verdict verdict) {
    if (target != null) {
      AtomicFile.write(target, form.apply(verdict)).getOrElseThrow(UnusableInputException::new);
    }
  }

  private static io.vavr.collection.List<String> recipe(String kernel) {
    return Recipe.lines(
        Release.of(kernel)
            .filter(release -> release.compareTo(Recipe.OLDEST) >= 0)
            .getOrElseThrow(() ->
                new UnusableInputException(
                    "--recipe " + kernel + ": a kernel from " + Recipe.OLDEST + " on is known")));
  }

  private static io.vavr.collection.List<String> explained(@Nullable String name) {
    return RuleText.of(rules(List.of(String.valueOf(name))).head().about());
  }

  private static io.vavr.collection.List<Rule> rules(List<String> names) {
    return names.isEmpty()
        ? Rules.all()
        : Rules.of(io.vavr.collection.List.ofAll(names))
            .getOrElseThrow(UnusableInputException::new);
  }

  private Verdict audited() {
    Window window =
        new Window(
            from == null ? Long.MIN_VALUE : Math.round(from * NANOS),
            to == null ? Long.MAX_VALUE : Math.round(to * NANOS));
    Audit audit = new Audit(rules(rules), window, stopAtFirst);
    AuditProgress progress = new AuditProgress(System.err, Terminal.ofThisOne());
    for (String file : files.isEmpty() ? List.of(STDIN) : files) {
      read(audit, file, progress);
    }
    progress.close();
    return audit.verdict();
  }

  private static void read(Audit audit, String file, AuditProgress progress) {
    try (TraceFile trace =
        (file.equals(STDIN)
                ? TraceFile.of("standard input", System.in)
                : TraceFile.open(Path.of(file)))
            .getOrElseThrow(UnusableInputException::new)) {
      if (!audit.read(trace, progress)) {
        throw new UnusableInputException(
            trace.lines().read() == 0
                ? trace.nothing()
                : "%s: no line of %s is one of a trace or of a kernel's log"
                    .formatted(
                        trace.name(),
                        trace.lines().read() > InputFile.LIMIT
                            ? "its first " + (InputFile.LIMIT >> 20) + " MiB"
                            : "it"));
      }
    } catch (IOException e) {
      throw new UnusableInputException(
          file + ": cannot be read: " + FileTrouble.of(Path.of(file), e), e);
    }
  }
}
