package io.uring.dmabuf.system;

import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.uring.Op;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * What a request on a {@link Host} asks for, and the block requests that carry it out.
 *
 * @param op the direction
 * @param drive the drive behind its file
 * @param offset where its range starts in the buffer, in bytes; 0 for a vectored one
 * @param length the length of the range, or of all ranges, in bytes
 * @param position where it starts on the drive, in bytes
 * @param vector the ranges of a vectored request, one behind the other; none for any other
 * @param parts its block requests in the order of its bytes; none before it was accepted
 */
public record Transfer(
    Op op,
    DeviceId drive,
    long offset,
    long length,
    long position,
    Option<Vector<Range>> vector,
    Vector<Part> parts) {

  /**
   * A range of a buffer that a vectored request names ({@code struct iovec}).
   *
   * @param offset where it starts in the buffer, in bytes
   * @param length in bytes
   */
  public record Range(long offset, long length) {}

  /**
   * One block request.
   *
   * @param number which one of its request it is, from 1
   * @param offset where its range starts in the buffer, in bytes; of a vectored request, in its
   *     ranges
   * @param length its length in bytes
   * @param lba its first logical block
   * @param progress how far it has come
   */
  public record Part(int number, long offset, long length, long lba, Progress progress) {
    Part at(Progress next) {
      return new Part(number, offset, length, lba, next);
    }
  }

  /** How far a block request has come. */
  public sealed interface Progress {

    /** It waits for a tag. */
    record Waiting() implements Progress {}

    /**
     * It has a tag of its drive's queue.
     *
     * @param tag the tag
     */
    record Tagged(TagId tag) implements Progress {}

    /**
     * It has ended.
     *
     * @param ok whether all of it has moved
     */
    record Ended(boolean ok) implements Progress {}
  }

  /** Whether every block request has ended. */
  public boolean isDone() {
    return parts.forAll(part -> part.progress() instanceof Progress.Ended);
  }

  /** Whether every block request has ended with all of its bytes moved. */
  public boolean isGood() {
    return parts.forAll(part -> part.progress().equals(new Progress.Ended(true)));
  }

  /** The part with a number, in another state of progress. */
  Transfer with(int part, Progress progress) {
    return with(parts.update(part - 1, p -> p.at(progress)));
  }

  /** This transfer carried out by other block requests. */
  Transfer with(Vector<Part> next) {
    return new Transfer(op, drive, offset, length, position, vector, next);
  }
}
