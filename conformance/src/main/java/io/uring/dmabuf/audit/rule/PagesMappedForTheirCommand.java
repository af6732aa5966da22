package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.BlockEvent;
import io.uring.dmabuf.audit.event.DmaEvent;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.NvmeEvent;
import io.uring.dmabuf.audit.event.ToldEvent;
import io.uring.dmabuf.dma.Event.PagesMapped;
import io.uring.dmabuf.dma.Event.PagesUnmapped;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.TagId;
import io.vavr.collection.List;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;

/**
 * What is mapped for a command is unmapped once, when that command ends, and not while another
 * command uses it. What is mapped between the setup of a command and its issue is for it; what a
 * processor unmaps before an end is for the command that ends. That nothing is unmapped is no
 * violation where one address was mapped: the driver skips what would do nothing.
 */
final class PagesMappedForTheirCommand extends Rule {
  /** A list that is longer may not fit into the ring buffer, and is missing with no word of it. */
  private static final int RECORDED = 256;

  /** What names a mapping: a list by the physical address of its first piece. */
  private record Key(String device, String dir, boolean list, long address) {}

  /**
   * Something that is mapped, or unmapped.
   *
   * @param undoing what the task prepares, if that has this mapped: a command that could not be
   *     prepared is undone; or an interrupt came, and unmaps the same pages for another command
   */
  private record Piece(Key key, long size, Event event, @Nullable Command undoing) {}

  private static final class Command {
    private final Life life;
    private final ArrayList<Piece> mapped = new ArrayList<>(2);
    private final ArrayList<Key> unmapped = new ArrayList<>(2);

    private Command(Life life) {
      this.life = life;
    }
  }

  /**
   * Who maps for a device: the driver of a controller, between the setup of a command and its
   * issue; or, for all others, anybody at any time, also an interrupt in between.
   */
  private static final class Mapper {
    private int ctrl = -1;
    private long forCommands;
    private long others;

    private boolean isOfController() {
      return forCommands > others;
    }
  }

  /** What names a command of an implementation. */
  private record OfTag(DeviceId device, TagId tag) {}

  private final Live<OfTag, Life> mapped = live();
  private final Live<OfTag, Life> gone = Live.remembered();
  private final Live<CommandKey, Command> live = new Live<>(command -> {});
  private final HashMap<Integer, Command> preparing = new HashMap<>();
  private final HashMap<Integer, ArrayList<Piece>> pending = new HashMap<>();
  private final HashMap<Key, Integer> inUse = new HashMap<>();
  private final HashSet<String> listsAreUnmapped = new HashSet<>();
  private final HashMap<String, Mapper> mappers = new HashMap<>();

  PagesMappedForTheirCommand() {
    super(
        new About(
            "PagesMappedForTheirCommand",
            "DmabufRw",
            "unmappings",
            "what is mapped for a command is unmapped once, when it ends, and for no other",
            List.of("nvme_map_data", "nvme_unmap_data", "dma_unmap_sgtable"),
            List.of(
                "nvme_setup_cmd", "dma_map_*", "block_rq_issue", "dma_unmap_*", "nvme_complete_rq"),
            "single addresses that are never unmapped; lists of 256 pieces and more"));
  }

  @Override
  public void take(Event event) {
    switch (event) {
      case NvmeEvent.SetUp setUp -> setUp(setUp);
      case BlockEvent.Issued issued -> preparing.remove(issued.at().context());
      case DmaEvent.SgMapped map ->
          mapped(map, new Key(map.device(), map.dir(), true, map.phys()), map.pieces());
      case DmaEvent.Mapped map ->
          mapped(map, new Key(map.device(), map.dir(), false, map.addr()), map.size());
      case DmaEvent.SgUnmapped unmap ->
          unmapped(unmap, new Key(unmap.device(), unmap.dir(), true, unmap.phys()), unmap.pieces());
      case DmaEvent.Unmapped unmap ->
          unmapped(unmap, new Key(unmap.device(), unmap.dir(), false, unmap.addr()), unmap.size());
      case NvmeEvent.Ended ended -> ended(ended);
      case ToldEvent told -> told(told);
      default -> {}
    }
  }

  private void told(ToldEvent event) {
    switch (event.told()) {
      case PagesMapped map -> {
        OfTag of = new OfTag(map.device(), map.tag());
        gone.remove(of);
        Life before =
            mapped.put(of, new Life("pages of device " + of.device + " tag " + of.tag, event));
        if (before != null) {
          violates(before, event, "they are mapped again, and were not unmapped");
        }
      }
      case PagesUnmapped unmap -> {
        OfTag of = new OfTag(unmap.device(), unmap.tag());
        Life life = mapped.remove(of);
        Life before = gone.get(of);
        if (life != null) {
          isClean(life);
          life.add(event);
          gone.put(of, life);
        } else if (before != null) {
          violates(before, event, "they are unmapped again");
        } else {
          isUnknown("mapped before the trace began");
        }
      }
      default -> {}
    }
  }

  private void setUp(NvmeEvent.SetUp event) {
    CommandKey key = CommandKey.of(event);
    Command command = new Command(new Life(key.text(), event));
    Command before = live.put(key, command);
    if (before != null) {
      before.mapped.forEach(piece -> release(piece.key));
      before.mapped.clear();
    }
    if (preparing.size() > Live.MOST) {
      preparing.clear();
    }
    preparing.put(event.at().context(), command);
  }

