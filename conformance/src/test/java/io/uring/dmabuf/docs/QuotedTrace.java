package io.uring.dmabuf.docs;

import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A counterexample as a document quotes it, indented below a marker {@code <!-- trace: MODEL -->}.
 * A line of dots in the column of steps stands for steps that are left out, one in the column of
 * changes for lines of the step above it.
 *
 * @param model the model whose run prints it
 * @param lines its lines, without the indentation
 */
record QuotedTrace(String model, List<String> lines) {

  private static final Pattern QUOTED =
      Pattern.compile("<!-- trace: ([\\w-]+) -->\\n((?:    .*\\n|\\n(?=    ))+)");
  private static final Pattern HEAD = Pattern.compile("^ {0,3}\\d+ +\\S.*");
  private static final Pattern DOTS = Pattern.compile("( *)\\.\\.+");
  private static final int CHANGES = 5;

  /** The traces in a text. */
  static List<QuotedTrace> in(String text) {
    return List.ofAll(QUOTED.matcher(text).results().toList()).map(QuotedTrace::of);
  }

  private static QuotedTrace of(MatchResult found) {
    return new QuotedTrace(
        found.group(1),
        List.of(found.group(2).split("\n")).map(line -> line.replaceFirst("^    ", "")));
  }

  /**
   * A step.
   *
   * @param head its event
   * @param below the kernel function and the changes; how they are ordered is left to TLC
   * @param cut whether some of them are left out
   * @param gap whether steps are left out before it
   */
  record Step(String head, List<String> below, boolean cut, boolean gap) {}

  /** The steps of a printed trace, or of a quoted one. */
  static List<Step> steps(List<String> lines) {
    List<Step> steps = List.empty();
    boolean gap = false;
    for (String line : lines) {
      boolean dots = DOTS.matcher(line).matches();
      boolean ofStep = dots && line.indexOf('.') >= CHANGES;
      if (HEAD.matcher(line).matches()) {
        steps = steps.append(new Step(line, List.empty(), false, gap));
        gap = false;
      } else if (dots && !ofStep) {
        gap = true;
      } else if (!steps.isEmpty() && line.startsWith(" ".repeat(CHANGES + 2))) {
        Step last = steps.last();
        steps =
            steps
                .init()
                .append(
                    ofStep
                        ? new Step(last.head(), last.below(), true, last.gap())
                        : new Step(last.head(), last.below().append(line), last.cut(), last.gap()));
      }
    }
    return steps;
  }

  /** The first line of the quotation that the printed trace does not bear out. */
  Option<String> difference(List<String> printed) {
    List<Step> rest = steps(printed);
    for (Step quoted : steps(lines)) {
      rest = quoted.gap() ? rest.dropUntil(step -> step.head().equals(quoted.head())) : rest;
      if (rest.isEmpty() || !rest.head().head().equals(quoted.head())) {
        return Option.some(quoted.head());
      }
      Step real = rest.head();
      List<String> strange = quoted.below().removeAll(real.below());
      List<String> lacking = quoted.cut() ? List.empty() : real.below().removeAll(quoted.below());
      if (!strange.isEmpty() || !lacking.isEmpty()) {
        return strange.appendAll(lacking).headOption();
      }
      rest = rest.tail();
    }
    return others(lines).removeAll(others(printed)).headOption();
  }

  /** The lines that belong to no step: headline, columns, end. */
  private static List<String> others(List<String> lines) {
    return lines.filter(line ->
        !line.isBlank()
            && !HEAD.matcher(line).matches()
            && !DOTS.matcher(line).matches()
            && !line.startsWith(" ".repeat(CHANGES + 2)));
  }
}
