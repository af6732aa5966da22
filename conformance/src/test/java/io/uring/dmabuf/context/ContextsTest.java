package io.uring.dmabuf.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.context.LockOrder.Edge;
import io.uring.dmabuf.docs.SpecModule;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.trace.SpecIndex;
import io.vavr.collection.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The contexts of the actions of the whole")
class ContextsTest {

  private static final SpecIndex INDEX =
      SpecIndex.of(List.of(Home.current().root().resolve("spec")));
  private static final Contexts CONTEXTS = Contexts.of(INDEX).get();

  @Test
  void areGivenForEachActionOfNextAndForNoOther() {
    SpecModule whole = SpecModule.read(Home.current().root().resolve("spec/DmabufRw.tla"));
    assertThat(whole.actionsOfNext()).hasSizeGreaterThan(110);
    assertThat(CONTEXTS.actions()).containsExactlyInAnyOrderElementsOf(whole.actionsOfNext());
    assertThat(CONTEXTS.actions()).containsAll(CONTEXTS.atomic().map(Atomicity::action));
    assertThat(INDEX.notes().map(SpecIndex.Note::module).distinct())
        .containsExactly(Contexts.WHOLE);
  }

  @Test
  void haveTheActorsOfThePointerComments() {
    List<String> strangers =
        INDEX
            .entries()
            .filter(entry -> entry.module().equals(Contexts.WHOLE))
            .reject(entry ->
                CONTEXTS
                    .of(entry.action())
                    .exists(line -> line.contexts().exists(c -> c.word().equals(entry.actor()))))
            .map(entry -> entry.action() + " by " + entry.actor());
    assertThat(strangers).isEmpty();
  }

  @Test
  void nameEachContextAndEachLock() {
    assertThat(CONTEXTS.runs().flatMap(Runs::contexts).distinct())
        .containsExactlyInAnyOrder(Context.values());
    assertThat(CONTEXTS.runs().flatMap(Runs::locks).distinct())
        .containsExactlyInAnyOrder(LockClass.values());
  }

  /** What a step holds some step has taken. */
  @Test
  void holdWhatIsTaken() {
    assertThat(CONTEXTS.runs().flatMap(Runs::takes).flatMap(section -> section))
        .containsAll(CONTEXTS.runs().flatMap(Runs::holds));
  }

  @ParameterizedTest
  @EnumSource
  void obeyTheLaw(ContextLaws law) {
    assertThat(law.broken(CONTEXTS)).isEmpty();
  }

  /** From the entry in the completion ring to the end of the bio, or of an abort. */
  @Test
  void sayWhichStepsCompleteACommand() {
    assertThat(CONTEXTS.actions().filter(a -> CONTEXTS.of(a).exists(Runs::isInInterrupt)))
        .containsExactly(
            "Reap",
            "RingCqDoorbell",
            "SyncForCpu",
            "UnmapPages",
            "FreeDescriptors",
            "Retry",
            "EndBio",
            "FreeTag",
            "EndAbort");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NOTHING_SLEEPS_IN_INTERRUPT | Reap | irq: takes uring_lock | Reap (irq): uring_lock",
        "NOTHING_SLEEPS_IN_INTERRUPT | EndBio | softirq; waits for a tag |",
        "NOTHING_SLEEPS_IN_INTERRUPT | EndBio | softirq: waits for a tag | EndBio (softirq): a tag",
        "NOTHING_SLEEPS_WHERE_IT_MUST_NOT | BuildPrps | worker: holds rcu; takes fs_reclaim"
            + " | BuildPrps: fs_reclaim",
        "NOTHING_SLEEPS_WHERE_IT_MUST_NOT | Cancel | reset: takes cq_poll_lock > shutdown_lock"
            + " | Cancel: &dev->shutdown_lock",
        "NOTHING_SLEEPS_WHERE_IT_MUST_NOT | WriteSqe | task: holds uring_lock, sq_lock; waits for"
            + " room | WriteSqe: room",
        "COMPLETION_TAKES_NO_SLEEPING_LOCK | EndBio | poller: holds rcu; takes uring_lock"
            + " | EndBio (poller): uring_lock",
        "COMPLETION_TAKES_NO_SLEEPING_LOCK | Reap | kblockd: takes uring_lock > cq_poll_lock"
            + " | Reap (kblockd): uring_lock",
        "INTERRUPT_TAKES_NO_PLAIN_SPIN_LOCK | FreeTag | irq: takes hctx_lock"
            + " | FreeTag takes &hctx->lock",
        "NO_LOCK_IS_TAKEN_TWICE | Punt | tw: holds uring_lock; takes uring_lock"
            + " | Punt: &ctx->uring_lock --> &ctx->uring_lock",
        "LOCK_ORDER_HAS_NO_CYCLE | ExporterLock | exporter: holds resv; takes uring_lock"
            + " | &ctx->uring_lock --> reservation_ww_class_mutex --> &ctx->uring_lock",
        "LOCK_ORDER_HAS_NO_CYCLE | Map | task: takes fs_reclaim > mmap_lock > resv"
            + " | reservation_ww_class_mutex --> fs_reclaim --> &mm->mmap_lock"
            + " --> reservation_ww_class_mutex",
        "ATOMIC_BY_A_LOCK_THAT_IS_HELD | WorkerLookup | worker: takes acct_lock"
            + " | WorkerLookup has no &ctx->uring_lock"
      })
  void breakTheLawWithAWrongLine(ContextLaws law, String action, String wrong, String found) {
    if (found == null) {
      assertThat(Runs.of(action, wrong).getLeft()).contains("no context");
    } else {
      Contexts changed =
          new Contexts(CONTEXTS.runs().append(Runs.of(action, wrong).get()), CONTEXTS.atomic());
      assertThat(law.broken(changed)).contains(found);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cpu: holds rcu | no context: cpu",
        "irq: holds mutex | no lock: mutex",
        "irq: takes rcu > mutex | no lock: mutex",
        "irq: has rcu | no clause: has rcu"
      })
  void areNotReadFromALineWithAWordThatIsNone(String line, String why) {
    assertThat(Runs.of("Reap", line).getLeft()).isEqualTo(why);
  }

  @Test
  void makeTheOrderFromWhatIsHeldToWhatIsTaken() {
    Contexts two =
        new Contexts(
            List.of(
                Runs.of("A", "task: holds uring_lock; takes rcu > sq_lock, pool_lock").get(),
                Runs.of("B", "worker: takes rcu > sq_lock").get()),
            List.empty());
    assertThat(LockOrder.of(two).edges().toList().map(edge -> edge._1 + " " + edge._2.mkString()))
        .containsExactly(
            "&ctx->uring_lock --> rcu_read_lock A",
            "&ctx->uring_lock --> &nvmeq->sq_lock A",
            "rcu_read_lock --> &nvmeq->sq_lock AB",
            "&ctx->uring_lock --> &retval->lock A");
  }

  /** Whoever has a uring_lock waits for an exporter; no exporter takes one (INV-WAIT). */
  @Test
  void orderTheLockOfARingBeforeThatOfAnExporter() {
    assertThat(LockOrder.of(CONTEXTS).edges().keySet())
        .contains(new Edge(LockClass.URING_LOCK, LockClass.RESV))
        .doesNotContain(new Edge(LockClass.RESV, LockClass.URING_LOCK));
  }
}
