package io.uring.dmabuf.docs;

import io.uring.dmabuf.context.Atomicity;
import io.uring.dmabuf.context.Context;
import io.uring.dmabuf.context.ContextLaws;
import io.uring.dmabuf.context.Contexts;
import io.uring.dmabuf.context.LockClass;
import io.uring.dmabuf.context.LockOrder;
import io.uring.dmabuf.context.Runs;
import io.uring.dmabuf.tlc.trace.SpecIndex;
import io.vavr.Tuple;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;

/** The tables of contexts and locks: what the actions of the whole hold, take and wait for. */
public final class ContextTables {

  /** How many actions are named for an edge of the lock order. */
  private static final int NAMED = 3;

  private final SpecIndex index;
  private final Contexts contexts;

  private ContextTables(SpecIndex index, Contexts contexts) {
    this.index = index;
    this.contexts = contexts;
  }

  /** The tables of the repository, or one line about the first note that cannot be read. */
  public static Either<String, ContextTables> of(Path root) {
    SpecIndex index = SpecIndex.of(List.of(root.resolve("spec")));
    return Contexts.of(index).map(contexts -> new ContextTables(index, contexts));
  }

  /** The laws, one line each. */
  List<String> laws() {
    return List.of(ContextLaws.values()).map(law -> "* " + law.says());
  }

  /** The classes of locks. */
  List<String> locks() {
    return Markdown.header(List.of("lockdep's name", "in the specification", "kind", "covers"))
        .appendAll(
            List.of(LockClass.values())
                .map(lock ->
                    Markdown.row(
                        List.of(
                            Markdown.code(lock.kernel()),
                            Markdown.code(lock.word()),
                            lock.kind().title(),
                            lock.covers()))));
  }

  /** One table a context: the actions that hold, take and wait for the same stand in one row. */
  List<String> byContext() {
    return List.of(Context.values()).flatMap(this::section);
  }

  private List<String> section(Context context) {
    List<Runs> here = contexts.runs().filter(line -> line.contexts().contains(context));
    return List.of("### `" + context.word() + "`", "", context.title(), "")
        .appendAll(Markdown.header(List.of("actions", "hold", "take", "may sleep for")))
        .appendAll(
            here.map(line -> Tuple.of(line.holds(), line.takes(), line.waits()))
                .distinct()
                .map(same ->
                    row(
                        here.filter(line ->
                            same.equals(Tuple.of(line.holds(), line.takes(), line.waits()))))))
        .append("");
  }

  private static String row(List<Runs> same) {
    Runs line = same.head();
    return Markdown.row(
        List.of(
            same.map(Runs::action).distinct().map(Markdown::code).mkString(", "),
            words(line.holds(), ", "),
            line.takes().map(section -> words(section, " > ")).mkString(", "),
            line.sleeps().mkString(", ")));
  }

  private static String words(List<LockClass> locks, String between) {
    return locks.map(lock -> Markdown.code(lock.word())).mkString(between);
  }

  /** The lock order in lockdep's form, with the steps that make it. */
  List<String> lockOrder() {
    return Markdown.header(List.of("held --> taken", "by"))
        .appendAll(
            LockOrder.of(contexts)
                .edges()
                .toList()
                .sortBy(edge -> Tuple.of(edge._1.from().ordinal(), edge._1.to().ordinal()))
                .map(edge ->
                    Markdown.row(List.of(Markdown.code(edge._1.toString()), makers(edge._2)))));
  }

  private String makers(List<String> actions) {
    List<String> named =
        actions.take(NAMED).map(action -> Markdown.code(action) + functions(action));
    int others = actions.size() - named.size();
    return named.mkString(", ") + (others == 0 ? "" : " and " + others + " more");
  }

  private String functions(String action) {
    return pointer(action).map(found -> " (" + found + ")").getOrElse("");
  }

  private Option<String> pointer(String action) {
    return index
        .find(action, Option.some(Contexts.WHOLE))
        .map(found -> found.functions().map(Markdown::code).mkString(", "));
  }

  /** What is one step although the kernel does several things. */
  List<String> atomicities() {
    return Markdown.header(List.of("action", "kernel", "by", "what is one step, or why"))
        .appendAll(contexts.atomic().map(this::row));
  }

  private String row(Atomicity step) {
    return Markdown.row(
        List.of(
            Markdown.code(step.action()),
            pointer(step.action()).getOrElse(""),
            step.locks().isEmpty() ? "no lock" : words(step.locks(), ", "),
            step.why()));
  }
}
