package io.uring.dmabuf.mutants;

import io.uring.dmabuf.tlc.InputFile;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.HashMap;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import tla2sany.semantic.OpDefNode;

/**
 * All mutants of the specification that models can take: those of the definitions that some action
 * uses. Laws, fairness and what says of which kind values are have none; neither has the contract,
 * which takes no step.
 */
public final class Mutants {

  private final List<Mutant> all;
  private final Map<String, Reach> modules;
  private final ConcurrentHashMap<String, Set<String>> reached = new ConcurrentHashMap<>();

  private Mutants(List<Mutant> all, Map<String, Reach> modules) {
    this.all = all;
    this.modules = modules;
  }

  /**
   * The mutants of the modules in a folder, or one line that says why they cannot be read.
   *
   * @param folder with the specification
   * @param library where modules are, that folder included
   * @param roots the modules that models are made from
   */
  public static Either<String, Mutants> of(Path folder, List<Path> library, Set<String> roots) {
    return Either.sequenceRight(
            roots
                .toList()
                .sorted()
                .map(root -> Reach.of(library, root).map(r -> Tuple.of(root, r))))
        .map(HashMap::ofEntries)
        .flatMap(modules -> of(folder, modules));
  }

  private static Either<String, Mutants> of(Path folder, Map<String, Reach> modules) {
    List<Tuple2<String, OpDefNode>> definitions =
        modules.values().flatMap(Reach::ofAll).toList().distinctBy(d -> d._1).sortBy(d -> d._1);
    return Either.sequenceRight(definitions.map(d -> mutants(folder, d._2)))
        .map(found -> new Mutants(found.flatMap(m -> m).toList(), modules));
  }

  private static Either<String, List<Mutant>> mutants(Path folder, OpDefNode definition) {
    Path file = folder.resolve(definition.getOriginallyDefinedInModuleNode().getName() + ".tla");
    boolean isTop =
        List.of(definition.getOriginallyDefinedInModuleNode().getOpDefs())
            .exists(d -> d == definition);
    return isTop && Files.isRegularFile(file)
        ? InputFile.text(file)
            .map(text -> Places.of(definition, file, List.of(text.split("\n", -1))))
        : Either.right(List.empty());
  }

  /** All of them, by name. */
  public List<Mutant> all() {
    return all;
  }

  /** The one of that name. */
  public Option<Mutant> find(String id) {
    return all.find(mutant -> mutant.id().equals(id));
  }

  /** All of them, in an order that the seed decides. */
  public List<Mutant> shuffled(long seed) {
    ArrayList<Mutant> shuffled = new ArrayList<>(all.asJava());
    Collections.shuffle(shuffled, new Random(seed));
    return List.ofAll(shuffled);
  }

  /** Whether some action of a module that models are made from uses what is changed. */
  boolean mayUse(Mutant mutant, String module) {
    return reached
        .computeIfAbsent(module, key -> modules.get(module).get().ofAll().keySet())
        .contains(mutant.place());
  }

  /** Those of these actions of a module that models are made from that use what is changed. */
  Set<String> using(Mutant mutant, String module, Set<String> actions) {
    return modules
        .get(module)
        .fold(
            HashSet::<String>empty,
            reach -> actions.filter(action -> of(reach, module, action).contains(mutant.place())));
  }

  private Set<String> of(Reach reach, String module, String action) {
    return reached.computeIfAbsent(module + "!" + action, key -> reach.of(action));
  }
}
