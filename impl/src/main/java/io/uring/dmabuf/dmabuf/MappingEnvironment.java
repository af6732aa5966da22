package io.uring.dmabuf.dmabuf;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.Lens;
import io.uring.dmabuf.step.Owner;
import io.uring.dmabuf.step.Step;
import io.vavr.collection.List;
import io.vavr.collection.Vector;

/** The mappings alone: the command of any tag may come, with memory of its own. */
public final class MappingEnvironment {

  /** The physical address of the first command's memory, in bytes. */
  private static final long MEMORY_BASE = 0x8_0000_0000L;

  /** How many pages lie between the memory of two tags. */
  private static final long APART = 64;

  /**
   * A tag whose command works in some pages.
   *
   * @param tag the tag
   * @param pages how many
   */
  public record Sized(OfTag tag, int pages) {

    /** Pages that are never neighbours and go downwards, so that no order is right by accident. */
    private MappingSteps.OfCommand command(int pageSize) {
      long last = APART * (APART * tag.device().number() + tag.tag().number());
      return new MappingSteps.OfCommand(
          tag,
          Vector.range(0, pages)
              .map(i -> new DmaSegment(MEMORY_BASE + (last - 2L * i) * pageSize, pageSize)));
    }
  }

  /** {@link MappingSteps#MAP_PAGES} for any part of a buffer of ordinary pages. */
  public static final Step<DmabufMapping, Sized> MAP_PAGES =
      Step.<DmabufMapping, Sized>named(
              "MapPages",
              Actor.TASK,
              new Domain<>(
                  bounds ->
                      OfTag.EVERY
                          .all()
                          .apply(bounds)
                          .flatMap(of ->
                              List.rangeClosed(1, bounds.integer("UserPages"))
                                  .map(pages -> new Sized(of, pages))),
                  sized -> sized.tag().tla(List.of(sized.pages()))))
          .in(Group.QUEUEING)
          .of((s, sized) -> new Owner.Device(sized.tag().device()))
          .on(
              Lens.itself(),
              MappingSteps.MAP_PAGES,
              (s, sized) -> sized.command(s.platform().pageSize()))
          .joined();

  /** All steps of the component alone. */
  public static final List<Step<DmabufMapping, ?>> STEPS =
      MappingSteps.ALL.reject(MAP_PAGES.parts()::contains).append(MAP_PAGES);

  private MappingEnvironment() {}
}
