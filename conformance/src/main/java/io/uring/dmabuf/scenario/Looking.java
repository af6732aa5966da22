package io.uring.dmabuf.scenario;

import io.uring.dmabuf.dmabuf.RegBuf;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.Iod.Mapped;
import io.uring.dmabuf.system.Drive;
import io.uring.dmabuf.system.Host;
import io.uring.dmabuf.system.RingRequest;
import io.uring.dmabuf.system.Transfer;
import io.uring.dmabuf.system.Transfer.Progress;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.Arrays;
import java.util.HexFormat;

/** Statements that write or show bytes, and that show who holds what. */
public sealed interface Looking extends Statement {

  /** Bytes of a dma-buf, memory or a drive, which must be there. */
  private static byte[] bytes(Session session, String name, long offset, long length) {
    return switch (within(session, name, offset, length)) {
      case Named.Disk(DeviceId id) ->
          session.host().bytes().disk(id).read(offset, (int) length).get();
      case Named what ->
          session.host().bytes().cpuRead(session.bytes().memoryOf(what, offset, length));
    };
  }

  private static Named within(Session session, String name, long offset, long length) {
    Named what = session.names().called(name);
    Host host = session.host();
    long size =
        switch (what) {
          case Named.Buffer(DmabufId id) -> host.lengthOf(id);
          case Named.Pages(AreaId id) -> host.users().length(id);
          case Named.Disk(DeviceId id) -> host.drives().get(id).get().config().size();
          case Named.Ring _, Named.File _ -> throw notBytes(what);
        };
    if (length < 1 || length > 1 << 30 || offset > size - length) {
      throw ScenarioException.unusable(
          "expected 1 to 1G bytes inside the %d of %s".formatted(size, name));
    }
    return what;
  }

  private static ScenarioException notBytes(Named what) {
    return ScenarioException.unusable(
        "expected a dma-buf, memory or a drive, not a "
            + what.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT));
  }

  /** {@code fill}: the user writes to a dma-buf or memory, or to a drive by other means. */
  record Fill(String name, long offset, long length, Content content) implements Looking {
    static Fill parse(Words words) {
      return new Fill(
          words.word("a dma-buf, memory or drive"),
          words.number("an offset"),
          words.number("a length"),
          Content.parse(words));
    }

    @Override
    public String run(Session session) {
      Named where = within(session, name, offset, length);
      byte[] bytes = content.bytes((int) length);
      switch (where) {
        case Named.Disk(DeviceId id) -> session.bytes().fillDrive(id, offset, bytes);
        case Named what ->
            session.bytes().fill(session.bytes().memoryOf(what, offset, length), bytes);
      }
      return "";
    }
  }

  /** {@code dump}: bytes in hexadecimal. */
  record Dump(String name, long offset, long length) implements Looking {
    static Dump parse(Words words) {
      return new Dump(
          words.word("a dma-buf, memory or drive"),
          words.number("an offset"),
          words.number("a length"));
    }

    @Override
    public String run(Session session) {
      return HexFormat.of().formatHex(bytes(session, name, offset, length));
    }
  }

  /** {@code compare}: two ranges of bytes. */
  record Compare(String one, long from, String other, long at, long length) implements Looking {
    static Compare parse(Words words) {
      return new Compare(
          words.word("a dma-buf, memory or drive"),
          words.number("an offset"),
          words.word("a dma-buf, memory or drive"),
          words.number("an offset"),
          words.number("a length"));
    }

    @Override
    public String run(Session session) {
      int differ =
          Arrays.mismatch(bytes(session, one, from, length), bytes(session, other, at, length));
      return differ < 0 ? "same" : "differ at " + differ;
    }
  }

  /** {@code refs}: the references of a file, a dma-buf or a drive. */
  record References(String name) implements Looking {
    static References parse(Words words) {
      return new References(words.word("a file, dma-buf or drive"));
    }

    @Override
    public String run(Session session) {
      Host host = session.host();
      return switch (session.names().called(name)) {
        case Named.File(FileId id) -> "" + host.mapping().files().get(id).get().refs();
        case Named.Buffer(DmabufId id) -> "" + host.mapping().dmabufs().get(id).get().refs();
        case Named.Disk(DeviceId id) -> "" + host.mapping().devices().get(id).get().refs();
        case Named.Ring _, Named.Pages _ ->
            throw ScenarioException.unusable("expected a file, dma-buf or drive: " + name);
      };
    }
  }

  /** {@code mapping}: the device addresses of the buffer in a slot. */
  record Mapping(String ring, int slot) implements Looking {
    static Mapping parse(Words words) {
      return new Mapping(words.word("a ring"), words.slot());
    }

    @Override
    public String run(Session session) {
      return session
          .host()
          .regbufInSlot(session.names().ring(ring), SlotId.of(slot))
          .flatMap(RegBuf::vec)
          .map(vec -> vec.segments().map(s -> "%#x+%d".formatted(s.address(), s.length())))
          .map(segments -> segments.mkString(" "))
          .getOrElse("none");
    }
  }

  /** {@code pool}: the free descriptor pages of a drive. */
  record Pool(String drive) implements Looking {
    static Pool parse(Words words) {
      return new Pool(words.word("a drive"));
    }

    @Override
    public String run(Session session) {
      Drive found = session.host().drives().get(session.names().drive(drive)).get();
      return "" + found.queue().pair(Drive.SELF).pool().available();
    }
  }

  /** {@code commands}: what became of a request on its way to the drive. */
  record Commands(String ring, long userData) implements Looking {
    static Commands parse(Words words) {
      return new Commands(words.word("a ring"), words.number("the user_data of a request"));
    }

    @Override
    public String run(Session session) {
      RingRequest id = session.userData().requestOf(session.names().ring(ring), userData);
      Transfer transfer = session.host().transfers().get(id).get();
      Drive drive = session.host().drives().get(transfer.drive()).get();
      Vector<Mapped> made =
          transfer
              .parts()
              .flatMap(part ->
                  part.progress() instanceof Progress.Tagged(TagId tag)
                      ? drive.queue().pair(Drive.SELF).stage(tag).mapped()
                      : Option.<Mapped>none());
      return "parts=%d commands=%d list_pages=%d"
          .formatted(
              transfer.parts().size(),
              made.size(),
              made.map(m -> m.descriptors().pages().size()).sum().intValue());
    }
  }
}
