package io.uring.dmabuf.audit;

import io.vavr.collection.Vector;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A recording without an end: some lines again and again, later, of other tasks and requests. */
public final class Repeated extends InputStream {
  private static final Pattern MOVED =
      Pattern.compile(
          "(?<pid>(?<=-)\\d+(?= +\\[\\d))"
              + "|(?<time>\\d+\\.\\d{6}(?=: ))"
              + "|(?<req>(?<=(req|request) )(?!0{16})[0-9a-f]{16})"
              + "|(?<data>(?<=(user_data|ud=|tag=) ?)0x[0-9a-f]+)");

  private final IntFunction<Vector<String>> rounds;
  private final int most;
  private byte[] bytes = {};
  private int at;
  private int round;

  /**
   * A recording.
   *
   * @param rounds the lines of each round
   * @param most how many rounds there are
   */
  public Repeated(IntFunction<Vector<String>> rounds, int most) {
    this.rounds = rounds;
    this.most = most;
  }

  /** How many rounds were begun. */
  public int round() {
    return round;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) {
    while (at == bytes.length) {
      if (round == most) {
        return -1;
      }
      String text = rounds.apply(round++).mkString("", "\n", "\n");
      bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      at = 0;
    }
    int some = Math.min(length, bytes.length - at);
    System.arraycopy(bytes, at, into, from, some);
    at += some;
    return some;
  }

  @Override
  public void close() throws IOException {}

  /**
   * A line, as it is in a later round.
   *
   * @param seconds how long a round takes
   * @param pointers so many addresses of requests are used before they are used again
   */
  public static String moved(String line, int round, int seconds, int pointers) {
    return MOVED
        .matcher(line)
        .replaceAll(found -> Matcher.quoteReplacement(of(found, round, seconds, pointers)));
  }

  private static String of(MatchResult found, int round, int seconds, int pointers) {
    String is = found.group();
    if (found.group("pid") != null) {
      return is.equals("0") ? is : String.valueOf(Integer.parseInt(is) + round * 1000);
    }
    if (found.group("time") != null) {
      int point = is.indexOf('.');
      return Long.parseLong(is.substring(0, point)) + (long) round * seconds + is.substring(point);
    }
    if (found.group("req") != null) {
      return "%08x%s".formatted(round % pointers, is.substring(8));
    }
    long data = Long.parseUnsignedLong(is.substring(2), 16);
    return data == 0 ? is : "0x" + Long.toHexString(data + ((long) round << 44));
  }
}
