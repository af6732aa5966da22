package io.uring.dmabuf.nvme;

import io.uring.dmabuf.dma.Memory;
import io.uring.dmabuf.id.TagId;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.SortedMap;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import org.jspecify.annotations.Nullable;

/**
 * The controller's side of a queue pair. Of the driver it sees the doorbells and the memory only.
 *
 * @param sqBase the bus address of the submission ring
 * @param sqDepth entries of the submission ring
 * @param cqBase the bus address of the completion ring
 * @param cqDepth entries of the completion ring
 * @param reader how it reads data pointers
 * @param sqTailDoorbell the tail of the submission ring that the driver wrote last
 * @param cqHeadDoorbell the head of the completion ring that the driver wrote last
 * @param sqHead the next entry to fetch
 * @param cqTail the next completion entry to write
 * @param phase the phase bit of the next completion entry
 * @param executing the commands fetched and not answered, by command id
 */
public record Controller(
    long sqBase,
    int sqDepth,
    long cqBase,
    int cqDepth,
    DataPointerReader reader,
    int sqTailDoorbell,
    int cqHeadDoorbell,
    int sqHead,
    int cqTail,
    int phase,
    SortedMap<Integer, Execution> executing) {

  /**
   * A command that the controller works on.
   *
   * @param command the command as it was fetched
   * @param moved how many of its PRP entries have moved
   */
  public record Execution(Sqe command, int moved) {
    /** Of a command of which nothing has moved. */
    static Execution begun(Sqe command) {
      return new Execution(command, 0);
    }
  }

  static Controller ready(QueueLayout layout) {
    return new Controller(
        layout.sqBase(),
        layout.sqDepth(),
        layout.cqBase(),
        layout.cqDepth(),
        DataPointerReader.of(layout),
        0,
        0,
        0,
        0,
        1,
        TreeMap.empty());
  }

  /** The controller without any command: what it was about is lost. */
  Controller stopped() {
    return with(sqTailDoorbell, cqHeadDoorbell, sqHead, cqTail, phase, TreeMap.empty());
  }

  /** The commands that the doorbell covers and that were not fetched. */
  public int rung() {
    return Math.floorMod(sqTailDoorbell - sqHead, sqDepth);
  }

  /** The command that a tag stands for, with its progress, while the controller works on it. */
  public Option<Execution> execution(TagId tag) {
    return executing.find(e -> QueueLayout.tagOf(e._1).equals(tag)).map(Tuple2::_2);
  }

  /** What the command of a tag touches next; none if all has moved or its list is unreadable. */
  public Option<PrpTarget> next(Memory memory, TagId tag) {
    return execution(tag).flatMap(e -> left(memory, e).headOption());
  }

  /** What is left of a command; nothing if its list is unreadable. */
  Vector<PrpTarget> left(Memory memory, Execution execution) {
    return reader
        .targets(memory, execution.command())
        .getOrElse(Vector.empty())
        .drop(execution.moved());
  }

  /** Whether every entry of the command of a tag has moved. */
  boolean allMoved(Memory memory, TagId tag) {
    return execution(tag)
        .exists(e ->
            reader.targets(memory, e.command()).exists(targets -> targets.size() <= e.moved()));
  }

  boolean cqFull() {
    return (cqTail + 1) % cqDepth == cqHeadDoorbell;
  }

  /** The doorbell of the submission ring is written. */
  Controller withSqTail(int tail) {
    return with(tail, cqHeadDoorbell, sqHead, cqTail, phase, executing);
  }

  /** The doorbell of the completion ring is written. */
  Controller withCqHead(int head) {
    return with(sqTailDoorbell, head, sqHead, cqTail, phase, executing);
  }

  /** The command at the head of the submission ring is taken in. */
  Controller fetch(Memory memory) {
    long at = sqBase + (long) sqHead * Sqe.BYTES;
    Sqe command = Sqe.parse(memory.read(at, Sqe.BYTES).get());
    return with(
        sqTailDoorbell,
        cqHeadDoorbell,
        (sqHead + 1) % sqDepth,
        cqTail,
        phase,
        executing.put(command.cid(), Execution.begun(command)));
  }

  /** One more entry of a tag's command has moved; null if there is no such command. */
  @Nullable Controller moved(TagId tag) {
    return execution(tag)
        .map(e -> new Execution(e.command(), e.moved() + 1))
        .map(e ->
            with(
                sqTailDoorbell,
                cqHeadDoorbell,
                sqHead,
                cqTail,
                phase,
                executing.put(e.command().cid(), e)))
        .getOrNull();
  }

  /**
   * The command of a tag is answered: the controller after it, and the memory with the entry; none
   * if there is no such command.
   */
  Option<Tuple2<Controller, Memory>> answer(Memory memory, TagId tag, int status) {
    return execution(tag).map(e -> answer(memory, e.command(), status));
  }

  private Tuple2<Controller, Memory> answer(Memory memory, Sqe command, int status) {
    int cid = command.cid();
    byte[] entry = new NvmeCompletion(sqHead, cid, status, phase).toBytes();
    boolean wraps = cqTail == cqDepth - 1;
    return Tuple.of(
        with(
            sqTailDoorbell,
            cqHeadDoorbell,
            sqHead,
            wraps ? 0 : cqTail + 1,
            wraps ? 1 - phase : phase,
            executing.remove(cid)),
        memory.write(cqBase + (long) cqTail * NvmeCompletion.BYTES, entry).get());
  }

  private Controller with(
      int sqTail,
      int cqHead,
      int fetched,
      int tail,
      int nextPhase,
      SortedMap<Integer, Execution> e) {
    return new Controller(
        sqBase, sqDepth, cqBase, cqDepth, reader, sqTail, cqHead, fetched, tail, nextPhase, e);
  }
}
