package io.uring.dmabuf.scenario;

import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.control.Option;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers as scenarios write them: decimal or {@code 0x}, with K, M, G or T for powers of 1,024.
 */
final class Numbers {
  private static final Pattern NUMBER = Pattern.compile("(0x[0-9a-fA-F]{1,15}|\\d{1,18})([KMGT]?)");
  private static final Pattern WHOLE = Pattern.compile("0x[0-9a-fA-F]{1,16}|\\d{1,20}");
  private static final String UNITS = "KMGT";

  private Numbers() {}

  /** The numbers before and behind the {@code +} of a text; none if they are not there. */
  static Option<Tuple2<Long, Long>> pair(String text) {
    int plus = text.indexOf('+');
    return plus < 0
        ? Option.none()
        : parse(text.substring(0, plus))
            .flatMap(one -> parse(text.substring(plus + 1)).map(other -> Tuple.of(one, other)));
  }

  /** The number that a text stands for; none if it is no number, or exceeds 63 bits. */
  static Option<Long> parse(String text) {
    Matcher matcher = NUMBER.matcher(text);
    if (!matcher.matches()) {
      return Option.none();
    }
    long number = Long.decode(matcher.group(1).replaceFirst("^0+(?=\\d)", ""));
    int shift = 10 * (UNITS.indexOf(matcher.group(2)) + 1);
    int scaled = matcher.group(2).isEmpty() ? 0 : shift;
    return Option.when(number <= Long.MAX_VALUE >> scaled, number << scaled);
  }

  /** The 64 bits that a text stands for, as user data and tags have them; none if it has more. */
  static Option<Long> userData(String text) {
    return parse(text)
        .orElse(() ->
            Option.of(text).filter(whole -> WHOLE.matcher(whole).matches()).flatMap(Numbers::bits));
  }

  private static Option<Long> bits(String whole) {
    BigInteger number =
        whole.startsWith("0x") ? new BigInteger(whole.substring(2), 16) : new BigInteger(whole);
    return Option.when(number.bitLength() <= Long.SIZE, number.longValue());
  }

  /** User data or a tag as it is printed: a number without a sign. */
  static String unsigned(long userData) {
    return Long.toUnsignedString(userData);
  }
}
