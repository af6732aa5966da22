package io.uring.dmabuf.id;

/** A tag of a queue, which stands for a request: from 0. */
public final class TagId extends Id<TagId> {
  private static final Kind<TagId> KIND = new Kind<>(TagId::new);

  private TagId(int number) {
    super(number);
  }

  /** The tag with a number. */
  public static TagId of(int number) {
    return KIND.of(number);
  }
}
