package io.uring.dmabuf.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.dmabuf.audit.read.Counts;
import io.uring.dmabuf.audit.read.Lines;
import io.uring.dmabuf.audit.read.TraceFile;
import io.uring.dmabuf.told.EventFile;
import io.vavr.collection.List;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

@Label("What is read")
class DialectsTest {
  private static final String TEXT =
      "ring 0x1, req 0x2, user_data 0x3, opcode READ_FIXED, flags 0x0, sq_thread 0";

  private static Counts counts(List<String> lines) {
    return Audits.of(lines).counts();
  }

  private static byte[] text(String recording) {
    return (Audits.lines(recording).mkString("\n") + "\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  @Example
  void isEveryDialectAndTheirMixture() {
    List<String> lines =
        List.of(
            "     iou-wrk-5-6     [001] d..2.    12.345678: io_uring_submit_req: " + TEXT,
            "     iou-wrk-5-6     [001]    12.345678: io_uring_submit_req: " + TEXT,
            "     a [b] c-d-6  (   5) [001] ....    12.345678: io_uring_submit_req: " + TEXT,
            "          prog-6  (-----) [001] .N.1    12.345678: io_uring_submit_req: " + TEXT,
            "            prog-6     [001]    12.345678901: io_uring_submit_req:   " + TEXT,
            "prog   6 [001]    12.345678:   io_uring:io_uring_submit_req: " + TEXT,
            "prog 5/6     [001]    12.345678901: io_uring:io_uring_submit_req: " + TEXT,
            "prog-6 [001] ..... 12.3: io_uring_submit_req: ctx=0x1, req=0x2, user_data=0x3",
            "prog-6 [001] ..... 12.3: io_uring_submit_sqe: " + TEXT,
            "iou-wrk--7         1d..1.   1234us : io_uring_submit_req: " + TEXT,
            "   <...>-77      128dN.2 12us+: io_uring_submit_req: " + TEXT,
            "   prog-77         0...1.  12.345678: io_uring_submit_req:   " + TEXT);
    for (String line : lines) {
      assertThat(counts(List.of(line))).as(line).isEqualTo(new Counts(1, 0, 0));
    }
    assertThat(counts(lines)).isEqualTo(new Counts(12, 0, 0));
    assertThat(
            counts(
                List.of(
                    "# a comment",
                    "",
                    "prog-6 [001] ..... 12.3: io_issue_sqe <-io_submit_sqes",
                    "prog-6 [001] ..... 12.3: issue: (io_issue_sqe+0x0/0x5d0) ud=0x1 flags=0x1",
                    "[   12.345678] nvme nvme1: pci function 0000:00:03.0",
                    "<6>[   12.345678] usb 1-1: new device",
                    "Nov 29 08:00:00 host kernel: usb 1-1: new device",
                    "cpus=2")))
        .isEqualTo(new Counts(0, 8, 0));
  }

  /** What the option {@code fields} of ftrace prints, and what trace-cmd cannot take apart. */
  @Example
  void isTheNamesAndValuesOfFields() {
    String begin = "prog-6 [001] ..... 12.3: ";
    List<String> lines =
        List.of(
            "io_uring_create: fd=0x5 (5) ctx=0xffff888003d61000 (-131941333331968)"
                + " sq_entries=0x4 (4) cq_entries=0x8 (8) flags=0x0 (0)",
            "io_uring_register: ctx=0xffff888003d61000 (-131941333331968) opcode=0xf (15)"
                + " nr_files=0x0 (0) nr_bufs=0x4 (4) ret=0x0 (0)",
            "io_uring_submit_req: ctx=0xffff888003d61000 (-131941333331968)"
                + " req=0xffff888004d61000 (-131941316554752) user_data=0x20001 (131073)"
                + " opcode=(4) flags=0x0 (0) sq_thread=(0) op_str=READ_FIXED",
            "nvme_setup_cmd: disk=nvme1n1 ctrl_id=0x1 (1) qid=0x2 (2) opcode=(2) flags=(0)"
                + " fctype=(0) cid=0x1005 (4101) nsid=0x1 (1) metadata=(0) cdw10=<INVALID-SIZE>",
            "nvme_setup_cmd: [FAILED TO PARSE] disk=nvme1n1 ctrl_id=1 qid=2 opcode=2 flags=0"
                + " fctype=0 cid=6 nsid=1 metadata=0 cdw10=ARRAY[08, 01, 00, 00, 00, 00, 00, 00,"
                + " 07, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00]",
            "block_rq_issue: dev=0x10300004 (271581188) sector=0x840 (2112) nr_sector=0x40 (64)"
                + " bytes=0x8000 (32768) ioprio=0x0 (0) rwbs=R comm=prog cmd=",
            "dma_map_sg: device=0000:00:03.0 full_nents=0x2 (2) full_ents=0x2 (2)"
                + " truncated=(0) phys_addrs=00,10,00,00,00,00,00,00,00,20,00,00,00,00,00,00"
                + " dma_addrs=00,10,00,00,00,00,00,00,00,20,00,00,00,00,00,00"
                + " lengths=00,10,00,00,00,10,00,00 dir=0x2 (2) attrs=0x0 (0)",
            "dma_map_phys: device=0000:00:03.0 phys_addr=0x3000 (12288) dma_addr=0x3000 (12288)"
                + " size=0x1000 (4096) dir=0x2 (2) attrs=0x0 (0)",
            "dma_unmap_phys: device=0000:00:03.0 addr=0x3000 (12288) size=0x1000 (4096)"
                + " dir=0x2 (2) attrs=0x0 (0)",
            "dma_unmap_sg: device=0000:00:03.0"
                + " addrs=00,10,00,00,00,00,00,00,00,20,00,00,00,00,00,00 dir=0x2 (2)"
                + " attrs=0x0 (0)",
            "dma_map_sg: [FAILED TO PARSE] device=0000:00:03.0 full_nents=2 full_ents=1 truncated=0"
                + " phys_addrs=ARRAY[00, 90, df, 04, 00, 00, 00, 00, 00, 80, 97, 04, 00, 00, 00, 00]"
                + " dma_addrs=ARRAY[00, 80, fb, ff, 00, 00, 00, 00] lengths=ARRAY[00, 20, 00, 00]"
                + " dir=2 attrs=0x100",
            "dma_unmap_sg: [FAILED TO PARSE] device=0000:00:03.0"
                + " addrs=ARRAY[00, 90, df, 04, 00, 00, 00, 00, 00, 80, 97, 04, 00, 00, 00, 00] dir=2"
                + " attrs=0x0",
            "nvme_sq: ctrl_id=0x1 (1) disk=nvme1n1 qid=0x2 (2) sq_head=0x9 (9) sq_tail=0x9 (9)",
            "nvme_complete_rq: disk=nvme1n1 ctrl_id=0x1 (1) qid=0x2 (2) cid=0x1005 (4101)"
                + " result=0x0 (0) retries=(0) flags=(0) status=0x0 (0)",
            "block_rq_complete: dev=0x10300004 (271581188) sector=0x840 (2112)"
                + " nr_sector=0x40 (64) error=0xfffffffb (-5) ioprio=0x0 (0) rwbs=R cmd=",
            "io_uring_complete: ctx=0xffff888003d61000 (-131941333331968)"
                + " req=0xffff888004d61000 (-131941316554752) user_data=0x20001 (131073)"
                + " res=0xfffffffb (-5) cflags=0x0 (0) extra1=0x0 (0) extra2=0x0 (0)",
            "unmap: iova=0x1000 (4096) size=0x1000 (4096) unmapped_size=0x1000 (4096)",
            "dma_buf_dynamic_attach: dev_name=vgem exp_name=udmabuf size=0x1000 (4096)"
                + " ino=0x9 (9) attach=0xffff888003d61000 (-131941333331968) is_dynamic='x'(1)",
            "dma_fence_init: driver=a b timeline=DMABUF token context=0x9 (9) seqno=0x1 (1)",
            "print: ip=0xffffffff81000000 (-2130706432) buf=ul: cqe ud=0x20001 res=16384");
    for (String line : lines) {
      assertThat(counts(List.of(begin + line))).as(line).isEqualTo(new Counts(1, 0, 0));
    }
    Verdict verdict = Audits.of(lines.map(line -> begin + line));
    assertThat(verdict.violating()).isZero();
    for (String rule :
        List.of(
            "CompletesOnce",
            "TableRegisteredOnce",
            "OneTagPerPart",
            "CqeNamesItsCommand",
            "DeviceOwnsCommand",
            "RequestEndsOnce",
            "IommuMatchesMappings")) {
      assertThat(Audits.outcome(verdict, rule).clean()).as(rule).isEqualTo(1);
    }
  }

  /** The log as dmesg prints it with -x and -T and names of callers, and the journal. */
  @Example
  void isALogInEveryForm() {
    String text = "INFO: task prog:7 blocked for more than 122 seconds.";
    for (String head :
        List.of(
            "[   12.345678] ",
            "[   12.345678][  T123] ",
            "[   12.345678] [    C1] ",
            "<3>[   12.345678] ",
            "kern  :err   : [   12.345678] ",
            "[Mon Nov 30 05:00:00 2026] ",
            "[   12.345678] host kernel: ",
            "Nov 30 05:00:00 host kernel: ",
            "Nov 30 05:00:00 host kernel: [   12.345678] ",
            "2026-11-30T05:00:00.123456+00:00 host kernel: ",
            "")) {
      assertThat(counts(List.of(head + text))).as(head).isEqualTo(new Counts(1, 0, 0));
    }
  }

  @Example
  void isNoStack() {
    assertThat(
            counts(
                List.of(
                    "prog-6 [001] ..... 12.3: <stack trace>",
                    " => io_submit_sqes",
                    "=> entry_SYSCALL_64_after_hwframe (ffffffff81e0012b)",
                    "\tffffffff81a0b1c2 io_submit_sqes+0x32 ([kernel.kallsyms])",
                    "\t    7f0a1c2d3e4f [unknown] (/usr/bin/prog)")))
        .isEqualTo(new Counts(0, 5, 0));
  }

  @Example
  void isAFileOfEventsBehindItsHead() {
    String event = "{\"time\":1,\"ring\":1,\"event\":\"RequestBegun\",\"req\":1}";
    assertThat(counts(List.of(EventFile.head(), event))).isEqualTo(new Counts(2, 0, 0));
    assertThat(counts(List.of(event))).isEqualTo(new Counts(0, 0, 1));
    assertThat(
            counts(
                List.of(
                    "{\"format\":\"dmabuf-rw events\",\"version\":2}",
                    event,
                    "{",
                    "{\"time\":1".repeat(2000))))
        .isEqualTo(new Counts(0, 0, 4));
  }

  @Example
  void isNothingElse() {
    assertThat(
            counts(
                List.of(
                    "hello",
                    "prog-6 [001] ..... 12.3: io_uring_submit_req: ring, req",
                    "prog-6 [001] ..... 12.3: nvme_setup_cmd: nvme1: disk=nvme1n1, qid=1",
                    "x".repeat(Lines.LONGEST + 1))))
        .isEqualTo(new Counts(0, 0, 4));
  }

  @Example
  void goesOnBehindALineThatIsTooLong() throws IOException {
    byte[] bytes = new byte[100 << 20];
    Arrays.fill(bytes, (byte) 'x');
    byte[] last = "\nlast".getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(last, 0, bytes, bytes.length - last.length, last.length);
    Lines lines = new Lines(new ByteArrayInputStream(bytes));
    assertThat(lines.next()).isTrue();
    assertThat(lines.next()).isTrue();
    assertThat(lines.number()).isEqualTo(2);
    assertThat(lines.next()).isFalse();
    assertThat(lines.read()).isEqualTo(bytes.length);
  }

  @Example
  void isLeftUnreadWhereNothingOfItsBeginningIsKnown() throws IOException {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return '\n';
          }

          @Override
          public int read(byte[] bytes, int from, int length) {
            for (int i = from; i < from + length; i++) {
              bytes[i] = (byte) (i % 100 == 0 ? '\n' : 'y');
            }
            return length;
          }
        };
    TraceFile trace = TraceFile.of("yes", endless).get();
    assertThat(new Audit(List.empty(), Window.ALL, false).read(trace, (lines, file) -> {}))
        .isFalse();
  }

