package io.uring.dmabuf.defects;

import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;

/**
 * One exploration for the table of verdicts.
 *
 * @param model which model
 * @param planted the defects about its module that are planted in it, all at once
 */
public record VerdictRun(ModelEntry model, List<String> planted) {

  /** The run of a model in a design: it has the defects that are about its module. */
  static VerdictRun of(ModelEntry model, List<ModelEntry> defects, PostedDesign design) {
    return new VerdictRun(
        model,
        defects
            .filter(defect -> defect.module().equals(model.module()))
            .map(ModelEntry::name)
            .filter(design.planted()::contains));
  }

  /** In one line: the model, and what is planted in it. */
  public String text() {
    return planted.isEmpty() ? model.name() : model.name() + " with " + planted.mkString(", ");
  }
}
