package io.uring.dmabuf.dma;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.vavr.api.VavrAssertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

@Label("Memory")
class MemoryTest {
  private static final int PAGE = 16;
  private static final long BASE = 0x40;
  private static final Memory FOUR_PAGES = Memory.empty(PAGE).withZeroPages(BASE, 4);

  @Property
  @Label("what is written is read again, across pages, and nothing else changes")
  void readsWhatWasWritten(
      @ForAll @IntRange(max = 63) int offset, @ForAll @Size(max = 64) byte[] bytes) {
    byte[] fitting = Arrays.copyOf(bytes, Math.min(bytes.length, 64 - offset));
    Memory written = FOUR_PAGES.write(BASE + offset, fitting).get();

    byte[] expected = new byte[64];
    System.arraycopy(fitting, 0, expected, offset, fitting.length);
    assertThat(written.read(BASE, 64).get()).isEqualTo(expected);
    assertThat(FOUR_PAGES.read(BASE, 64).get()).isEqualTo(new byte[64]);
  }

  @Property
  @Label("numbers are little-endian wherever they lie")
  void numbersAreLittleEndian(@ForAll @IntRange(max = 56) int offset, @ForAll long number) {
    long address = BASE + offset;
    Memory written = FOUR_PAGES.withU64s(address, Longs.of(number)).get();

    assertThat(written.u64(address).get()).isEqualTo(number);
    byte[] bytes = written.read(address, Long.BYTES).get();
    for (int i = 0; i < Long.BYTES; i++) {
      assertThat(bytes[i]).isEqualTo((byte) (number >>> (i * Byte.SIZE)));
    }
  }

  @Example
  @Label("an access that reaches a hole tells where, and writes nothing")
  void accessToHoleIsAValue() {
    Memory hole = Memory.empty(PAGE).withZeroPages(BASE, 2).withZeroPages(BASE + 3 * PAGE, 1);

    assertThat(hole.read(BASE + PAGE, 2 * PAGE)).containsOnLeft(new Unbacked(BASE + 2 * PAGE));
    assertThat(hole.write(BASE + PAGE + 10, "not a byte".getBytes(UTF_8)))
        .containsOnLeft(new Unbacked(BASE + 2 * PAGE));
    assertThat(hole.read(BASE, 2 * PAGE).get()).containsOnly(0);
    assertThat(hole.u64(0)).containsOnLeft(new Unbacked(0));
    assertThat(hole.covers(BASE, 2 * PAGE)).isTrue();
    assertThat(hole.covers(BASE, 2 * PAGE + 1)).isFalse();
  }

  @Example
  @Label("a page keeps nobody's array")
  void pageIsImmutable() {
    byte[] outside = new byte[PAGE];
    Page page = new Page(outside);
    outside[0] = 1;
    page.bytes()[1] = 1;

    assertThat(page).isEqualTo(Page.zero(PAGE));
  }
}
