package io.uring.dmabuf.live.tour;

import io.uring.dmabuf.scenario.BadBuffer;
import io.uring.dmabuf.scenario.Calling;
import io.uring.dmabuf.scenario.Driving;
import io.uring.dmabuf.scenario.Looking;
import io.uring.dmabuf.scenario.Making;
import io.uring.dmabuf.scenario.Scenario;
import io.uring.dmabuf.scenario.Statement;
import io.uring.dmabuf.system.RingKind;
import io.uring.dmabuf.system.UringSqe;
import io.uring.dmabuf.uring.Op;
import io.vavr.collection.HashMap;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/** Why a scenario cannot be carried out on the running kernel, read off its statements. */
final class TourObstacle {
  private static final String DMABUF = "it has a dma-buf";
  private static final String FOLIOS = "it counts folios, which its kernel's memory has not";

  private final TourAbilities abilities;
  private Map<String, Making.NewDrive> drives = HashMap.empty();
  private Map<String, Making.NewFile> files = HashMap.empty();
  private boolean underWay;

  private TourObstacle(TourAbilities abilities) {
    this.abilities = abilities;
  }

  /**
   * The first obstacle, if there is one.
   *
   * @param abilities of the running kernel
   */
  static Option<String> of(Scenario scenario, TourAbilities abilities) {
    if (scenario.lines().exists(line -> line.statement() instanceof Making.NewBuffer)) {
      return Option.some(DMABUF);
    }
    Vector<Statement> statements = scenario.lines().map(line -> line.statement()).toVector();
    if (statements.exists(TourObstacle::isLimited) && statements.exists(TourObstacle::hasFolios)) {
      return Option.some(FOLIOS);
    }
    TourObstacle obstacle = new TourObstacle(abilities);
    return scenario.lines().iterator().flatMap(line -> obstacle.in(line.statement())).headOption();
  }

  private static boolean isLimited(Statement statement) {
    return statement instanceof Making.NewRing ring && ring.memlock().isDefined();
  }

  private static boolean hasFolios(Statement statement) {
    return statement instanceof Making.NewMemory memory && memory.folios().nonEmpty();
  }

  private Option<String> in(Statement statement) {
    return switch (statement) {
      case Making.NewBuffer _ -> Option.some(DMABUF);
      case Making.Machine machine ->
          Option.when(!machine.design().isIntended(), "its kernel makes a mistake on purpose")
              .orElse(() ->
                  Option.when(
                      !machine.design().alternatives().isEmpty(), "it says which kernel it is on"));
      case Making.NewDrive drive -> {
        drives = drives.put(drive.name(), drive);
        yield Option.none();
      }
      case Making.NewFile file -> ofFile(file);
      case Making.NewRing ring ->
          Option.when(ring.requests() != Making.NewRing.REQUESTS, "it limits its requests")
              .orElse(ring.memlock().flatMap(limit -> abilities.counting()))
              .orElse(ring.kind() == RingKind.POLLED ? abilities.polling() : Option.none());
      case Calling.Register register -> ofEntries(register.entries());
      case Calling.Update update -> ofEntries(update.entries());
      case Calling.Request request -> ofRequest(request);
      case Calling.SubmitAll all -> all.requests().iterator().flatMap(this::ofRequest).headOption();
      case Calling.SetFlags(String file, boolean direct) ->
          Option.when(direct && !abilities.directFiles(), "temporary files are not O_DIRECT");
      case Looking.Fill _ -> Option.when(underWay, "the user writes while a request is under way");
      case Calling.TaskWork _, Calling.Reap _ -> {
        underWay = false;
        yield Option.none();
      }
      case Driving.Move _,
          Driving.Answer _,
          Driving.Stop _,
          Driving.Reset _,
          Driving.Start _,
          Driving.Die _,
          Driving.Remove _,
          Driving.Unbind _,
          Driving.Starve _,
          Driving.Flush _ ->
          Option.some("it chooses what its drive does");
      case Making.NewMemory _,
          Making.NewPipe _,
          Making.NewCounter _,
          Calling.Cancel _,
          Calling.Clone _,
          Calling.RingFd _,
          Calling.DropFd _,
          Calling.Hold _,
          Calling.Put _,
          Calling.Take _,
          Calling.Unregister _,
          Calling.Close _,
          Driving.Run _,
          Looking.Dump _,
          Looking.Compare _,
          Looking.References _,
          Looking.Mapping _,
          Looking.Pool _,
          Looking.Commands _ ->
          Option.none();
    };
  }

  private Option<String> ofFile(Making.NewFile file) {
    files = files.put(file.name(), file);
    int block = drives.get(file.drive()).map(d -> d.config().blockSize()).getOrElse(0);
    return file.direct() && (!abilities.directFiles() || block != DiskFile.BLOCK)
        ? Option.some("temporary files are not O_DIRECT with blocks of %d bytes".formatted(block))
        : Option.none();
  }

  private Option<String> ofEntries(Vector<Calling.Entry> entries) {
    boolean fails = entries.exists(e -> e.fault().isDefined() || e.kind().isEmpty());
    boolean maps = entries.exists(e -> e.bad().contains(BadBuffer.FILE_BACKED));
    return Option.when(fails, "it makes a step of an update fail")
        .orElse(Option.when(maps && !abilities.diskFiles(), "temporary files are in memory"));
  }

  private Option<String> ofRequest(Calling.Request request) {
    boolean onDrive = files.containsKey(request.file());
    underWay |= onDrive;
    UringSqe.Flags flags = request.flags();
    boolean later =
        onDrive && (flags.chains() || flags.async() || flags.quiet() || request.noWait());
    boolean unknown = request instanceof Calling.SubmitVector && !abilities.vectors();
    long length = request.length();
    long size =
        files
            .get(request.file())
            .flatMap(found -> drives.get(found.drive()))
            .map(drive -> drive.config().size())
            .getOrElse(0L);
    boolean grows =
        onDrive
            && request.op() == Op.WRITE_FIXED
            && length > 0
            && request.position() > size - length;
    boolean holds = request.op().isNop() && !abilities.nops();
    return Option.when(unknown, "its kernel has no vectored requests")
        .orElse(Option.when(holds, "its kernel has no NOP that holds a buffer"))
        .orElse(Option.when(request.userData().isEmpty(), "a request is without user_data"))
        .orElse(Option.when(later, "what a request of a drive puts off has its moment there"))
        .orElse(Option.when(grows, "a file grows where a drive ends"))
        .orElse(Option.when(length > Integer.MAX_VALUE, "a request is longer than an SQE can say"));
  }
}
