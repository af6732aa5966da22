package io.uring.dmabuf.tlc.trace;

import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tlc2.value.impl.Applicable;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.Value;

/**
 * When an action stands for a kernel function: a place in the state that the action is taken from,
 * and the values that it may have there, such as {@code reqs[call.req].op = "READ_FIXED"} or {@code
 * call.who \in {"submit", "taskwork"}}.
 *
 * @param place a variable or an argument, with fields and indices
 * @param values as TLA+ text
 */
public record Condition(String place, List<String> values) {

  private static final String VALUE = "\"\\w+\"|\\w+";

  /** What a condition looks like, without groups. */
  static final String FORM =
      "[\\w.\\[\\]]+\\s+(?:=\\s+(?:"
          + VALUE
          + ")|\\\\in\\s+\\{(?:"
          + VALUE
          + ")(?:,\\s*(?:"
          + VALUE
          + "))*\\})";

  private static final Pattern WHOLE = Pattern.compile("(\\S+)\\s+(?:=|\\\\in)\\s+(.*)");
  private static final Pattern VALUES = Pattern.compile(VALUE);
  private static final Pattern NAME = Pattern.compile("\\w+");

  /** The condition in a text of the {@link #FORM}. */
  static Condition of(String text) {
    Matcher whole = WHOLE.matcher(text);
    if (!whole.matches()) {
      throw new IllegalArgumentException(text);
    }
    return new Condition(
        whole.group(1),
        List.ofAll(VALUES.matcher(whole.group(2)).results().map(MatchResult::group).toList()));
  }

  /** Whether it holds where the variables and arguments have these values. */
  boolean holds(Map<String, Value> scope) {
    return valueOf(place, scope).exists(value -> values.contains(value.toString()));
  }

  private static Option<Value> valueOf(String place, Map<String, Value> scope) {
    Matcher name = NAME.matcher(place);
    Option<Value> value = name.lookingAt() ? scope.get(name.group()) : Option.none();
    int at = value.isDefined() ? name.end() : place.length();
    while (at < place.length()) {
      boolean field = place.charAt(at) == '.';
      int end = field ? name(place, at + 1) : closing(place, at);
      String inner = place.substring(at + 1, end);
      Option<Value> key = field ? Option.some(new StringValue(inner)) : valueOf(inner, scope);
      value = value.flatMap(whole -> key.flatMap(part -> select(whole, part)));
      at = field ? end : end + 1;
    }
    return value;
  }

  private static int name(String place, int start) {
    Matcher name = NAME.matcher(place).region(start, place.length());
    return name.lookingAt() ? name.end() : place.length();
  }

  /** Where the bracket at a place closes. */
  private static int closing(String place, int open) {
    int depth = 0;
    for (int at = open; at < place.length(); at++) {
      depth += place.charAt(at) == '[' ? 1 : place.charAt(at) == ']' ? -1 : 0;
      if (depth == 0) {
        return at;
      }
    }
    return place.length();
  }

  private static Option<Value> select(Value whole, Value part) {
    return whole instanceof Applicable function ? Option.of(function.select(part)) : Option.none();
  }
}
