package io.uring.dmabuf.live;

import io.vavr.collection.List;
import io.vavr.control.Either;
import java.util.Locale;

/** Names of constants as words of a scenario: {@code ONE_TOO_MANY} is {@code one-too-many}. */
final class Words {
  private Words() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The constant of a word, or which words there are. */
  static <E extends Enum<E>> Either<String, E> parse(Class<E> type, String word) {
    List<E> all = List.of(type.getEnumConstants());
    return all.find(constant -> of(constant).equals(word))
        .toEither(() -> word + ": none of " + all.map(Words::of).mkString(", "));
  }

  /** A number that is not negative. */
  static Either<String, Long> number(String word) {
    return word.matches("\\d{1,18}")
        ? Either.right(Long.parseLong(word))
        : Either.left(word + ": no number");
  }
}
