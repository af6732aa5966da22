package io.uring.dmabuf.defects;

import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.LawVerdict;
import io.uring.dmabuf.tlc.run.LawVerdict.Kind;
import io.uring.dmabuf.tlc.run.LawVerdicts;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;

/**
 * What became of the laws in each design between the intended one and the posted one.
 *
 * @param models those that were explored, each to its end
 * @param rows the designs, in the order of a table
 */
public record Verdicts(List<ModelEntry> models, List<Row> rows) {

  /**
   * One design.
   *
   * @param design which
   * @param found by the names of the models
   */
  public record Row(PostedDesign design, Map<String, LawVerdicts> found) {

    /** What became of a law in a model. */
    LawVerdict of(Column column) {
      return found
          .get(column.model())
          .flatMap(all -> all.laws().find(law -> law.law().equals(column.law())))
          .get();
    }
  }

  /**
   * A law in one model.
   *
   * @param model the model's name
   * @param law the law's name
   */
  public record Column(String model, String law) {}

  /** All laws of all models. */
  public List<Column> columns() {
    return models.flatMap(model ->
        rows.head()
            .found()
            .get(model.name())
            .get()
            .laws()
            .map(law -> new Column(model.name(), law.law())));
  }

  /** The laws that some design breaks, or leaves without anything that they speak of. */
  public List<Column> differingColumns() {
    return columns().filter(column -> rows.map(row -> row.of(column).kind()).distinct().size() > 1);
  }

  /** The laws that say something in the intended design. */
  List<Column> speakingColumns() {
    Row intended = row(PostedDesign.Kind.INTENDED, List.empty()).get();
    return columns().filter(column -> intended.of(column).kind() != Kind.NOT_REACHED);
  }

  /** Which of the designs that have one defect alone break a law of these models. */
  public List<String> needed(List<ModelEntry> among) {
    return rows.filter(row -> row.design().kind() == PostedDesign.Kind.INTENDED_BUT)
        .filter(row -> isBroken(row, among))
        .map(row -> row.design().planted().head());
  }

  /** Whether a design breaks a law of these models. */
  public static boolean isBroken(Row row, List<ModelEntry> among) {
    return among.exists(
        model -> row.found().get(model.name()).get().laws().exists(Verdicts::isBroken));
  }

  /** The models of the kernel that the series was written for. */
  public List<ModelEntry> onItsBase() {
    return models.filter(model -> model.kernels().isEmpty());
  }

  /** The row of a design, if it was looked at. */
  public Option<Row> row(PostedDesign.Kind kind, List<String> named) {
    return rows.find(row -> row.design().kind() == kind && row.design().named().equals(named));
  }

  /** A law that has no value anywhere holds nowhere. */
  private static boolean isBroken(LawVerdict verdict) {
    return verdict.kind() == Kind.BROKEN || verdict.kind() == Kind.NO_VALUE;
  }

  /** How many states of a model the designs have, the fewest and the most. */
  Tuple2<Integer, Integer> states(ModelEntry model) {
    List<Integer> all = rows.map(row -> row.found().get(model.name()).get().states());
    return Tuple.of(all.min().get(), all.max().get());
  }

  /** How many steps the designs go in a model at most. */
  int depth(ModelEntry model) {
    return rows.map(row -> row.found().get(model.name()).get().depth()).max().get();
  }

  /** In how many states of all designs some step of a model has no value. */
  int stuck(ModelEntry model) {
    return rows.map(row -> row.found().get(model.name()).get().stuck()).sum().intValue();
  }
}
