package io.uring.dmabuf.live;

import java.util.Locale;

/** Names of constants as words for people: {@code ONE_TOO_MANY} is {@code one-too-many}. */
final class ConstantName {
  private ConstantName() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
