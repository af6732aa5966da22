package io.uring.dmabuf.scenario;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/** Bytes to fill a range with. */
public sealed interface Content {

  /** The bytes of a range of the given length. */
  byte[] bytes(int length);

  /** The same byte everywhere. */
  record Same(byte value) implements Content {
    @Override
    public byte[] bytes(int length) {
      byte[] all = new byte[length];
      Arrays.fill(all, value);
      return all;
    }
  }

  /** Bytes that tell every place from every other. */
  record Shuffled(long seed) implements Content {
    @Override
    public byte[] bytes(int length) {
      byte[] all = new byte[length];
      new Random(seed).nextBytes(all);
      return all;
    }
  }

  /** Given bytes, again and again. */
  record Repeated(String hex) implements Content {
    @Override
    public byte[] bytes(int length) {
      byte[] given = HexFormat.of().parseHex(hex);
      byte[] all = new byte[length];
      for (int i = 0; i < length; i++) {
        all[i] = given[i % given.length];
      }
      return all;
    }
  }

  /** {@code byte=N}, {@code random=SEED} or {@code hex=DIGITS}. */
  static Content parse(Words words) {
    var value = words.optionalNumber("byte");
    var seed = words.optionalNumber("random");
    var hex = words.value("hex");
    int given =
        (value.isDefined() ? 1 : 0) + (seed.isDefined() ? 1 : 0) + (hex.isDefined() ? 1 : 0);
    if (given != 1) {
      throw words.expected("one of byte=N, random=SEED and hex=DIGITS");
    }
    if (hex.exists(digits -> !digits.matches("([0-9a-fA-F]{2})+"))) {
      throw words.expected("hex=DIGITS with two digits a byte");
    }
    if (value.exists(v -> v > 255)) {
      throw words.expected("byte=N with N from 0 to 255");
    }
    return value
        .<Content>map(v -> new Same(v.byteValue()))
        .orElse(() -> seed.map(Shuffled::new))
        .getOrElse(() -> new Repeated(hex.get()));
  }
}
