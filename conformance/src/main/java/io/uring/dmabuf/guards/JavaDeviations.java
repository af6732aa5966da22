package io.uring.dmabuf.guards;

import io.uring.dmabuf.design.Deviation;
import io.uring.dmabuf.system.CallDeviation;
import io.uring.dmabuf.tlc.FileTrouble;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The planted wrong decisions of the implementation: the constants of every enum that is declared a
 * {@link Deviation}, each with the place where a step asks for it.
 */
public final class JavaDeviations {

  /** Below the root of the repository. */
  private static final String SOURCES = "impl/src/main/java";

  private static final Pattern ENUM =
      Pattern.compile("\\benum\\s+(\\w+)\\s+implements\\s+Deviation\\b");

  /** The component of {@link CallDeviation}. */
  private static final String CALLS = component(CallDeviation.class.getSimpleName());

  private final List<Source> sources;

  private JavaDeviations(List<Source> sources) {
    this.sources = sources;
  }

  /** The implementation in a repository, or one line that says why it cannot be read. */
  public static Either<String, JavaDeviations> of(Path root) {
    Path folder = root.resolve(SOURCES).toAbsolutePath().normalize();
    try (Stream<Path> files = Files.walk(folder)) {
      return Either.right(
          new JavaDeviations(
              List.ofAll(files.filter(f -> f.toString().endsWith(".java")).sorted().toList())
                  .map(Source::read)));
    } catch (IOException e) {
      return Either.left(folder + ": cannot be read: " + FileTrouble.of(folder, e));
    } catch (UncheckedIOException e) {
      return Either.left(FileTrouble.of(e));
    }
  }

  /** All planted wrong decisions, by component, in the order of their declaration. */
  public List<JavaDeviation> all() {
    return constants()
        .map(t -> {
          Place place = place(t._2.name());
          return new JavaDeviation(
              t._1, t._2.name(), t._2.step(), t._2.sentence(), place.file(), place.line());
        });
  }

  /** Those of them that a step takes; the rest are of whole calls, which no replay makes. */
  public List<JavaDeviation> ofSteps() {
    return all().reject(deviation -> deviation.component().equals(CALLS));
  }

  /** How often the steps name a constant, its declaration and imports not counted. */
  public int uses(String constant) {
    return places(constant).size();
  }

  /** The constants of all enums, each with its component. */
  private List<Tuple2<String, Deviation>> constants() {
    return sources.flatMap(source -> {
      Matcher declared = ENUM.matcher(source.text());
      return declared.find() ? constants(source, declared.group(1)) : List.empty();
    });
  }

  private static List<Tuple2<String, Deviation>> constants(Source source, String type) {
    String component = component(type);
    try {
      Object[] all = Class.forName(source.packageName() + "." + type).getEnumConstants();
      return List.of(all).map(constant -> Tuple.of(component, (Deviation) constant));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(source.file() + " declares a class that is not built", e);
    }
  }

  private static String component(String type) {
    return type.replaceFirst("Deviation$", "");
  }

  private Place place(String constant) {
    return places(constant).headOption().getOrElse(() -> new Place(sources.head().file(), 0));
  }

  private List<Place> places(String constant) {
    Pattern word = Pattern.compile("\\b" + constant + "\\b");
    return sources
        .filter(source -> source.text().contains(constant) && !ENUM.matcher(source.text()).find())
        .flatMap(source -> source.places(word));
  }

  private record Place(Path file, int line) {}

  /** A source file; the comments in it are left out of what is searched. */
  private record Source(Path file, String text) {

    static Source read(Path file) {
      try {
        return new Source(file, Files.readString(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String packageName() {
      Matcher named = Pattern.compile("(?m)^package\\s+([\\w.]+);").matcher(text);
      return named.find() ? named.group(1) : "";
    }

    List<Place> places(Pattern word) {
      return List.of(text.split("\n", -1))
          .zipWithIndex()
          .reject(t -> t._1.startsWith("import ") || t._1.strip().matches("(\\*|/\\*|//).*"))
          .flatMap(t -> List.fill((int) word.matcher(t._1).results().count(), t._2 + 1))
          .map(line -> new Place(file, line));
    }
  }
}
