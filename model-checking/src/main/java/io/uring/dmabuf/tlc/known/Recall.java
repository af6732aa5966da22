package io.uring.dmabuf.tlc.known;

import io.uring.dmabuf.tlc.known.FormulaReader.Kind;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tla2sany.semantic.OpDeclNode;
import tlc2.output.EC;
import tlc2.tool.EvalControl;
import tlc2.tool.TLCState;
import tlc2.tool.coverage.CostModel;
import tlc2.tool.impl.FastTool;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.Value;
import util.Assert;
import util.UniqueString;

/** What one of TLC's workers knows of the parts of a model's formulas. */
final class Recall {

  /** After so many questions a part whose answer was mostly unknown is no longer looked up. */
  private static final int TRIED = 2_000;

  private final FastTool tool;
  private final FormulaReader.Part[] parts;
  private final int[] asked;
  private final int[] evaluated;
  private final Answers answers;
  private final NumberedState current;
  private final NumberedState next;
  private final Looked looked;
  private final WatchedState watchedSubject;
  private final WatchedState watchedSuccessor;
  private NumberedState subject;

  /**
   * Nothing yet.
   *
   * @param parts all parts of the model's formulas
   */
  Recall(FastTool tool, FormulaReader.Part[] parts) {
    this.tool = tool;
    this.parts = parts;
    this.asked = new int[parts.length];
    this.evaluated = new int[parts.length];
    UniqueString[] names =
        Stream.of(TLCState.vars).map(OpDeclNode::getName).toArray(UniqueString[]::new);
    LongTable[] numbers =
        Stream.generate(LongTable::new).limit(names.length).toArray(LongTable[]::new);
    this.current = new NumberedState(names, numbers);
    this.next = new NumberedState(names, numbers);
    this.looked = new Looked(2 * names.length);
    this.watchedSubject = new WatchedState(looked, 0);
    this.watchedSuccessor = new WatchedState(looked, names.length);
    this.answers = new Answers(parts.length, names.length);
    this.subject = current;
  }

  /** Whether an action may be enabled in the state that is expanded. */
  boolean mayTake(Formula guard, TLCState state) {
    current.take(state, next);
    subject = current;
    return guard.holds(this);
  }

  /** Whether a law holds in a new state. */
  boolean holds(Formula law, TLCState state) {
    next.take(state, current);
    subject = next;
    return law.holds(this);
  }

  /** Whether a law holds in a transition. */
  boolean holds(Formula law, TLCState state, TLCState successor) {
    current.take(state, next);
    next.take(successor, current);
    subject = current;
    return law.holds(this);
  }

  /** The share of the questions about parts for which one was evaluated. */
  double share() {
    return (double) IntStream.of(evaluated).sum() / IntStream.of(asked).sum();
  }

  /** Whether a part holds in the state or the transition that is asked about. */
  boolean holds(int number) {
    if (isHardlyKnown(number)) {
      return parts[number].kind() == Kind.GUARD
          || truth(parts[number], subject.state(), next.state());
    }
    asked[number]++;
    return switch (answers.find(number, subject, next)) {
      case Answers.TRUE -> true;
      case Answers.FALSE -> false;
      default -> evaluate(number);
    };
  }

  private boolean isHardlyKnown(int number) {
    return evaluated[number] > TRIED && evaluated[number] * 2 > asked[number];
  }

  private boolean evaluate(int number) {
    evaluated[number]++;
    looked.clear();
    try {
      boolean answer =
          truth(
              parts[number],
              watchedSubject.watching(subject.state()),
              watchedSuccessor.watching(next.state()));
      answers.learn(number, looked, subject, next, answer);
      return answer;
    } catch (RuntimeException unanswered) {
      if (parts[number].kind() == Kind.GUARD) {
        return true;
      }
      throw unanswered;
    }
  }

  private boolean truth(FormulaReader.Part part, TLCState state, TLCState successor) {
    Value truth =
        tool.eval(
            part.node(),
            part.scope().now(),
            state,
            part.kind() == Kind.TRANSITIONS ? successor : TLCState.Empty,
            EvalControl.Clear,
            CostModel.DO_NOT_RECORD);
    if (truth instanceof BoolValue answer) {
      return answer.getVal();
    }
    Assert.fail(EC.TLC_EXPECTED_VALUE, new String[] {"boolean", part.node().toString()});
    return false;
  }
}
