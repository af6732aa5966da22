package io.uring.dmabuf.symbols;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.audit.read.EventReader;
import io.uring.dmabuf.audit.rule.Rule;
import io.uring.dmabuf.audit.rule.Rules;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.trace.SpecIndex;
import io.vavr.Tuple;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.collection.SortedSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The kernel's names in the repository")
class KernelNamesTest {

  private static final Pattern ORIGIN =
      Pattern.compile("(base|patch \\d\\d)(?: (from|up to) ([\\d.]+))?");

  /** What NVMe controllers do is no function. */
  private static final Pattern DEVICE =
      Pattern.compile("NVMe controller: .*, NVMe base specification \\(\\w+\\)");

  private static final Pattern NAME =
      Pattern.compile("(?<![\\w/.-])_{0,2}[a-z][a-z0-9]*(?:_[a-z0-9]+)+\\b(?!/)");
  private static final Pattern PLACE = Pattern.compile("([\\w-]+/[\\w/-]+\\.[ch]): (\\w+)");
  private static final Set<String> NO_NAMES =
      List.of("io_uring", "bio_end", "io_uring_passthrough").toSet();

  private static final Release BASE = Release.of("6.15").get();
  private static final List<Release> SINCE =
      List.of("6.17", "6.18.2", "6.19", "7.1.5").flatMap(Release::of);

  private final Path root = Home.current().root();
  private final SymbolList list = SymbolList.read(root.resolve("spec/symbols.tsv")).get();

  @Test
  void standInTheListWhenAPointerCommentHasThem() {
    List<SpecIndex.Entry> pointers =
        files("spec", ".tla")
            .appendAll(files("model-checking", ".tla"))
            .map(Path::getParent)
            .distinct()
            .flatMap(folder -> SpecIndex.of(List.of(folder)).entries());
    assertThat(pointers).hasSizeGreaterThan(250);
    assertThat(
            pointers.flatMap(pointer ->
                problems(pointer).map(why -> place(pointer.file(), pointer.line()) + ": " + why)))
        .isEmpty();
  }

  private List<String> problems(SpecIndex.Entry pointer) {
    if (pointer.kernelFile().isEmpty()) {
      return DEVICE.matcher(pointer.pointer()).matches()
          ? List.empty()
          : List.of(pointer.pointer() + " is no pointer");
    }
    return pointer.functions().flatMap(function -> problems(pointer, function));
  }

  private List<String> problems(SpecIndex.Entry pointer, String function) {
    List<KernelSymbol> here =
        list.named(function)
            .filter(s -> s.kind().isCode() && s.file().equals(pointer.kernelFile()));
    Matcher origin = ORIGIN.matcher(pointer.origin());
    if (here.isEmpty()) {
      return List.of(pointer.kernelFile() + ": " + function + " is not in the list");
    }
    if (!origin.matches()) {
      return List.of(function + ": neither of the base nor of a patch: " + pointer.origin());
    }
    boolean base = origin.group(1).equals("base");
    boolean known =
        here.exists(s ->
            base
                ? !s.releases().isEmpty() || !s.isOfTheKernel()
                : s.kernels().contains("series v1 " + origin.group(1)));
    if (!known) {
      return List.of(function + " is not of the " + origin.group(1) + " by the list");
    }
    boolean right =
        origin.group(2) == null
            ? !base || !here.head().isOfTheKernel() || isInAllSinceTheBase(function)
            : isTrueFor(function, origin.group(2), Release.of(origin.group(3)).get());
    return right
        ? List.empty()
        : List.of(
            function
                + ": "
                + pointer.origin()
                + ", but read in "
                + releases(function).mkString(", "));
  }

  private SortedSet<Release> releases(String function) {
    return list.named(function).flatMap(KernelSymbol::releases).toSortedSet();
  }

  private boolean isInAllSinceTheBase(String function) {
    SortedSet<Release> read = releases(function);
    return read.containsAll(SINCE)
        && (read.exists(release -> release.compareTo(BASE) <= 0)
            || list.named(function).exists(symbol -> symbol.kernels().contains("v1-base")));
  }

