package io.uring.dmabuf.audit.read;

import io.uring.dmabuf.audit.event.At;

/**
 * What a line begins with, in every dialect: {@code TASK-PID (TGID) [CPU] FLAGS TIME: EVENT: TEXT}
 * of ftrace and trace-cmd, {@code TASK PID/TID [CPU] TIME: GROUP:EVENT: TEXT} of perf, {@code
 * TASK-PID CPUFLAGS TIMEus : EVENT: TEXT} of their latency format, and {@code [TIME] TEXT} of the
 * kernel's log. The name of a task may have blanks, dashes and brackets, so it is read from behind.
 */
final class Head {

  /** What kind of line it is. */
  enum Kind {
    /** An event of a trace, whatever it is. */
    EVENT,
    /** A line of a trace that names no event, as those of the function tracer. */
    OTHER,
    /** A line of the kernel's log. */
    LOG,
    /** None of them. */
    NONE
  }

  /** How far into a line the processor is looked for. */
  private static final int REACH = 96;

  /** How long a facility and a level are, and a date in brackets, at most. */
  private static final int FACILITY = 20;

  private static final int DATE = 40;
  private static final String KERNEL = " kernel: ";

  private static final int FRACTION = 9;
  private static final int SECONDS = 10;
  private static final int CPU_DIGITS = 5;
  private static final int PID_DIGITS = 9;
  private static final int FEWEST_FLAGS = 3;
  private static final int MOST_FLAGS = 6;

  private byte[] bytes = new byte[0];
  private int end;
  private int at;
  private int cpu;
  private int pid;
  private long nanos;
  private long ticks;
  private int nameFrom;
  private int nameTo;

  Kind read(byte[] line, int from, int to) {
    bytes = line;
    end = to;
    forget();
    int open = processor(from);
    if (open >= 0 && task(from, open) && timeOfEvent()) {
      return event();
    }
    // What is in brackets may be a word of the text.
    forget();
    if (log(from)) {
      return Kind.LOG;
    }
    if (latency(from)) {
      return event();
    }
    return graph(from) ? Kind.OTHER : Kind.NONE;
  }

  private void forget() {
    cpu = At.NO_CPU;
    pid = At.NO_PID;
    nanos = At.UNTIMED;
    ticks = At.UNTIMED;
  }

  /** A line of the function_graph tracer: the processor and a parenthesis, and no task. */
  private boolean graph(int from) {
    at = from;
    skipBlanks();
    return digits(CPU_DIGITS) >= 0 && at + 1 < end && bytes[at] == ')' && bytes[at + 1] == ' ';
  }

  int cpu() {
    return cpu;
  }

  int pid() {
    return pid;
  }

  long nanos() {
    return nanos;
  }

  /** What a clock without a unit shows; {@link At#UNTIMED} if it has one. */
  long ticks() {
    return ticks;
  }

  int nameFrom() {
    return nameFrom;
  }

  int nameTo() {
    return nameTo;
  }

  /** Where the text begins. */
  int text() {
    return at;
  }

  /** The bracket before the processor, or -1; what follows is read behind it. */
  private int processor(int from) {
    int last = Math.min(end, from + REACH);
    for (int i = from + 1; i < last; i++) {
      if (bytes[i] == '[' && Bytes.isBlank(bytes[i - 1])) {
        int j = i + 1;
        int number = 0;
        while (j < end && Bytes.isDigit(bytes[j]) && j - i <= CPU_DIGITS) {
          number = 10 * number + bytes[j++] - '0';
        }
        if (j > i + 1 && j < end && bytes[j] == ']') {
          cpu = number;
          at = j + 1;
          return i;
        }
      }
    }
    return -1;
  }

  /** The process id, from behind: over a thread group in parentheses, up to its first digit. */
  private boolean task(int from, int open) {
    int i = blanksBefore(from, open);
    if (i > from && bytes[i - 1] == ')') {
      while (i > from && bytes[i - 1] != '(') {
        i--;
      }
      i = blanksBefore(from, i - 1);
    }
    int last = i;
    int scale = 1;
    int number = 0;
    while (i > from && Bytes.isDigit(bytes[i - 1]) && last - i < PID_DIGITS) {
      number += scale * (bytes[--i] - '0');
      scale *= 10;
    }
    pid = number;
    return last > i
        && i > from
        && (bytes[i - 1] == '-' || bytes[i - 1] == '/' || Bytes.isBlank(bytes[i - 1]));
  }

  private int blanksBefore(int from, int to) {
    int i = to;
    while (i > from && Bytes.isBlank(bytes[i - 1])) {
      i--;
    }
    return i;
  }

  /** The time, behind the flags if there are any. */
  private boolean timeOfEvent() {
    skipBlanks();
    if (at < end && !Bytes.isDigit(bytes[at])) {
      while (at < end && !Bytes.isBlank(bytes[at])) {
        at++;
      }
      skipBlanks();
    }
    return time() && at < end && bytes[at++] == ':';
  }

