package io.uring.dmabuf.replay;

import io.uring.dmabuf.design.StepLaw;
import io.vavr.collection.List;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import org.jspecify.annotations.Nullable;
import tlc2.value.impl.Value;

/**
 * A process of its own for the tests: explores the implementation's states in the bounds of a model
 * as TLC tells them apart, and once more by all that is in them. Arguments: the repository, the
 * model.
 */
final class UnnormalisedRun {
  private UnnormalisedRun() {}

  public static void main(String[] args) {
    ModelStates states = ModelStates.of(args[0], args[1]);
    explore(states, states.target());
    System.exit(0);
  }

  private static <S> void explore(ModelStates states, ReplayTarget<S> target) {
    KnownParts<S> known = new KnownParts<>(target);
    LongOpenHashSet normalised = new LongOpenHashSet();
    states.visit(target, state -> normalised.add(known.kept(state).sum()));
    LongOpenHashSet met = new LongOpenHashSet();
    states.visit(
        new Unnormalised<>(target),
        state -> {
          long sum = known.kept(state).sum();
          met.add(sum);
          if (!normalised.contains(sum)) {
            states.print("outside " + state);
          }
        });
    normalised.removeAll(met);
    states.print("missing " + normalised.size());
  }

  /**
   * A target whose states are told apart by all that is in them.
   *
   * @param target the same with normalisation
   * @param <S> the implementation's state
   */
  private record Unnormalised<S>(ReplayTarget<S> target) implements ReplayTarget<S> {
    @Override
    public long digest(int part, Object value) {
      return Digest.of(value);
    }

    @Override
    public S initial() {
      return target.initial();
    }

    @Override
    public List<StepDef<S>> steps() {
      return target.steps();
    }

    @Override
    public int @Nullable [] allowed(S state) {
      return target.allowed(state);
    }

    @Override
    public List<String> variables() {
      return target.variables();
    }

    @Override
    public int parts() {
      return target.parts();
    }

    @Override
    public Object part(S state, int part) {
      return target.part(state, part);
    }

    @Override
    public int[] partsOf(int variable) {
      return target.partsOf(variable);
    }

    @Override
    public Value abstraction(S state, int variable) {
      return target.abstraction(state, variable);
    }

    @Override
    public List<Law<S>> laws() {
      return target.laws();
    }

    @Override
    public List<StepLaw<S>> stepLaws() {
      return target.stepLaws();
    }
  }
}
