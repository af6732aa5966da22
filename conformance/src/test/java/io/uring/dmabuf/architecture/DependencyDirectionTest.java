package io.uring.dmabuf.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;

/**
 * The direction of dependencies: conformance knows model checking and the implementation, which do
 * not know each other, and the implementation knows nothing but Vavr.
 */
@AnalyzeClasses(packages = "io.uring.dmabuf", importOptions = DoNotIncludeTests.class)
class DependencyDirectionTest {
  private static final String BASE = "io.uring.dmabuf.";

  /** The parts of the implementation, each one usable without the composed system. */
  private static final String[] PARTS = {
    BASE + "id..",
    BASE + "design..",
    BASE + "step..",
    BASE + "uring..",
    BASE + "dmabuf..",
    BASE + "nvme..",
    BASE + "dma..",
    BASE + "block.."
  };

  private static final String[] IMPLEMENTATION = {
    BASE + "id..",
    BASE + "design..",
    BASE + "step..",
    BASE + "uring..",
    BASE + "dmabuf..",
    BASE + "nvme..",
    BASE + "dma..",
    BASE + "block..",
    BASE + "system.."
  };

  private static final String MODEL_CHECKING = BASE + "tlc..";

  private static final String[] CONFORMANCE = {
    BASE + "replay..",
    BASE + "audit..",
    BASE + "explore..",
    BASE + "history..",
    BASE + "told..",
    BASE + "targets..",
    BASE + "oracle..",
    BASE + "scenario..",
    BASE + "guards..",
    BASE + "mutants..",
    BASE + "defects..",
    BASE + "docs..",
    BASE + "symbols..",
    BASE + "context..",
    BASE + "baseline..",
    BASE + "live..",
    BASE + "bench..",
    BASE + "cli.."
  };

  /** The three ways in which something is compared with the running kernel. */
  private static final String[] COMPARISONS = {
    BASE + "live.chain", BASE + "live.edges", BASE + "live.tour"
  };

  private static final String[] TLC = {"tlc2..", "tla2sany..", "util..", "pcal.."};

  @ArchTest
  static final ArchRule theImplementationKnowsNothingButVavrAndJava =
      classes()
          .that()
          .resideInAnyPackage(IMPLEMENTATION)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(with(IMPLEMENTATION, "java..", "io.vavr..", "org.jspecify.."));

  @ArchTest
  static final ArchRule thePartsDoNotKnowTheSystemThatIsComposedOfThem =
      noClasses()
          .that()
          .resideInAnyPackage(PARTS)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(BASE + "system..");

  @ArchTest
  static final ArchRule modelCheckingKnowsNeitherTheImplementationNorConformance =
      noClasses()
          .that()
          .resideInAPackage(MODEL_CHECKING)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(with(IMPLEMENTATION, CONFORMANCE));

  @ArchTest
  static final ArchRule theImplementationDoesNotKnowTlc =
      noClasses()
          .that()
          .resideInAnyPackage(IMPLEMENTATION)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(with(TLC, MODEL_CHECKING));

  @ArchTest
  static final ArchRule everyPackageIsOneThatTheseRulesKnow =
      classes()
          .should()
          .resideInAnyPackage(with(with(IMPLEMENTATION, CONFORMANCE), MODEL_CHECKING));

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching(BASE + "(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packagesAndThoseInsideThemAreFreeOfCycles =
      slices().matching(BASE + "(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule whatDrivesTheRunningKernelDoesNotKnowWhoComparesWithIt =
      noClasses()
          .that()
          .resideInAnyPackage(BASE + "live", BASE + "live.uapi")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(COMPARISONS);

  @ArchTest
  static final ArchRule comparisonsWithTheRunningKernelDoNotKnowEachOther =
      slices().matching(BASE + "live.(chain|edges|tour)").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule whatRunsTlcIsLayered =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("shared")
          .definedBy(BASE + "tlc")
          .layer("jvm")
          .definedBy(BASE + "tlc.jvm")
          .layer("models")
          .definedBy(BASE + "tlc.models")
          .layer("trace")
          .definedBy(BASE + "tlc.trace")
          .layer("known")
          .definedBy(BASE + "tlc.known")
          .layer("run")
          .definedBy(BASE + "tlc.run")
          .layer("check")
          .definedBy(BASE + "tlc.check")
          .whereLayer("jvm")
          .mayOnlyBeAccessedByLayers("check")
          .whereLayer("models")
          .mayOnlyBeAccessedByLayers("trace", "run", "check")
          .whereLayer("trace")
          .mayOnlyBeAccessedByLayers("run", "check")
          .whereLayer("known")
          .mayOnlyBeAccessedByLayers("run")
          .whereLayer("run")
          .mayOnlyBeAccessedByLayers("check")
          .whereLayer("check")
          .mayNotBeAccessedByAnyLayer();

  private static String[] with(String[] packages, String... more) {
    String[] all = Arrays.copyOf(packages, packages.length + more.length);
    System.arraycopy(more, 0, all, packages.length, more.length);
    return all;
  }
}
