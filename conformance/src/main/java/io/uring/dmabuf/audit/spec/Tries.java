package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.spec.Shown.Answer;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What becomes of each try of the commands of a ring, as a first reading finds it. Of requests that
 * are over and whose commands succeeded at once nothing is kept.
 */
final class Tries {
  /** As often a command is tried again after an error, if nobody says otherwise. */
  private static final int MOST_RETRIES = 5;

  /** The commands of a request, in the order in which they were made first. */
  private static final class OfRequest {
    private final List<List<Answer>> commands = new ArrayList<>(1);

    /** The latest command that has a tag. */
    private final Map<String, List<Answer>> byTag = new HashMap<>();

    /** The tries of each that were made, by tag. */
    private final Map<String, Integer> made = new HashMap<>();

    private int error;

    /** Whether a command of it was taken back, and not made again. */
    private boolean lost;

    private boolean haveSucceeded() {
      return error == 0
          && commands.stream()
              .allMatch(tries -> tries.stream().allMatch(each -> each == Answer.SUCCESS));
    }
  }

  private final Map<Long, OfRequest> requests = new HashMap<>();
  private int retries = MOST_RETRIES;

  void made(long id, String tag) {
    OfRequest request = requests.computeIfAbsent(id, key -> new OfRequest());
    List<Answer> command = new ArrayList<>(1);
    request.commands.add(command);
    request.byTag.put(tag, command);
    request.made.put(tag, 1);
  }

  /**
   * What is made again though no answer to it was shown has had an error, or was taken back.
   *
   * @param reset whether its controller was given a queue before: then who has the same command id
   *     was taken back, as an answer moves it on
   */
  void madeAgain(Shown.SetUpAgain again, boolean reset) {
    OfRequest request = requests.get(again.id());
    if (request == null) {
      return;
    }
    List<Answer> command = request.byTag.get(again.tag());
    if (command == null) {
      return;
    }
    boolean isOpen = command.size() < request.made.getOrDefault(again.tag(), 0);
    if (isOpen && again.issued()) {
      command.add(reset && again.sameId() ? Answer.TAKEN_BACK : Answer.ERROR);
    }
    if (!isOpen || again.issued()) {
      request.made.merge(again.tag(), 1, Integer::sum);
    }
  }

  void answered(Shown.Answered answer) {
    OfRequest request = requests.get(answer.id());
    if (request != null && request.byTag.containsKey(answer.tag())) {
      request.byTag.get(answer.tag()).add(answer.how());
    }
  }

  /** The block request of a command has ended. */
  void ended(Shown.Ended end) {
    OfRequest request = requests.get(end.id());
    if (request != null && end.error() != 0) {
      request.error = -end.error();
      request.lost |= failed(request, end.tag());
    }
  }

  /** A request is over. */
  void completed(long id, boolean ok) {
    OfRequest request = requests.get(id);
    if (request == null) {
      return;
    }
    request.lost |= !ok && request.byTag.keySet().stream().anyMatch(tag -> failed(request, tag));
    request.byTag.clear();
    request.made.clear();
    if (ok && request.haveSucceeded()) {
      requests.remove(id);
    }
  }

  /** Whether a command of a request that is over was taken back and not made again, and failed. */
  boolean isLost(long id) {
    OfRequest request = requests.get(id);
    return request != null && request.lost;
  }

  /** Whether a command that has failed is lost; if not, an error of it may not be tried again. */
  private boolean failed(OfRequest request, String tag) {
    List<Answer> command = request.byTag.getOrDefault(tag, List.of());
    if (command.isEmpty() || command.size() < request.made.getOrDefault(tag, 0)) {
      return false;
    }
    Answer last = command.getLast();
    if (last == Answer.ERROR) {
      retries = Math.min(retries, command.size() - 1);
    }
    return last == Answer.TAKEN_BACK && command.size() <= retries;
  }

  /** How often a command is tried again after an error ({@code nvme_max_retries}). */
  int retries() {
    return retries;
  }

  /** Whether the block request of a request is shown to end with an error. */
  boolean hasError(long id) {
    OfRequest request = requests.get(id);
    return request != null && request.error != 0;
  }

  /** Whether the result of a request, below 0, is what its drive came to. */
  boolean isOfDrive(long id, long result) {
    OfRequest request = requests.get(id);
    return request != null
        && (request.error == 0
            ? request.commands.stream()
                .anyMatch(tries -> !tries.isEmpty() && tries.getLast() != Answer.SUCCESS)
            : request.error == -result);
  }

  /**
   * What becomes of a try of a command; none if that is not known.
   *
   * @param command how many commands of its request were made before it
   * @param retry how many tries there were before
   */
  Option<Answer> answer(long id, int command, int retry) {
    OfRequest request = requests.get(id);
    if (request == null) {
      return Option.some(Answer.SUCCESS);
    }
    return command < request.commands.size() && retry < request.commands.get(command).size()
        ? Option.some(request.commands.get(command).get(retry))
        : Option.none();
  }
}
