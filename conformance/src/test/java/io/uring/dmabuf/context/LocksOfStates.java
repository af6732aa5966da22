package io.uring.dmabuf.context;

import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.tlc.run.TransitionObserver;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.SortedSet;
import java.util.TreeSet;
import tlc2.tool.Action;
import tlc2.tool.TLCState;
import tlc2.value.impl.Applicable;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.Value;
import util.UniqueString;

/**
 * Holds the lines of the actions against the variables that say who has a lock: {@code call} for
 * uring_lock, with the context by the kind of call, and {@code resv}. Of each transition one of its
 * action's lines must be true in the state that it begins in.
 */
final class LocksOfStates implements TransitionObserver.Looking {

  private static final int EXPORTER = 99;

  private final Contexts contexts;
  private final SortedSet<String> wrong = new TreeSet<>();
  private final SortedSet<String> seen = new TreeSet<>();

  LocksOfStates(Contexts contexts) {
    this.contexts = contexts;
  }

  /** The actions that were taken in a state in which none of their lines is true. */
  SortedSet<String> wrong() {
    return wrong;
  }

  /** The actions that were taken by a call, each with the context of that call. */
  SortedSet<String> seen() {
    return seen;
  }

  @Override
  public void initial(TLCState state) {}

  @Override
  public synchronized void transition(TLCState from, TLCState to, boolean isNew, Action action) {
    ActionLabel label = ActionLabel.of(action).get();
    boolean ofRing = action.getOpDef().getParams()[0].getName().toString().equals("ctx");
    boolean ofBuffer = action.getOpDef().getParams()[0].getName().toString().equals("b");
    if (!ofRing && !ofBuffer) {
      return; // Of a device or a descriptor: no variable says who takes it.
    }
    Moment before = new Moment(from, label.args());
    if (contexts.of(label.action()).exists(line -> before.allows(line, ofRing))) {
      before.context().filter(c -> ofRing).forEach(c -> seen.add(label.action() + " " + c.word()));
    } else {
      wrong.add(label.action());
    }
  }

  /** A state with the arguments of an action that is taken in it. */
  private record Moment(TLCState state, List<Object> args) {

    private Value call() {
      return call((Integer) args.head());
    }

    private Value call(int ctx) {
      return at(variable("call"), ctx);
    }

    /** The context of the call that holds the ring's uring_lock, if there is one. */
    private Option<Context> context() {
      return switch (who(call())) {
        case "none", "source" -> Option.none();
        case "tasksubmit", "taskwork" -> Option.some(Context.TW);
        case "exit" -> Option.some(Context.KWORKER);
        default -> Option.some(Context.TASK);
      };
    }

    private boolean allows(Runs line, boolean ofRing) {
      return ofRing ? allowsOfRing(line) : allowsOfBuffer(line);
    }

    private boolean allowsOfRing(Runs line) {
      boolean holds = line.holds().contains(LockClass.URING_LOCK);
      List<LockClass> first = line.takes().map(List::head);
      return (!holds || context().exists(line.contexts()::contains))
          && (!first.contains(LockClass.URING_LOCK) || who(call()).equals("none"))
          && (!line.holds().contains(LockClass.RESV) || owners().exists(rb -> owner(rb) == rb))
          && (!first.contains(LockClass.RESV) || owners().exists(rb -> owner(rb) == 0))
          && allowsSecondRing(line);
    }

    /** The source of a clone: free when it is taken, and held as such. */
    private boolean allowsSecondRing(Runs line) {
      if (line.holds().contains(LockClass.URING_LOCK_1)) {
        int source = number(at(call(), "from"));
        return source == (Integer) args.head() || who(call(source)).equals("source");
      }
      return !line.action().equals("StartClone")
          || !line.locks().contains(LockClass.URING_LOCK_1)
          || who(call((Integer) args.get(1))).equals("none");
    }

    private boolean allowsOfBuffer(Runs line) {
      int holder = number(at(variable("resv"), (Integer) args.head()));
      return line.holds().contains(LockClass.RESV) ? holder == EXPORTER : holder == 0;
    }

    /** The regbufs that the call registers or releases. */
    private List<Integer> owners() {
      List<Integer> released =
          field(call(), "old")
              .map(LocksOfStates::number)
              .filter(node -> node > 0)
              .map(node -> at(at(variable("nodes"), (Integer) args.head()), node))
              .map(node -> number(at(at(variable("imus"), number(at(node, "imu"))), "priv")))
              .toList();
      return released
          .appendAll(field(call(), "rb").map(LocksOfStates::number))
          .filter(rb -> rb > 0);
    }

    /** Who has the reservation lock of the buffer of a regbuf. */
    private int owner(int rb) {
      Value buf = at(at(variable("regbufs"), rb), "buf");
      return number(at(variable("resv"), number(buf)));
    }

    private Value variable(String name) {
      return (Value) state.lookup(UniqueString.of(name));
    }

    private static String who(Value call) {
      return ((StringValue) at(call, "who")).getVal().toString();
    }

    private static Option<Value> field(Value record, String name) {
      return Option.of((Value) ((Applicable) record).select(new StringValue(name)));
    }

    private static Value at(Value function, Object argument) {
      Value key =
          argument instanceof Integer number
              ? IntValue.gen(number)
              : new StringValue(argument.toString());
      return (Value) ((Applicable) function).select(key);
    }
  }

  private static int number(Value value) {
    return ((IntValue) value).val;
  }
}
