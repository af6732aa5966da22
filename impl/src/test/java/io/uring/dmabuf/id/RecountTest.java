package io.uring.dmabuf.id;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.control.Option;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A recount")
class RecountTest {
  @Test
  void countsWhoNamesAnObjectWhateverItsNumber() {
    Recount<NodeId> named = new Recount<>();
    named.add(NodeId.of(1));
    named.add(Option.some(NodeId.of(20_000)));
    named.add(Option.none());
    named.add(NodeId.of(20_000));

    assertThat(named.of(NodeId.of(1))).isEqualTo(1);
    assertThat(named.of(NodeId.of(2))).isZero();
    assertThat(named.of(NodeId.of(20_000))).isEqualTo(2);
    assertThat(named.of(NodeId.of(1_000_000))).isZero();
  }
}