  /** Whether it was read from a release on, or up to one, and not in a tree beyond. */
  private boolean isTrueFor(String function, String fromOrUpTo, Release bound) {
    SortedSet<Release> read = releases(function);
    SortedSet<Release> inside =
        list.releases()
            .filter(release ->
                fromOrUpTo.equals("from")
                    ? sameSeries(release, bound) || release.compareTo(bound) >= 0
                    : sameSeries(release, bound) || release.compareTo(bound) <= 0);
    return inside.containsAll(read)
        && read.contains(fromOrUpTo.equals("from") ? inside.head() : inside.last());
  }

  private static boolean sameSeries(Release one, Release other) {
    return one.version() == other.version() && one.patchlevel() == other.patchlevel();
  }

  @Test
  void standInTheListWhenADocumentOrAJavaCommentHasThem() {
    Set<String> known =
        list.symbols()
            .map(s -> s.name().substring(s.name().lastIndexOf('.') + 1))
            .toSet()
            .addAll(EventReader.tracepoints());
    Set<String> subsystems =
        list.symbols().filter(s -> s.kind().isCode()).map(s -> subsystem(s.name())).toSet();
    List<String> strangers =
        texts()
            .flatMap(file ->
                lines(file)
                    .zipWithIndex()
                    .flatMap(line ->
                        names(line._1)
                            .filter(name -> subsystems.contains(subsystem(name)))
                            .filter(name -> !known.contains(name) && !NO_NAMES.contains(name))
                            .map(name -> place(file, line._2 + 1) + ": " + name)));
    assertThat(strangers).isEmpty();
  }

  /** The rules of audits know functions by their names, and tell them to readers. */
  @Test
  void standInTheListWhenARuleOfAuditsHasThem() {
    List<String> functions =
        Rules.all().flatMap(Rule::functions).appendAll(EventReader.functions()).distinct();
    assertThat(functions).hasSizeGreaterThan(40);
    assertThat(
            functions.reject(function ->
                list.named(function).exists(s -> s.kind().isCode() && s.isOfTheKernel())))
        .isEmpty();
  }

  @Test
  void standWithTheirFilesInTheListWhenADocumentOrAJavaCommentHasThemSo() {
    List<String> wrong =
        texts()
            .flatMap(file ->
                places(String.join("\n", lines(file)))
                    .filter(p -> !list.named(p._2).exists(s -> s.file().equals(p._1)))
                    .map(p -> place(file, p._3) + ": " + p._1 + ": " + p._2));
    assertThat(wrong).isEmpty();
  }

  /** Documents, what is printed of scenarios and of the correspondence, and the Java comments. */
  private List<Path> texts() {
    List<Path> texts =
        List.of(".md", ".scenario", "correspondence.json")
            .flatMap(ending -> files("", ending))
            .appendAll(files("impl/src/main", ".java"));
    assertThat(texts).hasSizeGreaterThan(100);
    return texts;
  }

  private List<Path> files(String folder, String ending) {
    try (Stream<Path> files = Files.walk(root.resolve(folder))) {
      return List.ofAll(
          files
              .filter(file -> file.toString().endsWith(ending))
              .filter(file ->
                  !root.relativize(file).toString().matches("(.*/)?(target|test|\\.git)/.*"))
              .sorted()
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of a file; of Java only what is comment. */
  private static List<String> lines(Path file) {
    try {
      List<String> lines = List.ofAll(Files.readAllLines(file));
      return file.toString().endsWith(".java")
          ? lines.map(line -> line.matches("\\s*(/\\*\\*|\\*|//).*") ? line : "")
          : lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> names(String line) {
    return List.ofAll(NAME.matcher(line).results().map(MatchResult::group).toList());
  }

  /** File, name and line of what is written as {@code file.c: name}, over the ends of lines. */
  private static List<io.vavr.Tuple3<String, String, Integer>> places(String text) {
    String joined = text.replaceAll("\\.([ch]):\\n\\s*\\*? ", ".$1: ");
    return List.ofAll(PLACE.matcher(joined).results().toList())
        .map(found ->
            Tuple.of(
                found.group(1),
                found.group(2),
                1
                    + (int)
                        joined.substring(0, found.start()).chars().filter(c -> c == '\n').count()));
  }

  private static String subsystem(String name) {
    return name.replaceFirst("^_+", "").replaceFirst("_.*", "");
  }

  private String place(Path file, int line) {
    return root.relativize(file) + ":" + line;
  }
}
