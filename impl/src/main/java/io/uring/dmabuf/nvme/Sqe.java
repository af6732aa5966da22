package io.uring.dmabuf.nvme;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A read or write command as it stands in the submission ring: 64 bytes, little-endian. Source:
 * NVMe base specification, common command format; struct nvme_rw_command.
 *
 * @param opcode byte 0
 * @param sgl bits 6-7 of byte 1: whether the data pointer is a descriptor of an SGL
 * @param cid bytes 2-3, the command id
 * @param prp1 bytes 24-31, the first data pointer; of an SGL's descriptor, the low half
 * @param prp2 bytes 32-39, the second data pointer: nothing, a page, or a list; of an SGL's
 *     descriptor, the high half
 * @param slba bytes 40-47, the first logical block
 * @param nlb bytes 48-49, the number of logical blocks less one
 */
public record Sqe(int opcode, boolean sgl, int cid, long prp1, long prp2, long slba, int nlb) {
  /** The size of a command in bytes. */
  public static final int BYTES = 64;

  /** The opcode of a write. */
  public static final int WRITE = 1;

  /** The opcode of a read. */
  public static final int READ = 2;

  /** The most blocks that one command moves. */
  public static final int MAX_BLOCKS = 1 << 16;

  private static final int NAMESPACE = 1;
  private static final int PSDT_MASK = 0xC0;
  private static final int PSDT_SGL = 0x40;

  /** A command with PRP entries. */
  public Sqe(int opcode, int cid, long prp1, long prp2, long slba, int nlb) {
    this(opcode, false, cid, prp1, prp2, slba, nlb);
  }

  /** The command in 64 bytes. */
  public static Sqe parse(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return new Sqe(
        Byte.toUnsignedInt(in.get(0)),
        (in.get(1) & PSDT_MASK) == PSDT_SGL,
        Short.toUnsignedInt(in.getShort(2)),
        in.getLong(24),
        in.getLong(32),
        in.getLong(40),
        Short.toUnsignedInt(in.getShort(48)));
  }

  /** The 64 bytes of the command, for namespace 1. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(0, (byte) opcode)
        .put(1, (byte) (sgl ? PSDT_SGL : 0))
        .putShort(2, (short) cid)
        .putInt(4, NAMESPACE)
        .putLong(24, prp1)
        .putLong(32, prp2)
        .putLong(40, slba)
        .putShort(48, (short) nlb)
        .array();
  }

  /** The bytes that the command moves, for blocks of the given size in bytes. */
  public long length(int blockSize) {
    return (nlb + 1L) * blockSize;
  }
}
