package io.uring.dmabuf.cli;

/**
 * Input that allows no answer. Its message is printed as the one line that the user sees, so it
 * names the file, option or value that is wrong; the exit status is {@link ExitStatus#UNUSABLE}.
 */
public final class UnusableInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Input that allows no answer.
   *
   * @param message one line: what is wrong, and where
   */
  public UnusableInputException(String message) {
    super(message);
  }

  /**
   * Input that allows no answer, found by catching an exception.
   *
   * @param message one line: what is wrong, and where
   * @param cause what was caught
   */
  public UnusableInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
