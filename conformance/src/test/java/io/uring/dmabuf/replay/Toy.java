package io.uring.dmabuf.replay;

import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import java.util.function.Predicate;
import tlc2.value.impl.Value;

/** The Java of the specification Toy, with one mistake to choose. */
public final class Toy implements ReplayTarget<Toy.State> {
  /** What is wrong with this toy. */
  public enum Mistake {
    NONE,
    WRONG_SUCCESSOR,
    DOES_LESS,
    DOES_MORE,
    DOES_MORE_AT_THE_END,
    HIDDEN_STATE,
    BROKEN_LAW,
    UNKNOWN_ACTION,
    UNMAPPED_VARIABLE,
    WRONG_START,
    STEP_THROWS,
    ABSTRACTION_THROWS,
    WRONG_PARTS,
    COARSE_DIGEST
  }

  public record End(int job, boolean ok) {}

  /** All that a job has become; {@code busy} is a cache of how many are. */
  public record Jobs(Map<Integer, String> state, int busy) {}

  /**
   * {@code failures} counts what no variable shows; {@code looks} is a log, left out of the digest.
   */
  public record State(
      Jobs jobs, Integer count, Option<End> last, Boolean open, Integer failures, Integer looks) {}

  private static final List<String> VARIABLES = List.of("job", "count", "last", "open");

  private final Mistake mistake;
  private final int jobs;
  private final int limit;
  private final TlaValues.Shape end = TlaValues.shape("job", "ok");

  /** The toy of Toy.cfg. */
  public Toy(Mistake mistake) {
    this(mistake, 2, 4);
  }

  /** One of another size. */
  public Toy(Mistake mistake, int jobs, int limit) {
    this.mistake = mistake;
    this.jobs = jobs;
    this.limit = limit;
  }

  private boolean is(Mistake candidate) {
    return mistake == candidate;
  }

  @Override
  public State initial() {
    Map<Integer, String> idle =
        HashMap.ofEntries(List.rangeClosed(1, jobs).map(j -> io.vavr.Tuple.of(j, "idle")));
    return new State(new Jobs(idle, 0), is(Mistake.WRONG_START) ? 1 : 0, Option.none(), true, 0, 0);
  }

  @Override
  public List<StepDef<State>> steps() {
    List<StepDef<State>> all = List.of(StepDef.of("Close", this::close));
    for (int j = 1; j <= jobs; j++) {
      int job = j;
      all = all.append(StepDef.of("Start", s -> start(s, job), job));
      all = all.append(StepDef.of("Finish", s -> finish(s, job, true), job, true));
      all = all.append(StepDef.of("Finish", s -> finish(s, job, false), job, false));
    }
    return is(Mistake.UNKNOWN_ACTION) ? all : all.append(StepDef.of("Look", this::look));
  }

  private State start(State s, int job) {
    String state = s.jobs.state.get(job).get();
    if (!s.open || !state.equals("idle") || s.count >= limit) {
      return null;
    }
    if (is(Mistake.DOES_LESS) && job == 2 && s.jobs.busy == 1) {
      return null;
    }
    if (is(Mistake.STEP_THROWS) && job == 2 && s.count == 1) {
      throw new IllegalStateException("no room for job 2");
    }
    Jobs jobs = new Jobs(s.jobs.state.put(job, "busy"), s.jobs.busy + 1);
    return new State(jobs, s.count + 1, s.last, s.open, s.failures, s.looks);
  }

  private State finish(State s, int job, boolean ok) {
    if (!s.jobs.state.get(job).get().equals("busy")) {
      return null;
    }
    String after = ok || is(Mistake.WRONG_SUCCESSOR) ? "done" : "idle";
    int busy = is(Mistake.BROKEN_LAW) && job == 2 && ok ? s.jobs.busy : s.jobs.busy - 1;
    int failures = is(Mistake.HIDDEN_STATE) && !ok && job == 1 ? s.failures + 1 : s.failures;
    Integer count = is(Mistake.WRONG_PARTS) && s.count == 2 ? Integer.valueOf(3) : s.count;
    return new State(
        new Jobs(s.jobs.state.put(job, after), busy),
        count,
        Option.of(new End(job, ok)),
        s.open,
        failures,
        s.looks);
  }

  private State look(State s) {
    boolean atTheEnd = is(Mistake.DOES_MORE_AT_THE_END) && s.count == limit;
    if (s.count == 0 || !s.open && !atTheEnd) {
      return null;
    }
    return new State(s.jobs, s.count, s.last, s.open, s.failures, s.looks + 1);
  }

  private State close(State s) {
    Predicate<String> busy = "busy"::equals;
    if (!s.open || s.jobs.state.values().exists(busy) && !is(Mistake.DOES_MORE)) {
      return null;
    }
    return new State(s.jobs, s.count, s.last, false, s.failures, s.looks);
  }

  @Override
  public List<String> variables() {
    return is(Mistake.UNMAPPED_VARIABLE) ? VARIABLES.init() : VARIABLES;
  }

  @Override
  public int parts() {
    return 6;
  }

  @Override
  public Object part(State s, int part) {
    return switch (part) {
      case 0 -> s.jobs;
      case 1 -> s.count;
      case 2 -> s.last;
      case 3 -> s.open;
      case 4 -> s.failures;
      default -> s.looks;
    };
  }

  @Override
  public String partName(int part) {
    return List.of("jobs", "count", "last", "open", "failures", "looks").get(part);
  }

  @Override
  public int[] partsOf(int variable) {
    return new int[] {is(Mistake.WRONG_PARTS) && variable == 1 ? 3 : variable};
  }

  @Override
  public Value abstraction(State s, int variable) {
    return switch (variable) {
      case 0 ->
          TlaValues.function(
              1,
              s.jobs
                  .state
                  .toSortedMap(e -> e)
                  .values()
                  .map(TlaValues::string)
                  .toJavaArray(Value[]::new));
      case 1 -> {
        if (is(Mistake.ABSTRACTION_THROWS) && s.count == 2) {
          throw new ArithmeticException("two is too much");
        }
        yield TlaValues.integer(s.count);
      }
      case 2 ->
          s.last
              .map(e -> TlaValues.sequence(end.of(TlaValues.integer(e.job), TlaValues.bool(e.ok))))
              .getOrElse(TlaValues.sequence());
      default -> TlaValues.bool(s.open);
    };
  }

  @Override
  public long digest(int part, Object value) {
    return part == 5 ? 0 : is(Mistake.COARSE_DIGEST) && part == 0 ? 1 : Digest.of(value);
  }

  @Override
  public List<Law<State>> laws() {
    return List.of(new Law<>("BusyIsCounted", List.of(0), false, Toy::wrongCache));
  }

  private static Option<String> wrongCache(State s) {
    int busy = s.jobs.state.values().count("busy"::equals);
    return Option.when(
        busy != s.jobs.busy, "busy is %d, but %d jobs are".formatted(s.jobs.busy, busy));
  }
}
