package io.uring.dmabuf.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.audit.read.EventReader;
import io.uring.dmabuf.audit.rule.Rule;
import io.uring.dmabuf.audit.rule.Rules;
import io.uring.dmabuf.audit.rule.Violation;
import io.uring.dmabuf.symbols.Release;
import io.uring.dmabuf.told.EventFile;
import io.vavr.collection.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Each rule")
class RulesTest {
  private static final String CREATE =
      "io_uring_create: ring 00000000aaaaaaaa, fd 5 sq size 4, cq size 8, flags 0x0";

  /** The texts of events as ftrace writes them, ten microseconds apart. */
  private static List<String> trace(String... events) {
    return List.of(events)
        .zipWithIndex(
            (event, i) -> String.format("    prog-7   [000] .....  100.%06d: %s", i * 10, event));
  }

  /** The same of another task and another ring, some milliseconds later. */
  private static List<String> ofOther(int millis, String... events) {
    return trace(events)
        .map(line -> line.replace("prog-7", "prog-9").replace("100.000", "100.00" + millis))
        .map(line -> line.replace("ring 00000000aaaaaaaa", "ring 00000000bbbbbbbb"));
  }

  private static String submit(String req, String userData) {
    return "io_uring_submit_req: ring 00000000aaaaaaaa, req 00000000"
        + req
        + ", user_data "
        + userData
        + ", opcode READ_FIXED, flags 0x200000, sq_thread 0";
  }

  private static String complete(String req, String userData) {
    return "io_uring_complete: ring 00000000aaaaaaaa, req 00000000"
        + req
        + ", user_data "
        + userData
        + ", result 4096, cflags 0x0 extra1 0 extra2 0 ";
  }

  private static String register(int opcode, int ret) {
    return "io_uring_register: ring 00000000aaaaaaaa, opcode "
        + opcode
        + ", nr_user_files 0, nr_user_bufs "
        + (opcode == 1 ? 0 : 4)
        + ", ret "
        + ret;
  }

  private static String setup(int cid, int slba) {
    return "nvme_setup_cmd: nvme1: disk=nvme1n1, qid=1, cmdid="
        + cid
        + ", nsid=1, flags=0x0, meta=0x0, cmd=(nvme_cmd_read slba="
        + slba
        + ", len=7, ctrl=0x0, dsmgmt=0, reftag=0)";
  }

  private static String end(int cid, String status) {
    return "nvme_complete_rq: nvme1: disk=nvme1n1, qid=1, cmdid="
        + cid
        + ", res=0x0, retries=0, flags=0x0, status="
        + status;
  }

  private static String issue(int sector) {
    return "block_rq_issue: 259,4 R 4096 () " + sector + " + 8 be,0,4 [prog]";
  }

  private static String mapped(String device, int address) {
    return "dma_map_phys: "
        + device
        + " dir=FROM_DEVICE dma_addr="
        + address
        + " size=4096 phys_addr="
        + address
        + " attrs=";
  }

  private static final String REAPED = "nvme_sq: nvme1: disk=nvme1n1, qid=1, head=2, tail=2";

  private static String dmabuf(String event, String more) {
    return event + ": exp_name=udmabuf size=4096 ino=9" + more;
  }

  private static String fence(String event) {
    return "dma_fence_" + event + ": driver=a b timeline=DMABUF token context=9 seqno=1";
  }

  /** The lines of a file of events, each told by a step of its own of the first ring. */
  private static List<String> told(String... events) {
    return List.of(events)
        .zipWithIndex((event, i) ->
            "{\"time\":%d,\"ring\":1,\"event\":\"%s}".formatted(i * 1000, event.replace('\'', '"')))
        .prepend(EventFile.head());
  }

  private static String object(String event, String of) {
    return event + "','of':'" + of + "'";
  }

  private static String request(String event) {
    return "Request" + event + "','req':1";
  }

