package io.uring.dmabuf.replay;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Deviation;
import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.explore.ExploreSettings;
import io.uring.dmabuf.explore.Explorer;
import io.uring.dmabuf.explore.Reached;
import io.uring.dmabuf.targets.NamedGuard;
import io.uring.dmabuf.targets.Targets;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tlc2.value.impl.Value;

/**
 * A process of its own for the tests: explores a small model by wrong designs and tells which laws
 * its states and steps break, and which there are. Arguments: the repository, the model, and the
 * wrong decisions and left out guards, each a design; without any, all that there are.
 */
final class BrokenLawsRun {
  private static final long MAX_STATES = 3_000;

  private BrokenLawsRun() {}

  public static void main(String[] args) {
    ModelStates states = ModelStates.of(args[0], args[1]);
    Map<String, Design> designs = designs();
    List<String> chosen = args.length > 2 ? List.of(args).drop(2) : designs.keySet().toList();
    laws(states.target()).forEach(law -> states.print("law " + law));
    for (String name : chosen) {
      Design design = designs.get(name).getOrElseThrow(() -> new IllegalArgumentException(name));
      for (String law : broken(states.targets().apply(design))) {
        states.print("broken " + law + " " + name);
      }
    }
    System.exit(0);
  }

  private static <S> List<String> laws(ReplayTarget<S> target) {
    return target.laws().map(Law::name).appendAll(target.stepLaws().map(StepLaw::name));
  }

  private static Map<String, Design> designs() {
    Map<String, Design> named = LinkedHashMap.empty();
    for (Deviation deviation : Targets.deviations()) {
      named = named.put(deviation.toString(), Design.intended().with(deviation));
    }
    for (NamedGuard guard : Targets.guards().reject(each -> each.guard().isNeeded())) {
      named = named.put(guard.name(), Design.intended().without(guard.guard()));
    }
    return named;
  }

  private static <S> Set<String> broken(ReplayTarget<S> target) {
    Set<String> broken = ConcurrentHashMap.newKeySet();
    Explorer.visit(
        new WithoutLaws<>(target, broken),
        ExploreSettings.standard().withLimit(MAX_STATES),
        (Reached<S> reached) -> {
          for (Law<S> law : target.laws()) {
            if (law.broken().apply(reached.state()).isDefined()) {
              broken.add(law.name());
            }
          }
        });
    return broken;
  }

  /**
   * A target whose laws end no exploration.
   *
   * @param of the target
   * @param broken the names of the laws of steps that were broken
   */
  private record WithoutLaws<S>(ReplayTarget<S> of, Set<String> broken) implements ReplayTarget<S> {
    @Override
    public S initial() {
      return of.initial();
    }

    @Override
    public List<StepDef<S>> steps() {
      return of.steps();
    }

    @Override
    public int @Nullable [] allowed(S state) {
      return of.allowed(state);
    }

    @Override
    public List<String> variables() {
      return of.variables();
    }

    @Override
    public int parts() {
      return of.parts();
    }

    @Override
    public Object part(S state, int part) {
      return of.part(state, part);
    }

    @Override
    public int[] partsOf(int variable) {
      return of.partsOf(variable);
    }

    @Override
    public Value abstraction(S state, int variable) {
      return of.abstraction(state, variable);
    }

    @Override
    public long digest(int part, Object value) {
      return of.digest(part, value);
    }

    @Override
    public List<Law<S>> laws() {
      return List.empty();
    }

    @Override
    public List<StepLaw<S>> stepLaws() {
      return of.stepLaws()
          .map(law ->
              new StepLaw<>(
                  law.name(),
                  (before, after) -> {
                    if (law.broken().apply(before, after).isDefined()) {
                      broken.add(law.name());
                    }
                    return Option.none();
                  }));
    }
  }
}
