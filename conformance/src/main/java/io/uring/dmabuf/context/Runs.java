package io.uring.dmabuf.context;

import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;

/**
 * How an action runs in some contexts: {@code @runs task, tw: holds uring_lock; takes rcu >
 * sq_lock, pool_lock; waits for a tag}. What is taken is taken in nested sections, one after the
 * other; each section may be given back in the step, or kept.
 *
 * @param action the action's name
 * @param contexts where it runs so
 * @param holds what whoever takes the step has when it begins
 * @param takes the sections, each from the outermost lock to the innermost
 * @param waits what it may wait for besides locks, holding what it holds; none if it does not
 */
public record Runs(
    String action,
    List<Context> contexts,
    List<LockClass> holds,
    List<List<LockClass>> takes,
    Option<String> waits) {

  /** The line that a comment has, or what is wrong with it. */
  static Either<String, Runs> of(String action, String text) {
    String[] halves = text.split(":\\s*", 2);
    Either<String, Runs> none =
        words(halves[0], ",")
            .map(word -> Context.of(word).toEither("no context: " + word))
            .transform(Either::sequenceRight)
            .map(in -> new Runs(action, in.toList(), List.empty(), List.empty(), Option.none()));
    return halves.length == 1
        ? none
        : words(halves[1], ";").foldLeft(none, (line, clause) -> line.flatMap(r -> r.with(clause)));
  }

  private Either<String, Runs> with(String clause) {
    String[] words = clause.split("\\s+", 2);
    String rest = words.length > 1 ? words[1] : "";
    return switch (words[0]) {
      case "holds" -> locks(rest, ",").map(l -> new Runs(action, contexts, l, takes, waits));
      case "takes" ->
          words(rest, ",")
              .map(section -> locks(section, ">"))
              .transform(Either::sequenceRight)
              .map(all -> new Runs(action, contexts, holds, all.toList(), waits));
      case "waits" ->
          Either.right(
              new Runs(
                  action, contexts, holds, takes, Option.some(rest.replaceFirst("^for ", ""))));
      default -> Either.left("no clause: " + clause);
    };
  }

  /** The locks of a list. */
  static Either<String, List<LockClass>> locks(String text, String between) {
    return words(text, between)
        .map(word -> LockClass.of(word).toEither("no lock: " + word))
        .transform(Either::sequenceRight)
        .map(locks -> locks.toList());
  }

  private static List<String> words(String text, String between) {
    return List.of(text.split("\\s*" + between + "\\s*"));
  }

  /** What it may have at any moment of the step. */
  public List<LockClass> locks() {
    return holds.appendAll(takes.flatMap(section -> section)).distinct();
  }

  /** Why it may sleep, in the order in which a reader looks for it; empty if it may not. */
  public List<String> sleeps() {
    return takes
        .flatMap(section -> section)
        .filter(lock -> lock.kind().sleeps())
        .map(LockClass::word)
        .distinct()
        .appendAll(waits);
  }

  /** Whether one of these contexts is an interrupt. */
  public boolean isInInterrupt() {
    return contexts.exists(Context::isInterrupt);
  }
}
