package io.uring.dmabuf.symbols;

import io.uring.dmabuf.tlc.InputFile;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.SortedSet;
import io.vavr.control.Either;
import java.nio.file.Path;

/**
 * The checked list of the kernel's names that the specifications and documents use: {@code
 * spec/symbols.tsv}. A name that moved, or became something else, has a line for each place.
 */
public final class SymbolList {

  private static final List<String> COLUMNS = List.of("symbol", "kind", "file", "kernels", "note");

  private final List<KernelSymbol> symbols;
  private final Map<String, List<KernelSymbol>> byName;

  private SymbolList(List<KernelSymbol> symbols) {
    this.symbols = symbols;
    this.byName = symbols.groupBy(KernelSymbol::name);
  }

  /** The list in a file; one line with file, line and reason if it is none. */
  public static Either<String, SymbolList> read(Path file) {
    return InputFile.lines(file).flatMap(lines -> of(file, lines));
  }

  private static Either<String, SymbolList> of(Path file, List<String> lines) {
    return Either.sequenceRight(
            lines
                .zipWithIndex()
                .filter(line -> !line._1.startsWith("#") && !line._1.isBlank())
                .map(line ->
                    symbol(line._1).mapLeft(why -> file + ":" + (line._2 + 1) + ": " + why)))
        .map(symbols -> new SymbolList(List.ofAll(symbols)))
        .filterOrElse(list -> !list.releases().isEmpty(), list -> file + ": no release was read");
  }

  private static Either<String, KernelSymbol> symbol(String line) {
    List<String> cells = List.of(line.split("\t", -1));
    if (cells.size() != COLUMNS.size()) {
      return Either.left(
          cells.size() + " columns, and not " + COLUMNS.size() + ": " + COLUMNS.mkString(", "));
    }
    List<String> kernels = List.of(cells.get(3).split(",\\s*"));
    return SymbolKind.of(cells.get(1))
        .toEither("no kind of symbol: " + cells.get(1))
        .map(kind -> new KernelSymbol(cells.get(0), kind, cells.get(2), kernels, cells.get(4)))
        .filterOrElse(
            symbol -> symbol.kernels().forAll(SymbolList::isKernel),
            symbol -> "no kernel: " + symbol.kernels().filter(k -> !isKernel(k)).mkString(", "));
  }

  private static boolean isKernel(String text) {
    return Release.of(text).isDefined() || text.matches("v1-base|liburing|series v1 patch \\d\\d");
  }

  /** All lines in their order. */
  public List<KernelSymbol> symbols() {
    return symbols;
  }

  /** The lines of that name; a field is found by its own name, too. */
  public List<KernelSymbol> named(String name) {
    return byName.get(name).getOrElse(List.empty());
  }

  /** The releases of which whole trees were read. */
  public SortedSet<Release> releases() {
    return symbols
        .flatMap(KernelSymbol::kernels)
        .filter(kernel -> !kernel.endsWith("-rc"))
        .flatMap(Release::of)
        .toSortedSet();
  }

  /** The last release that was read and is not after this one; the first if all are after it. */
  Release nearest(Release release) {
    return releases()
        .filter(read -> read.compareTo(release) <= 0)
        .lastOption()
        .getOrElse(releases()::head);
  }
}
