package io.uring.dmabuf.uring;

import io.uring.dmabuf.id.FileId;
import io.vavr.control.Option;

/**
 * A cancellation as the user hands it in. Source: {@code io_uring/cancel.c: io_async_cancel_prep},
 * {@code io_async_cancel}, {@code io_sync_cancel}, {@code io_cancel_req_match}, base.
 *
 * @param userData that of the requests that are meant; none where it gives none, and together with
 *     a file only those of the file ({@code IORING_ASYNC_CANCEL_USERDATA})
 * @param file whose requests are meant ({@code IORING_ASYNC_CANCEL_FD}); none for those of any
 * @param fixed whether the file is named by its place in the table of registered files, which no
 *     ring here has ({@code IORING_ASYNC_CANCEL_FD_FIXED})
 * @param all whether all that are meant are cancelled ({@code IORING_ASYNC_CANCEL_ALL})
 * @param any whether every request is meant ({@code IORING_ASYNC_CANCEL_ANY})
 * @param unknownFlags whether a flag is set that the kernel does not know
 */
public record RawCancel(
    Option<Long> userData,
    Option<FileId> file,
    boolean fixed,
    boolean all,
    boolean any,
    boolean unknownFlags) {

  /** That of a request with some user data. */
  public static RawCancel of(long userData) {
    return new RawCancel(Option.some(userData), Option.none(), false, false, false, false);
  }

  /**
   * The errno of the first test that refuses it; none if it may search.
   *
   * @param byRequest whether a request asks for it, and not a call
   * @param open whether the descriptor of its file is open
   */
  public Option<Errno> refusal(boolean byRequest, boolean open) {
    boolean both = byRequest && any && file.isDefined();
    return Option.when(unknownFlags || both, Errno.EINVAL)
        .orElse(Option.when(file.isDefined() && (fixed || !open), Errno.EBADF));
  }

  /** Whether it goes on after the first that it finds, and returns how many there were. */
  public boolean counts() {
    return all || any;
  }

  /**
   * Whether a request is meant. One that no worker has begun has no file yet ({@code
   * io_assign_file}).
   *
   * @param its the user data of the request
   */
  public boolean means(Request request, long its) {
    return any || file.forAll(request.file()::contains) && userData.forAll(data -> data == its);
  }

  /**
   * What it returns.
   *
   * @param found how many times it has found something
   */
  public int result(int found) {
    return counts() ? found : found > 0 ? 0 : -Errno.ENOENT.number();
  }
}
