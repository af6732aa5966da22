package io.uring.dmabuf.replay;

import static io.uring.dmabuf.replay.TlaValues.bool;
import static io.uring.dmabuf.replay.TlaValues.function;
import static io.uring.dmabuf.replay.TlaValues.integer;
import static io.uring.dmabuf.replay.TlaValues.sequence;
import static io.uring.dmabuf.replay.TlaValues.set;
import static io.uring.dmabuf.replay.TlaValues.setOf;
import static io.uring.dmabuf.replay.TlaValues.shape;
import static io.uring.dmabuf.replay.TlaValues.string;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tlc2.tool.TLCState;
import tlc2.util.FP64;
import tlc2.value.IValue;
import tlc2.value.impl.Value;
import util.UniqueString;

/**
 * A process of its own for the tests: the values of Shapes.tla as TLC computes them, against the
 * same ones built by Java.
 */
final class ShapesRun {
  private ShapesRun() {}

  public static void main(String[] args) {
    TLCState state = ToyRun.load(1, Path.of(args[0]), "Shapes").getInitStates().elementAt(0);
    state.fingerPrint();
    Map<String, Value> built = built();
    built.forEach(
        (name, value) -> compare(name, state.lookup(UniqueString.uniqueStringOf(name)), value));
    System.out.println(ToyRun.MARK + "unmatched " + (state.getVars().length - built.size()));
    built.forEach((name, value) ->
        built.forEach((other, another) -> {
          boolean equal = TlaValues.same(value, another);
          if (equal != sameByDesign(name, other)) {
            System.out.println(ToyRun.MARK + name + " same as " + other + ": " + equal);
          }
        }));
    System.exit(0);
  }

  private static void compare(String name, IValue computed, Value built) {
    boolean same =
        TlaValues.same(built, computed)
            && TlaValues.same(computed, built)
            && built.equals(computed);
    boolean samePrint = built.fingerPrint(FP64.New()) == computed.fingerPrint(FP64.New());
    System.out.println(ToyRun.MARK + name + " same=" + same + " fingerprint=" + samePrint);
  }

  /** The empty function is the empty sequence; the interval holds the same numbers as the set. */
  private static boolean sameByDesign(String a, String b) {
    return a.equals(b)
        || a.startsWith("empty")
            && b.startsWith("empty")
            && !a.endsWith("Set")
            && !b.endsWith("Set")
        || a.matches("numbers|interval") && b.matches("numbers|interval");
  }

  private static Map<String, Value> built() {
    Map<String, Value> values = new LinkedHashMap<>();
    values.put("number", integer(-3));
    values.put("big", integer(123456));
    values.put("truth", bool(true));
    values.put("text", string("zeta"));
    values.put("emptyFunction", function(1));
    values.put("emptySequence", sequence());
    values.put("emptySet", set());
    values.put("sequence", sequence(integer(4), integer(5), integer(6)));
    values.put("fromOne", function(1, integer(1), integer(4), integer(9)));
    values.put("fromZero", function(0, integer(1), integer(2), integer(3)));
    values.put("sparse", function(new int[] {2, 5, 7}, integer(2), integer(5), integer(7)));
    TlaValues.Shape node = shape("refs", "name");
    values.put(
        "excepted",
        function(1, node.of(integer(0), string("x")), node.of(integer(9), string("x"))));
    values.put("joined", function(1, integer(10), integer(20)));
    values.put("record", shape("mike", "zulu", "alpha").of(bool(false), integer(1), string("a")));
    values.put(
        "fieldFunction",
        function(
            new Value[] {string("zulu"), string("alpha")}, new Value[] {integer(1), integer(1)}));
    values.put("nested", function(1, nested(1), nested(2)));
    values.put("numbers", setOf(2, 3, 1));
    values.put("interval", setOf(1, 2, 3));
    values.put("filtered", setOf(20, 9, 5, 1));
    TlaValues.Shape ab = shape("a", "b");
    values.put("records", set(ab.of(integer(1), string("x")), ab.of(integer(2), string("y"))));
    values.put("texts", set(string("never seen before"), string("zulu"), string("alpha")));
    values.put("pairs", set(sequence(integer(2), bool(true)), sequence(integer(1), bool(true))));
    return values;
  }

  private static Value nested(int i) {
    return function(0, sequence(integer(i), setOf(0)), sequence(integer(i), setOf(1)));
  }
}
