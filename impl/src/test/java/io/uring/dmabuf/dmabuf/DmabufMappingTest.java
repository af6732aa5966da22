package io.uring.dmabuf.dmabuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.vavr.api.VavrAssertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Event;
import io.vavr.collection.HashMap;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Stream;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

@Label("Dma-buf mappings")
class DmabufMappingTest {
  private static final int PAGE = 4096;
  private static final long BASE = 0x1_0000_0000L;

  /** A step; none if it cannot be taken. */
  private interface Step extends Function<DmabufMapping, Option<DmabufMapping>> {}

  private static DmabufMapping fresh(Design design) {
    MappingPlatform platform =
        new MappingPlatform(design, PAGE, BASE, 6, HashMap.of(1, 1, 2, 2, 3, 1), HashSet.of(2));
    return DmabufMapping.fresh(
        platform,
        HashMap.of(1, Vector.of(0x9000L), 2, Vector.of(0x5000L, 0x3000L, 0x4000L)),
        List.of(1, 2));
  }

  private static DmabufMapping fresh() {
    return fresh(Design.intended());
  }

  private static DmabufMapping run(DmabufMapping from, Step... steps) {
    return List.of(steps).foldLeft(from, (state, step) -> step.apply(state).get());
  }

  private static DmabufMapping register(DmabufMapping from, int file, int dmabuf) {
    int id = from.nextRegbuf();
    return run(
        from,
        DmabufMapping::allocRegbuf,
        s -> s.getFile(id, file),
        s -> s.getDmaDevice(id),
        s -> s.getDmabuf(id, dmabuf),
        s -> s.attach(id),
        s -> s.lockResv(id),
        s -> s.map(id),
        s -> s.getDevice(id),
        s -> s.allocVec(id));
  }

  private static DmabufMapping release(DmabufMapping from, int id) {
    return run(
        from,
        s -> s.freeVec(id),
        s -> s.lockResv(id),
        s -> s.unmap(id),
        s -> s.detach(id),
        s -> s.putDmabuf(id),
        s -> s.putDevice(id),
        s -> s.putFile(id),
        s -> s.freeRegbuf(id));
  }

  private static List<Step> allSteps() {
    List<Step> perRegbuf =
        List.rangeClosed(1, 4)
            .flatMap(id ->
                List.<Step>of(
                        s -> s.getDmaDevice(id),
                        s -> s.attach(id),
                        s -> s.lockResv(id),
                        s -> s.map(id),
                        s -> s.mapFails(id),
                        s -> s.getDevice(id),
                        s -> s.allocVec(id),
                        s -> s.freeVec(id),
                        s -> s.unmap(id),
                        s -> s.detach(id),
                        s -> s.putDmabuf(id),
                        s -> s.putDevice(id),
                        s -> s.putFile(id),
                        s -> s.freeRegbuf(id))
                    .appendAll(List.of(1, 2, 3).<Step>map(file -> s -> s.getFile(id, file)))
                    .appendAll(List.of(1, 2).<Step>map(buffer -> s -> s.getDmabuf(id, buffer))));
    return perRegbuf
        .append(s ->
            Option.some(s).filter(t -> t.nextRegbuf() <= 4).flatMap(DmabufMapping::allocRegbuf))
        .append(s -> s.exporterLock(2))
        .append(s -> s.exporterUnlock(2))
        .append(s -> s.reqGetFile(1))
        .append(s -> s.reqPutFile(1));
  }

  @Property(tries = 200)
  @Label("keep every law on a random walk of four registrations")
  void lawsHoldOnRandomWalks(@ForAll Random random) {
    List<Step> steps = allSteps();
    DmabufMapping state = fresh();
    for (int i = 0; i < 300; i++) {
      DmabufMapping now = state;
      Vector<DmabufMapping> next = steps.toVector().flatMap(step -> step.apply(now));
      state = next.get(random.nextInt(next.size()));
      assertThat(MappingAudit.brokenLaw(state)).isEmpty();
    }
  }

  @Example
  @Label("leave nothing behind when a registration is released")
  void releaseRestoresEverything() {
    DmabufMapping start = fresh();
    DmabufMapping end = release(register(start, 1, 2), 1);

    assertThat(end.withoutLog()).isEqualTo(start);
    assertThat(end.log())
        .containsExactly(
            new Event.MappingGone(1, 1),
            new Event.MappingMade(1, 1, List.of(BASE + PAGE, BASE + 2 * PAGE, BASE + 3 * PAGE)));
  }

  @Example
  @Label("survive the descriptors' closing")
  void mappingOutlivesDescriptors() {
    DmabufMapping closed = run(register(fresh(), 1, 2), s -> s.closeFile(1), s -> s.closeBuf(2));

    assertThat(closed.devices().get(1).get().iommu().translate(BASE + 2 * PAGE + 5))
        .containsOnRight(0x3005L);
    assertThat(MappingAudit.brokenLaw(closed)).isEmpty();
    assertThat(closed.getFile(1, 1)).isEmpty();
  }

  @Example
  @Label("use an address again as soon as it is free, and split around what is not")
  void addressesAreReused() {
    DmabufMapping two = register(register(fresh(), 1, 1), 1, 1);
    DmabufMapping again = register(release(two, 1), 1, 2);

    assertThat(again.addresses(1)).containsExactly(BASE + PAGE, BASE + 3 * PAGE, BASE + 4 * PAGE);
    assertThat(again.regbufs().get(1).get().vec().get().segments())
        .containsExactly(
            new DmaSegment(BASE + PAGE, PAGE), new DmaSegment(BASE + 3 * PAGE, 2 * PAGE));
  }

  @Example
  @Label("wait for the exporter's lock, both to map and to unmap")
  void exporterKeepsLock() {
    DmabufMapping locked =
        run(run(register(fresh(), 1, 2), s -> s.freeVec(1)), s -> s.exporterLock(2));

    assertThat(locked.lockResv(1)).isEmpty();
    assertThat(locked.unmap(1)).isEmpty();
    assertThat(run(locked, s -> s.exporterUnlock(2)).lockResv(1)).isDefined();
  }

  @Example
  @Label("break a law when a release goes wrong")
  void deviationsBreakLaws() {
    for (DmabufMappingDeviation deviation :
        List.of(
            DmabufMappingDeviation.UNMAP_LEAVES_TRANSLATION,
            DmabufMappingDeviation.PUT_DMABUF_TWICE,
            DmabufMappingDeviation.PUT_DEVICE_FORGOTTEN)) {
      DmabufMapping start = fresh(Design.intended().with(deviation));
      assertThat(MappingAudit.brokenLaw(release(register(start, 1, 2), 1)))
          .as(deviation.sentence())
          .isDefined();
    }
    DmabufMapping early =
        register(fresh(Design.intended().with(DmabufMappingDeviation.PUT_FILE_EARLY)), 1, 2);
    assertThat(MappingAudit.brokenLaw(early.freeVec(1).get())).isDefined();
  }

  @Example
  @Label("name each guard and each deviation in a sentence of its own")
  void sentencesAreSentences() {
    Stream.concat(
            Stream.of(DmabufMappingGuard.values()).map(DmabufMappingGuard::sentence),
            Stream.of(DmabufMappingDeviation.values()).map(DmabufMappingDeviation::sentence))
        .forEach(sentence -> assertThat(sentence).matches("[A-Z].*\\."));
  }
}
