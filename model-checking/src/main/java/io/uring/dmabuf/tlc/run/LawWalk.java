package io.uring.dmabuf.tlc.run;

import io.uring.dmabuf.tlc.run.LawVerdict.Kind;
import io.vavr.collection.List;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import tlc2.tool.Action;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.tool.impl.FastTool;

/**
 * A walk through all states of a model, breadth first, which no broken law ends: each law's first
 * depth is noted, and the walk goes on. TLC, told to go on, prints a trace for each state that is
 * not as it should be; here each law is asked until it is broken, and no more.
 *
 * <p>It does not go past a step that has no value, since there is nothing behind it.
 */
final class LawWalk {

  private static final class Law {
    private final String name;
    private final Action body;
    private boolean spoke;
    private Kind kind = Kind.HOLDS;
    private int steps;

    Law(String name, Action body) {
      this.name = name;
      this.body = body;
    }

    /** Asks the law of a state, or of a step; TLC throws where something has no value. */
    void look(FastTool tool, TLCState from, TLCState to, boolean ofStep, int depth) {
      if (kind != Kind.HOLDS) {
        return;
      }
      try {
        boolean holds = ofStep ? tool.isValid(body, from, to) : tool.isValid(body, from);
        spoke = spoke || !holds || Antecedent.holds(tool, body.pred, body.con, from, to);
        note(holds ? Kind.HOLDS : Kind.BROKEN, depth);
      } catch (RuntimeException noValue) {
        note(Kind.NO_VALUE, depth);
      }
    }

    private void note(Kind found, int depth) {
      kind = found;
      steps = found == Kind.HOLDS ? 0 : depth;
    }

    LawVerdict verdict() {
      return new LawVerdict(name, kind == Kind.HOLDS && !spoke ? Kind.NOT_REACHED : kind, steps);
    }
  }

  private final FastTool tool;
  private final List<Law> ofStates;
  private final List<Law> ofSteps;
  private final Set<Long> known = new HashSet<>();
  private int stuck;

  LawWalk(FastTool tool) {
    this.tool = tool;
    PropertyNames names = new PropertyNames(tool);
    this.ofStates = names.ofStates().map(law -> new Law(law._1, law._2));
    this.ofSteps = names.ofTransitions().map(law -> new Law(law._1, law._2));
  }

  /** What became of the laws. */
  LawVerdicts walked() {
    java.util.List<TLCState> level = new ArrayList<>();
    all(tool.getInitStates()).forEach(state -> reached(state, 0, level));
    java.util.List<TLCState> current = level;
    int depth = 0;
    while (!current.isEmpty()) {
      java.util.List<TLCState> next = new ArrayList<>();
      for (TLCState state : current) {
        expand(state, depth + 1, next);
      }
      current = next;
      depth += next.isEmpty() ? 0 : 1;
    }
    return new LawVerdicts(verdicts(), known.size(), depth, stuck);
  }

  private void expand(TLCState state, int depth, java.util.List<TLCState> next) {
    boolean valueless = false;
    for (Action action : tool.getActions()) {
      try {
        for (TLCState to : all(tool.getNextStates(action, state))) {
          ofSteps.forEach(law -> law.look(tool, state, to, true, depth));
          reached(to, depth, next);
        }
      } catch (RuntimeException noValue) {
        valueless = true;
      }
    }
    stuck += valueless ? 1 : 0;
  }

  private void reached(TLCState state, int depth, java.util.List<TLCState> level) {
    if (known.add(state.fingerPrint())) {
      ofStates.forEach(law -> law.look(tool, state, TLCState.Empty, false, depth));
      level.add(state);
    }
  }

  private static List<TLCState> all(StateVec states) {
    return List.range(0, states.size()).map(states::elementAt);
  }

  /** Parts of one law together: broken where one is, first where it is first. */
  private List<LawVerdict> verdicts() {
    List<LawVerdict> parts = ofStates.appendAll(ofSteps).map(Law::verdict);
    return parts
        .map(LawVerdict::law)
        .distinct()
        .map(law -> parts.filter(part -> part.law().equals(law)).reduce(LawWalk::worse));
  }

  private static LawVerdict worse(LawVerdict one, LawVerdict other) {
    List<Kind> order = List.of(Kind.BROKEN, Kind.NO_VALUE, Kind.HOLDS, Kind.NOT_REACHED);
    int difference = order.indexOf(one.kind()) - order.indexOf(other.kind());
    return difference < 0 || difference == 0 && one.steps() <= other.steps() ? one : other;
  }
}
