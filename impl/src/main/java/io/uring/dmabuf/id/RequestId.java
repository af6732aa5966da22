package io.uring.dmabuf.id;

/** A request object of a ring ({@code struct io_kiocb}): from 1. */
public final class RequestId extends Id<RequestId> {
  private static final Kind<RequestId> KIND = new Kind<>(RequestId::new);

  private RequestId(int number) {
    super(number);
  }

  /** The request with a number. */
  public static RequestId of(int number) {
    return KIND.of(number);
  }
}
