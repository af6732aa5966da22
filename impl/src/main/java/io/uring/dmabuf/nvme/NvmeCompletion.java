package io.uring.dmabuf.nvme;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An entry of the completion ring: 16 bytes, little-endian. Source: NVMe base specification,
 * completion queue entry; struct nvme_completion.
 *
 * @param sqHead bytes 8-9, how far the controller has fetched the submission ring
 * @param cid bytes 12-13, the command id
 * @param status bytes 14-15 without the lowest bit; 0 is success
 * @param phase the lowest bit of bytes 14-15
 */
public record NvmeCompletion(int sqHead, int cid, int status, int phase) {
  /** The size of an entry in bytes. */
  public static final int BYTES = 16;

  /** Success. */
  public static final int SUCCESS = 0;

  /** Data transfer error (status code type 0, code 4). */
  public static final int TRANSFER_ERROR = 4;

  /** The command was aborted, as the host asked for it. Source: NVME_SC_ABORT_REQ. */
  public static final int ABORT_REQUESTED = 7;

  /** What the host takes a command back with. Source: NVME_SC_HOST_ABORTED_CMD. */
  public static final int HOST_ABORTED = 0x371;

  /** Of a status: another try would have the same error. Source: NVME_STATUS_DNR. */
  public static final int DNR = 0x4000;

  /** The entry in 16 bytes. */
  public static NvmeCompletion parse(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int status = Short.toUnsignedInt(in.getShort(14));
    return new NvmeCompletion(
        Short.toUnsignedInt(in.getShort(8)),
        Short.toUnsignedInt(in.getShort(12)),
        status >> 1,
        status & 1);
  }

  /** The 16 bytes of the entry. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(8, (short) sqHead)
        .putShort(12, (short) cid)
        .putShort(14, (short) (status << 1 | phase))
        .array();
  }
}
