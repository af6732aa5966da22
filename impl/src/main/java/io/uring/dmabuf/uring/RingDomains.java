package io.uring.dmabuf.uring;

import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.Bounds;
import io.uring.dmabuf.step.Domain;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What several steps of a ring may be taken with. A model that has no constant for what its
 * environment answers gives every answer.
 */
public final class RingDomains {
  /** A request object. */
  public static final Domain<RequestId> REQS = Domain.ids("Reqs", RequestId::of);

  /** An SQE that the user hands in, and the request object that it gets. */
  public static final Domain<Submitted> SUBMITTED =
      new Domain<>(RingDomains::submitted, RingDomains::tla);

  /** The errno with which an import is refused; none where it is accepted. */
  static final Domain<Import> IMPORTS =
      new Domain<>(RingDomains::imports, refusal -> List.of(label(refusal)));

  private static final String ACCEPTED = "none";

  /** Behind the end of the file there is nothing to read. */
  private static final String AT_END = "EOF";

  /** The page cache serves it. */
  private static final String CACHED = "cached";

  private RingDomains() {}

  /** The errno of a refused call, one of a constant. */
  static Domain<Errno> errnos(String constant) {
    return new Domain<>(
        bounds -> bounds.strings(constant).map(Errno::valueOf), errno -> List.of(errno.name()));
  }

  /** The same, in models whose user defers an issue this way. */
  static Domain<Submitted> deferred(String way) {
    return new Domain<>(
        bounds ->
            bounds.strings("Deferrals").contains(way)
                ? SUBMITTED.all().apply(bounds)
                : List.empty(),
        SUBMITTED.tla());
  }

  /** The same of an SQE behind another one, by either link. */
  static final Domain<Linked> LINKED =
      new Domain<>(
          bounds ->
              List.of(false, true)
                  .filter(hard -> bounds.strings("Deferrals").contains(link(hard)))
                  .flatMap(hard ->
                      SUBMITTED.all().apply(bounds).map(submitted -> new Linked(submitted, hard))),
          args -> tla(args.submitted()).append(link(args.hard())));

  /** The specification's word for a link. */
  private static String link(boolean hard) {
    return hard ? "hardlink" : "link";
  }

  /** Whether a ring may clone the table of another. */
  static boolean mayClone(Bounds bounds) {
    return !bounds.integers("Counts").isEmpty();
  }

  /** Whether it may clone its own. */
  static boolean mayCloneItself(Bounds bounds) {
    return bounds.has("OntoItself") && bounds.bool("OntoItself");
  }

  /** A request object, in models whose bounds allow the step at all. */
  static Domain<RequestId> reqs(Predicate<Bounds> allowed) {
    return Domain.ids(bounds -> allowed.test(bounds) ? REQS.all().apply(bounds) : List.empty());
  }

  private static List<Submitted> submitted(Bounds bounds) {
    List<RawSqe> sqes = sqes(bounds);
    List<RequestId> noWaits =
        bounds.has("NoWaits") ? bounds.ids("NoWaits", RequestId::of) : List.empty();
    return REQS.all()
        .apply(bounds)
        .flatMap(req ->
            sqes.map(
                sqe -> new Submitted(req, noWaits.contains(req) ? sqe.withoutWaiting() : sqe)));
  }

  private static List<RawSqe> sqes(Bounds bounds) {
    return bounds
        .ids("Slots", SlotId::of)
        .flatMap(slot ->
            bounds
                .strings("Ops")
                .flatMap(op ->
                    bounds
                        .ids("Files", FileId::of)
                        .flatMap(file ->
                            bounds.sequences("Windows").map(pair -> sqe(slot, op, file, pair)))));
  }

  private static RawSqe sqe(SlotId slot, String name, FileId file, List<Integer> pair) {
    Op op =
        List.of(Op.values()).find(o -> o.name().equals(name) || o.vectored().equals(name)).get();
    Window window =
        name.equals(op.name())
            ? new Window(pair.get(0), pair.get(1))
            : Window.vectored(pair.get(0), pair.get(1));
    return new RawSqe(slot, op, file, window);
  }

  private static List<Object> tla(Submitted args) {
    RawSqe sqe = args.sqe();
    return List.of(
        args.req().number(),
        sqe.slot().number(),
        sqe.op().of(sqe.window()),
        sqe.file().number(),
        (int) sqe.window().start(),
        (int) sqe.window().length());
  }

  /** Whether a descriptor is found open. */
  static List<Boolean> opens(Bounds bounds) {
    return offered(bounds, "Opens", bounds::booleans, List.of(false, true));
  }

  /** What an import answers. */
  static List<Import> imports(Bounds bounds) {
    return offered(
            bounds,
            "Imports",
            bounds::strings,
            List.of(ACCEPTED, "EFAULT", "EBADF", "EINVAL", AT_END, "ENOSPC", CACHED, "EOPNOTSUPP"))
        .map(word ->
            switch (word) {
              case AT_END -> new Import.Ended();
              case CACHED -> new Import.Cached(Option.none());
              default -> Import.of(Option.when(!word.equals(ACCEPTED), () -> Errno.valueOf(word)));
            });
  }

  /** Whether the disk behind a request may die. */
  public static boolean mayDie(Bounds bounds) {
    return mayAnswer(bounds, AT_END);
  }

  /** Whether files need not be O_DIRECT. */
  public static boolean mayBeCached(Bounds bounds) {
    return mayAnswer(bounds, CACHED);
  }

  /** Whether a model says that an import may answer so. */
  private static boolean mayAnswer(Bounds bounds, String word) {
    return bounds.has("Imports") && bounds.strings("Imports").contains(word);
  }

  /** The specification's word for what an import answers. */
  static String label(Import what) {
    return switch (what) {
      case Import.Refused refused -> refused.errno().name();
      case Import.Accepted accepted -> ACCEPTED;
      case Import.Ended ended -> AT_END;
      case Import.Cached cached -> CACHED;
    };
  }

  /** What a constant names of this; all of it where there is no such constant. */
  static <T> List<T> offered(
      Bounds bounds, String constant, Function<String, List<T>> named, List<T> all) {
    return bounds.has(constant) ? all.filter(named.apply(constant)::contains) : all;
  }
}
