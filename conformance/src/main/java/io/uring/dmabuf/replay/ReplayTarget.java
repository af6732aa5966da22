package io.uring.dmabuf.replay;

import io.uring.dmabuf.design.StepLaw;
import io.vavr.collection.List;
import io.vavr.control.Option;
import org.jspecify.annotations.Nullable;
import tlc2.value.impl.Value;

/**
 * What the replay must know about the Java of one specification module. Its constants (how many
 * slots, requests, ...) come in through the constructor, which runs after TLC has loaded the model.
 * All methods are pure and are called by several threads at once.
 *
 * <p>A state has a fixed number of <em>parts</em>, compared by identity: a step that leaves a part
 * alone hands on the same object. Whatever depends on unchanged parts only is not computed again;
 * nor is what was computed before from parts that are equal ({@link Object#equals}).
 *
 * @param <S> the immutable state of the implementation
 */
public interface ReplayTarget<S> {

  /** The state that the implementation starts in. */
  S initial();

  /** Every action of the model with every choice of its constant arguments; each label once. */
  List<StepDef<S>> steps();

  /**
   * The indices, in {@link #steps()}, of the steps that are worth trying in a state; null for all.
   * The others must be refused, whether by the model's bounds or by the implementation's first
   * look: a test shows it, and on samples of the states they are tried all the same. Only for the
   * intended design; the steps of any other are all tried.
   */
  default int @Nullable [] allowed(S state) {
    return null;
  }

  /** The groups of its steps; none where nobody asks which of them meet. */
  default Option<StepGroups<S>> groups() {
    return Option.none();
  }

  /** The specification's variables, each once, in any fixed order. */
  List<String> variables();

  /** The number of parts of a state, 1 to 64. */
  int parts();

  /** The part with the given index; the same object as before where a step changed nothing. */
  Object part(S state, int part);

  /**
   * Parts, as bits, that two states are known to share at one look, such as those of a component
   * that is one and the same object in both; what is not among them may be shared all the same.
   */
  default long shared(S one, S other) {
    return 0;
  }

  /** What a report calls the part, such as the record's field. */
  default String partName(int part) {
    return "part " + part;
  }

  /**
   * The parts that the variable with the given index (in {@link #variables()}) is computed from.
   */
  int[] partsOf(int variable);

  /**
   * The specification's value of a variable, from the implementation's state alone. It is computed
   * anew by {@link TlaValues} and is never changed afterwards.
   */
  Value abstraction(S state, int variable);

  /**
   * A 64-bit digest of a part after normalisation: equal for states that may count as the same
   * (event log, statistics, allocator hints left out: a part of such things only has the digest 0),
   * different for all others. Unless overridden, the whole content.
   */
  default long digest(int part, Object value) {
    return Digest.of(value);
  }

  /** The structural laws of the implementation's states, each time the same list. */
  List<Law<S>> laws();

  /** The laws of the implementation's steps, each time the same list; none unless overridden. */
  default List<StepLaw<S>> stepLaws() {
    return List.empty();
  }

  /** One line about a structural law that the state breaks, if any. */
  default Option<String> audit(S state) {
    return laws().iterator().flatMap(law -> law.broken().apply(state)).headOption();
  }
}
