package io.uring.dmabuf.audit;

import io.vavr.collection.List;

/** The commands that record what the rules need, for {@code --recipe}. */
public final class Recipe {
  private static final List<String> TRACEPOINTS =
      List.of("io_uring", "nvme", "block", "dma", "iommu", "dma_buf", "dma_fence");

  private Recipe() {}

  /** {@return the lines} */
  public static List<String> lines() {
    return List.of(
            "# trace-cmd. dma is there since 6.12, dma_buf since 7.0: leave out what is not.",
            "trace-cmd record -b 65536 \\",
            "  " + TRACEPOINTS.map(group -> "-e " + group).mkString(" "),
            "trace-cmd report | dmabuf-rw audit -",
            "",
            "# ftrace, while it runs: nothing is lost as long as the pipe is read.",
            "cd /sys/kernel/tracing",
            "echo nop > current_tracer; echo > trace; echo 65536 > buffer_size_kb",
            "for e in " + TRACEPOINTS.mkString(" ") + "; do",
            "  [ -d events/$e ] && echo 1 > events/$e/enable",
            "done",
            "cat trace_pipe | dmabuf-rw audit -")
        .appendAll(probes())
        .appendAll(others());
  }

  private static List<String> probes() {
    return List.of(
        "",
        "# Function probes for TagIffInFlight (needs CONFIG_FPROBE_EVENTS and BTF, 6.6).",
        "echo 'f:path/tag_put blk_mq_put_tag tag=tag:u32' >> dynamic_events",
        "echo 'f:path/bio_end bio_endio status=bio->bi_status:u8' >> dynamic_events",
        "echo 'f:path/rq_update blk_update_request tag=req->tag:s32' >> dynamic_events",
        "echo 1 > events/path/enable",
        "",
        "# Which buffer a request uses, told by the program itself (TagAfterLastRequest).",
        "echo 'ul: register slot=0 addr=0x7f00 len=4096 tag=0x10 ret=0' > trace_marker",
        "echo 'ul: sqe ud=0x1 op=READ_FIXED buf=0 addr=0x7f00 len=4096 off=0' > trace_marker",
        "echo 'ul: cqe ud=0x1 res=4096 flags=0' > trace_marker");
  }

  private static List<String> others() {
    return List.of(
        "",
        "# perf.",
        "perf record -a -e 'io_uring:*,nvme:*,block:*,dma:*,dma_fence:*'",
        "perf script | dmabuf-rw audit -",
        "",
        "# bpftrace: what has no tracepoint, as lines that are read like probes.",
        "bpftrace -e 'kprobe:blk_mq_put_tag { printf(\"%s-%d [%03d] %u.%09u:"
            + " tag_put: (blk_mq_put_tag+0x0) tag=%d\\n\","
            + " comm, pid, cpu, nsecs / 1000000000, nsecs % 1000000000, arg1); }'",
        "",
        "# Hung tasks: the log, with the locks that are held if lockdep is there.",
        "echo w > /proc/sysrq-trigger; echo d > /proc/sysrq-trigger",
        "dmesg | dmabuf-rw audit -");
  }
}
