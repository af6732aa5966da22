package io.uring.dmabuf.tlc.models;

import io.uring.dmabuf.tlc.AtomicFile;
import io.uring.dmabuf.tlc.Home;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;

/**
 * What TLC is given for a model, made from its entry and never kept: a root module with one
 * definition a constant, which extends the MC module or the defect, and the kernel alternatives
 * that the model runs under, and a configuration that points to them. All actions, laws and
 * witnesses stay where they are defined.
 *
 * @param name of the root module and of the configuration
 * @param module the text of the root module
 * @param config the text of the configuration
 */
public record GeneratedModel(String name, String module, String config) {

  /** What TLC is given for a model; or one line about what it names and there is not. */
  public static Either<String, GeneratedModel> of(Home home, ModelEntry model) {
    Option<String> absent =
        extended(model)
            .prepend(model.module())
            .map(module -> module + ".tla")
            .find(file -> home.find(file).isEmpty())
            .map(file -> file + ": no such file in " + home.library().mkString(", "));
    return absent
        .map(Either::<String, GeneratedModel>left)
        .getOrElse(() -> ModuleLaws.of(home, model).map(laws -> of(model, laws)))
        .mapLeft(reason -> model.name() + ": " + reason);
  }

  private static GeneratedModel of(ModelEntry model, ModuleLaws.Checked laws) {
    String name = "Model_" + model.name().replaceAll("[-+]", "_");
    return new GeneratedModel(name, module(name, model), config(model, laws));
  }

  private static String module(String name, ModelEntry model) {
    return "---- MODULE "
        + name
        + " ----\n(* Made for the model "
        + model.name()
        + ". *)\nEXTENDS "
        + extended(model).mkString(", ")
        + "\n\n"
        + model.set().map(constant -> value(constant._1) + " == " + constant._2 + "\n").mkString()
        + "====\n";
  }

  /** What the model is about, and what the kernels that it runs under do otherwise. */
  private static List<String> extended(ModelEntry model) {
    return model.roots().appendAll(model.kernels());
  }

  private static String value(String constant) {
    return "const_" + constant;
  }

  private static String config(ModelEntry model, ModuleLaws.Checked laws) {
    return "SPECIFICATION "
        + model.spec()
        + "\n"
        + section(
            "CONSTANTS",
            model
                .set()
                .toList()
                .map(constant -> constant._1 + " <- " + value(constant._1))
                .appendAll(model.override().toList().map(GeneratedModel::override)))
        + "CHECK_DEADLOCK "
        + (laws.deadlock() ? "TRUE" : "FALSE")
        + "\n"
        + section("INVARIANTS", laws.invariants())
        + section("PROPERTIES", laws.properties());
  }

  /** TLC writes the module, in whose place something is put, on the right. */
  private static String override(Tuple2<String, String> override) {
    int end = override._1.indexOf(']') + 1;
    return override._1.substring(end) + " <- " + override._1.substring(0, end) + override._2;
  }

  private static String section(String keyword, List<String> lines) {
    return lines.isEmpty() ? "" : keyword + lines.map(line -> "\n  " + line).mkString() + "\n";
  }

  /** Writes both files; or one line that says why they could not be written. */
  public Either<String, GeneratedModel> write(Path folder) {
    return AtomicFile.writeAll(
            List.of(
                Tuple.of(folder.resolve(name + ".tla"), module),
                Tuple.of(folder.resolve(name + ".cfg"), config)))
        .map(written -> this);
  }
}
