package io.uring.dmabuf.replay;

/**
 * A process of its own for the tests: explores the implementation's states in the bounds of a model
 * and tries in each of them the steps that the target leaves out. Arguments: the repository, the
 * model.
 */
final class AllowedStepsRun {
  private AllowedStepsRun() {}

  public static void main(String[] args) {
    ModelStates states = ModelStates.of(args[0], args[1]);
    explore(states, states.target());
    System.exit(0);
  }

  private static <S> void explore(ModelStates states, ReplayTarget<S> target) {
    StepIndex<S> steps = new StepIndex<>(target.steps());
    long[] leftOut = new long[1];
    long distinct =
        states.visit(
            target,
            state -> {
              boolean[] tried = tried(target, steps, state);
              for (int i = 0; i < tried.length; i++) {
                leftOut[0] += tried[i] ? 0 : 1;
                if (!tried[i] && steps.step(i).apply(state) != null) {
                  states.print("left out though it can be taken: " + steps.label(i));
                }
              }
            });
    states.print("percent left out " + 100 * leftOut[0] / (distinct * steps.size()));
  }

  private static <S> boolean[] tried(ReplayTarget<S> target, StepIndex<S> steps, S state) {
    int[] allowed = target.allowed(state);
    boolean[] tried = new boolean[steps.size()];
    for (int i = 0; i < (allowed == null ? tried.length : allowed.length); i++) {
      tried[allowed == null ? i : allowed[i]] = true;
    }
    return tried;
  }
}
