package io.uring.dmabuf.audit.read;

/**
 * The text of an event, read from left to right. Values are found by their names: fields come and
 * go between versions, and their order is mostly kept. What is asked for and not there makes the
 * cursor {@linkplain #hasFailed() fail}, and the line is counted as unparsable.
 */
final class Cursor {
  private static final int DECIMALS = 19;
  private static final int HEXADECIMALS = 16;

  private final Names names;
  private byte[] bytes = new byte[0];
  private int start;
  private int at;
  private int end;
  private boolean failed;

  Cursor(Names names) {
    this.names = names;
  }

  void set(byte[] line, int from, int to) {
    bytes = line;
    start = from;
    at = from;
    end = to;
    failed = false;
  }

  boolean hasFailed() {
    return failed;
  }

  /** The line is none that this event has. */
  void fail() {
    failed = true;
  }

  // ---- By name.

  /** Whether a field is there; the cursor is before its value then. */
  boolean find(String name) {
    int value = value(name, at, end);
    if (value < 0) {
      value = value(name, start, Math.min(end, at + name.length() + 1));
    }
    if (value < 0) {
      return false;
    }
    at = value;
    return true;
  }

  private int value(String name, int from, int to) {
    for (int i = Bytes.find(name, bytes, from, to);
        i >= 0;
        i = Bytes.find(name, bytes, i + 1, to)) {
      int after = i + name.length();
      if ((i == start || !Bytes.isWord(bytes[i - 1]))
          && after < to
          && (bytes[after] == ' ' || bytes[after] == '=' || bytes[after] == ':')) {
        return after + 1;
      }
    }
    return -1;
  }

  private boolean need(String name) {
    if (!find(name)) {
      failed = true;
      return false;
    }
    return true;
  }

  /**
   * A number behind a name: decimal with its sign, or hexadecimal with 0x; where both are, as with
   * the option {@code fields}, the decimal one in parentheses.
   */
  long number(String name) {
    return need(name) ? number() : 0;
  }

  /** The same behind the first of two names that is there. */
  long number(String name, String other) {
    return find(name) ? number() : number(other);
  }

  /** The same, and some number where neither is there. */
  long numberOr(String name, String other, long otherwise) {
    return find(name) ? number() : numberOr(other, otherwise);
  }

  long numberOr(String name, long otherwise) {
    return find(name) ? number() : otherwise;
  }

  /** An address behind a name: hexadecimal, with 0x or without. */
  long pointer(String name) {
    return need(name) ? pointer() : 0;
  }

  /** An address behind the first of two names that is there. */
  long pointer(String name, String older) {
    return find(name) ? pointer() : pointer(older);
  }

  /** The word behind a name, up to a blank, a comma or the end. */
  String word(String name) {
    return need(name) ? word() : "";
  }

  // ---- Where the cursor is.

  long number() {
    skipBlanks();
    boolean negative = at < end && bytes[at] == '-';
    if (negative) {
      at++;
    }
    if (at + 1 < end && bytes[at] == '0' && (bytes[at + 1] | 0x20) == 'x') {
      long value = pointer();
      return skipSigned(" (") ? number() : value;
    }
    // A field of one byte: its letter, if it has one, and its number.
    if (at + 2 < end && bytes[at] == '\'') {
      at += 3;
    }
    skip("(");
    int first = at;
    long value = 0;
    while (at < end && Bytes.isDigit(bytes[at])) {
      value = 10 * value + bytes[at++] - '0';
    }
    if (at == first || at - first > DECIMALS + 1) {
      failed = true;
    }
    return negative ? -value : value;
  }

  long pointer() {
    skipBlanks();
    if (at + 1 < end && bytes[at] == '0' && (bytes[at + 1] | 0x20) == 'x') {
      at += 2;
    } else if (skip("(nil)") || skip("(null)")) {
      return 0;
    }
    int first = at;
    long value = 0;
    for (int digit; at < end && (digit = Bytes.digit(bytes[at])) >= 0; at++) {
      value = value << 4 | digit;
    }
    if (at == first || at - first > HEXADECIMALS) {
      failed = true;
    }
    return value;
  }

  /** What stands up to a blank, a comma or the end. */
  String word() {
    int first = at;
    while (at < end && bytes[at] != ' ' && bytes[at] != ',') {
      at++;
    }
    return names.of(bytes, first, at);
  }

