package io.uring.dmabuf.id;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.control.Option;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Objects by number are what a sorted map is, whatever was put in and taken out before. */
final class NumberedTest {

  /** One change: an object comes in under a number, or what is there goes. */
  record Change(int number, Option<String> object) {
    Numbered<NodeId, String> on(Numbered<NodeId, String> before) {
      NodeId id = NodeId.of(number);
      return object.fold(() -> before.remove(id), text -> before.put(id, text));
    }

    void on(TreeMap<Integer, String> before) {
      object.fold(() -> before.remove(number), text -> before.put(number, text));
    }
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    Arbitrary<Integer> numbers =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 8),
            Arbitraries.integers().between(28, 36),
            Arbitraries.integers().between(1020, 1060),
            Arbitraries.integers().between(0, Integer.MAX_VALUE));
    Arbitrary<Option<String>> objects = Arbitraries.of("a", "b").injectNull(0.4).map(Option::of);
    return Combinators.combine(numbers, objects).as(Change::new).list().ofMaxSize(80);
  }

  private static Numbered<NodeId, String> after(List<Change> changes) {
    Numbered<NodeId, String> result = Numbered.empty();
    for (Change change : changes) {
      result = change.on(result);
    }
    return result;
  }

  private static TreeMap<Integer, String> sorted(List<Change> changes) {
    TreeMap<Integer, String> result = new TreeMap<>();
    changes.forEach(change -> change.on(result));
    return result;
  }

  private static Numbered<NodeId, String> of(TreeMap<Integer, String> objects) {
    Numbered<NodeId, String> result = Numbered.empty();
    for (var entry : objects.descendingMap().entrySet()) {
      result = result.put(NodeId.of(entry.getKey()), entry.getValue());
    }
    return result;
  }

  @Property
  void everyQuestionHasTheAnswerOfASortedMap(@ForAll("changes") List<Change> changes) {
    Numbered<NodeId, String> numbered = Numbered.empty();
    TreeMap<Integer, String> map = new TreeMap<>();
    for (Change change : changes) {
      numbered = change.on(numbered);
      change.on(map);
      NodeId id = NodeId.of(change.number());
      assertThat(numbered.getOrNull(id)).isEqualTo(map.get(change.number()));
      assertThat(numbered.get(id)).isEqualTo(Option.of(map.get(change.number())));
      assertThat(numbered.has(id)).isEqualTo(map.containsKey(change.number()));
      assertThat(numbered.size()).isEqualTo(map.size());
      assertThat(numbered.isEmpty()).isEqualTo(map.isEmpty());
      assertThat(numbered.ids().map(NodeId::number).toJavaList())
          .isEqualTo(List.copyOf(map.keySet()));
      assertThat(numbered.values().toJavaList()).isEqualTo(List.copyOf(map.values()));
    }
  }

  @Property
  void theLowestFreeNumberIsTheFirstThatIsMissing(
      @ForAll("changes") List<Change> changes, @ForAll("starts") int from) {
    TreeMap<Integer, String> map = sorted(changes);
    int expected = from;
    while (map.containsKey(expected)) {
      expected++;
    }
    assertThat(after(changes).lowestFree(from)).isEqualTo(expected);
  }

  @Provide
  Arbitrary<Integer> starts() {
    return Arbitraries.integers().between(0, 2000);
  }

  @Property
  void equalContentsAreEqualWhateverTheirHistory(
      @ForAll("changes") List<Change> changes, @ForAll("changes") List<Change> more) {
    Numbered<NodeId, String> one = after(changes);
    Numbered<NodeId, String> same = of(sorted(changes));
    assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).hasToString(same.toString());

    Numbered<NodeId, String> other = after(more);
    assertThat(one.equals(other)).isEqualTo(sorted(changes).equals(sorted(more)));
  }

  @Example
  void numbersAreGivenOutLowestFirstAndAgainWhenFree() {
    Numbered<NodeId, Integer> objects = Numbered.empty();
    for (int i = 1; i <= 40_000; i++) {
      NodeId next = NodeId.of(objects.lowestFree(1));
      assertThat(next.number()).isEqualTo(i);
      objects = objects.put(next, i);
    }
    for (int freed : new int[] {40_000, 31, 32, 33, 1024, 1, 39_999}) {
      Numbered<NodeId, Integer> less = objects.remove(NodeId.of(freed));
      assertThat(less.lowestFree(1)).isEqualTo(freed);
      assertThat(less.lowestFree(0)).isZero();
      assertThat(less.put(NodeId.of(freed), freed)).isEqualTo(objects);
    }
  }

  @Example
  void whatIsPutUnderANumberTakesTheOldPlace() {
    NodeId id = NodeId.of(7);
    Numbered<NodeId, String> one = Numbered.<NodeId, String>empty().put(id, "old").put(id, "new");
    assertThat(one.get(id)).containsExactly("new");
    assertThat(one.size()).isOne();
    assertThat(one).hasToString("{7=new}");
  }
}
