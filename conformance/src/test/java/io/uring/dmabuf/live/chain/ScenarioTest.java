package io.uring.dmabuf.live.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.Alternative;
import io.uring.dmabuf.live.Memory;
import io.uring.dmabuf.live.Operation;
import io.uring.dmabuf.live.Operation.Clone;
import io.uring.dmabuf.live.Operation.OfRing;
import io.uring.dmabuf.live.Operation.Second;
import io.uring.dmabuf.live.RingKind;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A scenario")
class ScenarioTest {

  private static RingKind kind(long seed) {
    return RingKind.all().get((int) (seed % RingKind.all().size()));
  }

  /** Chains of the model alone: they need no kernel. */
  private static List<Operation> chain(long seed) {
    try (Arena arena = Arena.ofConfined()) {
      ModelPair model =
          new ModelPair(
              new ModelSetup(
                  new Memory(arena),
                  Design.intended(),
                  Alternative.ofTheSpecification(),
                  kind(seed)));
      RandomScript script = new RandomScript(new SplittableRandom(seed), 200);
      List<Operation> done = List.empty();
      for (Option<Operation> next = script.next(model);
          next.isDefined();
          next = script.next(model)) {
        assertThat(model.apply(next.get()).trouble()).isEmpty();
        done = done.prepend(next.get());
      }
      return done.reverse();
    }
  }

  @Test
  void isReadAsItIsWritten() {
    Set<Class<?>> kinds = HashSet.empty();
    for (long seed = 0; seed < 20; seed++) {
      Scenario written = new Scenario(kind(seed), chain(seed));
      Either<String, Scenario> read = Scenario.parse("f", List.of(written.text().split("\n")));
      assertThat(read).isEqualTo(Either.right(written));
      kinds = kinds.addAll(written.operations().map(Object::getClass));
    }
    assertThat(kinds)
        .hasSize(OfRing.class.getPermittedSubclasses().length + 2)
        .contains(Second.class, Clone.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ring square | 1 | begins with none of 'ring plain', 'ring deferred', 'ring polled'
          ring plain; mend 3 | 2 | no operation is called mend
          ring plain; update 1 b4 | 2 | b4: there are buffers b0 to b3
          ring plain; update 0 buffer | 2 | buffer: name a buffer, such as b0
          ring plain; # nothing; update x b0 | 3 | x: no number
          ring plain; read-fixed 0 pipe9 whole | 2 | pipe9: there are pipe0 to pipe2
          ring plain; write-fixed 0 eventfd whole | 2 | eventfd is for reads only
          ring plain; update-raw 5000000000 1 0 readable | 2 | 5000000000: more than 32 bits
          ring plain; read-fixed 0 file whole quiet | 2 | only a request that waits on a pipe can be quiet
          ring plain; link read-fixed 0 pipe0 whole | 2 | name two requests or more, with the word then between
          ring plain; unregister now | 2 | 0 words after the first, not 1
          ring plain; ring2 mend 3 | 2 | no operation is called mend
          ring plain; ring2 clone ring 0 0 | 2 | 4 words after the first, not 3
          ring plain; clone ring 0 0 5000000000 replace | 2 | 5000000000: more than 32 bits
          ring plain | 1 | no operation
          """)
  void thatCannotBeReadIsToldWithItsLine(String lines, int line, String reason) {
    assertThat(Scenario.parse("f", List.of(lines.split(";"))))
        .isEqualTo(Either.left("f, line " + line + ": " + reason));
  }
}
