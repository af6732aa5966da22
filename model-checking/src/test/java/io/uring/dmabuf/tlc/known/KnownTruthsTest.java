package io.uring.dmabuf.tlc.known;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.check.ToyHome;
import io.uring.dmabuf.tlc.known.FormulaReader.Kind;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.run.SpecLoader;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tlc2.tool.Action;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.tool.impl.FastTool;

/**
 * Asks TLC and what is remembered of its answers the same, in every state and transition of a model
 * with formulas of every form, several times.
 */
class KnownTruthsTest {

  private static final int TIMES = 3;

  private static FastTool tool;
  private static Map<Long, TLCState> states = LinkedHashMap.empty();

  private final FormulaReader reader = new FormulaReader(tool);

  @BeforeAll
  static void explore() {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    tool =
        Manifest.one(ToyHome.home().manifest(), "toy-forms")
            .flatMap(model -> SpecLoader.load(ToyHome.home(), model, nowhere))
            .get();
    List<TLCState> open = all(tool.getInitStates());
    while (open.nonEmpty()) {
      TLCState state = open.head();
      open = open.tail();
      if (!states.containsKey(state.fingerPrint())) {
        states = states.put(state.fingerPrint(), state);
        open = List.of(tool.getActions()).flatMap(each -> next(each, state)).appendAll(open);
      }
    }
  }

  @Test
  void aLawOfStatesIsAsTrueAsTlcSays() {
    Map<Action, Formula> laws = formulas(tool.getInvariants(), Kind.STATES);
    Recall recall = new Recall(tool, reader.parts());
    int broken = 0;
    for (int i = 0; i < TIMES; i++) {
      for (TLCState state : states.values()) {
        for (var law : laws) {
          boolean holds = tool.isValid(law._1, state);
          broken += holds ? 0 : 1;
          assertThat(recall.holds(law._2, state))
              .describedAs("%s in\n%s", law._1.pred, state)
              .isEqualTo(holds);
        }
      }
    }
    assertThat(broken).isPositive();
    assertThat(recall.share()).isLessThan(0.3);
  }

  @Test
  void aLawOfTransitionsIsAsTrueAsTlcSays() {
    Map<Action, Formula> laws = formulas(tool.getImpliedActions(), Kind.TRANSITIONS);
    Recall recall = new Recall(tool, reader.parts());
    int broken = 0;
    for (int i = 0; i < TIMES; i++) {
      for (TLCState state : states.values()) {
        for (TLCState after : List.of(tool.getActions()).flatMap(each -> next(each, state))) {
          for (var law : laws) {
            boolean holds = tool.isValid(law._1, state, after);
            broken += holds ? 0 : 1;
            assertThat(recall.holds(law._2, state, after))
                .describedAs("%s from\n%sto\n%s", law._1.pred, state, after)
                .isEqualTo(holds);
          }
        }
      }
    }
    assertThat(broken).isPositive();
    assertThat(recall.share()).isLessThan(0.7);
  }

  @Test
  void noActionThatTlcTakesIsLeftAndMostOthersAre() {
    Map<Action, Formula> guards = formulas(tool.getActions(), Kind.GUARD);
    Recall recall = new Recall(tool, reader.parts());
    int left = 0;
    int disabled = 0;
    for (int i = 0; i < TIMES; i++) {
      for (TLCState state : states.values()) {
        for (var guard : guards) {
          boolean enabled = !next(guard._1, state).isEmpty();
          boolean may = recall.mayTake(guard._2, state);
          disabled += enabled ? 0 : 1;
          left += may ? 0 : 1;
          assertThat(may || !enabled).describedAs("%s in\n%s", guard._1.getName(), state).isTrue();
        }
      }
    }
    assertThat(left).isEqualTo(disabled);
    assertThat(recall.share()).isLessThan(0.5);
  }

  private Map<Action, Formula> formulas(Action[] of, Kind kind) {
    return List.of(of).toLinkedMap(each -> io.vavr.Tuple.of(each, reader.read(each, kind)));
  }

  private static List<TLCState> next(Action action, TLCState state) {
    return all(tool.getNextStates(action, state));
  }

  private static List<TLCState> all(StateVec states) {
    return List.range(0, states.size()).map(states::elementAt);
  }
}
