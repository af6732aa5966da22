package io.uring.dmabuf.oracle;

import io.uring.dmabuf.tlc.ActionLabel;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;

/**
 * How often a step is tried in a random run. Most registrations are well-formed and succeed, most
 * requests are good and answered with success, calls end before long, descriptors close seldom,
 * workers return late: so that runs come to where several requests, old nodes and releases meet.
 */
final class Weights {
  private static final double USUAL = 10;

  /** Weights of actions, shared by all choices of their arguments. */
  private static final Map<String, Double> ACTIONS =
      HashMap.<String, Double>empty()
          .put("RegisterSparse", 15.0)
          .put("UpdateRefused", 0.5)
          .put("StartUpdate", 9.0)
          .put("StartUnregister", 0.06)
          .put("CloseRing", 0.4)
          .put("Submit", 30.0)
          .put("StartSubmit", 30.0)
          .put("GetTag", 3.0)
          .put("WorkerGetTag", 3.0)
          .put("PrepareLinked", 4.0)
          .put("StartAsync", 4.0)
          .put("CancelQueued", 0.3)
          .put("CancelNotFound", 0.3)
          .put("CancelInFlight", 2.0)
          .put("Fetch", 4.0)
          .put("Answer", 5.0)
          .put("Xfer", 14.0)
          .put("Requeue", 4.0)
          .put("Reap", 4.0)
          .put("SyncForCpu", 5.0)
          .put("FreeDescriptors", 5.0)
          .put("EndBio", 5.0)
          .put("WorkerReturns", 0.2)
          .put("FreeTag", 5.0)
          .put("ReapCqe", 12.0)
          .put("CloseFile", 0.006)
          .put("CloseBuf", 0.008)
          .put("ExporterLock", 0.3)
          .put("ExporterUnlock", 3.0);

  /** The page of the models that random runs take. */
  private static final int PAGE = 4096;

  private Weights() {}

  /** The weight of every step, in the order of the labels; 0 for one that is never enabled. */
  static double[] of(List<ActionLabel> labels) {
    Map<String, Double> sums =
        labels
            .groupBy(ActionLabel::action)
            .mapValues(all -> all.map(Weights::share).sum().doubleValue());
    return labels
        .toJavaStream()
        .mapToDouble(label -> {
          double sum = sums.get(label.action()).get();
          return sum == 0 ? 0 : ACTIONS.get(label.action()).getOrElse(USUAL) * share(label) / sum;
        })
        .toArray();
  }

  /** How a choice of arguments compares with others of the same action. */
  private static double share(ActionLabel label) {
    List<Object> ofRing = label.args().tail();
    return switch (label.action()) {
      case "StartUpdate" -> update(ofRing);
      case "Submit", "StartSubmit", "PrepareLinked", "StartAsync" ->
          window((Integer) ofRing.get(4), (Integer) ofRing.get(5))
              * fileOfSlot(ofRing.get(1), ofRing.get(3));
      case "Answer" -> label.args().get(2).equals(true) ? 6 : 1;
      default -> 1;
    };
  }

  /**
   * A dma-buf names a file and a buffer, nothing else does; only the failures of the kind exist.
   */
  private static double update(List<Object> args) {
    String kind = (String) args.get(1);
    boolean named = !args.get(2).equals(0) && !args.get(3).equals(0);
    boolean unnamed = args.get(2).equals(0) && args.get(3).equals(0);
    boolean tagged = args.get(4).equals(true);
    String fail = (String) args.get(5);
    double success = fail.equals("none") ? 60 : 1;
    return switch (kind) {
      case "dmabuf" -> named ? success * fileOfSlot(args.get(0), args.get(2)) : 0;
      case "pages" -> unnamed && List.of("none", "R19", "R20").contains(fail) ? 12 * success : 0;
      default -> unnamed && !tagged && fail.equals("none") ? 5 * success : 0;
    };
  }

  /** What begins at a block and ends early fits most buffers. */
  private static double window(int offset, int length) {
    return offset % PAGE == 0 ? 12.0 * 3 * PAGE / (offset + length) : 1;
  }

  /** Each slot has a file that it is mostly registered and used for, so that most requests fit. */
  private static double fileOfSlot(Object slot, Object file) {
    return ((Integer) slot % 3) + 1 == (Integer) file ? 10 : 1;
  }
}
