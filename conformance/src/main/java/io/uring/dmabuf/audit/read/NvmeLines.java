package io.uring.dmabuf.audit.read;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.NvmeEvent;

/** The texts of the tracepoints of the NVMe host driver. */
final class NvmeLines {
  private static final String QID = "qid";
  private static final String CID = "cmdid";

  private NvmeLines() {}

  /** The controller at the beginning: {@code nvme1: }. */
  private static int ctrl(Cursor text) {
    text.expect("nvme");
    int ctrl = (int) text.number();
    text.expect(": ");
    return ctrl;
  }

  /** The disk, which the admin queue has not. */
  private static String disk(Cursor text) {
    return text.skip("disk=") ? text.word() : "";
  }

  static Event setUp(At at, Cursor text) {
    int ctrl = ctrl(text);
    String disk = disk(text);
    int qid = (int) text.number(QID);
    int cid = (int) text.number(CID);
    if (!text.seek("cmd=(")) {
      text.fail();
    }
    String opcode = text.word();
    boolean moves = opcode.equals("nvme_cmd_read") || opcode.equals("nvme_cmd_write");
    boolean makesQueue = opcode.equals("nvme_admin_create_sq");
    return new NvmeEvent.SetUp(
        at,
        ctrl,
        disk,
        qid,
        cid,
        opcode.endsWith(")") ? opcode.substring(0, opcode.length() - 1) : opcode,
        moves ? text.number("slba") : -1,
        moves ? text.number("len") + 1 : 0,
        makesQueue ? (int) text.number("sqid") : 0,
        makesQueue ? (int) text.number("qsize") : 0);
  }

  static Event ended(At at, Cursor text) {
    int ctrl = ctrl(text);
    return new NvmeEvent.Ended(
        at,
        ctrl,
        disk(text),
        (int) text.number(QID),
        (int) text.number(CID),
        (int) text.numberOr("retries", 0),
        (int) text.numberOr("flags", 0),
        (int) text.number("status"));
  }

  static Event reaped(At at, Cursor text) {
    int ctrl = ctrl(text);
    return new NvmeEvent.Reaped(
        at, ctrl, (int) text.number(QID), (int) text.number("head"), (int) text.number("tail"));
  }
}