  @Property(tries = 300)
  void isTheSameHoweverLongItsLinesAre(
      @ForAll @Size(max = 30) java.util.List<@IntRange(max = 3000) Integer> lengths)
      throws IOException {
    String text = List.ofAll(lengths).map(n -> "y".repeat(n * 100)).mkString("\n");
    Lines lines = new Lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
    int count = 0;
    while (lines.next()) {
      count++;
    }
    int expected = text.isEmpty() ? 0 : lengths.size() - (lengths.getLast() == 0 ? 1 : 0);
    assertThat(count).isEqualTo(expected);
  }

  @Property(tries = 300)
  void mayBeAnyBytes(@ForAll byte[] bytes) {
    assertThat(Audits.of("bytes", bytes).violating()).isZero();
  }

  @Property(tries = 100)
  void mayBeARecordingWithAnyBytesInIt(
      @ForAll @IntRange(max = 100_000) int place, @ForAll @Size(max = 40) byte[] bytes) {
    byte[] trace =
        Audits.lines("linux-6.12-plain-churn-probes.txt.gz")
            .mkString("\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, trace, place, bytes.length);
    assertThat(Audits.of("a trace", trace).counts().lines()).isGreaterThan(0);
  }

  @Example
  void isUnknownWhereTimesRunBackwards() {
    List<String> lines =
        List.of(
            "prog-6 [001] ..... 12.300000: io_uring_submit_req: " + TEXT,
            "prog-6 [001] ..... 11.300000: io_uring_submit_req: " + TEXT);
    Verdict verdict = Audits.of(lines);
    assertThat(verdict.violating()).isZero();
    assertThat(verdict.notes()).containsExactly("line 2: the time runs backwards");
  }

  @Example
  void isPackedWithGzipAndMayBeCut() throws IOException {
    byte[] plain = text("linux-6.12-plain-churn.txt.gz");
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(plain);
    }
    byte[] half = Arrays.copyOf(packed.toByteArray(), packed.size() / 2);
    assertThat(Audits.of("half", half).violating()).isZero();
    assertThat(Audits.of("half", half).notes().mkString()).contains("the packed file is cut");
  }

