package io.uring.dmabuf.scenario;

import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.Function;

/**
 * The words of one statement, taken one after the other; {@code key=value} words can be taken in
 * any order. Whatever is missing, wrong or left over is told with the syntax of the statement.
 */
final class Words {
  /** {@code buf_index} of a submission queue entry has 16 bits. */
  private static final int MAX_SLOT = 0xFFFF;

  private static final long UINT_MAX = 0xFFFF_FFFFL;

  private final String syntax;
  private List<String> left;

  /**
   * The words after the name of a statement.
   *
   * @param syntax the syntax of the statement, for messages
   */
  Words(String syntax, List<String> left) {
    this.syntax = syntax;
    this.left = left;
  }

  /** The next word that is not {@code key=value}. */
  String word(String what) {
    String found = left.find(Words::isPlain).getOrElseThrow(() -> expected(what));
    left = left.remove(found);
    return found;
  }

  /**
   * All words that are not {@code key=value}, in order, each understood.
   *
   * @param what each must be, for messages
   * @param meaning what a word means; none if it is not what it must be
   */
  <T> List<T> rest(String what, Function<String, Option<T>> meaning) {
    List<String> rest = left.filter(Words::isPlain);
    left = left.reject(Words::isPlain);
    return rest.map(word ->
        meaning.apply(word).getOrElseThrow(() -> expected("%s, not \"%s\"".formatted(what, word))));
  }

  /** Whether a word is there; takes it. */
  boolean flag(String name) {
    boolean there = left.contains(name);
    left = left.remove(name);
    return there;
  }

  /** The next word as a number or a number of bytes. */
  long number(String what) {
    return number(what, word(what));
  }

  /** The next word as the slot that a request names: 0 to 65535. */
  int slot() {
    return within(MAX_SLOT, "a slot", number("a slot"));
  }

  /** The next word as a number that fits an int. */
  int count(String what) {
    return within(Integer.MAX_VALUE, what, number(what));
  }

  /** The value of a key as a number or a number of bytes. */
  Option<Long> optionalNumber(String key) {
    return value(key).map(text -> number(key, text));
  }

  /** The next word as the user data of a request, 64 bits. */
  long userData() {
    String text = word("the user_data of a request");
    return userData("the user_data of a request", text);
  }

  /** The value of a key as user data or a tag, 64 bits. */
  Option<Long> optionalUserData(String key) {
    return value(key).map(text -> userData(key, text));
  }

  private long userData(String what, String text) {
    return Numbers.userData(text)
        .getOrElseThrow(() -> expected(what + ", a number of 64 bits, not \"" + text + "\""));
  }

  /** The value of a key as a number, or another one without it. */
  long number(String key, long otherwise) {
    return value(key).map(text -> number(key, text)).getOrElse(otherwise);
  }

  /** The value of a key as a number that fits an int, or another one without it. */
  int count(String key, int otherwise) {
    return count(key, otherwise, Integer.MAX_VALUE);
  }

  /** The value of a key as a number up to a limit, or another one without it. */
  int count(String key, int otherwise, int most) {
    return within(most, key, number(key, (long) otherwise));
  }

  /** The values of a key, with commas between them, as numbers up to a limit; none without it. */
  Vector<Integer> counts(String key, int most) {
    return Vector.ofAll(value(key))
        .flatMap(text -> Vector.of(text.split(",", -1)))
        .map(text -> within(most, key, number(key, text)));
  }

  /** The value of a key as a number that may be below zero, or another one without it. */
  long signed(String key, long otherwise) {
    return value(key)
        .map(text -> text.startsWith("-") ? -number(key, text.substring(1)) : number(key, text))
        .getOrElse(otherwise);
  }

  /** The value of a key as an unsigned number of 32 bits, 0 without it. */
  long unsigned(String key) {
    return value(key).map(text -> unsigned(key, text)).getOrElse(0L);
  }

  /** A text as an unsigned number of 32 bits. */
  long unsigned(String key, String text) {
    long number = number(key, text);
    if (number > UINT_MAX) {
      throw expected("%s, 0 to %d, not %d".formatted(key, UINT_MAX, number));
    }
    return number;
  }

  private int within(int most, String what, long number) {
    if (number < 0 || number > most) {
      throw expected("%s, 0 to %d, not %d".formatted(what, most, number));
    }
    return (int) number;
  }

  /** The value of a key, if it is there. */
  Option<String> value(String key) {
    Option<String> found = left.find(word -> word.startsWith(key + "="));
    left = found.isDefined() ? left.remove(found.get()) : left;
    return found.map(word -> word.substring(key.length() + 1));
  }

  /** The value of a key that must be there. */
  String required(String key) {
    return value(key).getOrElseThrow(() -> expected(key + "=..."));
  }

  /** The value of a key, one of some words, or the first of them without it. */
  String choice(String key, String... words) {
    return choice(key, List.of(words));
  }

  /** The same where the words are those of something. */
  String choice(String key, List<String> words) {
    String chosen = value(key).getOrElse(words::head);
    if (!words.contains(chosen)) {
      throw expected(key + "=" + words.mkString("|"));
    }
    return chosen;
  }

  /**
   * The words up to the next separator, behind which more must stand; all words if there is none.
   */
  Words until(String separator) {
    List<String> before = left.takeWhile(word -> !word.equals(separator));
    if (left.size() == before.size() + 1) {
      throw expected("something behind the last \"" + separator + "\"");
    }
    left = left.drop(before.size() + 1);
    return new Words(syntax, before);
  }

  /** The value of a key that must be there, as a number. */
  long requiredNumber(String key) {
    return number(key, required(key));
  }

  /** Whether no word is left. */
  boolean isEmpty() {
    return left.isEmpty();
  }

  /** Nothing may be left. */
  void end() {
    if (!left.isEmpty()) {
      throw ScenarioException.unusable(tooMuch(left.head()) + ": " + syntax);
    }
  }

  /**
   * What is wrong with a word that nothing has taken: it is unknown, or there is no room for it.
   */
  private String tooMuch(String word) {
    int end = word.indexOf('=');
    String key = end < 0 ? word : word.substring(0, end + 1);
    if (end < 0) {
      return "\"" + word + "\" is one word too many";
    }
    return syntax.contains(key)
        ? "there is another " + key + " before \"" + word + "\""
        : "there is no " + key + " here, as in \"" + word + "\"";
  }

  /** An error that says what was expected. */
  ScenarioException expected(String what) {
    return ScenarioException.unusable("expected " + what + ": " + syntax);
  }

  private static boolean isPlain(String word) {
    return !word.contains("=");
  }

  private long number(String what, String text) {
    return Numbers.parse(text)
        .getOrElseThrow(() -> expected(what + ", a number, not \"" + text + "\""));
  }
}
