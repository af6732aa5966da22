package io.uring.dmabuf.docs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.models.ModelEntry.Expected;
import io.uring.dmabuf.tlc.models.ModuleLaws;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The laws that the models check: for each the models that it holds in, and those in which a defect
 * breaks it. A law that no defect names has a reason in {@code
 * model-checking/laws-without-defect.json}, by {@code Module!Name}.
 */
final class Laws {

  static final String REASONS = "model-checking/laws-without-defect.json";

  /**
   * A law.
   *
   * @param module the module that defines it
   * @param name its name there
   * @param holds the models that check it and must pass
   * @param broken the models that must end with it broken
   * @param reason why no defect names it
   */
  record Law(
      SpecModule module,
      String name,
      List<ModelEntry> holds,
      List<ModelEntry> broken,
      Option<String> reason) {

    /** Module and name. */
    String qualified() {
      return module.name() + "!" + name;
    }

    /** Its definition's anchor. */
    String id() {
      return TlaHtml.id(module.name(), name);
    }
  }

  private final List<Law> laws;
  private final Map<String, String> reasons;

  private Laws(List<Law> laws, Map<String, String> reasons) {
    this.laws = laws;
    this.reasons = reasons;
  }

  /**
   * The laws of a manifest's models, or one line that says why they are not known.
   *
   * @param file the reasons
   */
  static Either<String, Laws> of(Home home, Manifest manifest, Modules modules, Path file) {
    return reasons(file)
        .flatMap(
            reasons -> checks(home, manifest.models(), modules).map(checks -> of(checks, reasons)));
  }

  /** A model with one of the laws that it checks. */
  private record Check(SpecModule module, String name, ModelEntry model) {}

  private static Laws of(List<Check> checks, Map<String, String> reasons) {
    Map<Tuple2<SpecModule, String>, List<Check>> byLaw =
        checks.foldLeft(
            LinkedHashMap.empty(),
            (map, check) ->
                map.put(Tuple.of(check.module(), check.name()), List.of(check), List::appendAll));
    return new Laws(
        byLaw.toList().map(law -> law(law._1._1, law._1._2, law._2.map(Check::model), reasons)),
        reasons);
  }

  private static Law law(
      SpecModule module, String name, List<ModelEntry> models, Map<String, String> reasons) {
    Tuple2<? extends List<ModelEntry>, ? extends List<ModelEntry>> parts =
        models.distinct().partition(model -> model.expected() instanceof Expected.Pass);
    return new Law(module, name, parts._1, parts._2, reasons.get(module.name() + "!" + name));
  }

  private static Either<String, List<Check>> checks(
      Home home, List<ModelEntry> models, Modules modules) {
    return Either.sequenceRight(
            models.map(model -> ModuleLaws.of(home, model).map(laws -> Tuple.of(model, laws))))
        .map(all ->
            List.ofAll(all)
                .flatMap(each ->
                    each._2
                        .invariants()
                        .appendAll(each._2.properties())
                        .flatMap(name ->
                            modules
                                .meant(each._1.root(), name)
                                .map(found -> new Check(found._1, found._2, each._1)))));
  }

  private static Either<String, Map<String, String>> reasons(Path file) {
    try {
      return Either.right(
          LinkedHashMap.ofAll(
              new ObjectMapper()
                  .readValue(
                      Files.readString(file),
                      new TypeReference<java.util.LinkedHashMap<String, String>>() {})));
    } catch (JsonProcessingException e) {
      return Either.left(
          file + ": line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage());
    } catch (IOException e) {
      return Either.left(file + ": not readable: " + e.getMessage());
    }
  }

  /** Every law, by its module in the order of the manifest. */
  List<Law> all() {
    return laws;
  }

  /** The law of that name in a module. */
  Option<Law> find(String module, String name) {
    return laws.find(law -> law.module().name().equals(module) && law.name().equals(name));
  }

  /** What is missing or out of date, a line each. */
  List<String> problems() {
    return laws.filter(law -> law.broken().isEmpty() && law.reason().isEmpty())
        .map(law -> law.qualified() + ": no defect breaks it, and no reason in " + REASONS)
        .appendAll(
            laws.filter(law -> !law.broken().isEmpty() && law.reason().isDefined())
                .map(law -> law.qualified() + ": a defect breaks it, but a reason in " + REASONS))
        .appendAll(
            reasons
                .keySet()
                .toList()
                .reject(name -> laws.exists(law -> law.qualified().equals(name)))
                .map(name -> name + ": a reason in " + REASONS + ", but no law"));
  }
}