  @Example
  void isPackedWithXzAndMayBeCut() throws IOException {
    byte[] plain = text("linux-6.12-plain-churn.txt.gz");
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (XZOutputStream xz = new XZOutputStream(packed, new LZMA2Options())) {
      xz.write(plain);
    }
    byte[] all = packed.toByteArray();
    assertThat(Audits.of("whole", all).headline()).isEqualTo("clean");
    Verdict half = Audits.of("half", Arrays.copyOf(all, all.length / 2));
    assertThat(half.violating()).isZero();
    assertThat(half.notes().mkString()).contains("the packed file is cut");
    all[all.length / 2] ^= 1;
    Verdict damaged = Audits.of("damaged", all);
    assertThat(damaged.violating()).isZero();
    assertThat(damaged.notes().mkString()).contains("the packed file is cut");
  }

  /** What is left of a packed trace that was not written to its end. */
  static byte[] cutBeforeItsFirstLine() {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (XZOutputStream xz = new XZOutputStream(packed, new LZMA2Options())) {
      xz.write(text("linux-6.12-plain-churn.txt.gz"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Arrays.copyOf(packed.toByteArray(), 40);
  }

  @Example
  void isRefusedWhereItNeedsTooMuchMemory() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    LZMA2Options options = new LZMA2Options();
    options.setDictSize(128 << 20);
    options.setMode(LZMA2Options.MODE_FAST);
    options.setMatchFinder(LZMA2Options.MF_HC4);
    try (XZOutputStream xz = new XZOutputStream(packed, options)) {
      xz.write('x');
    }
    assertThatThrownBy(() -> Audits.of("large", packed.toByteArray()))
        .hasMessageContaining("131176 KiB of memory would be needed; limit was 102400 KiB");
  }

  @Example
  void isRefusedWhereAnotherProgramReadsIt() {
    byte[] recorded = {'t', 'r', 'a', 'c', 'i', 'n', 'g'};
    assertThat(TraceFile.of("t.dat", new ByteArrayInputStream(recorded)).getLeft())
        .isEqualTo("t.dat: is a trace.dat: 'trace-cmd report t.dat | dmabuf-rw audit -' reads it");
  }

  @Example
  void isRefusedWhereItIsPackedByAnotherProgram() {
    byte[] bzip2 = {'B', 'Z', 'h', '9', 0x31};
    assertThat(TraceFile.of("t.bz2", new ByteArrayInputStream(bzip2)).getLeft())
        .isEqualTo("t.bz2: is packed by bzip2: 'bzip2 -dc t.bz2 | dmabuf-rw audit -' reads it");
    byte[] zstd = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0};
    assertThat(TraceFile.of("t.zst", new ByteArrayInputStream(zstd)).getLeft())
        .isEqualTo("t.zst: is packed by zstd: 'zstd -dc t.zst | dmabuf-rw audit -' reads it");
  }

  @Example
  void isRefusedWhereItOnlyBeginsAsGzip() {
    byte[] broken = {0x1f, (byte) 0x8b, 'g', 'a', 'r', 'b', 'a', 'g', 'e', 0, 0, 0};
    assertThat(TraceFile.of("t.gz", new ByteArrayInputStream(broken)).getLeft())
        .isEqualTo("t.gz: cannot be read: begins as gzip does, and is none");
  }

  @Example
  void mayHaveAMillionObjectsThatNeverEnd() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 150_000; i++) {
      text.append("p-6 [001] ..... 12.3: io_uring_submit_req: ring 1, req ")
          .append(Integer.toHexString(i))
          .append(", user_data 0x1, opcode READ, flags 0x0, sq_thread 0\n");
    }
    Outcome outcome = Audits.outcome(Audits.of("many", text.toString()), "CompletesOnce");
    assertThat(outcome.unknowns()).isEqualTo(150_000);
    assertThat(outcome.unknown().keySet()).contains("more were alive at once than are followed");
  }
}