  /** A time in seconds; a counter without a point has no unit, so it is no time. */
  private boolean time() {
    int first = at;
    long whole = 0;
    while (at < end && Bytes.isDigit(bytes[at])) {
      whole = 10 * whole + bytes[at++] - '0';
    }
    if (at == first) {
      return false;
    }
    if (at == end || bytes[at] != '.') {
      ticks = whole;
      return true;
    }
    int digits = at - first;
    int point = at++;
    long fraction = 0;
    while (at < end && Bytes.isDigit(bytes[at])) {
      if (at - point <= FRACTION) {
        fraction = 10 * fraction + bytes[at] - '0';
      }
      at++;
    }
    for (int i = at - point - 1; i < FRACTION; i++) {
      fraction *= 10;
    }
    if (digits <= SECONDS) {
      nanos = whole * 1_000_000_000L + fraction;
    }
    return at > point + 1;
  }

  /** The latency format: the processor and the flags are one word, without brackets. */
  private boolean latency(int from) {
    int last = Math.min(end, from + REACH);
    for (int i = from + 1; i < last; i++) {
      if (bytes[i] == '-' && isLatency(i + 1)) {
        return true;
      }
    }
    return false;
  }

  private boolean isLatency(int from) {
    at = from;
    int task = digits(PID_DIGITS);
    int blanks = at;
    skipBlanks();
    int processor = at > blanks ? digits(CPU_DIGITS) : -1;
    int flags = at;
    while (at < end && !Bytes.isBlank(bytes[at])) {
      at++;
    }
    boolean isWord = at - flags >= FEWEST_FLAGS && at - flags <= MOST_FLAGS;
    skipBlanks();
    if (task < 0 || processor < 0 || !isWord || !sinceStart()) {
      return false;
    }
    pid = task;
    cpu = processor;
    return true;
  }

  /** Some digits; -1 if there are none, or too many. */
  private int digits(int most) {
    int first = at;
    int number = 0;
    while (at < end && Bytes.isDigit(bytes[at]) && at - first <= most) {
      number = 10 * number + bytes[at++] - '0';
    }
    return at > first && at - first <= most ? number : -1;
  }

  /** Microseconds since the recording began, with a mark behind them; or seconds, or a counter. */
  private boolean sinceStart() {
    int first = at;
    if (!time()) {
      return false;
    }
    if (Bytes.startsWith("us", bytes, at, end)) {
      long micros = 0;
      for (int i = first; i < at && micros < Long.MAX_VALUE / 100_000; i++) {
        micros = 10 * micros + bytes[i] - '0';
      }
      nanos = micros * 1_000;
      at += 3;
    }
    return at < end && bytes[at++] == ':';
  }

  /** The name of the event; the group of perf before it is left out. */
  private Kind event() {
    skipBlanks();
    nameFrom = at;
    while (at < end && Bytes.isWord(bytes[at])) {
      at++;
    }
    if (at < end && bytes[at] == ':' && at + 1 < end && Bytes.isWord(bytes[at + 1])) {
      nameFrom = ++at;
      while (at < end && Bytes.isWord(bytes[at])) {
        at++;
      }
    }
    nameTo = at;
    if (at == end || bytes[at] != ':' || nameFrom == nameTo) {
      return Kind.OTHER;
    }
    at++;
    skipBlanks();
    return Kind.EVENT;
  }

  /**
   * A line of dmesg, with or without its level, its facility ({@code -x}), a date ({@code -T}) and
   * who has written it ({@code CONFIG_PRINTK_CALLER}); or of the journal.
   */
  private boolean log(int from) {
    at = from;
    skipBlanks();
    if (at + 2 < end && bytes[at] == '<' && Bytes.isDigit(bytes[at + 1])) {
      skipBehind('>');
    }
    int bracket = Bytes.find(": [", bytes, at, Math.min(end, at + FACILITY));
    if (bracket >= 0 && bytes[at] != '[') {
      at = bracket + 2;
    }
    boolean isLog = logTime();
    int journal = Bytes.find(KERNEL, bytes, at, Math.min(end, at + REACH));
    if (journal >= 0) {
      at = journal + KERNEL.length();
      logTime();
      isLog = true;
    }
    if (isLog) {
      caller();
    }
    return isLog;
  }

  private void skipBehind(char last) {
    while (at < end && bytes[at] != last) {
      at++;
    }
    at = Math.min(end, at + 1);
  }

  /** A time in brackets, or a date; the cursor stays where it is if there is none. */
  private boolean logTime() {
    int open = at;
    if (at == end || bytes[at] != '[') {
      return false;
    }
    at++;
    skipBlanks();
    if (time() && at < end && bytes[at] == ']') {
      at++;
      return true;
    }
    nanos = At.UNTIMED;
    at = open;
    int close = Bytes.find("]", bytes, open, Math.min(end, open + DATE));
    int colon = Bytes.find(":", bytes, open, Math.max(open, close));
    if (colon < 0 || Bytes.find(":", bytes, colon + 1, close) < 0) {
      return false;
    }
    at = close + 1;
    return true;
  }

  /** {@code [ T123]} or {@code [ C1]}. */
  private void caller() {
    int open = at;
    skipBlanks();
    if (at < end && bytes[at] == '[') {
      at++;
      skipBlanks();
      boolean isCaller = at < end && (bytes[at] == 'T' || bytes[at] == 'C');
      at++;
      if (isCaller && digits(PID_DIGITS) >= 0 && at < end && bytes[at] == ']') {
        at++;
        return;
      }
    }
    at = open;
  }

  private void skipBlanks() {
    while (at < end && Bytes.isBlank(bytes[at])) {
      at++;
    }
  }
}
