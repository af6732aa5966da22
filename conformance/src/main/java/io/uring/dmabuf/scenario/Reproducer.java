package io.uring.dmabuf.scenario;

import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.system.Drives;
import io.uring.dmabuf.uring.BufferKind;
import io.uring.dmabuf.uring.Op;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A scenario as a C program on liburing, for somebody with a kernel: the same calls, statement by
 * statement, and what each must return. What only the machine can be told, such as when a drive
 * answers, or asked, such as how many references a file has, is a comment there. A dma-buf is one
 * of pages of a memfd (udmabuf), registered by the interface of the series' first version.
 */
public final class Reproducer {
  private static final String HELPERS = "reproducer.c";

  private static final Set<String> KEYWORDS =
      HashSet.of("auto", "char", "do", "for", "if", "int", "long", "short");

  private final Scenario scenario;
  private final Set<String> drives;

  private Reproducer(Scenario scenario) {
    this.scenario = scenario;
    this.drives = statements().flatMap(Reproducer::drive).toSet();
  }

  /** Whether it needs the series: a dma-buf is registered. */
  public static boolean needsSeries(Scenario scenario) {
    return scenario.lines().exists(line -> line.statement() instanceof Making.NewBuffer);
  }

  /** Whether it needs a drive. */
  public static boolean needsDrive(Scenario scenario) {
    return scenario.lines().exists(line -> line.statement() instanceof Making.NewDrive);
  }

  /**
   * The program, or one line about the first statement that user space cannot bring about. With one
   * that comes after all is shown the program ends.
   *
   * @param shown the number of the line that shows what is to be shown
   * @param head what the comment at its beginning says
   */
  public static Either<String, List<String>> program(
      Scenario scenario, int shown, List<String> head) {
    return new Reproducer(scenario).program(shown, head);
  }

  private Either<String, List<String>> program(int shown, List<String> head) {
    Vector<Scenario.Line> done =
        scenario.lines().takeWhile(line -> line.number() <= shown || translated(line).isRight());
    Vector<Either<String, List<String>>> all =
        done.map(line ->
                translated(line)
                    .mapLeft(why -> "line " + line.number() + ": " + line.text() + ": " + why))
            .appendAll(
                scenario
                    .lines()
                    .drop(done.size())
                    .headOption()
                    .map(line -> left(line, "nothing that user space can bring about; the end")));
    return Either.sequenceRight(all)
        .map(lines -> List.ofAll(lines).flatMap(each -> each))
        .map(body ->
            comment(head)
                .appendAll(helpers())
                .append("")
                .append("int main(int argc, char **argv)")
                .append("{")
                .appendAll(arguments())
                .appendAll(body.map(line -> "\t" + line))
                .append("\tprintf(\"%d not as expected\\n\", wrong);")
                .append("\treturn wrong != 0;")
                .append("}"));
  }

  private static List<String> comment(List<String> head) {
    return head.map(line -> line.replace("*/", "* /"))
        .map(line -> line.isEmpty() ? " *" : " * " + line)
        .prepend("/*")
        .append(" */");
  }

