package io.uring.dmabuf.tlc.run;

import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tlc2.output.EC;
import tlc2.output.MPRecorder;
import tlc2.tool.TLCState;
import tlc2.tool.TLCStateInfo;

/**
 * The recorder of TLC's messages: the broken law, the error trace and other errors, as they are
 * reported.
 */
final class TlcMessages extends MPRecorder {

  private List<TLCState> states = List.empty();
  private Option<String> end = Option.none();
  private Option<String> law = Option.none();
  private Option<String> error = Option.none();
  private Option<Unassigned> unassigned = Option.none();
  private boolean initialState;
  private volatile Runnable success = () -> {};
  private volatile Runnable serving = () -> {};
  private volatile Consumer<String> diskFailure = reason -> {};

  @Override
  public synchronized void record(int code, Object... objects) {
    switch (code) {
      case EC.TLC_INVARIANT_VIOLATED_BEHAVIOR, EC.TLC_ACTION_PROPERTY_VIOLATED_BEHAVIOR ->
          broken(String.valueOf(objects[0]));
      case EC.TLC_INVARIANT_VIOLATED_INITIAL, EC.TLC_PROPERTY_VIOLATED_INITIAL -> {
        broken(String.valueOf(objects[0]));
        initialState = true;
      }
      case EC.TLC_TEMPORAL_PROPERTY_VIOLATED -> broken("");
      case EC.TLC_STATE_NOT_COMPLETELY_SPECIFIED_NEXT -> unassigned(objects);
      case EC.TLC_INITIAL_STATE, EC.TLC_STATE_NOT_COMPLETELY_SPECIFIED_INITIAL -> initial(objects);
      case EC.TLC_SUCCESS -> success.run();
      case EC.TLC_DISTRIBUTED_SERVER_RUNNING -> serving.run();
      case EC.TLC_DEADLOCK_REACHED -> broken("Deadlock");
      case EC.TLC_ASSUMPTION_FALSE -> broken("Assumption " + objects[0]);
      case EC.TLC_STATE_PRINT2 -> state(objects);
      case EC.TLC_STATE_PRINT3 -> end = Option.some("then nothing happens any more");
      case EC.TLC_BACK_TO_STATE -> end = Option.some("then again from state " + objects[0]);
      case EC.SYSTEM_ERROR_WRITING_POOL,
          EC.SYSTEM_ERROR_READING_POOL,
          EC.SYSTEM_ERROR_WRITING_STATES,
          EC.SYSTEM_ERROR_READING_STATES ->
          diskFailure.accept(text(objects).replaceFirst(".*java\\.io\\.IOException: ", ""));
      default -> other(code, objects);
    }
  }

  /** What is done when TLC has explored everything, and still has its fingerprints. */
  void onSuccess(Runnable action) {
    success = action;
  }

  /** What is done when workers can come to a server, which has the initial states by then. */
  void onServing(Runnable action) {
    serving = action;
  }

  /** What is done before TLC ends this JVM, as it cannot keep its states: told the reason. */
  void onDiskFailure(Consumer<String> action) {
    diskFailure = action;
  }

  private void broken(String name) {
    law = law.orElse(Option.some(name));
  }

  private void state(Object[] objects) {
    if (objects[0] instanceof TLCStateInfo info && info.state != null) {
      states = states.append(info.state);
    }
  }

  /** TLC gives the action, where there are several, the verb, and the variables. */
  private void unassigned(Object[] objects) {
    List<String> said = List.of(objects).map(String::valueOf);
    unassigned =
        unassigned.orElse(
            said.lastOption()
                .map(names ->
                    new Unassigned.ByAction(Option.when(said.size() > 2, said::head), names)));
  }

  /** TLC gives what is wrong and the state, in which such a variable is null. */
  private void initial(Object[] objects) {
    String said = List.of(objects).map(String::valueOf).mkString("\n");
    List<String> names = List.ofAll(NULL.matcher(said).results().map(r -> r.group(1)).toList());
    if (names.isEmpty()) {
      other(EC.TLC_INITIAL_STATE, objects);
    } else {
      unassigned = Option.some(new Unassigned.Initially(names.mkString(", ")));
    }
  }

  private void other(int code, Object[] objects) {
    if (ERRORS.contains(code) && error.isEmpty()) {
      error = Option.some(text(objects));
    }
  }

  private static String text(Object[] objects) {
    return List.of(objects).map(String::valueOf).filter(s -> !s.isBlank()).mkString(" ");
  }

  /** TLC gives the exception where a worker meets it, and its message alone at the beginning. */
  private static final Pattern DISK =
      Pattern.compile(
          "(?<=java\\.io\\.IOException: ).*"
              + "|^(No space left on device|Disk quota exceeded|Input/output error)");

  private static final Pattern NULL = Pattern.compile("(\\w+) = null\\b");
  private static final io.vavr.collection.Set<Integer> ERRORS =
      io.vavr.collection.HashSet.of(
          EC.GENERAL,
          EC.TLC_INITIAL_STATE,
          EC.TLC_NESTED_EXPRESSION,
          EC.TLC_BUG,
          EC.SYSTEM_STACK_OVERFLOW,
          EC.SYSTEM_OUT_OF_MEMORY,
          EC.TLC_INVARIANT_EVALUATION_FAILED,
          EC.TLC_ACTION_PROPERTY_EVALUATION_FAILED,
          EC.TLC_LIVE_FORMULA_TAUTOLOGY,
          EC.TLC_ASSUMPTION_EVALUATION_ERROR,
          EC.TLC_STATES_AND_NO_NEXT_ACTION,
          EC.TLC_FINGERPRINT_EXCEPTION,
          EC.TLC_LIVE_CANNOT_HANDLE_FORMULA,
          EC.SYSTEM_OUT_OF_MEMORY_LIVENESS,
          EC.TLC_INVARIANT_VIOLATED_LEVEL);

  /** The states of the error trace. */
  synchronized List<TLCState> states() {
    return states;
  }

  /** How an error trace goes on: a loop or the end of all steps. */
  synchronized Option<String> end() {
    return end;
  }

  /**
   * The broken law as TLC names it; the empty text for a temporal property, which TLC does not
   * name.
   */
  synchronized Option<String> law() {
    return law;
  }

  /** An error of another kind, such as an expression that cannot be evaluated. */
  synchronized Option<String> error() {
    return error;
  }

  /** Why a file of TLC's could not be read or written, if that is the error. */
  synchronized Option<String> disk() {
    return error
        .toList()
        .flatMap(text -> DISK.matcher(text).results().map(MatchResult::group).toList())
        .headOption();
  }

  /** What has no value in a state that TLC came to. */
  synchronized Option<Unassigned> unassigned() {
    return unassigned;
  }

  /** Whether the law is broken in an initial state, for which TLC prints no trace. */
  synchronized boolean inInitialState() {
    return initialState;
  }
}