  private static final String BOUND = "RequestBound','req':1,'node':1,'tag':9";
  private static final String TAG = "TagGiven','tag':9,'node':1";
  private static final String POSTED = "TagPosted','tag':9";
  private static final String CQE = "CqePosted','req':1,'res':4096";
  private static final String MAPPED =
      "MappingMade','device':1,'regbuf':1,'segments':[[4096,4096]]";
  private static final String UNMAPPED = "MappingGone','device':1,'regbuf':1";
  private static final String PAGES = "PagesMapped','device':1,'tag':0,'segments':[[4096,4096]]";
  private static final String NO_PAGES = "PagesUnmapped','device':1,'tag':0";

  private static String touch(int iova) {
    return "AddressTouched','device':1,'iova':" + iova + ",'bytes':4096,'written':true";
  }

  private static String sync(boolean forDevice) {
    return "PageSynced','device':1,'iova':4096,'bytes':4096,'forDevice':" + forDevice;
  }

  static Stream<Arguments> mistakesTold() {
    return Stream.of(
        Arguments.of("CompletesOnce", told(request("Begun"), CQE, CQE)),
        Arguments.of("CompletesOnce", told(request("Begun"), request("Begun"))),
        Arguments.of("TagAfterLastRequest", told(TAG, BOUND, POSTED, CQE)),
        Arguments.of("TagAfterLastRequest", told(TAG, POSTED, POSTED)),
        Arguments.of(
            "TagNotLost",
            told(TAG, object("ObjectGone", "node 1"), object("ObjectMade", "node 1"))),
        Arguments.of(
            "NoNodeLeaked",
            told(
                object("ObjectMade", "regbuf 1"),
                object("ObjectMade", "node 1"),
                object("ObjectGone", "regbuf 1"),
                request("Begun"))),
        Arguments.of(
            "NoDanglingReference",
            told(
                object("ObjectMade", "node 1"),
                object("ReferencePut", "node 1"),
                object("ObjectGone", "node 1"),
                object("ReferencePut", "node 1"))),
        Arguments.of("RequestsGoInOrder", told(request("Begun"), request("InFlight"))),
        Arguments.of("RequestsGoInOrder", told(request("Ended"))),
        Arguments.of("RequestsGoInOrder", told(request("Begun"), CQE, "CqeSeen','req':1")),
        Arguments.of("NoResultBeforeTheEnd", told(request("InFlight"), CQE, request("Ended"))),
        Arguments.of("InFlightHoldsNode", told(BOUND, object("ObjectGone", "node 1"))),
        Arguments.of(
            "InFlightHoldsNode",
            told(
                object("ObjectMade", "regbuf 1"),
                object("ObjectMade", "node 1"),
                BOUND,
                request("InFlight"),
                UNMAPPED)),
        Arguments.of("IommuMatchesMappings", told(MAPPED, UNMAPPED, UNMAPPED)),
        Arguments.of("IommuMatchesMappings", told(MAPPED, object("ObjectGone", "regbuf 1"))),
        Arguments.of("PagesMappedForTheirCommand", told(PAGES, NO_PAGES, NO_PAGES)),
        Arguments.of("NoDmaOutsideMapping", told(MAPPED, touch(4096), UNMAPPED, touch(4096))),
        Arguments.of("NoDmaOutsideMapping", told(MAPPED, touch(4608))),
        Arguments.of(
            "NoDmaOutsideMapping",
            told(MAPPED, "Fault','kind':'IOMMU_FAULT','device':1,'address':8192")),
        Arguments.of("SyncedAroundAccess", told(sync(true), touch(8192))),
        Arguments.of(
            "SyncedAroundAccess",
            told(request("InFlight"), sync(true), touch(4096), request("Ended"))),
        Arguments.of(
            "SuccessMovedAll",
            told(request("InFlight"), touch(4096), touch(8192), request("Ended"), CQE)),
        Arguments.of(
            "QuiescenceRestores",
            told(
                object("ReferenceTaken", "device 1"),
                object("ReferenceTaken", "file 1"),
                object("ReferencePut", "file 1"))),
        Arguments.of(
            "QuiescenceRestores",
            told(object("ReferencePut", "dmabuf 1"), object("ReferencePut", "dmabuf 1"))));
  }

  static Stream<Arguments> mistakes() {
    return Stream.concat(mistakesTold(), mistakesRecorded());
  }

