package io.uring.dmabuf.system;

import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.dmabuf.DmabufMapping;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.nvme.NvmeQueue;
import io.uring.dmabuf.step.Bounds;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.BufferKind;
import io.uring.dmabuf.uring.CompletionQueue;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.RawSqe;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.Submitted;
import io.uring.dmabuf.uring.UpdateArgs;
import io.uring.dmabuf.uring.UpdateStage;
import io.uring.dmabuf.uring.Window;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Predicate;

/**
 * A machine that is driven: calls that run to their end, and everybody else as long as they can.
 *
 * @param setup the setting of the machine
 * @param machine its state
 * @param log what its steps told, the latest first
 */
record Driven(Setup setup, Machine machine, List<Event> log) {
  private static final int LONG = 10_000;

  /** What goes on by itself within a machine: nothing that the user or the exporter begins. */
  private record GoingOn(Setup setup) implements Bounds {
    @Override
    public boolean has(String constant) {
      return true;
    }

    @Override
    public int integer(String constant) {
      return 1;
    }

    @Override
    public boolean bool(String constant) {
      return false;
    }

    @Override
    public List<Integer> integers(String constant) {
      return switch (constant) {
        case "Devs" -> List.rangeClosed(1, setup.devs());
        case "Tags" -> List.range(0, setup.tags());
        case "Rings" -> List.rangeClosed(1, setup.rings());
        case "Reqs" -> List.rangeClosed(1, setup.reqs());
        default -> List.empty();
      };
    }

    @Override
    public List<Boolean> booleans(String constant) {
      return List.of(true);
    }
  }

  /** A machine with a table. */
  static Driven withTable(Setup setup, boolean coherent) {
    return new Driven(setup, Machine.initial(setup, coherent), List.empty())
        .must(RegistrationSteps.REGISTER_SPARSE, setup.slots());
  }

  static UpdateArgs dmabuf(int slot, FileId file, DmabufId buf, Option<UpdateStage> fault) {
    return new UpdateArgs(
        SlotId.of(slot),
        BufferKind.DMABUF,
        Option.some(file),
        Option.some(buf),
        Option.some(CompletionQueue.TAG_BASE),
        fault);
  }

  static UpdateArgs pages(int slot) {
    return new UpdateArgs(
        SlotId.of(slot),
        BufferKind.PAGES,
        Option.none(),
        Option.none(),
        Option.none(),
        Option.none());
  }

  /** A request for all of the largest dma-buf, in the first slot. */
  Submitted whole(Op op, FileId file) {
    return sqe(op, file, 0);
  }

  /** A request for as much, that begins a page late. */
  Submitted beyond(Op op, FileId file) {
    return sqe(op, file, setup().pageSize());
  }

  private Submitted sqe(Op op, FileId file, int offset) {
    long length = (long) setup().pagesOf().max().get() * setup().pageSize();
    return table().next(new RawSqe(SlotId.of(0), op, file, new Window(offset, length)));
  }

  // What it consists of.

  RingContext table() {
    return machine.state().table();
  }

  DmabufMapping mapping() {
    return machine.state().mapping();
  }

  NvmeQueue queue() {
    return machine.state().queue();
  }

  Bytes bytes() {
    return machine.bytes();
  }

  byte[] buffer(DmabufId buf) {
    return machine.buffer(buf);
  }

  Driven withBuffer(DmabufId buf, byte[] bytes) {
    return new Driven(setup, machine.withBuffer(buf, bytes), log);
  }

  Driven with(Bytes bytes) {
    return new Driven(setup, machine.with(bytes), log);
  }

  /** The entries of the completion queue. */
  List<Cqe> cqes() {
    return table().completions().entries().toList();
  }

  // Its steps.

  /** After a step, if it can be taken. */
  <A> Option<Driven> after(Choice<State, A> choice) {
    int given = log.count(event -> event instanceof Event.TagGiven);
    Choice<State, A> tagged = UpdateArgs.tagging(choice, CompletionQueue.userDataOfTag(given + 1));
    return machine
        .after(tagged)
        .map(next ->
            new Driven(setup, next, log.prependAll(machine.events(tagged, next).reverse())));
  }

  /** After a step that must be possible. */
  <A> Driven must(Step<State, A> step, A args) {
    return after(new Choice<>(step, args))
        .getOrElseThrow(() -> new AssertionError(step + " is refused at " + table().call()));
  }

  /** The same of a step without arguments. */
  Driven must(Step<State, NoArgs> step) {
    return must(step, NoArgs.NONE);
  }

  /** After a whole update of one slot. */
  Driven update(UpdateArgs args) {
    return must(RegistrationSteps.START_UPDATE, args).settled();
  }

  /** After the table was unregistered. */
  Driven unregister() {
    return must(RegistrationSteps.START_UNREGISTER).settled();
  }

  /** After a request was submitted and everything came to rest. */
  Driven submit(Op op, FileId file) {
    return must(SubmissionSteps.SUBMIT, whole(op, file)).settled();
  }

  /** At rest: nobody can go on by himself. */
  Driven settled() {
    return until(machine -> false);
  }

  /** In the first state in which a condition holds, or at rest. */
  Driven until(Predicate<Driven> condition) {
    List<Choice<State, ?>> steps = goingOn();
    Driven at = this;
    for (int i = 0; i < LONG; i++) {
      Driven now = at;
      Option<Driven> next =
          condition.test(now)
              ? Option.none()
              : steps.iterator().flatMap(step -> now.after(step)).headOption();
      if (next.isEmpty()) {
        return at;
      }
      at = next.get();
    }
    throw new AssertionError("no rest in sight: " + at.log().take(10));
  }

  /** The steps of those that have begun something. */
  List<Choice<State, ?>> goingOn() {
    return StateSteps.ALL.flatMap(step -> step.choices(new GoingOn(setup())));
  }
}
