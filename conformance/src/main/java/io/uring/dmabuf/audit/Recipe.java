package io.uring.dmabuf.audit;

import io.uring.dmabuf.symbols.Release;
import io.vavr.collection.List;

/** The commands that record what the rules need on a kernel, for {@code --recipe}. */
public final class Recipe {
  /** A group of tracepoints, or something else that not all kernels have. */
  private record Since(String what, Release release) {
    private static Since of(String what, int version, int patchlevel) {
      return new Since(what, new Release(version, patchlevel, 0));
    }
  }

  /** The oldest kernel whose names are known: 6.1. */
  public static final Release OLDEST = new Release(6, 1, 0);

  private static final List<Since> GROUPS =
      List.of(
          Since.of("io_uring", 6, 1),
          Since.of("nvme", 6, 1),
          Since.of("block", 6, 1),
          Since.of("iommu", 6, 1),
          Since.of("dma_fence", 6, 1),
          Since.of("dma", 6, 12),
          Since.of("dma_buf", 7, 0));

  /** Probes of functions by the names of their arguments ({@code CONFIG_FPROBE_EVENTS}, BTF). */
  private static final Release NAMED_ARGUMENTS = new Release(6, 6, 0);

  private final Release kernel;

  private Recipe(Release kernel) {
    this.kernel = kernel;
  }

  /**
   * {@return the lines}
   *
   * @param kernel on which to record
   */
  public static List<String> lines(Release kernel) {
    Recipe recipe = new Recipe(kernel);
    return recipe
        .tracepoints()
        .appendAll(recipe.probes())
        .appendAll(recipe.marks())
        .appendAll(recipe.others());
  }

  private List<String> groups() {
    return GROUPS.filter(group -> group.release.compareTo(kernel) <= 0).map(Since::what);
  }

  private List<String> lacking() {
    List<String> lacking =
        GROUPS
            .filter(group -> group.release.compareTo(kernel) > 0)
            .map(group -> group.what + " (since " + group.release + ")");
    return lacking.isEmpty()
        ? List.empty()
        : List.of("# Not there yet: " + lacking.mkString(", ") + ".");
  }

  private List<String> tracepoints() {
    return List.of(
            "# Linux " + kernel + ", with trace-cmd: of all tasks and processors, as what ends in",
            "# an interrupt is of another task than what began.")
        .appendAll(lacking())
        .appendAll(
            List.of(
                "trace-cmd record -b 65536 \\",
                "  " + groups().map(group -> "-e " + group).mkString(" "),
                "trace-cmd report | dmabuf-rw audit -",
                "",
                "# ftrace, while it runs: nothing is lost as long as the pipe is read.",
                "cd /sys/kernel/tracing",
                "echo nop > current_tracer; echo > trace; echo 65536 > buffer_size_kb",
                "for e in " + groups().mkString(" ") + "; do",
                "  [ -d events/$e ] && echo 1 > events/$e/enable",
                "done",
                "echo 0 > options/hash-ptr # addresses as probes have them (NothingLeft)",
                "cat trace_pipe | dmabuf-rw audit -"));
  }

  private List<String> probes() {
    return kernel.compareTo(NAMED_ARGUMENTS) < 0
        ? List.of(
            "",
            "# Function probes by the names of their arguments are there since "
                + NAMED_ARGUMENTS
                + ":",
            "# take bpftrace, below, which reads the same from BTF.")
        : List.of(
                "",
                "# Function probes for TagIffInFlight, HoldsStandOnHolds, NothingLeft",
                "# (CONFIG_FPROBE_EVENTS and BTF).",
                probe("tag_put", "blk_mq_put_tag", "tag=tag:u32"),
                probe("bio_end", "bio_endio", "status=bio->bi_status:u8"),
                probe("rq_update", "blk_update_request", "tag=req->tag:s32"))
            .append(probe("buf_gone", "dma_buf_file_release", "ino=inode->i_ino:u64"))
            .append(probe("ring_gone", "io_destroy_buffers", "ring=ctx:x64"))
            .append("echo 1 > events/p/enable");
  }

  private static String probe(String name, String function, String argument) {
    return "echo 'f:p/" + name + " " + function + " " + argument + "' >> dynamic_events";
  }

  private List<String> marks() {
    return List.of(
        "",
        "# Which buffer a request uses, told by the program itself (TagAfterLastRequest).",
        "echo 'ul: register slot=0 addr=0x7f00 len=4096 tag=0x10 ret=0' > trace_marker",
        "echo 'ul: sqe ud=0x1 op=READ_FIXED buf=0 len=4096 off=0' > trace_marker",
        "echo 'ul: cqe ud=0x1 res=4096 flags=0' > trace_marker");
  }

  private List<String> others() {
    return List.of(
            "",
            "# perf.",
            "perf record -a \\",
            "  -e '" + groups().map(group -> group + ":*").mkString(",") + "'",
            "perf script | dmabuf-rw audit -",
            "",
            "# bpftrace: what has no tracepoint, as lines that are read like probes.")
        .appendAll(bpf("blk_mq_put_tag", "tag=%d", "arg2"))
        .appendAll(bpf("blk_update_request", "tag=%d", "((struct request *)arg0)->tag"))
        .appendAll(bpf("bio_endio", "status=%d", "((struct bio *)arg0)->bi_status"))
        .appendAll(bpf("dma_buf_file_release", "ino=%lu", "((struct inode *)arg0)->i_ino"))
        .appendAll(bpf("io_destroy_buffers", "ring=%lx", "arg0"))
        .appendAll(
            List.of(
                "",
                "# Hung tasks: the log, with the locks that are held if lockdep is there.",
                "echo w > /proc/sysrq-trigger; echo d > /proc/sysrq-trigger",
                "dmesg | dmabuf-rw audit -"));
  }

  private static List<String> bpf(String function, String format, String argument) {
    return List.of(
        "bpftrace -e 'kprobe:" + function + " {",
        "  printf(\"%s-%d [%03d] %u.%09u: p: (" + function + "+0x0) " + format + "\\n\",",
        "    comm, pid, cpu, nsecs / 1000000000, nsecs % 1000000000,",
        "    " + argument + "); }'");
  }
}