  static Stream<Arguments> mistakesRecorded() {
    return Stream.of(
        Arguments.of(
            "CompletesOnce",
            trace(CREATE, submit("1", "0x1"), complete("1", "0x1"), complete("1", "0x1"))),
        Arguments.of("CompletesOnce", trace(CREATE, complete("1", "0x1"))),
        Arguments.of("CompletesOnce", trace(submit("1", "0x1"), submit("1", "0x2"))),
        Arguments.of(
            "TagAfterLastRequest",
            trace(
                "tracing_mark_write: ul: register slot=0 addr=0x7000 len=4096 tag=0x9 ret=0",
                "tracing_mark_write: ul: sqe ud=0x1 op=READ_FIXED buf=0 addr=0x7000 len=1 off=0",
                submit("1", "0x1"),
                complete("0", "0x9"),
                complete("1", "0x1"))),
        Arguments.of(
            "TagAfterLastRequest",
            trace(
                "tracing_mark_write: ul: register slot=0 addr=0x7000 len=4096 tag=0x9 ret=0",
                complete("0", "0x9"),
                complete("0", "0x9"))),
        Arguments.of("TableRegisteredOnce", trace(CREATE, register(15, 0), register(15, 0))),
        Arguments.of("TableRegisteredOnce", trace(CREATE, register(1, 0))),
        Arguments.of("OneTagPerPart", trace(setup(5, 1), issue(8), setup(5, 2))),
        Arguments.of("CqeNamesItsCommand", trace(setup(5, 1), end(5, "0x0"), end(5, "0x0"))),
        Arguments.of(
            "CqeNamesItsCommand",
            trace(setup(4101, 1), end(4101, "0x0"), setup(8197, 1), end(4101, "0x0"))),
        Arguments.of(
            "DeviceOwnsCommand",
            trace(setup(5, 1), REAPED, end(5, "0x0"), setup(6, 1), end(6, "0x0"))),
        Arguments.of(
            "SqHoldsQueued",
            trace(
                "nvme_setup_cmd: nvme1: qid=0, cmdid=1, nsid=0, flags=0x0, meta=0x0,"
                    + " cmd=(nvme_admin_create_sq sqid=1, qsize=3, sq_flags=0x1, cqid=1)",
                setup(4, 1))),
        Arguments.of("CommandIsItsRequest", trace(setup(5, 1), issue(1), setup(6, 2), issue(24))),
        Arguments.of(
            "RequestEndsOnce",
            trace(REAPED)
                .appendAll(
                    trace(issue(8), "block_rq_complete: 259,4 R () 8 + 16 be,0,4 [0]")
                        .map(line -> line.replace(" 100.", " 140.")))),
        Arguments.of(
            "TagIffInFlight",
            trace(
                "bio_end: (bio_endio+0x4/0x1e0) ud=0x1 status=0 opf=0x0",
                "rq_update: (blk_update_request+0x4/0x1) tag=1 error=0",
                "block_rq_complete: 259,4 R () 8 + 8 be,0,4 [0]",
                "tag_put: (blk_mq_put_tag+0x4/0x20) tag=1")),
        Arguments.of(
            "PagesMappedForTheirCommand",
            trace(
                setup(5, 1),
                "dma_map_sg: 0000:00:03.0 dir=FROM_DEVICE nents=2/2 ents=2/2"
                    + " dma_addrs={0x1000,0x2000} sizes={0x1000,0x1000}"
                    + " phys_addrs={0x1000,0x2000} attrs=",
                issue(8),
                setup(6, 2),
                "dma_map_page: 0000:00:03.0 dir=FROM_DEVICE dma_addr=5000 size=4096"
                    + " phys_addr=5000 attrs=",
                issue(16),
                "dma_unmap_sg: 0000:00:03.0 dir=FROM_DEVICE phys_addrs={0x1000,0x2000} attrs=",
                end(6, "0x0"))),
        Arguments.of(
            "IommuMatchesMappings",
            trace(
                "unmap: IOMMU: iova=0x0000000000001000 - 0x0000000000003000 size=8192"
                    + " unmapped_size=4096")),
        Arguments.of(
            "HoldsStandOnHolds",
            trace(
                "dma_buf_export: exp_name=udmabuf size=4096 ino=9",
                "dma_buf_detach: exp_name=udmabuf size=4096 ino=9 attachment:00000000bbbbbbbb"
                    + " is_dynamic=0 dev_name=vgem")),
        Arguments.of(
            "HoldsStandOnHolds",
            trace(
                dmabuf("dma_buf_dynamic_attach", " attachment:00000000bbbbbbbb dev_name=vgem"),
                "dmabuf_gone: (dma_buf_file_release+0x4/0x80) ino=9")),
        Arguments.of(
            "HoldsStandOnHolds",
            trace(
                "dmabuf_gone: (dma_buf_file_release+0x4/0x80) ino=9",
                dmabuf("dma_buf_get", " fd=7"))),
        Arguments.of(
            "NothingLeft",
            trace(
                CREATE,
                submit("1", "0x1"),
                "ring_gone: (io_destroy_buffers+0x4/0x80) ring=0xaaaaaaaa")),
        Arguments.of(
            "TagAfterLastRequest",
            trace(
                    "tracing_mark_write: ul: register slot=0 addr=0x7000 len=4096 tag=0x9 ret=0",
                    "tracing_mark_write: ul: update slot=0 addr=0x8000 len=4096 tag=0x0 ret=1")
                .append("    prog-8 [001] ..... 112.000000: " + REAPED)),
        Arguments.of(
            "FenceSignalledOnce", trace(fence("init"), fence("enable_signal"), fence("destroy"))),
        Arguments.of(
            "FenceSignalledOnce", trace(fence("init"), fence("signaled"), fence("signaled"))),
        Arguments.of(
            "FenceSignalledOnce",
            trace(fence("init"), fence("wait_start"), fence("signaled"))
                .append("    prog-8 [001] ..... 109.000000: " + fence("init").replace("=9", "=7"))),
        Arguments.of(
            "EmptiedSlotReleased",
            List.of(
                "[  1.000000] io_dmabuf: map killed ctx=12, seqno=1 owner=a:1",
                "[  1.100000] io_dmabuf: fence signalled ctx=12, seqno=1",
                "[  1.200000] io_dmabuf: last ref dropped ctx=12, seqno=1 by=a:1")),
        Arguments.of(
            "NoWaitCycle",
            List.of(
                "[ 99.000000] INFO: task prog:7 blocked for more than 122 seconds.",
                "[ 99.000001] task:prog   state:D stack:0 pid:7 tgid:7 ppid:1 flags:0x0",
                "[ 99.000002]  __schedule+0x1/0x2",
                "[ 99.000003]  ww_mutex_lock+0x1/0x2",
                "[ 99.000004] INFO: task prog:7 is blocked on a mutex likely owned by task gpu:8.",
                "[ 99.000005] INFO: task gpu:8 blocked for more than 122 seconds.",
                "[ 99.000006] INFO: task gpu:8 is blocked on a mutex likely owned by task prog:7.")));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void seesItsMistake(String rule, List<String> trace) {
    // What is told is a piece of a run, which other rules find unfinished.
    Verdict verdict = trace.head().startsWith("{") ? Audits.of(rule, trace) : Audits.of(trace);
    assertThat(Audits.outcome(verdict, rule).violating()).isEqualTo(1);
    String text = VerdictText.of(verdict).mkString("\n");
    assertThat(text).startsWith("audit: 1 violation").contains("\n" + rule + ": ", "  > line ");
    assertThat(VerdictText.of(verdict)).allMatch(line -> line.length() <= 80);
    assertThat(VerdictJson.of(verdict)).contains("\"violating\" : 1");
  }

  /** Each is wrong twice, or is wrong and ends as it must. */
  static Stream<Arguments> mistakesOfOneObject() {
    return Stream.of(
        Arguments.of(
            "FenceSignalledOnce",
            trace(fence("init"), fence("signaled"), fence("signaled"), fence("destroy"))),
        Arguments.of(
            "FenceSignalledOnce",
            trace(fence("init"), fence("init"), fence("signaled"), fence("destroy"))),
        Arguments.of(
            "CompletesOnce",
            trace(
                CREATE,
                submit("1", "0x1"),
                complete("1", "0x1"),
                complete("1", "0x1"),
                complete("1", "0x1"))),
        Arguments.of(
            "TagAfterLastRequest",
            trace(
                "tracing_mark_write: ul: register slot=0 addr=0x7000 len=4096 tag=0x9 ret=0",
                complete("0", "0x9"),
                complete("0", "0x9"),
                complete("0", "0x9"))),
        Arguments.of(
            "CqeNamesItsCommand",
            trace(setup(4101, 1), REAPED, end(8197, "0x0"), REAPED, end(4101, "0x0"))),
        Arguments.of(
            "EmptiedSlotReleased",
            List.of(
                "[  1.000000] io_dmabuf: fence signalled ctx=12, seqno=1",
                "[  1.100000] io_dmabuf: map killed ctx=12, seqno=1 owner=a:1",
                "[  1.200000] io_dmabuf: last ref dropped ctx=12, seqno=1 by=a:1")));
  }

  @ParameterizedTest
  @MethodSource("mistakesOfOneObject")
  void saysOneThingOfAnObject(String rule, List<String> trace) {
    Outcome outcome = Audits.outcome(Audits.of(trace), rule);
    assertThat(outcome.violating()).isEqualTo(1);
    assertThat(outcome.judged()).isEqualTo(1);
  }

  @Test
  void isShownToFail() {
    List<String> shown = List.ofAll(mistakes()).map(mistake -> (String) mistake.get()[0]);
    assertThat(shown).containsAll(Rules.all().map(rule -> rule.about().name()));
  }

  @Test
  void saysWhatItDemandsNeedsAndCannotSee() {
    for (Rule rule : Rules.all()) {
      assertThat(RuleText.of(rule.about()))
          .allMatch(line -> line.length() <= 80)
          .hasSizeGreaterThanOrEqualTo(6);
    }
  }

  @Test
  void isRecordedAsTheKernelCan() {
    for (String kernel : List.of("6.1", "6.12", "7.1.5")) {
      List<String> lines = Recipe.lines(Release.of(kernel).get());
      assertThat(lines).allMatch(line -> line.length() <= 80);
      String record = lines.find(line -> line.contains("-e io_uring")).get();
      assertThat((record + " ").contains("-e dma ")).as(kernel).isEqualTo(!kernel.equals("6.1"));
      assertThat(record.contains("dma_buf")).as(kernel).isEqualTo(kernel.equals("7.1.5"));
      assertThat(lines.exists(line -> line.contains("f:p/")))
          .as(kernel)
          .isEqualTo(!kernel.equals("6.1"));
      for (String function : EventReader.functions()) {
        assertThat(lines).as(kernel).anyMatch(line -> line.contains("kprobe:" + function + " "));
      }
    }
  }

  @Test
  void isAPageWithTheTimeLineAndTheReferencesOfEachObject() {
    String page =
        VerdictHtml.of(
            Audits.of(
                told(
                    object("ObjectMade", "node 1"),
                    object("ReferenceTaken", "node 1"),
                    object("ObjectGone", "node 1"))));
    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .contains(
            "<h1 class=\"wrong\">audit: 1 violation</h1>",
            "references: 1, 2, 2</text>",
            "<title>0.000001 ReferenceTaken of=node 1</title>",
            "NoDanglingReference")
        .doesNotContain("http", "<script");
    assertThat(VerdictHtml.of(Audits.of("<b>", "prog-6 [001] ..... 12.3: x: y\n")))
        .contains("<li>&lt;b&gt;</li>");
  }

  static Stream<List<String>> specialCases() {
    return Stream.of(
        // A command that could not be prepared is set up again.
        trace(setup(5, 1), setup(6, 2), issue(16), setup(5, 1), issue(8)),
        // A retry: the same id, once more.
        trace(setup(5, 1), REAPED, end(5, "0x2"), setup(5, 1), REAPED, end(5, "0x0")),
        // A reset takes it back, and no answer is taken.
        trace(setup(4, 9), REAPED, end(4, "0x0"), setup(5, 1), end(5, "0x371"), setup(5, 1)),
        // A request whose success posts no CQE.
        trace(
            submit("1", "0x1").replace("0x200000", "0x200040"),
            submit("1", "0x2"),
            complete("1", "0x2")),
        // A CQE for which there was no room, and the memory of its request used again.
        trace(
            CREATE,
            submit("1", "0x1"),
            "io_uring_cqe_overflow: ring 00000000aaaaaaaa, user_data 0x1, res 4096, cflags 0x0,"
                + " overflow_cqe 00000000cccccccc",
            submit("1", "0x2"),
            complete("1", "0x2")),
        // A second mapping of the same addresses keeps them mapped.
        told(MAPPED, MAPPED.replace("'regbuf':1", "'regbuf':2"), UNMAPPED, touch(4096)),
        // A ring that is closed posts no tag before Linux 6.13.
        told(TAG, object("ObjectGone", "node 1")),
        // A tag that a request of a worker may hold; a ring that ends with nothing left.
        trace(
                "tracing_mark_write: ul: register slot=0 addr=0x7000 len=4096 tag=0x9 ret=0",
                "tracing_mark_write: ul: sqe ud=0x1 op=READ_FIXED buf=0 addr=0x7000 len=1 off=0"
                    + " sqe_flags=16",
                "tracing_mark_write: ul: update slot=0 addr=0x8000 len=4096 tag=0x0 ret=1")
            .append("    prog-8 [001] ..... 112.000000: " + REAPED),
        trace(
            CREATE,
            submit("1", "0x1"),
            complete("1", "0x1"),
            "ring_gone: (io_destroy_buffers+0x4/0x80) ring=0xaaaaaaaa"),
        // A worker looks up the slot later, as the flags of the request say; so does what is
        // linked.
        trace(
            CREATE,
            register(15, 0),
            "tracing_mark_write: ul: register slot=0 addr=0x7000 len=4096 tag=0x9 ret=0",
            "tracing_mark_write: ul: sqe ud=0x1 op=READ_FIXED buf=0 addr=0x7000 len=1 off=0",
            submit("1", "0x1").replace("0x200000", "0x200010"),
            complete("0", "0x9"),
            complete("1", "0x1")),
        trace(
            CREATE,
            register(15, 0),
            "tracing_mark_write: ul: register slot=0 addr=0x7000 len=4096 tag=0x9 ret=0",
            "tracing_mark_write: ul: sqe ud=0x2 op=READ_FIXED buf=0 addr=0x7000 len=1 off=0",
            submit("1", "0x1").replace("0x200000", "0x200004"),
            submit("2", "0x2"),
            complete("0", "0x9"),
            complete("1", "0x1"),
            complete("2", "0x2")),
        // One whose success posts no CQE has let go of its buffer unseen.
        trace(
            CREATE,
            register(15, 0),
            "tracing_mark_write: ul: register slot=0 addr=0x7000 len=4096 tag=0x9 ret=0",
            "tracing_mark_write: ul: sqe ud=0x1 op=READ_FIXED buf=0 addr=0x7000 len=1 off=0",
            submit("1", "0x1").replace("0x200000", "0x200040"),
            complete("0", "0x9")),
        // Two tasks have a ring each, with the same slots, and the same tags.
        trace(
                CREATE,
                register(15, 0),
                "tracing_mark_write: ul: register slot=0 addr=0x7000 len=4096 tag=0x9 ret=0")
            .appendAll(
                ofOther(
                    1,
                    CREATE,
                    register(15, 0),
                    "tracing_mark_write: ul: register slot=0 addr=0x7000 len=4096 tag=0x9 ret=0",
                    "tracing_mark_write: ul: sqe ud=0x1 op=READ_FIXED buf=0 addr=0x7000 len=1 off=0",
                    submit("1", "0x1")))
            .append("    prog-7   [000] .....  100.002000: " + complete("0", "0x9"))
            .appendAll(ofOther(3, complete("1", "0x1"), complete("0", "0x9"))),
        // A descriptor is closed.
        told(object("ReferencePut", "file 1")),
        // A fence that nobody waited for; and two of context 0, which has no names of its own.
        trace(fence("init"), fence("destroy")),
        trace(
            fence("init").replace("context=9", "context=0"),
            fence("signaled").replace("context=9", "context=0"),
            fence("init").replace("context=9", "context=0"),
            fence("signaled").replace("context=9", "context=0")),
        // Two requests from the same sector on, and the longer one ends first.
        trace(
            issue(8),
            issue(8).replace("4096", "8192").replace("+ 8", "+ 16"),
            "block_rq_complete: 259,4 R () 8 + 16 be,0,4 [0]",
            "block_rq_complete: 259,4 R () 8 + 8 be,0,4 [0]"),
        // One that a driver gives back before it starts it.
        trace("block_rq_requeue: 259,4 R () 8 + 8 be,0,4 [0]"),
        // A chain that fails with a request whose success posts no CQE: its CQE is the only one.
        trace(
            CREATE,
            submit("1", "0x1").replace("0x200000", "0x200044"),
            submit("2", "0x2"),
            "io_uring_fail_link: ring 00000000aaaaaaaa, request 000000001, user_data 0x1,"
                + " opcode READ_FIXED, link 000000002",
            complete("1", "0x1"),
            submit("2", "0x3"),
            complete("2", "0x3")),
        // A ring at the address of another that ended with its task.
        trace(CREATE, submit("1", "0x1"), CREATE, submit("1", "0x1"), complete("1", "0x1")),
        // The host fails a command that it cannot send, without setting it up.
        trace(setup(5, 1), REAPED, end(5, "0x0"), end(5, "0x370")),
        // An interrupt maps for another device between the setup of a command and its issue.
        trace(
            mapped("0000:00:04.0", 7000),
            mapped("0000:00:04.0", 8000),
            setup(5, 1),
            mapped("0000:00:03.0", 5000),
            mapped("0000:00:04.0", 9000),
            issue(8),
            mapped("0000:00:03.0", 5000).replace("_map_", "_unmap_"),
            mapped("0000:00:04.0", 7000).replace("_map_", "_unmap_"),
            REAPED,
            end(5, "0x0")),
        // Mapped before the trace began.
        trace("dma_unmap_sg: 0000:00:03.0 dir=FROM_DEVICE phys_addrs={0x1000} attrs="),
        // Ends before anything began.
        trace(end(5, "0x0"), complete("1", "0x1"), fence("destroy"), register(1, 0)));
  }

  @ParameterizedTest
  @MethodSource("specialCases")
  void understandsWhatOnlyLooksWrong(List<String> trace) {
    assertThat(Audits.of(trace).violating()).isZero();
  }

  @Test
  void leavesOtherDevicesOut() {
    List<String> trace =
        trace(
            mapped("0000:00:04.0", 7000),
            setup(5, 1),
            mapped("0000:00:03.0", 5000),
            mapped("0000:00:04.0", 9000),
            issue(8),
            mapped("0000:00:03.0", 5000).replace("_map_", "_unmap_"),
            mapped("0000:00:04.0", 7000).replace("_map_", "_unmap_"),
            REAPED,
            end(5, "0x0"));
    Outcome outcome = Audits.outcome(Audits.of(trace), "PagesMappedForTheirCommand");
    assertThat(outcome.clean()).isEqualTo(1);
    assertThat(outcome.unknowns()).isZero();
  }

  /** Command ids that are set up again before they ended, one of each tag, a second apart. */
  private static List<String> unended(int tags) {
    return List.range(0, tags)
        .flatMap(tag ->
            trace(setup(tag, 1), issue(8), setup(tag, 2))
                .map(line -> line.replace(" 100.", " 1" + (10 + tag) + ".")));
  }

  /** A process alone was recorded, say: what ends in an interrupt of another is not there. */
  @Test
  void doesNotBlameTheKernelForManyEndsThatWereNotRecorded() {
    assertThat(Audits.outcome(Audits.of(unended(3)), "OneTagPerPart").violating()).isEqualTo(3);
    Outcome outcome = Audits.outcome(Audits.of(unended(6)), "OneTagPerPart");
    assertThat(outcome.violating()).isZero();
    assertThat(outcome.unknown().keySet().mkString())
        .contains("were all tasks and processors recorded");
  }

  @Test
  void doesNotOrderWhatTwoProcessorsDoInATickOfTheClock() {
    List<String> ticks =
        List.range(0, 40)
            .map(i -> "    prog-7   [000] .....  100.0%d0000: %s".formatted(i / 10, REAPED));
    List<String> twice = List.of(CREATE, submit("1", "0x1"), complete("1", "0x1"));
    List<String> trace =
        ticks
            .appendAll(twice.map(event -> "    prog-7   [000] .....  100.050000: " + event))
            .append("    prog-8   [001] .....  100.060000: " + complete("1", "0x1"));
    Verdict verdict = Audits.of(trace);
    assertThat(verdict.violating()).isZero();
    assertThat(verdict.notes().mkString()).contains("line 32: the clock of the trace is coarse");
    assertThat(Audits.of(ticks.take(20).appendAll(trace.drop(40))).violating()).isEqualTo(1);
  }

  @Test
  void doesNotCountTwiceWhatIsTriedAgain() {
    List<String> again =
        told(
            request("InFlight"),
            touch(4096),
            "CommandTriedAgain','device':1,'tag':0",
            touch(4096),
            request("Ended"),
            CQE);
    List<String> less = again.map(line -> line.replace("\"res\":4096", "\"res\":65536"));

    assertThat(Audits.of("SuccessMovedAll", again).violating()).isZero();
    assertThat(Audits.of("SuccessMovedAll", less).violating()).isOne();
  }

  @Test
  void doesNotOrderWhatTwoProcessorsDoAtOnce() {
    List<String> trace =
        trace(CREATE, submit("1", "0x1"), complete("1", "0x1"))
            .append("    prog-7   [001] .....  100.000021: " + complete("1", "0x1"));
    assertThat(Audits.of(trace).violating()).isZero();
    assertThat(Audits.of(trace).headline()).contains("2 us apart");
  }

  @Test
  void namesTheEdgeThatIsMissing() {
    Verdict verdict =
        Audits.of(
            List.of(
                "[ 99.000000] INFO: task a b/c:7 blocked for more than 122 seconds.",
                "[ 99.000001]       Not tainted 6.12.0 #1",
                "[ 99.000003]  blk_mq_get_tag+0x1/0x2"));
    assertThat(verdict.headline())
        .isEqualTo(
            "clean, but 1 of 1 unknown: task a b/c:7 waits for a tag; nobody says who has it");
  }

  @Test
  void findsTheCycleOverAFenceAndShowsTheEvidenceOfEachEdge() {
    Verdict verdict =
        Audits.of(
            List.of(
                "amdgpu_sync_wait [gpu:8]: LONG STALL >3s on fence ctx=9 seqno=1 drv=a b tl=t"
                    + " owner=pro g:7 signaled=0",
                "INFO: task pro g:7 blocked for more than 122 seconds.",
                "INFO: task pro g:7 is blocked on a mutex likely owned by task gpu:8."));
    Violation violation = Audits.outcome(verdict, "NoWaitCycle").violations().head();
    assertThat(violation.what())
        .isEqualTo(
            "each waits for the next: 8 -> 7 -> 8; 8 waits for fence context=9 seqno=1 of 7;"
                + " 7 waits for something of 8");
    assertThat(violation.life().map(event -> event.at().line())).contains(1L, 2L, 3L);
  }

  @Test
  void findsTheCycleInTheListOfHeldLocks() {
    Verdict verdict =
        Audits.of(
            List.of(
                "INFO: task a:7 blocked for more than 122 seconds.",
                "INFO: task b:8 blocked for more than 122 seconds.",
                "2 locks held by a/7:",
                " #0: ffff888100000001 (&ctx->uring_lock){+.+.}-{4:4}, at: io_uring_enter+0x1/0x2",
                " #1: ffff888100000002 (reservation_ww_class_mutex){}-{4:4}, at: f+0x1/0x2",
                "2 locks held by b/8:",
                " #0: ffff888100000002 (reservation_ww_class_mutex){}-{4:4}, at: g+0x1/0x2",
                " #1: ffff888100000001 (&ctx->uring_lock){+.+.}-{4:4}, at: h+0x1/0x2"));
    assertThat(Audits.outcome(verdict, "NoWaitCycle").violations().head().what())
        .isEqualTo(
            "each waits for the next: 7 -> 8 -> 7; 7 waits for reservation_ww_class_mutex of 8;"
                + " 8 waits for &ctx->uring_lock of 7");
  }
}
