package io.uring.dmabuf.context;

import io.vavr.collection.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** The laws of contexts and locks. Each tells what breaks it, a line each. */
public enum ContextLaws {
  /** Neither the handler of an interrupt nor what it leaves to a soft one has a task to wake. */
  NOTHING_SLEEPS_IN_INTERRUPT(
      "nothing sleeps in an interrupt",
      contexts -> contexts.runs().filter(Runs::isInInterrupt).flatMap(ContextLaws::sleeping)),

  /** Not under a spin lock, nor in a dispatch section, which is one of RCU: its queue may wait. */
  NOTHING_SLEEPS_WHERE_IT_MUST_NOT(
      "nothing sleeps under a spin lock or in a dispatch section",
      contexts -> contexts.runs().flatMap(ContextLaws::sleepingUnder)),

  /**
   * From the entry in the completion ring to the end of the bio, by whomever: a poller, who has a
   * uring_lock, may complete the request of another ring, and would wait for one with one.
   */
  COMPLETION_TAKES_NO_SLEEPING_LOCK(
      "whoever completes a command takes no sleeping lock from the reap to the end of its bio",
      contexts ->
          contexts
              .runs()
              .filter(line -> contexts.of(line.action()).exists(Runs::isInInterrupt))
              .flatMap(ContextLaws::sleeping)),

  /** A handler that interrupts whoever has the lock would wait for it for ever. */
  INTERRUPT_TAKES_NO_PLAIN_SPIN_LOCK(
      "an interrupt takes no spin lock that others take with interrupts on",
      contexts ->
          contexts
              .runs()
              .filter(Runs::isInInterrupt)
              .flatMap(line ->
                  line.takes()
                      .flatMap(section -> section)
                      .filter(lock -> lock.kind() == LockClass.Kind.SPIN)
                      .map(lock -> line.action() + " takes " + lock.kernel()))),

  /** Nor can a lock be taken by who has it. */
  NO_LOCK_IS_TAKEN_TWICE(
      "nobody takes a lock that it has",
      contexts ->
          LockOrder.of(contexts)
              .edges()
              .toList()
              .filter(edge -> edge._1.from() == edge._1.to())
              .map(edge -> edge._2.mkString(", ") + ": " + edge._1)),

  /** As lockdep has it, by classes. */
  LOCK_ORDER_HAS_NO_CYCLE(
      "the lock order has no cycle",
      contexts ->
          LockOrder.of(contexts)
              .cycle()
              .map(locks -> locks.map(LockClass::kernel).mkString(" --> "))
              .toList()),

  /** A step that is one by a lock has that lock wherever it runs. */
  ATOMIC_BY_A_LOCK_THAT_IS_HELD(
      "what is one step by a lock has it in each context",
      contexts ->
          contexts
              .atomic()
              .flatMap(step ->
                  contexts
                      .of(step.action())
                      .flatMap(line -> step.locks().removeAll(line.locks()))
                      .map(lock -> step.action() + " has no " + lock.kernel())));

  private final String says;
  private final Function<Contexts, List<String>> broken;

  ContextLaws(String says, Function<Contexts, List<String>> broken) {
    this.says = says;
    this.broken = broken;
  }

  /** The law in words. */
  public String says() {
    return says;
  }

  /** What breaks it. */
  public List<String> broken(Contexts contexts) {
    return broken.apply(contexts);
  }

  private static List<String> sleeping(Runs line) {
    return line.sleeps()
        .map(why ->
            line.action() + " (" + line.contexts().map(Context::word).mkString(", ") + "): " + why);
  }

  /** What sleeps within what must not. */
  private static List<String> sleepingUnder(Runs line) {
    Predicate<LockClass> atomic = lock -> lock.kind().isAtomic();
    List<String> waits = line.holds().exists(atomic) ? line.waits().toList() : List.<String>empty();
    return line.takes()
        .map(section -> line.holds().appendAll(section))
        .flatMap(all -> all.dropUntil(atomic).filter(lock -> lock.kind().sleeps()))
        .removeAll(line.holds())
        .map(LockClass::kernel)
        .appendAll(waits)
        .map(why -> line.action() + ": " + why);
  }
}
