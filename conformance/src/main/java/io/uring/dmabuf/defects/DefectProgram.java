package io.uring.dmabuf.defects;

import io.uring.dmabuf.docs.LawSentence;
import io.uring.dmabuf.scenario.Reproducer;
import io.uring.dmabuf.scenario.Scenario;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.Wrap;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.models.ModelEntry.Twin;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A defect as a C program for people with a kernel: the scenario that shows what it does to a user,
 * with what it needs, what to turn on in that kernel, and what would be seen.
 */
public final class DefectProgram {
  private static final int WIDTH = 76;
  private static final Pattern LINE = Pattern.compile("\\.scenario:(\\d{1,6}): ");

  private DefectProgram() {}

  /** The program, or one line that says why user space cannot cause the defect, or show it. */
  public static Either<String, List<String>> of(Home home, ModelEntry defect) {
    return defect
        .twin()
        .flatMap(twin -> twin.scenario().map(scenario -> of(home, defect, twin, scenario)))
        .getOrElse(() ->
            Either.left(
                defect.name()
                    + ": no scenario shows what user space would see; defects "
                    + defect.name()
                    + " tells the trace"));
  }

  private static Either<String, List<String>> of(
      Home home, ModelEntry defect, Twin twin, String name) {
    return Damage.of(home.root(), twin, name)
        .flatMap(damage ->
            Scenario.read(home.root().resolve(damage.scenario()))
                .flatMap(scenario ->
                    Reproducer.program(
                            scenario, shown(damage), head(home, defect, damage, scenario))
                        .mapLeft(why -> defect.name() + ": " + damage.scenario() + ": " + why)));
  }

  /** The line of the scenario that goes wrong. */
  private static int shown(Damage damage) {
    Matcher line = LINE.matcher(damage.run().message());
    return line.find() ? Integer.parseInt(line.group(1)) : Integer.MAX_VALUE;
  }

  private static List<String> head(Home home, ModelEntry defect, Damage damage, Scenario scenario) {
    String law = defect.expected().toString().replaceFirst("^violates ", "");
    return wrapped(defect.name() + ". " + defect.why())
        .append("")
        .appendAll(
            LawSentence.of(home.library(), law)
                .map(sentence -> wrapped("Breaks " + law + ": " + sentence))
                .getOrElse(List.empty()))
        .appendAll(
            wrapped(
                "On a machine that makes this mistake: "
                    + damage.run().message().replace(home.root() + "/", "")))
        .append("")
        .appendAll(
            wrapped(
                "Made of "
                    + damage.scenario()
                    + ", whose lines it prints; 1 when"
                    + " something was not as expected. Build: gcc -o reproducer reproducer.c -luring"))
        .appendAll(wrapped("Needs: " + needs(scenario) + "."))
        .appendAll(wrapped("Turn on: " + options(defect.module()) + "."));
  }

  private static String needs(Scenario scenario) {
    List<String> needs =
        List.of(
            Reproducer.needsSeries(scenario)
                ? "a kernel with the series (first version), and CONFIG_UDMABUF"
                : "any kernel with registered buffers",
            Reproducer.needsDrive(scenario)
                ? "an NVMe drive for each name, whose bytes nobody misses"
                : "no drive");
    return needs.mkString("; ");
  }

  /** What a kernel must have so that the mistake shows, by the module that the defect is about. */
  private static String options(String module) {
    return switch (module) {
      case "MCRequests" ->
          "CONFIG_KASAN (a node or a buffer that is used when it is gone), CONFIG_PROVE_LOCKING"
              + " (what changes without uring_lock), CONFIG_DEBUG_KMEMLEAK (what is never given"
              + " back)";
      case "MCDmabufMapping" ->
          "CONFIG_DMA_API_DEBUG (mappings left, or given back twice), CONFIG_KASAN,"
              + " CONFIG_PROVE_LOCKING (the reservation lock); /sys/kernel/debug/dma_buf/bufinfo"
              + " counts who is attached";
      case "MCNvmeQueue" ->
          "CONFIG_DMA_API_DEBUG, slub_debug=P (descriptor pages that are used when they are free);"
              + " the file pools of the PCI device counts them; nvme_core.io_timeout=5, so that a"
              + " command that is lost is soon missed";
      case "MCAddressing" ->
          "an IOMMU with iommu.strict=1 (an address outside of the mapping is a fault that it"
              + " reports), CONFIG_DMA_API_DEBUG; swiotlb=force where it is about what is synced";
      default ->
          "CONFIG_KASAN, CONFIG_PROVE_LOCKING, CONFIG_DMA_API_DEBUG, an IOMMU with iommu.strict=1;"
              + " nvme_core.io_timeout=5";
    };
  }

  private static List<String> wrapped(String text) {
    return Wrap.lines(text, 0, WIDTH);
  }
}
