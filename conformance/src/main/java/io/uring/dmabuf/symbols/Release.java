package io.uring.dmabuf.symbols;

import io.vavr.control.Option;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of the kernel. The release candidates of 6.15 count as 6.15.
 *
 * @param version the first number
 * @param patchlevel the second
 * @param sublevel the third, 0 if there is none
 */
public record Release(int version, int patchlevel, int sublevel) implements Comparable<Release> {

  private static final Pattern TEXT = Pattern.compile("(\\d+)\\.(\\d+)(?:\\.(\\d+))?(?:-rc)?");

  /** The release of that text, such as {@code 6.18.2}. */
  public static Option<Release> of(String text) {
    Matcher numbers = TEXT.matcher(text);
    return Option.when(
        numbers.matches(),
        () ->
            new Release(
                Integer.parseInt(numbers.group(1)),
                Integer.parseInt(numbers.group(2)),
                numbers.group(3) == null ? 0 : Integer.parseInt(numbers.group(3))));
  }

  @Override
  public int compareTo(Release other) {
    int byVersion = Integer.compare(version, other.version);
    int byPatchlevel = byVersion == 0 ? Integer.compare(patchlevel, other.patchlevel) : byVersion;
    return byPatchlevel == 0 ? Integer.compare(sublevel, other.sublevel) : byPatchlevel;
  }

  @Override
  public String toString() {
    return version + "." + patchlevel + (sublevel == 0 ? "" : "." + sublevel);
  }
}
