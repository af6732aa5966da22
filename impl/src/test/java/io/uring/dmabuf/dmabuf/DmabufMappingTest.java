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
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

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
  @StatisticsReport(StatisticsReportMode.OFF)
  @Label("keep every law on a random walk of four registrations")
  void lawsHoldOnRandomWalks(@ForAll Random random) {
    List<Step> steps = allSteps();
    DmabufMapping state = fresh();
    int most = 0;
    boolean unmapped = false;
    for (int i = 0; i < 300; i++) {
      DmabufMapping now = state;
      Vector<DmabufMapping> next = steps.toVector().flatMap(step -> step.apply(now));
      state = next.get(random.nextInt(next.size()));
      assertThat(MappingAudit.brokenLaw(state)).isEmpty();
      most = Math.max(most, mappings(state));
      unmapped |= mappings(state) < mappings(now);
    }
    often("two mappings at once", most > 1);
    often("a mapping ended", unmapped);
  }

  private static int mappings(DmabufMapping state) {
    return state.regbufs().values().count(regbuf -> regbuf.sgt().isDefined());
  }

  private static void often(String what, boolean seen) {
    Statistics.label(what)
        .collect(seen)
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 25));
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
  @Label("break the law that names what goes wrong")
  void deviationsBreakTheirLaw() {
    assertThat(afterRelease(DmabufMappingDeviation.UNMAP_LEAVES_TRANSLATION))
        .contains(
            "device 1 reaches physical page 0x5000 at 0x100001000, which no mapping explains");
    assertThat(afterRelease(DmabufMappingDeviation.PUT_DMABUF_TWICE))
        .contains("dma-buf 2 has 0 references, held are 1");
    assertThat(afterRelease(DmabufMappingDeviation.PUT_DEVICE_FORGOTTEN))
        .contains("device 1 has 1 references, held are 0");
    DmabufMapping early = run(registered(DmabufMappingDeviation.PUT_FILE_EARLY), s -> s.freeVec(1));
    assertThat(MappingAudit.brokenLaw(early))
        .contains("file 1 has 1 references, its descriptor and registrations hold 2");
  }

  @Example
  @Label("that cannot be made give the exporter's lock back, or the registration never ends")
  void aFailureGivesTheLockBack() {
    assertThat(failed(Design.intended()).detach(3)).isDefined();
    Design wrong = Design.intended().with(DmabufMappingDeviation.MAP_FAILURE_KEEPS_RESV);
    assertThat(failed(wrong).detach(3)).isEmpty();
  }

  /** The third registration, for which there is no address left. */
  private static DmabufMapping failed(Design design) {
    return run(
        register(register(fresh(design), 1, 2), 1, 2),
        DmabufMapping::allocRegbuf,
        s -> s.getFile(3, 1),
        s -> s.getDmaDevice(3),
        s -> s.getDmabuf(3, 2),
        s -> s.attach(3),
        s -> s.lockResv(3),
        s -> s.mapFails(3));
  }

  private static DmabufMapping registered(DmabufMappingDeviation deviation) {
    return register(fresh(Design.intended().with(deviation)), 1, 2);
  }

  private static Option<String> afterRelease(DmabufMappingDeviation deviation) {
    return MappingAudit.brokenLaw(release(registered(deviation), 1));
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
