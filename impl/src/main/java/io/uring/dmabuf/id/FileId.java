package io.uring.dmabuf.id;

/** A target file ({@code struct file}): from 1. */
public final class FileId extends Id<FileId> {
  private static final Kind<FileId> KIND = new Kind<>(FileId::new);

  private FileId(int number) {
    super(number);
  }

  /** The file with a number. */
  public static FileId of(int number) {
    return KIND.of(number);
  }
}