  private static List<String> helpers() {
    try (InputStream in =
        Objects.requireNonNull(Reproducer.class.getResourceAsStream(HELPERS), HELPERS)) {
      return List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> arguments() {
    List<String> names = drives.toList().sorted();
    String usage = names.map(name -> " " + name.toUpperCase(java.util.Locale.ROOT)).mkString();
    return List.of(
            "\tint arg = 1;",
            "",
            "\tif (argc > 1 && !strcmp(argv[1], \"--overwrite\"))",
            "\t\toverwrite = arg++;",
            "\tif (argc - arg != " + names.size() + ") {",
            "\t\tfprintf(stderr, \"usage: %s"
                + (names.isEmpty() ? "" : " [--overwrite]" + usage)
                + "\\n\", argv[0]);",
            "\t\treturn 2;",
            "\t}")
        .appendAll(names.map(name -> "\tconst char *" + variable(name) + " = argv[arg++];"))
        .append("");
  }

  private Vector<Statement> statements() {
    return scenario.lines().map(Scenario.Line::statement);
  }

  private static Option<String> drive(Statement statement) {
    return statement instanceof Making.NewDrive made ? Option.some(made.name()) : Option.none();
  }

  private static String variable(String name) {
    String plain = name.replaceAll("\\W", "_");
    return KEYWORDS.contains(plain) ? plain + "_" : plain;
  }

  private static String string(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String wanted(Option<String> expected) {
    return expected.map(Reproducer::string).getOrElse("NULL");
  }

  /** What a statement says, and what is expected of it. */
  private static String shown(Scenario.Line line) {
    return line.number() + ", " + string(line.text());
  }

  private static Either<String, List<String>> lines(String... lines) {
    return Either.right(List.of(lines));
  }

  private static Either<String, List<String>> left(Scenario.Line line, String why) {
    String expected = line.expected().map(value -> " => " + value).getOrElse("");
    return lines("/* " + line.number() + "  " + line.text() + expected + ": " + why + " */");
  }

  private static Either<String, List<String>> called(Scenario.Line line, String call) {
    return lines("result(" + shown(line) + ", " + call + ", " + wanted(line.expected()) + ");");
  }

  private Either<String, List<String>> translated(Scenario.Line line) {
    return switch (line.statement()) {
      case Making making -> made(line, making);
      case Calling calling -> called(line, calling);
      case Looking looking -> looked(line, looking);
      case Driving driving -> driven(line, driving);
    };
  }

  private static Either<String, List<String>> made(Scenario.Line line, Making making) {
    return switch (making) {
      case Making.Machine _ -> left(line, "the kernel is the one that there is");
      case Making.NewDrive _ -> left(line, "another drive may show less");
      case Making.NewFile file ->
          lines(
              "int %s = open(%s, O_RDWR%s);"
                  .formatted(
                      variable(file.name()),
                      variable(file.drive()),
                      file.direct() ? " | O_DIRECT" : ""),
              "must(%s, %s);".formatted(variable(file.drive()), variable(file.name())));
      case Making.NewBuffer buffer ->
          lines(
              "struct area %s; /* %s */".formatted(variable(buffer.name()), line.text()),
              "make_dmabuf(&%s, %dUL);"
                  .formatted(variable(buffer.name()), length(buffer.segments())));
      case Making.NewMemory memory ->
          lines(
              "struct area %s; /* %s */".formatted(variable(memory.name()), line.text()),
              "make_memory(&%s, %d, %dUL);"
                  .formatted(
                      variable(memory.name()),
                      memory.pieces().head().address() % 4096,
                      length(memory.pieces())));
      case Making.NewRing ring -> ring(line, ring);
      case Making.NewPipe pipe ->
          lines(
              "int pipe_%d[2];".formatted(line.number()),
              "must(\"pipe\", pipe(pipe_%d));".formatted(line.number()),
              "int %s = pipe_%d[0], %s = pipe_%d[1];"
                  .formatted(
                      variable(pipe.readEnd()),
                      line.number(),
                      variable(pipe.writeEnd()),
                      line.number()));
      case Making.NewCounter _ -> Either.left("no event counter here");
    };
  }

  private static Either<String, List<String>> ring(Scenario.Line line, Making.NewRing ring) {
    if (ring.memlock().isDefined()) {
      return Either.left("the limit of pinned memory is not set here");
    }
    String flags =
        switch (ring.kind()) {
          case PLAIN -> "0";
          case DEFERRED -> "IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN";
          case POLLED -> "IORING_SETUP_SQPOLL";
        };
    return lines(
        "struct ring %s;".formatted(variable(ring.name())),
        "make_ring(&%s, %d, %s);".formatted(variable(ring.name()), ring.requests(), flags));
  }

  private static long length(Vector<DmaSegment> pieces) {
    return pieces.map(DmaSegment::length).sum().longValue();
  }

  private Either<String, List<String>> called(Scenario.Line line, Calling calling) {
    return switch (calling) {
      case Calling.Register register ->
          register.raw().isDefined() || register.wrong().isDefined()
              ? Either.left("a malformed call")
              : entries(line, register.entries())
                  .flatMap(entries ->
                      calledWith(
                          line,
                          entries,
                          "register_buffers(&%s, %d, %s, %d)"
                              .formatted(
                                  variable(register.ring()),
                                  slots(register.ring()),
                                  entries.isEmpty() ? "NULL" : entriesName(line),
                                  register.entries().size())));
      case Calling.Update update ->
          !update.isWhole() || update.raw().unknownFlags() || !update.raw().readable()
              ? Either.left("a malformed call")
              : entries(line, update.entries())
                  .flatMap(entries ->
                      calledWith(
                          line,
                          entries,
                          "update_buffers(&%s, %d, %s, %d)"
                              .formatted(
                                  variable(update.ring()),
                                  update.slot(),
                                  entriesName(line),
                                  update.entries().size())));
      case Calling.Unregister unregister ->
          unregister.wrong().isDefined()
              ? Either.left("a malformed call")
              : called(
                  line,
                  "registered(&%s, IORING_UNREGISTER_BUFFERS, NULL, 0)"
                      .formatted(variable(unregister.ring())));
      case Calling.Submit request -> submitted(line, request.ring(), Vector.of(request));
      case Calling.SubmitAll all -> submitted(line, all.ring(), all.requests());
      case Calling.SetFlags flags ->
          called(
              line,
              "fcntl(%s, F_SETFL, %s)"
                  .formatted(variable(flags.file()), flags.direct() ? "O_DIRECT" : "0"));
      case Calling.SubmitVector _, Calling.Nop _, Calling.Take _ ->
          Either.left("not a request or call that is made here");
      case Calling.RingFd _, Calling.DropFd _ -> Either.left("rings have descriptors here");
      case Calling.Close close -> closed(line, close.name());
      case Calling.TaskWork work ->
          lines(
              "io_uring_get_events(&%s.uring); /* %s */"
                  .formatted(variable(work.ring()), line.text()));
      case Calling.Cancel cancel -> cancelled(line, cancel);
      case Calling.Clone clone ->
          clone.wrong().isDefined() || clone.asked().unknownFlags()
              ? Either.left("a malformed call")
              : called(
                  line,
                  "clone_buffers(&%s, &%s, %d, %d, %d, %d)"
                      .formatted(
                          variable(clone.ring()),
                          variable(clone.source()),
                          clone.asked().from(),
                          clone.asked().to(),
                          clone.asked().count(),
                          clone.asked().replace() ? 1 : 0));
      case Calling.Hold hold ->
          lines(
              "%s(&%s);"
                  .formatted(
                      hold.busy() ? "hold_worker" : "release_worker", variable(hold.ring())));
      case Calling.Put put ->
          calledWith(
              line,
              List.of(
                  "char put_%d[%d];".formatted(line.number(), put.length()),
                  content("put_" + line.number(), put.length(), put.content())),
              "write(%s, put_%d, %d)".formatted(variable(put.end()), line.number(), put.length()));
      case Calling.Reap reap -> reaped(line, reap.ring());
    };
  }

  private static Either<String, List<String>> calledWith(
      Scenario.Line line, List<String> before, String call) {
    return called(line, call).map(before::appendAll);
  }

  private static String entriesName(Scenario.Line line) {
    return "entries_" + line.number();
  }

  private Either<String, List<String>> entries(Scenario.Line line, Vector<Calling.Entry> entries) {
    if (entries.exists(entry -> entry.fault().isDefined())) {
      return Either.left("a step that fails takes fault injection");
    }
    if (entries.exists(entry -> entry.bad().isDefined())) {
      return Either.left("memory that no slot takes");
    }
    return Either.right(
        entries.isEmpty()
            ? List.empty()
            : List.of(
                "struct entry %s[] = {%s};"
                    .formatted(entriesName(line), entries.map(Reproducer::entry).mkString(", "))));
  }

  private static String entry(Calling.Entry entry) {
    String area =
        entry.kind().isEmpty()
            ? "FAULT"
            : entry.kind().contains(BufferKind.EMPTY)
                ? "NOTHING"
                : "&" + variable(entry.buffer().getOrElse(""));
    return "{%s, %s, %sULL}"
        .formatted(
            area,
            entry.file().map(Reproducer::variable).getOrElse("-1"),
            Long.toUnsignedString(entry.tag().getOrElse(0L)));
  }

  private int slots(String ring) {
    return statements()
        .flatMap(statement ->
            statement instanceof Making.NewRing made && made.name().equals(ring)
                ? Option.some(made.slots())
                : Option.none())
        .headOption()
        .getOrElse(1);
  }

  private static Either<String, List<String>> submitted(
      Scenario.Line line, String ring, Vector<Calling.Request> requests) {
    if (requests.exists(request -> !(request instanceof Calling.Submit))) {
      return Either.left("not a request that is made here");
    }
    if (requests.exists(request -> request.userData().isEmpty())) {
      return Either.left("a request without user data");
    }
    if (requests.exists(r -> r instanceof Calling.Submit one && one.address().isDefined())) {
      return Either.left("an address where no buffer is");
    }
    String name = "requests_" + line.number();
    return calledWith(
        line,
        List.of(
            "struct request %s[] = {%s};"
                .formatted(name, requests.map(Reproducer::request).mkString(",\n\t\t"))),
        "submit_requests(&%s, %s, %d)".formatted(variable(ring), name, requests.size()));
  }

  private static String request(Calling.Request request) {
    Calling.Submit asked = (Calling.Submit) request;
    List<String> flags =
        List.of(
                Option.when(asked.flags().link(), "IOSQE_IO_LINK"),
                Option.when(asked.flags().hard(), "IOSQE_IO_HARDLINK"),
                Option.when(asked.flags().async(), "IOSQE_ASYNC"),
                Option.when(asked.flags().quiet(), "IOSQE_CQE_SKIP_SUCCESS"))
            .flatMap(flag -> flag);
    return "{%d, %d, %s, %dULL, %dULL, %dULL, %sULL, %s, %s}"
        .formatted(
            asked.op() == Op.WRITE_FIXED ? 1 : 0,
            asked.slot(),
            variable(asked.file()),
            asked.offset(),
            asked.length(),
            asked.position(),
            Long.toUnsignedString(asked.userData().get()),
            flags.isEmpty() ? "0" : flags.mkString(" | "),
            asked.noWait() ? "RWF_NOWAIT" : "0");
  }

  private Either<String, List<String>> closed(Scenario.Line line, String name) {
    return statements()
        .flatMap(statement -> closing(statement, name))
        .headOption()
        .map(call -> called(line, call))
        .getOrElse(() -> Either.left("nothing that is closed here"));
  }

  /** How what a statement makes is closed, if it is what has that name. */
  private static Option<String> closing(Statement statement, String name) {
    String it = variable(name);
    return switch (statement) {
      case Making.NewRing ring when ring.name().equals(name) ->
          Option.some("close_ring(&" + it + ")");
      case Making.NewBuffer buffer when buffer.name().equals(name) ->
          Option.some("close(" + it + ".dmabuf)");
      case Making.NewFile file when file.name().equals(name) -> Option.some("close(" + it + ")");
      case Making.NewPipe pipe when pipe.readEnd().equals(name) || pipe.writeEnd().equals(name) ->
          Option.some("close(" + it + ")");
      default -> Option.none();
    };
  }

  private static Either<String, List<String>> cancelled(Scenario.Line line, Calling.Cancel cancel) {
    Calling.CancelFlags flags = cancel.flags();
    if (cancel.wrong().isDefined()
        || cancel.userData().isEmpty()
        || cancel.file().isDefined()
        || flags.counts()
        || flags.unknown()) {
      return Either.left("not a cancellation that is made here");
    }
    String user = Long.toUnsignedString(cancel.userData().get()) + "ULL";
    String ring = variable(cancel.ring());
    return called(
        line,
        cancel
            .by()
            .map(by ->
                "cancel_by_request(&%s, %s, %sULL)"
                    .formatted(ring, user, Long.toUnsignedString(by)))
            .getOrElse(() -> "cancel_by_call(&%s, %s)".formatted(ring, user)));
  }

  /** Where a drive answers, nobody knows when it does, nor in which order. */
  private Either<String, List<String>> reaped(Scenario.Line line, String ring) {
    boolean none = line.expected().contains(Calling.Reap.NONE);
    if (!drives.isEmpty() && none) {
      return left(line, "the drive may have been faster");
    }
    if (drives.isEmpty() && line.expected().isEmpty()) {
      return Either.left("a completion that nothing is said of");
    }
    Option<String> of =
        line.expected()
            .filter(text -> text.startsWith("user_data="))
            .map(text -> text.substring("user_data=".length()).split(" ")[0]);
    return lines(
        "take_cqe(%s, &%s, %d, %sULL, %s);"
            .formatted(
                shown(line),
                variable(ring),
                !drives.isEmpty() && of.isDefined() ? 1 : 0,
                of.getOrElse("0"),
                wanted(line.expected())));
  }

  private static String content(String at, long length, Content content) {
    return switch (content) {
      case Content.Same same -> "memset(%s, %d, %d);".formatted(at, same.value() & 0xff, length);
      case Content.Shuffled shuffled ->
          "shuffled(%s, %d, %dLL);".formatted(at, length, shuffled.seed());
      case Content.Repeated repeated ->
          "repeated(%s, %d, \"%s\", %d);"
              .formatted(
                  at,
                  length,
                  repeated.hex().replaceAll("(..)", "\\\\x$1"),
                  repeated.hex().length() / 2);
    };
  }

  private Either<String, List<String>> looked(Scenario.Line line, Looking looking) {
    return switch (looking) {
      case Looking.Fill fill when drives.contains(fill.name()) ->
          lines(
              "char *fill_%d = malloc(%d);".formatted(line.number(), fill.length()),
              content("fill_" + line.number(), fill.length(), fill.content()),
              "fill_drive(%s, %d, fill_%d, %d); /* %s */"
                  .formatted(
                      variable(fill.name()),
                      fill.offset(),
                      line.number(),
                      fill.length(),
                      line.text()));
      case Looking.Fill fill ->
          lines(
              content(
                      "%s.base + %d".formatted(variable(fill.name()), fill.offset()),
                      fill.length(),
                      fill.content())
                  + " /* "
                  + line.text()
                  + " */");
      case Looking.Dump dump ->
          lines(
              "dump_bytes(%s, %s, %d, %s);"
                  .formatted(
                      shown(line),
                      bytes(dump.name(), dump.offset(), dump.length()),
                      dump.length(),
                      wanted(line.expected())));
      case Looking.Compare compare ->
          lines(
              "compare_bytes(%s, %s, %s, %d, %s);"
                  .formatted(
                      shown(line),
                      bytes(compare.one(), compare.from(), compare.length()),
                      bytes(compare.other(), compare.at(), compare.length()),
                      compare.length(),
                      wanted(line.expected())));
      case Looking.References _, Looking.Mapping _, Looking.Pool _, Looking.Commands _ ->
          left(line, "nobody tells a user");
    };
  }

  private String bytes(String name, long offset, long length) {
    return drives.contains(name)
        ? "bytes_of(NULL, %s, %d, %d)".formatted(variable(name), offset, length)
        : "bytes_of(&%s, NULL, %d, %d)".formatted(variable(name), offset, length);
  }

  private static Either<String, List<String>> driven(Scenario.Line line, Driving driving) {
    return switch (driving) {
      case Driving.Answer answer when answer.answer() != Drives.Answered.SUCCESS ->
          Either.left("a drive that answers with an error takes fault injection");
      case Driving.Stop _,
          Driving.Start _,
          Driving.Die _,
          Driving.Remove _,
          Driving.Unbind _,
          Driving.Starve _ ->
          Either.left("what befalls a drive takes fault injection");
      case Driving.Run _, Driving.Answer _ ->
          lines("usleep(WHILE); /* " + line.text() + ": the drive does when it likes */");
      case Driving.Reset _ ->
          Either.left("a reset is asked for with the drive's reset_controller in sysfs");
      case Driving.Move _, Driving.Flush _ -> left(line, "nobody can tell a drive");
    };
  }
}
