package io.uring.dmabuf.cli;

import io.uring.dmabuf.tlc.FileTrouble;
import io.uring.dmabuf.tlc.Interruption;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * The program {@code dmabuf-rw}. A subcommand is a class of this package, named in the list below,
 * that returns an {@link ExitStatus}. Whatever goes wrong is told in one line on standard error;
 * the system property {@value #STACK_TRACES}, when {@code true}, adds the stack trace.
 */
@Command(
    name = "dmabuf-rw",
    description = "A checked model of io_uring dmabuf read/write.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:clean",
      "1:a wrong count, a violation or a divergence",
      "2:unusable input",
    })
public final class Main implements Runnable {
  /** System property that adds the stack trace to the line that a failure prints. */
  static final String STACK_TRACES = "dmabuf.stacktraces";

  private static final List<Class<?>> COMMANDS =
      List.of(
          AuditCommand.class,
          BaselineCommand.class,
          BenchCommand.class,
          BenchRunCommand.class,
          CheckCommand.class,
          DefectsCommand.class,
          DocsCommand.class,
          ExploreCommand.class,
          GuardsCommand.class,
          LiveCommand.class,
          LiveEdgesCommand.class,
          ModelFactsCommand.class,
          MutantsCommand.class,
          ReplayCommand.class,
          RunCommand.class,
          RunModelCommand.class);

  private final CommandLine self;

  private Main() {
    self = new CommandLine(this);
  }

  /**
   * Entry of the jar: runs the subcommand and ends the JVM with its exit status, whatever threads
   * there are still, as TLC's are no daemons.
   *
   * @param args the command line, as typed
   */
  public static void main(String[] args) {
    // Numbers are written for scripts and for comparing: by no country's digits and signs.
    Locale.setDefault(Locale.ROOT);
    Thread.setDefaultUncaughtExceptionHandler(Main::uncaught);
    StandardOutput output = StandardOutput.watched();
    String name = args.length == 0 ? "dmabuf-rw" : args[0];
    int status;
    try (Interruption whole =
        Interruption.during(() -> System.err.println(name + ": interrupted"))) {
      status = output.status(commandLine(args).execute(args), System.err);
    }
    System.exit(status);
  }

  /** Something that no thread expected: the run has no answer. */
  private static void uncaught(Thread thread, Throwable thrown) {
    try {
      Interruption.awaitEndIfHappened();
      System.err.println("dmabuf-rw: " + line(thrown));
      if (Boolean.getBoolean(STACK_TRACES)) {
        thrown.printStackTrace();
      }
    } finally {
      Runtime.getRuntime().halt(ExitStatus.UNUSABLE);
    }
  }

  /** {@return the command line with its subcommands and error handling, not yet run} */
  public static CommandLine commandLine() {
    return commandLine(COMMANDS);
  }

  /**
   * The same with the one that is asked for alone, where there is such: to make all of them takes a
   * tenth of the time of a small model, and each is run in a JVM of its own.
   */
  private static CommandLine commandLine(String[] args) {
    List<Class<?>> asked = List.of(args).headOption().toList().flatMap(Main::named);
    return commandLine(asked.isEmpty() ? COMMANDS : asked);
  }

  private static Option<Class<?>> named(String name) {
    return COMMANDS.find(command -> command.getAnnotation(Command.class).name().equals(name));
  }

  private static CommandLine commandLine(List<Class<?>> commands) {
    CommandLine line = new Main().self;
    commands.forEach(line::addSubcommand);
    Option.of(line.getSubcommands().get("run")).forEach(RunCommand::describeLanguage);
    return handleErrors(line);
  }

  /** {@return {@code line}, which now tells every error in one line, as do its subcommands} */
  static CommandLine handleErrors(CommandLine line) {
    return line.setExecutionStrategy(Main::executed)
        .setParameterExceptionHandler(Main::misused)
        .setExecutionExceptionHandler(Main::failed);
  }

  /** No command was given: a misuse, as there is nothing to do. */
  @Override
  public void run() {
    throw new ParameterException(self, "no command given");
  }

  /** Runs the command; an error that is no exception, such as too little memory, becomes one. */
  private static int executed(ParseResult parsed) {
    try {
      return new RunLast().execute(parsed);
    } catch (Error thrown) {
      throw new ExecutionException(
          parsed.asCommandLineList().getLast(), String.valueOf(thrown.getMessage()), thrown);
    }
  }

  private static int misused(ParameterException misuse, String[] args) {
    CommandLine command = misuse.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    return unusable(command, oneLine(misuse) + " (" + name + " --help tells more)", misuse);
  }

  private static int failed(Exception failure, CommandLine command, @Nullable ParseResult parsed) {
    Throwable thrown =
        failure instanceof ExecutionException
            ? Objects.requireNonNullElse(failure.getCause(), failure)
            : failure;
    return unusable(command, line(thrown), thrown);
  }

  /** The one line about what was thrown, in words that its cause deserves. */
  private static String line(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof NoClassDefFoundError || cause instanceof ClassFormatError) {
        return "a class cannot be loaded ("
            + oneLine(cause)
            + "): 'make build' makes the jar again";
      }
      if (cause instanceof OutOfMemoryError) {
        return "out of memory (" + oneLine(cause) + "): DMABUF_JAVA_OPTS=-Xmx4g gives more";
      }
    }
    return switch (thrown) {
      case UnusableInputException input -> oneLine(input);
      case UncheckedIOException file -> FileTrouble.of(file);
      case IOException file -> FileTrouble.of(file);
      default -> "a mistake of this program: " + oneLine(thrown) + place(thrown);
    };
  }

  private static String place(Throwable mistake) {
    StackTraceElement[] stack = mistake.getStackTrace();
    return stack.length == 0
        ? ""
        : " (" + stack[0].getFileName() + ", line " + stack[0].getLineNumber() + ")";
  }

  private static int unusable(CommandLine command, String line, Throwable cause) {
    Interruption.awaitEndIfHappened();
    command.getErr().println("dmabuf-rw: " + line);
    if (Boolean.getBoolean(STACK_TRACES)) {
      cause.printStackTrace(command.getErr());
    }
    return ExitStatus.UNUSABLE;
  }

  private static String oneLine(Throwable cause) {
    return Objects.requireNonNullElse(cause.getMessage(), "no message")
        .strip()
        .replaceAll("\\s*\\R\\s*", "; ");
  }

  /** The version that the build wrote into the jar's manifest, and the JDK that runs it. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String built = Main.class.getPackage().getImplementationVersion();
      return new String[] {
        "dmabuf-rw " + Objects.requireNonNullElse(built, "(not run from its jar)"),
        "JDK " + Runtime.version(),
      };
    }
  }
}
