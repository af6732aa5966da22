package io.uring.dmabuf.step;

import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.design.Guard;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.dma.Motion;
import io.uring.dmabuf.id.RingId;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.control.Option;
import java.lang.reflect.Field;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An atomic step: what one actor does at once. It is registered once, under the name of the
 * specification's action; replay, exploration, random runs, scenarios and documents read it.
 *
 * <p>A component's step has guards and an effect of its own; a step of the whole lifts a step of a
 * component, or joins several, one each. It is made with {@link #named} and taken with {@link
 * #take}, or {@link #from} at the border of the implementation.
 *
 * @param <S> the state
 * @param <A> the arguments
 */
public final class Step<S extends Designed, A> {

  /**
   * What a step of the whole does beside its parts.
   *
   * @param <S> the state
   * @param <A> the arguments
   */
  @FunctionalInterface
  public interface Ending<S, A> {

    /**
     * The state afterwards; null where there is nothing to act on.
     *
     * @param after the state after the steps of the components
     */
    @Nullable S apply(S before, A args, S after);
  }

  /**
   * The events of a step, found by looking at what it acted on.
   *
   * @param <S> the state
   * @param <A> the arguments
   */
  @FunctionalInterface
  public interface Telling<S, A> {

    /** What happened, in order. */
    List<Event> of(S before, A args, S after);
  }

  /**
   * The bytes that a step moves or hands over.
   *
   * @param <S> the state
   * @param <A> the arguments
   */
  @FunctionalInterface
  public interface Moving<S, A> {

    /** What happens to the bytes, in order. */
    List<Motion> of(S before, A args);
  }

  private final String action;
  private final Actor actor;
  private final Domain<A> domain;
  private final Set<Group> groups;
  private final BiFunction<S, A, Group> group;
  private final BiFunction<S, A, Owner> owner;
  private final Part<S, A, ?, ?>[] parts;
  private final Guard<S, A>[] guards;
  private final Ending<S, A> ending;
  private final List<Kind<S, A>> told;
  private final Moving<S, A> moving;

  /** The events of all kinds; null if it tells none. */
  private final @Nullable Telling<S, A> telling;

  /**
   * Events of one kind that a step tells.
   *
   * @param event the kind
   * @param telling tells them
   */
  private record Kind<S, A>(Class<? extends Event> event, Telling<S, A> telling) {}

  @SuppressWarnings({"unchecked", "rawtypes"}) // Arrays, since every attempt runs through them.
  private Step(Making<S, A> making, Ending<S, A> ending) {
    this.action = making.action;
    this.actor = making.actor;
    this.domain = making.domain;
    this.groups = making.groups;
    this.group = making.group;
    this.owner = making.owner;
    this.parts = making.parts.toJavaArray(Part[]::new);
    this.guards = (Guard<S, A>[]) making.guards.toJavaArray(Guard[]::new);
    this.ending = ending;
    this.told = making.told;
    this.moving = making.moving;
    this.telling = telling(kind -> true).getOrNull();
  }

  /**
   * A step that is being made.
   *
   * @param action the name of the specification's action
   */
  public static <S extends Designed, A> Making<S, A> named(
      String action, Actor actor, Domain<A> domain) {
    return new Making<>(action, actor, domain);
  }

  /** The same of a step without arguments. */
  public static <S extends Designed> Making<S, NoArgs> named(String action, Actor actor) {
    return new Making<>(action, actor, Domain.none());
  }

  /**
   * A step of a component as one of the whole, that is being made: under the same name, by the same
   * actor, in the same group and with the same arguments. It may have more guards.
   *
   * @param lens where the component stands
   */
  public static <S extends Designed, C extends Designed, A> Making<S, A> lifting(
      Lens<S, C> lens, Step<C, A> step) {
    Making<S, A> making = Step.named(step.action, step.actor, step.domain);
    making.groups = step.groups;
    making.group = (state, args) -> step.group(lens.get().apply(state), args);
    making.owner = (state, args) -> step.owner(lens.get().apply(state), args);
    return making.on(lens, step, (state, args) -> args);
  }

  /**
   * A step of one ring as one of a whole with several, that is being made: as {@link #lifting}, but
   * its arguments say which ring takes it.
   *
   * @param ring where a ring stands
   */
  public static <S extends Designed, C extends Designed, A> Making<S, InRing<A>> inRing(
      Function<RingId, Lens<S, C>> ring, Step<C, A> step) {
    Making<S, InRing<A>> making = Step.named(step.action, step.actor, InRing.domain(step.domain));
    making.groups = step.groups;
    making.group = (s, of) -> step.group(ring.apply(of.ctx()).get().apply(s), of.args());
    making.owner =
        (s, of) -> step.owner(ring.apply(of.ctx()).get().apply(s), of.args()).in(of.ctx());
    making.moving = (s, of) -> step.motions(ring.apply(of.ctx()).get().apply(s), of.args());
    return making.at((s, of) -> ring.apply(of.ctx()), step, (s, of) -> of.args());
  }

  /**
   * The steps that a class declares as constants, in their order; it asks below them.
   *
   * @param declaring a class whose steps are all of one kind of state
   * @throws IllegalStateException when one of them is declared below
   */
  @SuppressWarnings("unchecked") // They are of that kind of state.
  public static <S extends Designed> List<Step<S, ?>> declaredIn(Class<?> declaring) {
    return List.of(declaring.getDeclaredFields())
        .filter(field -> field.getType() == Step.class)
        .map(field -> (Step<S, ?>) constant(field));
  }

  private static Object constant(Field field) {
    try {
      field.setAccessible(true);
      Object step = field.get(null);
      if (step == null) {
        throw new IllegalStateException(field + " is declared below the list of its class");
      }
      return step;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(field.toString(), e);
    }
  }

  /** The name of the specification's action. */
  public String action() {
    return action;
  }

  /** Who takes it. */
  public Actor actor() {
    return actor;
  }

  /** What it may be taken with. */
  public Domain<A> domain() {
    return domain;
  }

  /** The groups that it can belong to. */
  public Set<Group> groups() {
    return groups;
  }

  /** The group that it belongs to in a state. */
  public Group group(S state, A args) {
    return group.apply(state, args);
  }

  /** The one whose group it belongs to. */
  public Owner owner(S state, A args) {
    return owner.apply(state, args);
  }

  /** Its own guards, those of its parts not among them. */
  public List<Guard<?, ?>> guards() {
    return List.of(guards);
  }

  /**
   * Its own guard with a sentence.
   *
   * @throws IllegalArgumentException when it has no such guard
   */
  public Guard<S, A> guard(String sentence) {
    for (Guard<S, A> guard : guards) {
      if (guard.sentence().equals(sentence)) {
        return guard;
      }
    }
    throw new IllegalArgumentException(action + " has no guard: " + sentence);
  }

  /** Whether it, or a step that it consists of, has a guard with a sentence. */
  public boolean hasGuard(String sentence) {
    return guards().exists(guard -> guard.sentence().equals(sentence))
        || parts().exists(part -> part.hasGuard(sentence));
  }

  /** The steps of components that it consists of. */
  public List<Step<?, ?>> parts() {
    return List.of(parts).map(Part::step);
  }

  /** The same as they are taken in a state, each with its arguments. */
  public List<Choice<?, ?>> partsTaken(S before, A args) {
    return List.of(parts).flatMap(part -> Option.of(part.taken(before, args)));
  }

  /** The step with each choice of arguments within the bounds of a model. */
  public List<Choice<S, A>> choices(Bounds bounds) {
    return domain.all().apply(bounds).map(args -> new Choice<>(this, args));
  }

  /** Whether it can be taken. */
  public boolean isEnabled(S state, A args) {
    for (Part<S, A, ?, ?> part : parts) {
      if (!part.isEnabled(state, args)) {
        return false;
      }
    }
    for (Guard<S, A> guard : guards) {
      if (!guard.holds(state, args) && !state.design().leavesOut(guard)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The state after the step; null where it cannot be taken.
   *
   * @throws IllegalStateException when all guards hold in the intended design and the effect is
   *     none: a mistake in the step
   */
  public @Nullable S take(S state, A args) {
    if (!isEnabled(state, args)) {
      return null;
    }
    S after = effect(state, args);
    if (after == null && state.design().isIntended()) {
      throw new IllegalStateException(action + " has no effect though all its guards hold");
    }
    return after;
  }

  /** The state after the step; none where it cannot be taken. */
  public Option<S> from(S state, A args) {
    return Option.of(take(state, args));
  }

  /** What happened when the step led from one state to the other, those of its parts first. */
  public List<Event> events(S before, A args, S after) {
    return telling == null ? List.empty() : telling.of(before, args, after);
  }

  /** Tells its events of the given kinds; none if it never tells any of them. */
  public Option<Telling<S, A>> telling(Predicate<Class<? extends Event>> kinds) {
    return List.of(parts)
        .flatMap(part -> part.telling(kinds))
        .appendAll(told.filter(kind -> kinds.test(kind.event())).map(Kind::telling))
        .reduceOption((one, other) ->
            (before, args, after) ->
                one.of(before, args, after).appendAll(other.of(before, args, after)));
  }

  /** What a step of the whole does to the bytes, when it is taken in a state. */
  public List<Motion> motions(S before, A args) {
    return moving.of(before, args);
  }

  /** What the step does where its guards let it pass. */
  @Nullable S effect(S before, A args) {
    S after = before;
    for (Part<S, A, ?, ?> part : parts) {
      after = part.after(before, args, after);
      if (after == null) {
        return null;
      }
    }
    return ending.apply(before, args, after);
  }

  @Override
  public String toString() {
    return action;
  }

  /**
   * A step that is being made: its group, the steps of components that are its parts, its guards
   * and its events, and last what it does ({@link #then}, {@link #ending} or {@link #joined}).
   *
   * @param <S> the state
   * @param <A> the arguments
   */
  public static final class Making<S extends Designed, A> {
    private final String action;
    private final Actor actor;
    private final Domain<A> domain;
    private Set<Group> groups = HashSet.of(Group.ENVIRONMENT);
    private BiFunction<S, A, Group> group = (state, args) -> Group.ENVIRONMENT;
    private BiFunction<S, A, Owner> owner = (state, args) -> Owner.Ring.FIRST;
    private List<Part<S, A, ?, ?>> parts = List.empty();
    private List<Guard<S, A>> guards = List.empty();
    private List<Kind<S, A>> told = List.empty();
    private Moving<S, A> moving = (before, args) -> List.empty();

    private Making(String action, Actor actor, Domain<A> domain) {
      this.action = action;
      this.actor = actor;
      this.domain = domain;
    }

    /** The group that it always belongs to; {@link Group#ENVIRONMENT} if nothing is said. */
    public Making<S, A> in(Group only) {
      groups = HashSet.of(only);
      group = (state, args) -> only;
      return this;
    }

    /**
     * The group that it belongs to in a state.
     *
     * @param which one of {@code all}
     */
    public Making<S, A> in(Function<S, Group> which, Group... all) {
      groups = HashSet.of(all);
      group = (state, args) -> which.apply(state);
      return this;
    }

    /** The one whose group it belongs to; the first ring if nothing is said. */
    public Making<S, A> of(BiFunction<S, A, Owner> whose) {
      owner = whose;
      return this;
    }

    /**
     * A step of a component happens with it.
     *
     * @param args the arguments of that step; null where there is nothing that it could act on, and
     *     the step cannot be taken
     */
    public <C extends Designed, B> Making<S, A> on(
        Lens<S, C> lens, Step<C, B> step, BiFunction<S, A, @Nullable B> args) {
      return at((state, own) -> lens, step, args);
    }

    /**
     * The same of a component whose place depends on the arguments.
     *
     * @param place where the component stands
     */
    public <C extends Designed, B> Making<S, A> at(
        BiFunction<S, A, Lens<S, C>> place, Step<C, B> step, BiFunction<S, A, @Nullable B> args) {
      parts = parts.append(new Part<>(place, step, args, false));
      return this;
    }

    /**
     * The same where there are arguments for it, and nothing where there are none.
     *
     * @param place where the component stands
     */
    public <C extends Designed, B> Making<S, A> atWhere(
        BiFunction<S, A, Lens<S, C>> place, Step<C, B> step, BiFunction<S, A, @Nullable B> args) {
      parts = parts.append(new Part<>(place, step, args, true));
      return this;
    }

    /** A step without arguments of a component happens with it. */
    public <C extends Designed> Making<S, A> on(Lens<S, C> lens, Step<C, NoArgs> step) {
      return on(lens, step, (state, args) -> NoArgs.NONE);
    }

    /**
     * A step of a component happens with it where there are arguments for it, and nothing where
     * there are none.
     *
     * @param args the arguments of that step, or null
     */
    public <C extends Designed, B> Making<S, A> onWhere(
        Lens<S, C> lens, Step<C, B> step, BiFunction<S, A, @Nullable B> args) {
      return atWhere((state, own) -> lens, step, args);
    }

    /** A guard. */
    public Making<S, A> when(String sentence, BiPredicate<S, A> condition) {
      guards = guards.append(Guard.of(sentence, condition));
      return this;
    }

    /** A guard that several steps have. */
    @SuppressWarnings("unchecked") // It only reads the arguments.
    public Making<S, A> when(Guard<S, ? super A> guard) {
      guards = guards.append((Guard<S, A>) guard);
      return this;
    }

    /** A guard without which the step has nothing to act on. */
    public Making<S, A> needs(String sentence, BiPredicate<S, A> condition) {
      guards = guards.append(Guard.needed(sentence, condition));
      return this;
    }

    /** The events of a kind that it tells, after those of its parts and those named before. */
    public Making<S, A> tells(Class<? extends Event> kind, Telling<S, A> events) {
      told = told.append(new Kind<>(kind, events));
      return this;
    }

    /** The bytes that it moves or hands over, which no state tells. */
    public Making<S, A> moves(Moving<S, A> motions) {
      moving = motions;
      return this;
    }

    /** The step, which does this and nothing else beside its parts. */
    public Step<S, A> then(Effect<S, A> effect) {
      return new Step<>(this, (before, args, after) -> effect.apply(after, args));
    }

    /** The step, which does this when its parts are done. */
    public Step<S, A> ending(Ending<S, A> ending) {
      return new Step<>(this, ending);
    }

    /** The step, which does nothing beside its parts. */
    public Step<S, A> joined() {
      return new Step<>(this, (before, args, after) -> after);
    }
  }
}
