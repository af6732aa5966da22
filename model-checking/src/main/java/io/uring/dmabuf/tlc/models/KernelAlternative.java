package io.uring.dmabuf.tlc.models;

import io.uring.dmabuf.tlc.models.ModuleHead.Field;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.nio.file.Path;

/**
 * What only some kernels do, and neither the specification nor its default, the base of the first
 * version of the series: a module in {@code model-checking/kernels}, found by scanning. It extends
 * a module of the specification with the definition that takes the place of the default one, and
 * its {@link ModuleHead} has these fields, each once:
 *
 * <pre>
 * (* versions  from 6.19                                                *)
 * (* function  drivers/nvme/host/pci.c: nvme_pci_get_virt_boundary      *)
 * (* override  QueueBoundary <- QueueBoundaryOfPrp                      *)
 * </pre>
 *
 * <p>A model runs under it if its {@code kernels} name it; so do the defects of that model. The
 * implementation has an alternative of the same name.
 *
 * @param name the module's name, such as {@code NO_BOUNDARY_WITH_SGLS}
 * @param file where it is
 * @param prose what these kernels do, in a sentence or a few
 * @param versions which kernels: {@code from} or {@code up to} a release
 * @param function the function that makes it so, with its file
 * @param definition the definition of the default
 * @param replacement what takes its place
 */
public record KernelAlternative(
    String name,
    Path file,
    String prose,
    String versions,
    String function,
    String definition,
    String replacement) {

  private static final List<Field> FIELDS =
      List.of(
          Field.once("versions", "(from|up to) \\d+\\.\\d+(\\.\\d+)?"),
          Field.once("function", "[\\w/-]+\\.[ch]: \\w+"),
          ModuleHead.OVERRIDE);

  /** All alternatives of a folder by name, or one line about the first that cannot be used. */
  static Either<String, List<KernelAlternative>> scan(Path folder) {
    return ModuleHead.scan(folder, KernelAlternative::read);
  }

  /** The alternative in a file, or one line with the file, the line and the reason. */
  static Either<String, KernelAlternative> read(Path file) {
    return ModuleHead.read(file, "what these kernels do", FIELDS, FIELDS.map(Field::name))
        .filterOrElse(
            head -> head.pairs(ModuleHead.OVERRIDE).size() == 1,
            head -> file + ", line 2: expected one override: another decision is another file")
        .map(head -> {
          Tuple2<String, String> override = head.pairs(ModuleHead.OVERRIDE).head();
          return new KernelAlternative(
              head.name(),
              file,
              head.prose(),
              head.needed("versions"),
              head.needed("function"),
              override._1,
              override._2);
        });
  }
}
