package io.uring.dmabuf.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.uring.dmabuf.live.chain.DeliberateError;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.system.Calls;
import io.uring.dmabuf.system.Kernel;
import io.uring.dmabuf.system.Machine;
import io.uring.dmabuf.uring.Errno;
import java.util.Set;

/**
 * What a system call does is written once, in the implementation: {@link Kernel} carries it out,
 * {@link Calls} says what it refuses. Scenarios and the chains beside the running kernel ask them,
 * and may look at whatever there is; they take no step, do not know in which order steps come, and
 * name no errno.
 */
@AnalyzeClasses(packages = "io.uring.dmabuf", importOptions = DoNotIncludeTests.class)
class CallLayerTest {
  private static final String BASE = "io.uring.dmabuf.";

  /** Who makes calls on a machine. */
  private static final String[] CALLERS = {BASE + "scenario..", BASE + "live.."};

  private static final String[] IMPLEMENTATION = {BASE + "system..", BASE + "uring.."};

  /** What takes a step, or says whether it can be taken. */
  private static final Set<String> TAKING =
      Set.of("take", "from", "effect", "isEnabled", "first", "after");

  /** The lists of steps, and who knows which one comes next. */
  private static final DescribedPredicate<JavaClass> STEPS =
      JavaClass.Predicates.resideInAnyPackage(IMPLEMENTATION)
          .and(
              DescribedPredicate.describe(
                  "know steps",
                  each ->
                      each.getSimpleName().endsWith("Steps")
                          || each.getSimpleName().endsWith("InProgress")
                          || each.getSimpleName().equals("NextStep")));

  @ArchTest
  static final ArchRule callersDoNotKnowSteps =
      noClasses()
          .that()
          .resideInAnyPackage(CALLERS)
          // It names guards that a wrong design leaves out.
          .and()
          .doNotBelongToAnyOf(DeliberateError.class)
          .should()
          .dependOnClassesThat(STEPS);

  @ArchTest
  static final ArchRule callersTakeNoStep =
      noClasses()
          .that()
          .resideInAnyPackage(CALLERS)
          .should()
          .accessTargetWhere(
              JavaAccess.Predicates.target(
                  DescribedPredicate.describe(
                      "takes a step",
                      target ->
                          TAKING.contains(target.getName())
                              && (target.getOwner().isEquivalentTo(Step.class)
                                  || target.getOwner().isEquivalentTo(Choice.class)
                                  || target.getOwner().isEquivalentTo(Machine.class)))));

  /** The edges of the specification name the errno that the kernel must return. */
  @ArchTest
  static final ArchRule callersNameNoErrno =
      noClasses()
          .that()
          .resideInAnyPackage(BASE + "scenario..", BASE + "live.chain..")
          .should()
          .accessTargetWhere(
              JavaAccess.Predicates.target(
                  DescribedPredicate.describe(
                      "is an errno",
                      target ->
                          target.getOwner().isEquivalentTo(Errno.class)
                              && target.getName().matches("E[A-Z]+"))));
}
