package io.uring.dmabuf.audit.read;

/** What is asked of a range of bytes. */
final class Bytes {
  private Bytes() {}

  static int hash(byte[] bytes, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash ^ hash >>> 13;
  }

  static boolean equal(String text, byte[] bytes, int from, int to) {
    if (text.length() != to - from) {
      return false;
    }
    return startsWith(text, bytes, from, to);
  }

  static boolean startsWith(String text, byte[] bytes, int from, int to) {
    if (text.length() > to - from) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if ((bytes[from + i] & 0xff) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Where a text begins, or -1. */
  static int find(String text, byte[] bytes, int from, int to) {
    int last = to - text.length();
    char first = text.charAt(0);
    for (int i = from; i <= last; i++) {
      if (bytes[i] == first && startsWith(text, bytes, i, to)) {
        return i;
      }
    }
    return -1;
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  static boolean isWord(byte b) {
    return isDigit(b) || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_';
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  /** The value of a hexadecimal digit, -1 if it is none. */
  static int digit(byte b) {
    if (isDigit(b)) {
      return b - '0';
    }
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }
}
