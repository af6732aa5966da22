package io.uring.dmabuf.tlc.models;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.InputFile;
import io.uring.dmabuf.tlc.models.ModelEntry.Expected;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The laws of an MC module, which the module states once, as conjunctions of names:
 *
 * <ul>
 *   <li>{@code Laws}: the invariants under the specification {@code Spec}; under another one, such
 *       as {@code TellSpec}, they are {@code TellLaws}
 *   <li>{@code Progress}: the invariants that say what can go on, of models of safety
 *   <li>{@code StepLaws} (or {@code TellStepLaws}): properties of single steps
 *   <li>{@code Refinements}: the specifications that it implements
 *   <li>{@code Liveness}: what fairness brings about
 * </ul>
 */
public final class ModuleLaws {

  private static final Pattern EXTENDS =
      Pattern.compile("(?m)^EXTENDS\\s+(\\w+(?:\\s*,\\s*\\w+)*)");
  private static final String TYPES = "TypeOK";
  private static final String PROGRESS = "Progress";
  private static final String REFINEMENTS = "Refinements";
  private static final String LIVENESS = "Liveness";

  private final String module;
  private final String text;

  private ModuleLaws(String module, String text) {
    this.module = module;
    this.text = text;
  }

  /**
   * What a model checks.
   *
   * @param invariants in their order
   * @param properties in their order
   * @param deadlock whether a state without a next one breaks a law
   */
  public record Checked(List<String> invariants, List<String> properties, boolean deadlock) {}

  /**
   * What a model checks, or one line that says why that is not known. A module that extends another
   * one has its laws too.
   */
  public static Either<String, Checked> of(Home home, ModelEntry model) {
    return text(home, model.module())
        .flatMap(text -> new ModuleLaws(model.module(), text).checked(model));
  }

  /** The text of a module and of those that it extends, without comments. */
  private static Either<String, String> text(Home home, String module) {
    Option<Path> file = home.find(module + ".tla");
    if (file.isEmpty()) {
      return Either.right("");
    }
    return InputFile.text(file.get()).flatMap(text -> withExtended(home, text));
  }

  private static Either<String, String> withExtended(Home home, String whole) {
    String text = whole.replaceAll("\\\\\\*.*", "").replaceAll("(?s)\\(\\*.*?\\*\\)", "");
    Matcher extended = EXTENDS.matcher(text);
    return extended.find()
        ? Either.sequenceRight(
                List.of(extended.group(1).split("\\s*,\\s*")).map(other -> text(home, other)))
            .map(others -> text + others.mkString())
        : Either.right(text);
  }

  private Either<String, Checked> checked(ModelEntry model) {
    return model.expected() instanceof Expected.Violates(String law)
        ? Either.right(the(law, model))
        : all(model).flatMap(all -> without(model, all));
  }

  /**
   * The law that must break alone: what fairness brings about in a model of liveness, else what the
   * module has it as; an invariant if it has it not.
   */
  private Checked the(String law, ModelEntry model) {
    boolean property =
        model.kind() == ModelEntry.Kind.LIVENESS
            || List.of(stepLaws(model), REFINEMENTS)
                .exists(list -> list(list).exists(names -> names.contains(law)));
    boolean deadlock = model.checksDeadlock();
    return new Checked(
        property || deadlock ? List.empty() : List.of(law),
        property ? List.of(law) : List.empty(),
        deadlock);
  }

  private Either<String, Checked> all(ModelEntry model) {
    List<String> steps = list(stepLaws(model)).getOrElse(List.empty());
    return switch (model.kind()) {
      case SAFETY ->
          required(laws(model))
              .map(laws ->
                  new Checked(
                      laws.appendAll(list(PROGRESS).getOrElse(List.empty())), steps, false));
      case DATA -> required(laws(model)).map(laws -> new Checked(laws, steps, false));
      case SIMULATION -> required(laws(model)).map(laws -> new Checked(laws, List.empty(), false));
      case REFINEMENT ->
          required(REFINEMENTS)
              .map(implemented ->
                  new Checked(
                      list(laws(model)).getOrElse(List.empty()).filter(TYPES::equals),
                      implemented,
                      false));
      case LIVENESS ->
          required(LIVENESS).map(promised -> new Checked(List.empty(), promised, false));
    };
  }

  private Either<String, Checked> without(ModelEntry model, Checked all) {
    return model
        .without()
        .keySet()
        .find(law -> !all.invariants().contains(law) && !all.properties().contains(law))
        .map(law -> Either.<String, Checked>left("without " + law + ": no law of " + module))
        .getOrElse(() ->
            Either.right(
                new Checked(
                    all.invariants().reject(model.without()::containsKey),
                    all.properties().reject(model.without()::containsKey),
                    false)));
  }

  private static String laws(ModelEntry model) {
    return model.spec().replaceFirst("Spec$", "") + "Laws";
  }

  private static String stepLaws(ModelEntry model) {
    return model.spec().replaceFirst("Spec$", "") + "StepLaws";
  }

  private Either<String, List<String>> required(String list) {
    return list(list)
        .toEither(() -> "module " + module + " has no definition " + list + " that lists its laws");
  }

  private Option<List<String>> list(String name) {
    Matcher list = Pattern.compile("(?m)^" + name + "\\s*==((?:\\s*/\\\\\\s*\\w+)+)").matcher(text);
    return Option.when(
        list.find(), () -> List.of(list.group(1).strip().split("\\s*/\\\\\\s*")).tail());
  }
}
