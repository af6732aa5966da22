package io.uring.dmabuf.tlc.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.ActionLabel;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;
import util.UniqueString;

class SpecIndexTest {

  @TempDir Path folder;

  @Test
  void readsPointerCommentsBeforeDefinitions() throws IOException {
    Files.writeString(
        folder.resolve("A.tla"),
        """
        ---- MODULE A ----
        \\* @task io_uring/rsrc.c: io_buffer_unmap, patch 10 (R19)
        Unmap(b, n) ==
          TRUE
        \\* @irq drivers/nvme/host/pci.c: nvme_irq
        \\* A sentence of intent.
        Reap == TRUE
        \\* @device the controller itself
        Fetch(q) == TRUE
        NoPointer == TRUE
        ====
        """);
    List<SpecIndex.Entry> entries = SpecIndex.of(List.of(folder)).entries();
    assertThat(entries.map(SpecIndex.Entry::action)).containsExactly("Unmap", "Reap", "Fetch");
    SpecIndex.Entry unmap = entries.head();
    assertThat(unmap.params()).containsExactly("b", "n");
    assertThat(
            List.of(
                unmap.actor(),
                unmap.kernelFile(),
                unmap.functions().mkString(", "),
                unmap.origin(),
                unmap.steps(),
                unmap.module()))
        .containsExactly("task", "io_uring/rsrc.c", "io_buffer_unmap", "patch 10", "R19", "A");
    assertThat(unmap.line()).isEqualTo(3);
    assertThat(entries.map(SpecIndex.Entry::pointer))
        .containsExactly(
            "io_uring/rsrc.c: io_buffer_unmap, patch 10 (R19)",
            "drivers/nvme/host/pci.c: nvme_irq",
            "the controller itself");
  }

  @Test
  void readsNotesBesideThePointers() throws IOException {
    Files.writeString(
        folder.resolve("A.tla"),
        """
        \\* @irq drivers/nvme/host/pci.c: nvme_irq
        \\* @runs irq, poller: takes cq_poll_lock
        \\* @atomic none: one entry
        Reap(d) == TRUE
        """);
    SpecIndex index = SpecIndex.of(List.of(folder));
    assertThat(index.entries().map(SpecIndex.Entry::actor)).containsExactly("irq");
    assertThat(index.notes().map(SpecIndex.Note::action).distinct()).containsExactly("Reap");
    assertThat(index.notes().map(note -> note.word() + " " + note.text()))
        .containsExactly("runs irq, poller: takes cq_poll_lock", "atomic none: one entry");
  }

  @Test
  void choosesThePointerThatFitsTheStep() throws IOException {
    Files.writeString(
        folder.resolve("A.tla"),
        """
        \\* @task io_uring/register.c: io_uring_register, base (R25)
        \\* @tw io_uring/io_uring.c: ctx_flush_and_put, base if call.who \\in {"work", "more"}
        Return == TRUE
        \\* @task io_uring/rw.c: io_read_fixed, base from 6.15 (D1) if reqs[call.req].op = "READ"
        \\* @task io_uring/rw.c: io_write_fixed, base from 6.15 (D1) if reqs[call.req].op = "WRITE"
        Issue == TRUE
        \\* @irq block/blk-mq.c: blk_mq_end_request_batch
        \\* @irq block/blk-mq.c: blk_mq_end_request if ok[t] = FALSE
        End(t) == TRUE
        """);
    SpecIndex index = SpecIndex.of(List.of(folder));
    assertThat(pointer(index, "Return", call("update"))).startsWith("io_uring/register.c");
    assertThat(pointer(index, "Return", call("more")))
        .isEqualTo("io_uring/io_uring.c: ctx_flush_and_put, base");
    assertThat(pointer(index, "Issue", call("update")))
        .isEqualTo("io_uring/rw.c: io_write_fixed, base from 6.15 (D1)");
    assertThat(pointer(index, "Issue", HashMap.empty()))
        .as("of a state that is not known")
        .isEqualTo("io_uring/rw.c: io_read_fixed/io_write_fixed, base from 6.15 (D1)");
    assertThat(pointer(index, "End", OK, 1)).isEqualTo("block/blk-mq.c: blk_mq_end_request_batch");
    assertThat(pointer(index, "End", OK, 2)).isEqualTo("block/blk-mq.c: blk_mq_end_request");
  }

  private static final Map<String, Value> OK =
      HashMap.of("ok", new TupleValue(BoolValue.ValTrue, BoolValue.ValFalse));

  /** A call for the second of two requests, which are a read and a write. */
  private static Map<String, Value> call(String who) {
    return HashMap.of(
        "call",
        record("who", new StringValue(who), "req", IntValue.gen(2)),
        "reqs",
        new TupleValue(
            record("op", new StringValue("READ")), record("op", new StringValue("WRITE"))));
  }

  private static Value record(Object... fields) {
    List<Object> all = List.of(fields);
    return new RecordValue(
        all.grouped(2)
            .map(f -> UniqueString.of((String) f.get(0)))
            .toJavaArray(UniqueString[]::new),
        all.grouped(2).map(f -> (Value) f.get(1)).toJavaArray(Value[]::new),
        false);
  }

  private static String pointer(
      SpecIndex index, String action, Map<String, Value> before, Object... args) {
    Trace.Step step =
        new Trace.Step(
            Option.some(new ActionLabel(action, List.of(args))),
            Option.none(),
            before,
            List.empty(),
            HashMap.empty());
    return index.find(step).get().pointer();
  }

  @Test
  void prefersTheModuleThatIsAskedFor() throws IOException {
    for (String module : List.of("A", "B")) {
      Files.writeString(
          folder.resolve(module + ".tla"), "\\* @task " + module + ".c: f\nStep == TRUE\n");
    }
    SpecIndex index = SpecIndex.of(List.of(folder));
    assertThat(index.find("Step").get().module()).isEqualTo("A");
    assertThat(index.find("Step", io.vavr.control.Option.some("B")).get().module()).isEqualTo("B");
    assertThat(index.find("Other")).isEmpty();
  }
}
