package io.uring.dmabuf.audit.read;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.NvmeEvent;

/**
 * The texts of the tracepoints of the NVMe host driver: {@code nvme1: disk=nvme1n1, qid=1, cmdid=5,
 * ...}. The option {@code fields}, and programs that cannot take a command apart, print the names
 * of fields, and the words of the command as a list, if at all.
 */
final class NvmeLines {
  private static final String QID = "qid";
  private static final String CID = "cmdid";
  private static final String CID_FIELD = "cid";
  private static final int LENGTH = 0xffff;

  private NvmeLines() {}

  /** The controller at the beginning: {@code nvme1: }. */
  private static int ctrl(Cursor text) {
    if (!text.skip("nvme")) {
      return (int) text.number("ctrl_id");
    }
    int ctrl = (int) text.number();
    text.expect(": ");
    return ctrl;
  }

  /** The disk, which the admin queue has not. */
  private static String disk(Cursor text) {
    return text.find("disk") ? text.word() : "";
  }

  private static int cid(Cursor text) {
    return (int) text.number(CID, CID_FIELD);
  }

  static Event setUp(At at, Cursor text) {
    int ctrl = ctrl(text);
    String disk = disk(text);
    int qid = (int) text.number(QID);
    int cid = cid(text);
    if (!text.seek("cmd=(")) {
      return fields(at, ctrl, disk, qid, cid, text);
    }
    String opcode = text.word();
    boolean moves = opcode.equals("nvme_cmd_read") || opcode.equals("nvme_cmd_write");
    boolean makesQueue = opcode.equals(NvmeEvent.SetUp.CREATE_SQ);
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

  /** The first words of a command are where it reads or writes, or which queue it makes. */
  private static Event fields(At at, int ctrl, String disk, int qid, int cid, Cursor text) {
    long opcode = text.number("opcode");
    boolean moves = qid > 0 && (opcode == 1 || opcode == 2);
    boolean makesQueue = qid == 0 && opcode == 1;
    boolean shown = text.seek("cdw10=ARRAY[");
    long first = shown && (moves || makesQueue) ? text.littleEndian(Long.BYTES) : -1;
    long blocks = shown && moves ? (text.littleEndian(Integer.BYTES) & LENGTH) + 1 : 0;
    return new NvmeEvent.SetUp(
        at,
        ctrl,
        disk,
        qid,
        cid,
        moves ? opcode == 1 ? "nvme_cmd_write" : "nvme_cmd_read" : ofAdmin(qid, opcode),
        moves ? first : -1,
        blocks,
        shown && makesQueue ? (int) (first & LENGTH) : 0,
        shown && makesQueue ? (int) (first >>> Short.SIZE & LENGTH) : 0);
  }

  /** The name of a command of the administrator about a submission queue. */
  private static String ofAdmin(int qid, long opcode) {
    return qid > 0 || opcode > 1
        ? ""
        : opcode == 0 ? NvmeEvent.SetUp.DELETE_SQ : NvmeEvent.SetUp.CREATE_SQ;
  }

  static Event ended(At at, Cursor text) {
    int ctrl = ctrl(text);
    return new NvmeEvent.Ended(
        at,
        ctrl,
        disk(text),
        (int) text.number(QID),
        cid(text),
        (int) text.numberOr("retries", 0),
        (int) text.numberOr("flags", 0),
        (int) text.number("status"));
  }

  static Event reaped(At at, Cursor text) {
    int ctrl = ctrl(text);
    return new NvmeEvent.Reaped(
        at,
        ctrl,
        (int) text.number(QID),
        (int) text.number("head", "sq_head"),
        (int) text.number("tail", "sq_tail"));
  }
}
