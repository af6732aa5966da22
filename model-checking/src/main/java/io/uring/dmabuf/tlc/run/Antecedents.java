package io.uring.dmabuf.tlc.run;

import io.uring.dmabuf.tlc.Measured;
import io.vavr.collection.List;
import java.util.concurrent.atomic.LongAdder;
import tlc2.tool.Action;
import tlc2.tool.ITool;
import tlc2.tool.TLCState;
import tlc2.tool.impl.FastTool;

/**
 * Counts in how many states, and for laws of transitions in how many transitions into new states,
 * each law of a model had something to say. Looked at is one state in {@value #SHARE}, chosen by
 * its fingerprint so that each run chooses the same; among the first {@value #FIRST}, a law that
 * has not had something to say yet is looked at in all of them.
 */
final class Antecedents {

  private static final int SHARE = 8;
  private static final int FIRST = 1_024;

  private final ITool tool;
  private final List<Law> ofStates;
  private final List<Law> ofTransitions;
  private final LongAdder looked = new LongAdder();
  private final LongAdder seen = new LongAdder();

  private static final class Law {
    private final String name;
    private final Action body;
    private final LongAdder held = new LongAdder();
    private volatile boolean ever;

    Law(String name, Action body) {
      this.name = name;
      this.body = body;
    }

    void look(ITool tool, TLCState from, TLCState to, boolean chosen, boolean first) {
      if ((chosen || first && !ever) && Antecedent.holds(tool, body.pred, body.con, from, to)) {
        ever = true;
        if (chosen) {
          held.increment();
        }
      }
    }

    Measured.Antecedent counted(long looked) {
      // A law that spoke in none of the chosen states, but in another one, spoke once.
      return new Measured.Antecedent(name, looked, Math.max(held.sum(), ever ? 1 : 0));
    }
  }

  /** The laws of a model that is loaded. */
  Antecedents(FastTool tool) {
    this.tool = tool;
    PropertyNames names = new PropertyNames(tool);
    this.ofStates = names.ofStates().map(law -> new Law(law._1, law._2));
    this.ofTransitions = names.ofTransitions().map(law -> new Law(law._1, law._2));
  }

  /** Sees an initial state. */
  void initial(TLCState state) {
    reached(state, true, true);
  }

  /** Sees a transition. */
  void taken(TLCState from, TLCState to, boolean isNew) {
    boolean chosen = isNew && Long.remainderUnsigned(to.fingerPrint(), SHARE) == 0;
    boolean first = seen.sum() < FIRST;
    if (isNew) {
      reached(to, chosen, first);
    }
    for (Law law : ofTransitions) {
      law.look(tool, from, to, chosen, first);
    }
  }

  private void reached(TLCState state, boolean chosen, boolean first) {
    seen.increment();
    if (chosen) {
      looked.increment();
    }
    for (Law law : ofStates) {
      law.look(tool, state, TLCState.Empty, chosen, first);
    }
  }

  /** What was counted, laws of states first; parts of one property together. */
  List<Measured.Antecedent> counted() {
    return ofStates
        .appendAll(ofTransitions)
        .map(law -> law.counted(looked.sum()))
        .groupBy(Measured.Antecedent::law)
        .values()
        .map(parts -> parts.maxBy(Measured.Antecedent::held).get())
        .toList()
        .sortBy(Measured.Antecedent::law);
  }
}
