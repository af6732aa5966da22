package io.uring.dmabuf.scenario;

import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dmabuf.DmabufMapping;
import io.uring.dmabuf.dmabuf.RegBuf;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.nvme.Iod.Mapped;
import io.uring.dmabuf.system.RingRequest;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.uring.Request;
import io.vavr.collection.Vector;
import java.util.Arrays;
import java.util.HexFormat;

/** Statements that write or show bytes, and that show who holds what. */
public sealed interface Looking extends Statement {

  /** Bytes of a dma-buf, memory or a drive, which must be there. */
  private static byte[] bytes(Session session, String name, long offset, long length) {
    return switch (within(session, name, offset, length)) {
      case Named.Disk(DeviceId id) ->
          session.machine().bytes().disk(id).read(offset, (int) length).get();
      case Named what ->
          session.machine().bytes().cpuRead(session.bytes().memoryOf(what, offset, length));
    };
  }

  private static Named within(Session session, String name, long offset, long length) {
    Named what = session.names().called(name);
    State s = session.state();
    long size =
        switch (what) {
          case Named.Buffer(DmabufId id) -> s.mapping().dmabufs().get(id).get().length();
          case Named.Pages(AreaId id) -> DmaSegment.total(s.platform().area(id));
          case Named.Disk(DeviceId id) -> s.platform().drive(id).size();
          case Named.Ring _, Named.Index _, Named.File _ -> throw notBytes(what);
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
      DmabufMapping mapping = session.state().mapping();
      return switch (session.names().called(name)) {
        case Named.File(FileId id) -> "" + mapping.files().get(id).get().refs();
        case Named.Buffer(DmabufId id) -> "" + mapping.dmabufs().get(id).get().refs();
        case Named.Disk(DeviceId id) -> "" + mapping.devices().get(id).get().refs();
        case Named.Ring _, Named.Index _, Named.Pages _ ->
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
          .regbufInSlot(session.names().ring(ring), SlotId.of(slot))
          .filter(regbuf -> regbuf.sgt().isDefined())
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
      DeviceId id = session.names().drive(drive);
      return "" + session.state().queue().pair(id).pool().available();
    }
  }

  /** {@code commands}: what became of a request on its way to the drive. */
  record Commands(String ring, long userData) implements Looking {
    static Commands parse(Words words) {
      return new Commands(words.word("a ring"), words.userData());
    }

    @Override
    public String run(Session session) {
      RingRequest id = session.userData().requestOf(session.names().ring(ring), userData);
      Request request = session.request(id).get();
      Vector<Mapped> made =
          session
              .driveOf(id)
              .toVector()
              .flatMap(drive ->
                  session
                      .kernel()
                      .drives()
                      .tags(id, drive)
                      .flatMap(tag -> session.state().queue().pair(drive).stage(tag).mapped()));
      return "parts=%d commands=%d list_pages=%d"
          .formatted(
              request.parts().all(),
              made.size(),
              made.map(m -> m.descriptors().pages().size()).sum().intValue());
    }
  }
}
