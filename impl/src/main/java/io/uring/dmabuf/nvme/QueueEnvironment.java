package io.uring.dmabuf.nvme;

import io.uring.dmabuf.block.BlockRequest;
import io.uring.dmabuf.block.BlockRequest.Operation;
import io.uring.dmabuf.block.DmaIter;
import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.block.PartOf;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.DmaVec;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Bounds;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.InRing;
import io.uring.dmabuf.step.Lens;
import io.uring.dmabuf.step.Step;
import io.vavr.collection.List;

/**
 * The queues alone, in the most general environment: any request may come that has no tag, and its
 * memory may lie in any pages.
 */
public final class QueueEnvironment {
  /** The device address of page number 0, in bytes; no page has it. */
  public static final long IOVA_BASE = 0xF000_0000L;

  /**
   * A part of a request that comes to a device.
   *
   * @param tag the tag that it gets
   * @param owner which part of which request
   */
  public record Arrival(OfTag tag, PartOf owner) {
    private NvmeSteps.Submission submission() {
      int number = owner.req().number();
      Operation operation = number % 2 == 0 ? Operation.READ : Operation.WRITE;
      return new NvmeSteps.Submission(
          tag, new BlockRequest(owner, operation, number * 1000L + owner.part()));
    }
  }

  /**
   * A tag whose request lies in some pages.
   *
   * @param tag the tag
   * @param pages the numbers of their device addresses, in order
   */
  public record Laid(OfTag tag, List<Integer> pages) {}

  /**
   * A tag whose request needs some entries.
   *
   * @param tag the tag
   * @param entries how many
   */
  public record Sized(OfTag tag, int entries) {}

  private static final Lens<NvmeQueue, NvmeQueue> ITSELF = Lens.itself();

  /** {@link NvmeSteps#GET_TAG} for a request that has no tag yet. */
  public static final Step<NvmeQueue, Arrival> SUBMIT =
      Step.<NvmeQueue, Arrival>named(
              "Submit",
              Actor.ANYBODY,
              new Domain<>(
                  bounds ->
                      OfTag.EVERY
                          .all()
                          .apply(bounds)
                          .flatMap(tag -> owners(bounds).map(owner -> new Arrival(tag, owner))),
                  of ->
                      of.tag()
                          .tla(
                              List.of(
                                  of.owner().ring().number(),
                                  of.owner().req().number(),
                                  of.owner().part()))))
          .in(Group.SUBMISSION)
          .on(ITSELF, NvmeSteps.GET_TAG, (s, of) -> of.submission())
          .when(
              "No tag serves this part of the request.",
              (s, of) -> !s.pairs().exists(pair -> pair.tags().serves(of.owner())))
          .joined();

  /** {@link NvmeSteps#BUILD_PRPS} for any pages. */
  public static final Step<NvmeQueue, Laid> BUILD_PRPS =
      Step.<NvmeQueue, Laid>named(
              "BuildPrps",
              Actor.TASK,
              new Domain<>(
                  bounds ->
                      OfTag.EVERY
                          .all()
                          .apply(bounds)
                          .flatMap(
                              of -> bounds.sequences("Layouts").map(pages -> new Laid(of, pages))),
                  laid -> laid.tag().tla(List.of(laid.pages().mkString("<<", ", ", ">>")))))
          .in(Group.QUEUEING)
          .on(
              ITSELF,
              NvmeSteps.BUILD_PRPS,
              (s, laid) ->
                  new NvmeSteps.Build(
                      laid.tag(), pages(s.layout(laid.tag().device()).pageSize(), laid.pages())))
          .joined();

  /** {@link NvmeSteps#POOL_EMPTY} for any number of entries. */
  public static final Step<NvmeQueue, Sized> POOL_EMPTY =
      Step.<NvmeQueue, Sized>named(
              "PoolEmpty",
              Actor.TASK,
              new Domain<>(
                  bounds ->
                      OfTag.EVERY
                          .all()
                          .apply(bounds)
                          .flatMap(of ->
                              bounds
                                  .sequences("Layouts")
                                  .map(List::size)
                                  .distinct()
                                  .map(n -> new Sized(of, n))),
                  sized -> sized.tag().tla(List.of(sized.entries()))))
          .in(Group.QUEUEING)
          .on(
              ITSELF,
              NvmeSteps.POOL_EMPTY,
              (s, sized) ->
                  new NvmeSteps.Lack(
                      sized.tag(),
                      PrpBuilder.need(s.pair(sized.tag().device()).pools(), sized.entries()),
                      false))
          .joined();

  /** All steps of the component alone. */
  public static final List<Step<NvmeQueue, ?>> STEPS =
      steps(Step.declaredIn(QueueEnvironment.class));

  private QueueEnvironment() {}

  /** Those of the driver and the device that none of these consists of, and these. */
  private static List<Step<NvmeQueue, ?>> steps(List<Step<NvmeQueue, ?>> own) {
    return own.appendAll(NvmeSteps.ALL.reject(own.flatMap(Step::parts)::contains))
        .appendAll(AbortSteps.ALL)
        .appendAll(ResetSteps.ALL);
  }

  private static List<PartOf> owners(Bounds bounds) {
    return InRing.rings(bounds)
        .flatMap(ctx ->
            bounds
                .ids("Reqs", RequestId::of)
                .flatMap(req -> bounds.integers("Parts").map(part -> new PartOf(ctx, req, part))));
  }

  private static DmaIter pages(int size, List<Integer> numbers) {
    return DmaIter.all(
        DmaVec.of(numbers.map(n -> new DmaSegment(IOVA_BASE + (long) n * size, size))));
  }
}
