package io.uring.dmabuf.docs;

import io.uring.dmabuf.tlc.Home;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.control.Option;

/**
 * All modules of the repository, those of the specification, of the models, of the defects and of
 * the kernel alternatives, and where a name that one of them uses is defined.
 */
final class Modules {

  private final List<SpecModule> all;
  private final Map<String, SpecModule> byName;
  private final Map<String, Found> found;

  /** What a module's text says of names, found once: a page asks for it ten thousand times. */
  private record Found(
      Set<String> names,
      List<String> extended,
      Map<String, String> instances,
      Map<String, String> passedOn) {

    static Found in(SpecModule module) {
      return new Found(module.names(), module.extended(), module.instances(), module.passedOn());
    }
  }

  /** These modules. */
  Modules(List<SpecModule> all) {
    this.all = all;
    this.byName = all.toMap(module -> Tuple.of(module.name(), module));
    this.found = all.toMap(module -> Tuple.of(module.name(), Found.in(module)));
  }

  private Found in(SpecModule module) {
    return found.get(module.name()).get();
  }

  /** The modules in the folders of a home. */
  static Modules of(Home home) {
    return new Modules(home.library().flatMap(Home::modules).map(SpecModule::read));
  }

  /** The modules, folder by folder. */
  List<SpecModule> all() {
    return all;
  }

  /** The module of that name. */
  Option<SpecModule> find(String name) {
    return byName.get(name);
  }

  /** The module that defines a name which this module may use as its own. */
  Option<SpecModule> definer(String module, String name) {
    return find(module)
        .flatMap(here ->
            in(here).names().contains(name)
                ? Option.some(here)
                : in(here).extended().flatMap(other -> definer(other, name)).headOption());
  }

  /** The module that a module has an instance of under that name. */
  Option<SpecModule> instance(String module, String alias) {
    return find(module)
        .flatMap(here ->
            in(here)
                .instances()
                .get(alias)
                .flatMap(this::find)
                .orElse(() ->
                    in(here).extended().flatMap(other -> instance(other, alias)).headOption()));
  }

  /** The module that defines a name, if there is one alone. */
  Option<SpecModule> onlyDefiner(String name) {
    List<SpecModule> definers = all.filter(module -> in(module).names().contains(name));
    return Option.when(definers.size() == 1, definers::head);
  }

  /**
   * Where a definition is that a module may use, the one meant if it only passes another one on:
   * {@code NothingLeft == BT!NothingLeft}.
   */
  Option<Tuple2<SpecModule, String>> meant(String module, String name) {
    return definer(module, name)
        .map(here ->
            in(here)
                .passedOn()
                .get(name)
                .flatMap(alias -> instance(here.name(), alias))
                .flatMap(other -> definer(other.name(), name))
                .map(other -> Tuple.of(other, name))
                .getOrElse(Tuple.of(here, name)));
  }
}