  private void mapped(Event event, Key key, long size) {
    Command command = preparing.get(event.at().context());
    if (mappers.size() < Live.MOST) {
      mappers.computeIfAbsent(key.device, device -> new Mapper());
    }
    Mapper mapper = mappers.get(key.device);
    if (mapper == null) {
      return;
    }
    if (command == null || !(command.life.first() instanceof NvmeEvent.SetUp setUp)) {
      mapper.others++;
      return;
    }
    mapper.forCommands++;
    mapper.ctrl = setUp.ctrl();
    if (!mapper.isOfController()) {
      return;
    }
    command.mapped.add(new Piece(key, size, event, null));
    command.life.add(event);
    inUse.merge(key, 1, Integer::sum);
  }

  private void release(Key key) {
    inUse.computeIfPresent(key, (k, users) -> users == 1 ? null : users - 1);
  }

  private void unmapped(Event event, Key key, long size) {
    Mapper mapper = mappers.get(key.device);
    if (mapper == null || !mapper.isOfController()) {
      return;
    }
    if (key.list) {
      listsAreUnmapped.add(key.device);
    }
    Command command = preparing.get(event.at().context());
    boolean undoes =
        command != null && command.mapped.stream().anyMatch(piece -> piece.key.equals(key));
    ArrayList<Piece> waiting = pending.computeIfAbsent(event.at().cpu(), cpu -> new ArrayList<>(2));
    if (waiting.size() < Live.MOST) {
      waiting.add(new Piece(key, size, event, undoes ? command : null));
    }
  }

  private void ended(NvmeEvent.Ended event) {
    CommandKey key = CommandKey.of(event);
    Command of = live.get(key);
    if (!CommandKey.mayEnd(of == null ? null : of.life, event)) {
      return;
    }
    Command command = live.remove(key);
    ArrayList<Piece> waiting = pending.get(event.at().cpu());
    if (waiting != null) {
      waiting.removeIf(piece -> belongs(piece, command, event));
    }
    if (command != null) {
      command.mapped.forEach(piece -> leftover(piece, command, event));
    }
  }

  /** Whether an unmapping is of this controller, and so judged at the end of its command. */
  private boolean belongs(Piece piece, @Nullable Command command, NvmeEvent.Ended end) {
    Mapper mapper = mappers.get(piece.key.device);
    if (mapper == null || mapper.ctrl != end.ctrl()) {
      return false;
    }
    if (command == null) {
      if (isUndone(piece)) {
        release(piece.key);
      } else {
        isUnknown("its command was set up before the trace began");
      }
      return true;
    }
    Piece mapping = take(command, piece.key);
    if (mapping != null) {
      sizes(mapping, piece, command);
    } else if (isUndone(piece)) {
      release(piece.key);
    } else if (command.unmapped.contains(piece.key)) {
      violates(command.life.again(), piece.event, "it is unmapped again");
    } else if (inUse.containsKey(piece.key)) {
      violates(
          command.life.again(),
          piece.event,
          "another command in flight uses what is unmapped",
          user(piece.key, command).life.object());
    } else {
      isUnknown("mapped before the trace began");
    }
    return true;
  }

  /** Who uses what is mapped; the command itself if that is not known any more. */
  private Command user(Key key, Command otherwise) {
    for (Command each : live.values()) {
      if (each.mapped.stream().anyMatch(piece -> piece.key.equals(key))) {
        return each;
      }
    }
    return otherwise;
  }

  /** Whether it was mapped for a command that was then not issued, and is no longer. */
  private static boolean isUndone(Piece piece) {
    Command of = piece.undoing;
    return of != null && of.mapped.removeIf(mapped -> mapped.key.equals(piece.key));
  }

  private @Nullable Piece take(Command command, Key key) {
    for (Piece mapping : command.mapped) {
      if (mapping.key.equals(key)) {
        command.mapped.remove(mapping);
        command.unmapped.add(key);
        release(key);
        return mapping;
      }
    }
    return null;
  }

  private void sizes(Piece mapping, Piece piece, Command command) {
    boolean known = mapping.size != DmaEvent.PIECES_UNKNOWN;
    if (known && mapping.size != piece.size) {
      violates(
          command.life.again(),
          piece.event,
          mapping.size + " were mapped, " + piece.size + " are not");
    } else {
      isClean();
      command.life.add(piece.event);
    }
  }

  private void leftover(Piece mapping, Command command, NvmeEvent.Ended end) {
    release(mapping.key);
    if (mapping.key.list && listsAreUnmapped.contains(mapping.key.device)) {
      if (mapping.size == DmaEvent.PIECES_UNKNOWN || mapping.size >= RECORDED) {
        isUnknown("an unmapping of so many pieces may not have been recorded");
      } else {
        violates(command.life.again(), end, "it ends, and what was mapped for it was not unmapped");
      }
    }
  }

  @Override
  public void forget(String why) {
    live.clear();
    preparing.clear();
    pending.clear();
    inUse.clear();
    forget(mapped, why);
    gone.clear();
  }
}
