package io.uring.dmabuf.replay;

import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.trace.SpecIndex;
import io.uring.dmabuf.tlc.trace.TracePrinter;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import java.nio.file.Path;
import tlc2.tool.impl.FastTool;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;

/**
 * A process of its own for the tests: TLC asks the questions of Questions.tla, and an
 * implementation answers, rightly or not. Arguments: the mistake, TLC's workers, the folder of the
 * module, a folder to write into.
 */
final class QuestionsRun {

  private QuestionsRun() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[2]);
    FastTool tool = ToyRun.load(Integer.parseInt(args[1]), folder, "Questions");
    DataObserver observer =
        new DataObserver(
            "questions", target(args[0]), () -> new TracePrinter(SpecIndex.of(List.of(folder))));
    long distinct = ToyRun.explore(tool, args[3], observer);
    System.out.println(
        "%sdistinct=%d answered=%d divergences=%d"
            .formatted(
                ToyRun.MARK, distinct, observer.transitionsReplayed(), observer.divergences()));
    for (Failure failure : observer.failure()) {
      System.out.println(ToyRun.MARK + failure.kind() + " " + failure.headline());
      failure.report().lines().forEach(line -> System.out.println(ToyRun.MARK + "| " + line));
    }
    System.exit(0);
  }

  private static DataTarget target(String mistake) {
    TlaValues.Shape halved = TlaValues.shape("done", "half", "parts");
    TlaValues.Shape measured = TlaValues.shape("done", "len");
    return new DataTarget() {
      @Override
      public String question() {
        return "question";
      }

      @Override
      public String answer() {
        return "answer";
      }

      @Override
      public Map<String, Function> functions() {
        Map<String, Function> functions = HashMap.of("Halve", this::halve);
        return mistake.equals("NO_FUNCTION") ? functions : functions.put("Measure", this::measure);
      }

      private Value halve(RecordValue question) {
        int n = ((IntValue) field(question, "n")).val;
        if (mistake.equals("THROWS") && n == 7) {
          throw new IllegalStateException("seven");
        }
        int half = mistake.equals("ROUNDS_UP") && n == 5 ? 3 : n / 2;
        return halved.of(
            TlaValues.bool(true),
            TlaValues.integer(half),
            TlaValues.sequence(TlaValues.integer(half)));
      }

      private Value measure(RecordValue question) {
        TupleValue sequence = (TupleValue) field(question, "s");
        return measured.of(TlaValues.bool(true), TlaValues.integer(sequence.elems.length));
      }
    };
  }

  private static Value field(RecordValue record, String name) {
    for (int i = 0; i < record.names.length; i++) {
      if (record.names[i].toString().equals(name)) {
        return record.values[i];
      }
    }
    throw new IllegalArgumentException(name);
  }
}