  /** What stands up to a letter, which is skipped; the cursor fails if there is none. */
  String upTo(char stop) {
    int first = at;
    while (at < end && bytes[at] != stop) {
      at++;
    }
    if (at == end) {
      failed = true;
      return "";
    }
    return names.of(bytes, first, at++);
  }

  void skipBlanks() {
    while (at < end && Bytes.isBlank(bytes[at])) {
      at++;
    }
  }

  /** Whether these words come next, which are skipped then. */
  boolean skip(String words) {
    if (!Bytes.startsWith(words, bytes, at, end)) {
      return false;
    }
    at += words.length();
    return true;
  }

  /** Whether these words and then a decimal number come next; the words are skipped then. */
  private boolean skipSigned(String words) {
    int behind = at + words.length();
    boolean signed = behind + 1 < end && bytes[behind] == '-';
    int digit = signed ? behind + 1 : behind;
    return digit < end && Bytes.isDigit(bytes[digit]) && skip(words);
  }

  /** These words must come next. */
  void expect(String words) {
    if (!skip(words)) {
      failed = true;
    }
  }

  /** Whether some words are anywhere behind the cursor, which is behind them then. */
  boolean seek(String words) {
    int found = Bytes.find(words, bytes, at, end);
    if (found < 0) {
      return false;
    }
    at = found + words.length();
    return true;
  }

  boolean isAtDigit() {
    return at < end && Bytes.isDigit(bytes[at]);
  }

  /**
   * The name of a task, up to a letter behind which its number is all that comes before a blank or
   * the end; the cursor is at the number then.
   */
  String task(char separator) {
    int i = endOfTask(separator);
    if (i < 0) {
      failed = true;
      return "";
    }
    String task = names.of(bytes, at, i);
    at = i + 1;
    return task;
  }

  /** Whether the name of a task stands here. */
  boolean isTask(char separator) {
    return endOfTask(separator) >= 0;
  }

  private int endOfTask(char separator) {
    for (int i = at; i + 1 < end; i++) {
      if (bytes[i] == separator && Bytes.isDigit(bytes[i + 1]) && isWholeNumber(i + 1)) {
        return i;
      }
    }
    return -1;
  }

  private boolean isWholeNumber(int from) {
    int i = from;
    while (i < end && Bytes.isDigit(bytes[i])) {
      i++;
    }
    return i == end
        || bytes[i] == ' '
        || bytes[i] == '.'
        || bytes[i] == ']'
        || bytes[i] == ':' && i + 1 == end;
  }

  /** A function with its offset behind it; empty if something else stands here. */
  String symbol() {
    int first = at;
    while (at < end && (Bytes.isWord(bytes[at]) || bytes[at] == '.')) {
      at++;
    }
    return at > first && Bytes.startsWith("+0x", bytes, at, end) ? names.of(bytes, first, at) : "";
  }

  /** A byte of two hexadecimal digits, with a comma and a blank behind it or not. */
  int octet() {
    int value = 0;
    for (int i = 0; i < 2; i++) {
      int digit = at < end ? Bytes.digit(bytes[at]) : -1;
      failed |= digit < 0;
      value = value << 4 | digit;
      at++;
    }
    skip(",");
    skipBlanks();
    return value;
  }

  /** A number of some bytes, the lowest first. */
  long littleEndian(int octets) {
    long value = 0;
    for (int i = 0; i < octets && !failed; i++) {
      value |= (long) octet() << Byte.SIZE * i;
    }
    return value;
  }

  /** How many bytes of two digits are left of a list without braces. */
  int restOfOctets() {
    int count = 0;
    while (at + 1 < end && Bytes.digit(bytes[at]) >= 0 && Bytes.digit(bytes[at + 1]) >= 0) {
      count++;
      at += 2;
      if (!skip(",")) {
        break;
      }
      skipBlanks();
    }
    return count;
  }

  /** How many elements a list in braces has, from the cursor, which is behind its first one. */
  int restOfList() {
    int count = 1;
    for (; at < end && bytes[at] != '}'; at++) {
      if (bytes[at] == ',') {
        count++;
      }
    }
    if (at == end) {
      failed = true;
    }
    return count;
  }
}
