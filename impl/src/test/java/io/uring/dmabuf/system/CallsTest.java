package io.uring.dmabuf.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.uring.BufferKind;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.RawSqe;
import io.uring.dmabuf.uring.RawUpdate;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.UpdateArgs;
import io.uring.dmabuf.uring.Window;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A call on a ring")
class CallsTest {
  private static final RingId RING = RingId.of(1);
  private static final long GIB = 1L << 30;

  private static final Machine MACHINE =
      Outside.ring(Machine.empty(Design.intended(), 4096, 64), 4, 8);
  private static final RingContext OPEN = table(MACHINE);
  private static final RingContext REGISTERED =
      table(after(MACHINE, new Choice<>(RegistrationSteps.REGISTER_SPARSE, 4)));
  private static final RingContext CLOSED =
      table(after(MACHINE, new Choice<>(RegistrationSteps.CLOSE_RING, NoArgs.NONE)));

  private static Machine after(Machine machine, Choice<State, ?> step) {
    return machine.at(RING).after(step).get();
  }

  private static RingContext table(Machine machine) {
    return machine.state().rings().get(RING);
  }

  @Test
  void registersATableOfOneToSixteenThousandSlots() {
    assertThat(Calls.register(OPEN, 0)).contains(Errno.EINVAL);
    assertThat(Calls.register(OPEN, 1)).isEmpty();
    assertThat(Calls.register(OPEN, 16_384)).isEmpty();
    assertThat(Calls.register(OPEN, 16_385)).contains(Errno.EINVAL);
  }

  @Test
  void asksForATableBeforeItCountsSlotsButNotBeforeItKnowsThatThereAreAny() {
    assertThat(Calls.register(REGISTERED, 16_385)).contains(Errno.EBUSY);
    assertThat(Calls.register(REGISTERED, 0)).contains(Errno.EINVAL);
  }

  @Test
  void isRefusedByARingThatIsClosedWhateverItAsksFor() {
    assertThat(Calls.register(CLOSED, 0)).contains(Errno.EBADF);
    assertThat(Calls.update(CLOSED, new RawUpdate(0, 0, true, false))).contains(Errno.EBADF);
    assertThat(Calls.unregister(CLOSED)).contains(Errno.EBADF);
    assertThat(Calls.closed(CLOSED)).contains(Errno.EBADF);
  }

  @Test
  void needsATableToUnregisterAndNoneToClose() {
    assertThat(Calls.unregister(OPEN)).contains(Errno.ENXIO);
    assertThat(Calls.unregister(REGISTERED)).isEmpty();
    assertThat(Calls.closed(OPEN)).isEmpty();
  }

  private static Option<Errno> entry(BufferKind kind, Option<Long> tag, long length) {
    Machine with = Outside.memory(MACHINE, Vector.of(new DmaSegment(GIB, length)), Vector.of(4096));
    return Calls.entry(
        with.state(),
        new UpdateArgs(
            SlotId.of(0),
            kind,
            Option.none(),
            Option.none(),
            tag,
            Option.none(),
            Option.when(kind == BufferKind.PAGES, AreaId.of(1))));
  }

  @Test
  void takesOrdinaryMemoryOfOneGibibyteAtMost() {
    assertThat(entry(BufferKind.PAGES, Option.none(), GIB)).isEmpty();
    assertThat(entry(BufferKind.PAGES, Option.none(), GIB + 1)).contains(Errno.EFAULT);
  }

  @Test
  void takesNoTagForAnEmptySlotAndTheNumberZeroIsNone() {
    assertThat(entry(BufferKind.EMPTY, UpdateArgs.tagOf(0), 1)).isEmpty();
    assertThat(entry(BufferKind.EMPTY, UpdateArgs.tagOf(1), 1)).contains(Errno.EINVAL);
    assertThat(UpdateArgs.tagOf(-1)).contains(-1L);
  }

  @Test
  void preparesARequestOf1024RangesAtMost() {
    assertThat(vectored(0)).isEmpty();
    assertThat(vectored(1024)).isEmpty();
    assertThat(vectored(1025)).contains(Errno.EINVAL);
    assertThat(new RawSqe(SlotId.of(0), Op.READ_FIXED, FileId.of(1), new Window(0, 1)).refusal())
        .isEmpty();
  }

  private static Option<Errno> vectored(int ranges) {
    Vector<Window.Range> all = Vector.fill(ranges, new Window.Range(0, 1));
    return new RawSqe(SlotId.of(0), Op.WRITE_FIXED, FileId.of(1), Window.vectored(0, all))
        .refusal();
  }
}
