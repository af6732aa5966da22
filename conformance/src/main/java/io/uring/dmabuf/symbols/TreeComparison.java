package io.uring.dmabuf.symbols;

import io.uring.dmabuf.symbols.KernelTree.Place;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.control.Option;

/**
 * What is different in a kernel tree from the list of symbols.
 *
 * <p>A tree is compared with the release that was read and is its own or the nearest before it;
 * what the list says of the next release that was read is expected as well.
 *
 * @param tree the tree
 * @param reference the release that it is compared with
 * @param compared how many names were looked for
 * @param differences what is not as the list says
 */
public record TreeComparison(
    KernelTree tree, Release reference, int compared, List<Difference> differences) {

  /** What happened to a name. */
  public enum Change {
    /** It is in another file. */
    MOVED,
    /** It is in no file. */
    GONE,
    /** It is in its file and something else there. */
    KIND
  }

  /**
   * A name that is not as the list says.
   *
   * @param symbol what the list says
   * @param change what happened
   * @param found where it is now
   */
  public record Difference(KernelSymbol symbol, Change change, Option<Place> found) {

    /** As a line. */
    @Override
    public String toString() {
      return String.format(
          "%-6s %s: %s",
          change.name().toLowerCase(java.util.Locale.ROOT),
          symbol.name(),
          switch (change) {
            case MOVED -> symbol.file() + " -> " + found.get().file();
            case GONE -> symbol.kind().text() + " of " + symbol.file();
            case KIND ->
                symbol.kind().text() + " -> " + found.get().kind().text() + " in " + symbol.file();
          });
    }
  }

  /** The comparison of a tree with a list. */
  public static TreeComparison of(SymbolList list, KernelTree tree) {
    return of(list, tree, list.nearest(tree.release()));
  }

  private static TreeComparison of(SymbolList list, KernelTree tree, Release reference) {
    Option<Release> next =
        tree.release().equals(reference)
            ? Option.none()
            : list.releases().find(release -> release.compareTo(tree.release()) > 0);
    Map<String, List<KernelSymbol>> expected =
        list.symbols()
            .filter(symbol -> symbol.releases().contains(reference))
            .groupBy(KernelSymbol::name);
    Set<String> folders = expected.values().flatMap(s -> s).map(s -> folder(s.file())).toSet();
    Map<String, List<Place>> near = tree.definitions(expected.keySet(), folders);
    Map<String, List<Place>> far = tree.definitions(expected.keySet().diff(near.keySet()));
    List<Difference> differences =
        expected
            .toList()
            .sortBy(entry -> entry._1)
            .flatMap(entry ->
                difference(
                    entry._2,
                    list.named(entry._1).filter(symbol -> next.exists(symbol.releases()::contains)),
                    !next.isDefined()
                        || list.named(entry._1).exists(s -> next.exists(s.releases()::contains)),
                    near.get(entry._1).orElse(far.get(entry._1)).getOrElse(List.empty())));
    return new TreeComparison(tree, reference, expected.size(), differences);
  }

  private static String folder(String file) {
    return file.substring(0, Math.max(0, file.lastIndexOf('/')));
  }

  /**
   * What is different of one name.
   *
   * @param read where it was read in the release that the tree is compared with
   * @param later where it was read in the next one
   * @param stays whether it is still there in the next one
   * @param found where it is
   */
  private static Option<Difference> difference(
      List<KernelSymbol> read, List<KernelSymbol> later, boolean stays, List<Place> found) {
    List<KernelSymbol> right = read.appendAll(later);
    if (right.exists(s -> found.contains(new Place(s.kind(), s.file())))
        || (found.isEmpty() && !stays)) {
      return Option.none();
    }
    KernelSymbol first = read.head();
    Option<Place> here =
        found.find(p -> right.exists(s -> s.file().equals(p.file()) && s.kind().isLike(p.kind())));
    Option<Place> there = found.find(place -> place.kind().isLike(first.kind()));
    return Option.some(
        here.isDefined()
            ? new Difference(first, Change.KIND, here)
            : there.isDefined()
                ? new Difference(first, Change.MOVED, there)
                : new Difference(first, Change.GONE, Option.none()));
  }

  /** The lines of a report: the releases, each difference, and a summary. */
  public List<String> lines() {
    return differences
        .map(Difference::toString)
        .prepend("kernel " + tree.release() + ", compared with what was read in " + reference)
        .append(
            "symbols: "
                + compared
                + " compared, "
                + count(Change.MOVED)
                + " moved, "
                + count(Change.GONE)
                + " gone, "
                + count(Change.KIND)
                + " of another kind");
  }

  private int count(Change change) {
    return differences.count(difference -> difference.change() == change);
  }
}
