package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.LogEvent;
import io.uring.dmabuf.audit.event.ToldEvent;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import java.util.ArrayList;
import java.util.TreeMap;

/**
 * Models one thing that must hold of every object of a kind. It is told every event, in the order
 * of the trace, and keeps only what is alive.
 */
public abstract class Rule {
  /** Events of two processors that are this near to each other, in nanoseconds, have no order. */
  static final long TOLERANCE = 2_000;

  /** How many violations are kept with the lives of their objects; all are counted. */
  private static final int KEPT = 100;

  /**
   * So many objects may lack an event, or one in so many of those that lack none, before it is the
   * recording that lacks them: a kernel that lost so many ends would not go on.
   */
  private static final long FEW = 3;

  private static final long SHARE = 100;

  /** How many findings are kept; more are unknown. */
  private static final int FINDINGS = 10_000;

  private static final String PARTLY =
      "too many lack an event: were all tasks and processors recorded, to the end?";

  private static final String HOLE =
      "several lack an event at once: did a full buffer drop those of a processor?";

  private static final String LET_GO = "more were alive at once than are followed";

  private final About about;
  private long clean;
  private long violating;
  private final TreeMap<String, Long> unknown = new TreeMap<>();
  private final ArrayList<Violation> violations = new ArrayList<>();

  /**
   * What is wrong with an object of a kernel, to be said when it is known that no event is missing.
   *
   * @param lacks whether something is not there, which may be so with many objects
   */
  private record Finding(Violation violation, Gaps.Suspect suspect, boolean lacks) {}

  private final ArrayList<Finding> findings = new ArrayList<>();
  private long moreFindings;
  private long lacking;
  private long cleanBefore;
  private String doubt = "";
  private boolean whole;
  private Gaps gaps = new Gaps();

  Rule(About about) {
    this.about = about;
  }

  /** Shares with other rules what may be missing in a recording. */
  public final void share(Gaps all) {
    gaps = all;
  }

  /** {@return what the rule says} */
  public final About about() {
    return about;
  }

  /** {@return every function of the kernel that the rule knows by name} */
  public List<String> functions() {
    return about.functions();
  }

  /** {@return how many objects were clean} */
  public final long clean() {
    return clean;
  }

  /** {@return how many objects violated the rule} */
  public final long violating() {
    return violating;
  }

  /** {@return how many objects are unknown, by the reason} */
  public final Map<String, Long> unknown() {
    return LinkedHashMap.ofAll(unknown);
  }

  /** {@return the first violations, each with the life of its object} */
  public final List<Violation> violations() {
    return List.ofAll(violations);
  }

  /** Takes note of an event. */
  public abstract void take(Event event);

  /**
   * Lets go of everything alive, since it may have gone on unseen.
   *
   * @param why the reason, as it is told
   */
  public abstract void forget(String why);

  /**
   * Nothing comes any more, or not of the same recording. What all rules have found is judged
   * together: each tells what the others may lack.
   *
   * @param why what is alive is let go, as it is told
   */
  public static void end(Iterable<Rule> all, String why) {
    all.forEach(rule -> rule.forget(why));
    all.forEach(Rule::settle);
  }

  private void settle() {
    boolean partly = lacking > Math.max(FEW, (clean - cleanBefore) / SHARE);
    for (Finding each : findings) {
      if (each.suspect.isExplained()) {
        isUnknown(HOLE);
      } else if (each.lacks && partly) {
        isUnknown(PARTLY);
      } else {
        isViolated(each.violation);
      }
    }
    if (moreFindings > 0) {
      unknown.merge(PARTLY, moreFindings, Long::sum);
    }
    findings.clear();
    moreFindings = 0;
    lacking = 0;
    cleanBefore = clean;
  }

  /** A recording begins: what went before is no part of it, and all that follows is there. */
  public final void begin() {
    doubt = "";
    whole = true;
  }

  /** Events are missing here. */
  public final void lose() {
    whole = false;
  }

  /** Events before or behind this one are left out. */
  public final void leaveOut() {
    whole = false;
  }

  /** Whether all events are there since the recording began. */
  final boolean isWhole() {
    return whole && doubt.isEmpty();
  }

  /**
   * From here on events may be missing anywhere: nothing is a violation.
   *
   * @param why the reason
   */
  public final void doubt(String why) {
    doubt = why;
  }

  final void isClean() {
    clean++;
  }

  final void isUnknown(String why) {
    unknown.merge(why, 1L, Long::sum);
  }

  final <K> Live<K, Life> live() {
    return new Live<>(this::letGo);
  }

  final void letGo(Life life) {
    isUnknown(life, LET_GO);
  }

  /** An object is clean, unless something else was said of it before. */
  final void isClean(Life life) {
    if (life.judge(Life.Judgement.CLEAN)) {
      clean++;
    }
  }

  /** An object is unknown, unless something else was said of it before. */
  final void isUnknown(Life life, String why) {
    if (life.judge(Life.Judgement.UNKNOWN)) {
      isUnknown(why);
    }
  }

  /** Of an object that began unseen, before the trace or in a hole of it, an end is there. */
  final void beganUnseen(String object, Event by, String why) {
    gaps.isMissing(object, why, by.at(), by.at());
    isUnknown(why);
  }

  /** Between two events of an object there were others of which no line is there. */
  final void isMissing(String object, Event last, Event by) {
    gaps.isMissing(object, "others", last.at(), by.at());
  }

  /**
   * An object did what it must not, unless events may be missing, or are too near to each other on
   * two processors to have an order. It is no longer clean then, if it was; what it does wrong
   * after that is not counted.
   */
  final void violates(Life life, Event by, String what) {
    violates(life, by, what, life.object(), false);
  }

  /**
   * The same, where it is an event of another object that may be missing.
   *
   * @param of that object, as all rules name it
   */
  final void violates(Life life, Event by, String what, String of) {
    violates(life, by, what, of, false);
  }

  /**
   * Something is not there of an object that must have been before an event: a violation, unless it
   * is so with many objects.
   */
  final void lacks(Life life, Event by, String what) {
    violates(life, by, what, life.object(), true);
  }

  private void violates(Life life, Event by, String what, String of, boolean lacks) {
    if (life.wasClean()) {
      clean--;
      life.reopen();
    }
    At last = life.last().at();
    if (!doubt.isEmpty()) {
      isUnknown(life, doubt);
    } else if (last.cpu() != by.at().cpu() && last.isWithin(TOLERANCE, by.at())) {
      isUnknown(life, "two processors, at most 2 us apart: no order");
    } else if (life.judge(Life.Judgement.VIOLATING)) {
      List<Event> events = life.last().equals(by) ? life.events() : life.events().append(by);
      Violation violation = new Violation(about, life.object(), what, events);
      lacking += lacks ? 1 : 0;
      if (by instanceof ToldEvent || by instanceof LogEvent) {
        isViolated(violation);
      } else if (findings.size() < FINDINGS) {
        findings.add(new Finding(violation, gaps.lacks(of, what, last, by.at()), lacks));
      } else {
        moreFindings++;
      }
    }
  }

  private void isViolated(Violation violation) {
    violating++;
    if (violations.size() < KEPT) {
      violations.add(violation);
    }
  }

  /** All of these are unknown, and no longer alive. */
  final <K> void forget(Live<K, Life> lives, String why) {
    lives.values().forEach(life -> isUnknown(life, why));
    lives.clear();
  }
}
