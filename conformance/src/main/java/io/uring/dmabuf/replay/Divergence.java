package io.uring.dmabuf.replay;

import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.trace.Trace;
import io.uring.dmabuf.tlc.trace.TracePrinter;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * A transition on which specification and implementation do not agree, with all that a reader needs
 * to see why.
 *
 * @param model the model's name
 * @param trace the steps from the initial state to the state in question, and the one that fails
 *     there; the shortest ones if TLC ran with one worker
 * @param step the step that fails, the last one of the trace; none where the state itself is wrong
 * @param cause what is wrong
 * @param differences what differs, smallest piece by piece
 */
public record Divergence(
    String model,
    Trace trace,
    Option<ActionLabel> step,
    Cause cause,
    List<Difference> differences) {

  /**
   * One place where two values differ.
   *
   * @param place the variable and the way into it, such as {@code nodes[2].refs}
   * @param left the value under the left heading of the cause
   * @param right the value under the right heading of the cause
   */
  public record Difference(String place, String left, String right) {}

  /** What stands above the left and the right values of the differences. */
  public record Headings(String left, String right) {
    private static final Headings OF_A_STEP = new Headings("before", "implementation after");
  }

  /** What is wrong. */
  public sealed interface Cause {

    /** One line, without the model and the step. */
    String headline();

    /** The kind of failure that stops the run. */
    default Failure.Kind kind() {
      return Failure.Kind.DIVERGENCE;
    }

    /** What the two values of a {@link Difference} are. */
    default Headings headings() {
      return new Headings("specification", "implementation");
    }

    /** Further lines for the report. */
    default List<String> remarks() {
      return List.empty();
    }
  }

  /** The two initial states differ. */
  public record WrongInitialState() implements Cause {
    @Override
    public String headline() {
      return "the implementation starts in another state";
    }
  }

  /** Both sides take the step, and end in different states. */
  public record WrongSuccessor() implements Cause {
    @Override
    public String headline() {
      return "the implementation ends in another state";
    }
  }

  /**
   * Both sides answer a question of a data model, and differently.
   *
   * @param question its fields, a line each
   */
  public record WrongAnswer(List<String> question) implements Cause {

    @Override
    public String headline() {
      return "the implementation gives another answer";
    }

    @Override
    public List<String> remarks() {
      return question;
    }
  }

  /**
   * The implementation has no answer to a question of a data model.
   *
   * @param question its fields, a line each
   * @param threw what came instead
   */
  public record NoAnswer(List<String> question, Threw threw) implements Cause {
    @Override
    public String headline() {
      return threw.headline();
    }

    @Override
    public List<String> remarks() {
      return question.appendAll(threw.remarks());
    }
  }

  /** The specification takes the step, the implementation refuses it. */
  public record DoesLess() implements Cause {
    @Override
    public String headline() {
      return "the implementation refuses a step that the specification takes";
    }

    @Override
    public Headings headings() {
      return new Headings("before", "specification after");
    }
  }

  /**
   * The implementation takes a step that the specification does not.
   *
   * @param terminal whether the state has no successor at all in the specification
   */
  public record DoesMore(boolean terminal) implements Cause {
    @Override
    public String headline() {
      return terminal
          ? "the implementation takes a step where the specification has ended"
          : "the implementation takes a step that the specification refuses";
    }

    @Override
    public Headings headings() {
      return Headings.OF_A_STEP;
    }
  }

  /**
   * Two paths lead to one state of the specification, but to two states of the implementation.
   *
   * @param otherPath the steps by which the specification's state was reached first
   */
  public record HiddenState(List<ActionLabel> otherPath) implements Cause {
    @Override
    public String headline() {
      return "the implementation remembers what the specification does not";
    }

    @Override
    public Failure.Kind kind() {
      return Failure.Kind.HIDDEN_STATE;
    }

    @Override
    public Headings headings() {
      return new Headings("on the first path", "on this path");
    }

    @Override
    public List<String> remarks() {
      return List.of(
          "first path to the same state: "
              + (otherPath.isEmpty() ? "(initial state)" : otherPath.mkString(", ")));
    }
  }

  /**
   * The state breaks a structural law of the implementation.
   *
   * @param law the law and what breaks it, in one line
   */
  public record BrokenLaw(String law) implements Cause {
    @Override
    public String headline() {
      return "a structural law is broken: " + law;
    }

    @Override
    public Failure.Kind kind() {
      return Failure.Kind.AUDIT;
    }

    @Override
    public Headings headings() {
      return Headings.OF_A_STEP;
    }
  }

  /**
   * Code of the implementation or of its abstraction threw.
   *
   * @param where what was called
   * @param exception the exception in one line
   * @param frames where it was thrown, innermost first
   */
  public record Threw(String where, String exception, List<String> frames) implements Cause {
    @Override
    public String headline() {
      return where + " threw " + exception;
    }

    @Override
    public List<String> remarks() {
      return frames.map(frame -> "at " + frame);
    }
  }

  /**
   * The specification takes a step that the implementation does not even have.
   *
   * @param what which step, in one line
   */
  public record NoSuchStep(String what) implements Cause {
    @Override
    public String headline() {
      return what;
    }
  }

  /**
   * The model and what the implementation declares do not fit each other: an action or a variable
   * that only one of them knows.
   *
   * @param what the misfit in one line
   */
  public record Misfit(String what) implements Cause {
    @Override
    public String headline() {
      return what;
    }

    @Override
    public Failure.Kind kind() {
      return Failure.Kind.MODEL;
    }
  }

  /**
   * The replay cannot go on within its memory.
   *
   * @param what the bound that was reached, in one line
   */
  public record OutOfBound(String what) implements Cause {
    @Override
    public String headline() {
      return what;
    }

    @Override
    public Failure.Kind kind() {
      return Failure.Kind.MODEL;
    }
  }

  /** One line: the step and what is wrong with it. */
  public String headline() {
    return step.map(label -> label + ": ").getOrElse("") + cause.headline();
  }

  /**
   * The failure that stops the run.
   *
   * @param printer knows the actors and kernel functions of the steps
   */
  public Failure toFailure(TracePrinter printer) {
    return new Failure(cause.kind(), headline(), new DivergenceReport(printer).text(this));
  }
}
