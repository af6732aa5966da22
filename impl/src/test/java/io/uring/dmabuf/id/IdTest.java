package io.uring.dmabuf.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Ids are numbers of one kind. */
final class IdTest {

  @Property
  void idsAreEqualAndOrderedAsTheirNumbers(
      @ForAll @IntRange(max = 600) int one, @ForAll @IntRange(max = 600) int other) {
    assertThat(NodeId.of(one).equals(NodeId.of(other))).isEqualTo(one == other);
    assertThat(NodeId.of(one).compareTo(NodeId.of(other))).isEqualTo(Integer.compare(one, other));
    assertThat(NodeId.of(one)).hasSameHashCodeAs(NodeId.of(one)).hasToString("" + one);
  }

  @Example
  void idsOfTwoKindsAreNeverEqual() {
    assertThat((Object) NodeId.of(1)).isNotEqualTo(ImuId.of(1));
    assertThat((Object) NodeId.of(1000)).isNotEqualTo(ImuId.of(1000));
  }

  @Example
  void smallIdsAreMadeOnce() {
    assertThat(TagId.of(0)).isSameAs(TagId.of(0));
    assertThat(TagId.of(255)).isSameAs(TagId.of(255));
  }

  @Example
  void noIdIsNegative() {
    assertThatThrownBy(() -> SlotId.of(-1)).hasMessage("no id has the number -1");
  }
}
