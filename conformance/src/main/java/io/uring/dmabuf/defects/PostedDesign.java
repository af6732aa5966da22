package io.uring.dmabuf.defects;

import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;

/**
 * A design between the intended one and the one that was posted first: some of the defects of the
 * first version are in it, and the others are corrected.
 *
 * @param kind how it comes about
 * @param named the defect or the corrections that tell it from others of its kind; empty for the
 *     intended design and the posted one
 * @param planted the defects that are in it
 */
public record PostedDesign(Kind kind, List<String> named, List<String> planted) {

  /** The beginning of the names of defects of the first version. */
  private static final String POSTED = "V1_";

  /** How a design comes about, with what it is called. */
  public enum Kind {
    INTENDED("intended"),
    POSTED("as posted"),
    POSTED_BUT("as posted, one corrected"),
    INTENDED_BUT("intended, one as posted"),
    ENOUGH("as posted, all of these corrected");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /** What designs of this kind are called. */
    public String title() {
      return title;
    }
  }

  /** The defects of the first version. */
  public static List<ModelEntry> defects(Manifest manifest) {
    return manifest.models().filter(model -> model.isDefect() && model.name().startsWith(POSTED));
  }

  /** The designs that are compared: neither, all, all but one, and one alone. */
  static List<PostedDesign> all(List<String> defects) {
    return List.of(
            new PostedDesign(Kind.INTENDED, List.empty(), List.empty()),
            new PostedDesign(Kind.POSTED, List.empty(), defects))
        .appendAll(
            defects.map(
                one -> new PostedDesign(Kind.POSTED_BUT, List.of(one), defects.remove(one))))
        .appendAll(
            defects.map(one -> new PostedDesign(Kind.INTENDED_BUT, List.of(one), List.of(one))));
  }

  /** The posted design with so many of its defects corrected. */
  static PostedDesign enough(List<String> defects, List<String> corrected) {
    return new PostedDesign(Kind.ENOUGH, corrected, defects.removeAll(corrected));
  }
}
