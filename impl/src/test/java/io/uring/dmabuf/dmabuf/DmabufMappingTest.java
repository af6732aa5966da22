package io.uring.dmabuf.dmabuf;

import static io.uring.dmabuf.dmabuf.MappingSteps.ALLOC_REGBUF;
import static io.uring.dmabuf.dmabuf.MappingSteps.ALLOC_VEC;
import static io.uring.dmabuf.dmabuf.MappingSteps.ATTACH;
import static io.uring.dmabuf.dmabuf.MappingSteps.CLOSE_BUF;
import static io.uring.dmabuf.dmabuf.MappingSteps.CLOSE_FILE;
import static io.uring.dmabuf.dmabuf.MappingSteps.DETACH;
import static io.uring.dmabuf.dmabuf.MappingSteps.EXPORTER_LOCK;
import static io.uring.dmabuf.dmabuf.MappingSteps.EXPORTER_UNLOCK;
import static io.uring.dmabuf.dmabuf.MappingSteps.FREE_REGBUF;
import static io.uring.dmabuf.dmabuf.MappingSteps.FREE_VEC;
import static io.uring.dmabuf.dmabuf.MappingSteps.GET_DEVICE;
import static io.uring.dmabuf.dmabuf.MappingSteps.GET_DMABUF;
import static io.uring.dmabuf.dmabuf.MappingSteps.GET_DMA_DEVICE;
import static io.uring.dmabuf.dmabuf.MappingSteps.GET_FILE;
import static io.uring.dmabuf.dmabuf.MappingSteps.LOCK_RESV;
import static io.uring.dmabuf.dmabuf.MappingSteps.MAP;
import static io.uring.dmabuf.dmabuf.MappingSteps.MAP_FAILS;
import static io.uring.dmabuf.dmabuf.MappingSteps.PUT_DEVICE;
import static io.uring.dmabuf.dmabuf.MappingSteps.PUT_DMABUF;
import static io.uring.dmabuf.dmabuf.MappingSteps.PUT_FILE;
import static io.uring.dmabuf.dmabuf.MappingSteps.REVOKE;
import static io.uring.dmabuf.dmabuf.MappingSteps.UNMAP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.vavr.api.VavrAssertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Guard;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.dmabuf.MappingSteps.OfBuf;
import io.uring.dmabuf.dmabuf.MappingSteps.OfFile;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.step.Bounds;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
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
  private static final FileId FILE = FileId.of(1);
  private static final DmabufId SMALL = DmabufId.of(1);
  private static final DmabufId LARGE = DmabufId.of(2);
  private static final DeviceId DEVICE = DeviceId.of(1);
  private static final RegbufId FIRST = RegbufId.of(1);
  private static final RegbufId THIRD = RegbufId.of(3);

  /** A step with its arguments; none if it cannot be taken. */
  private interface Taking extends Function<DmabufMapping, Option<DmabufMapping>> {}

  private static <A> Taking take(Step<DmabufMapping, A> step, A args) {
    return s -> step.from(s, args);
  }

  private static DmabufMapping fresh(Design design) {
    DeviceId other = DeviceId.of(2);
    Numbered<FileId, DeviceId> deviceOf =
        Numbered.<FileId, DeviceId>empty()
            .put(FILE, DEVICE)
            .put(FileId.of(2), other)
            .put(FileId.of(3), DEVICE);
    Numbered<DmabufId, Vector<Long>> pages =
        Numbered.<DmabufId, Vector<Long>>empty()
            .put(SMALL, Vector.of(0x9000L))
            .put(LARGE, Vector.of(0x5000L, 0x3000L, 0x4000L));
    MappingPlatform platform =
        new MappingPlatform(design, PAGE, BASE, 6, deviceOf, HashSet.of(LARGE), HashSet.of(other));
    return DmabufMapping.fresh(platform, pages, List.of(DEVICE, other));
  }

  private static DmabufMapping fresh() {
    return fresh(Design.intended());
  }

  private static DmabufMapping run(DmabufMapping from, Taking... steps) {
    return List.of(steps).foldLeft(from, (state, step) -> step.apply(state).get());
  }

  private static DmabufMapping register(DmabufMapping from, FileId file, DmabufId dmabuf) {
    RegbufId id = from.nextRegbuf();
    return run(
        from,
        take(ALLOC_REGBUF, NoArgs.NONE),
        take(GET_FILE, new OfFile(id, file)),
        take(GET_DMA_DEVICE, id),
        take(GET_DMABUF, new OfBuf(id, dmabuf)),
        take(ATTACH, id),
        take(LOCK_RESV, id),
        take(MAP, id),
        take(GET_DEVICE, id),
        take(ALLOC_VEC, id));
  }

  private static DmabufMapping release(DmabufMapping from, RegbufId id) {
    return run(
        from,
        take(FREE_VEC, id),
        take(LOCK_RESV, id),
        take(UNMAP, id),
        take(DETACH, id),
        take(PUT_DMABUF, id),
        take(PUT_DEVICE, id),
        take(PUT_FILE, id),
        take(FREE_REGBUF, id));
  }

  /** Every step on every object, but for the closing of descriptors and a fifth regbuf. */
  private static List<Choice<DmabufMapping, ?>> allSteps() {
    return MappingEnvironment.STEPS.flatMap(step -> step.choices(new FourRegbufs()));
  }

  /** Four regbufs, three files, two dma-bufs, none of which is closed; two tags a device. */
  private record FourRegbufs() implements Bounds {
    @Override
    public int integer(String constant) {
      return 1;
    }

    @Override
    public boolean has(String constant) {
      return true;
    }

    @Override
    public List<Integer> integers(String constant) {
      return switch (constant) {
        case "RegbufIds" -> List.of(1, 2, 3, 4);
        case "Files" -> List.of(1, 2, 3);
        default -> List.of(1, 2);
      };
    }
  }

  @Property(tries = 200)
  @StatisticsReport(StatisticsReportMode.OFF)
  @Label("keep every law on a random walk of four registrations")
  void lawsHoldOnRandomWalks(@ForAll Random random) {
    List<Choice<DmabufMapping, ?>> steps = allSteps();
    DmabufMapping state = fresh();
    int most = 0;
    boolean unmapped = false;
    for (int i = 0; i < 300; i++) {
      DmabufMapping now = state;
      Vector<DmabufMapping> next =
          steps.toVector().flatMap(step -> Option.of(isFifth(now, step) ? null : step.take(now)));
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
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 15));
  }

  private static boolean isFifth(DmabufMapping now, Choice<DmabufMapping, ?> choice) {
    return choice.step().equals(ALLOC_REGBUF) && now.nextRegbuf().number() > 4;
  }

  @Example
  @Label("leave nothing behind when a registration is released")
  void releaseRestoresEverything() {
    DmabufMapping start = fresh();
    DmabufMapping end = release(register(start, FILE, LARGE), FIRST);

    assertThat(end).isEqualTo(start);
  }

  @Example
  @Label("end a mapping for who unbinds a driver, and release what is left without it")
  void revokedMappingIsReleasedWithoutUnmapping() {
    DmabufMapping start = fresh();
    DmabufMapping held = register(start, FileId.of(2), LARGE);
    DmabufMapping revoked = run(held, take(REVOKE, FIRST));

    assertThat(REVOKE.from(register(start, FILE, LARGE), FIRST)).isEmpty();
    assertThat(REVOKE.from(run(held, take(EXPORTER_LOCK, LARGE)), FIRST)).isEmpty();
    assertThat(REVOKE.events(held, FIRST, revoked))
        .containsExactly(new Event.MappingGone(DeviceId.of(2), FIRST));
    assertThat(revoked.isMapped(FIRST)).isFalse();
    assertThat(revoked.isUntranslated(DeviceId.of(2))).isTrue();
    assertThat(MappingAudit.brokenLaw(revoked)).isEmpty();
    assertThat(REVOKE.from(revoked, FIRST)).isEmpty();
    assertThat(DETACH.from(revoked, FIRST)).isEmpty();

    DmabufMapping freed = run(revoked, take(FREE_VEC, FIRST));
    assertThat(LOCK_RESV.from(freed, FIRST)).isEmpty();
    DmabufMapping end =
        run(
            freed,
            take(DETACH, FIRST),
            take(PUT_DMABUF, FIRST),
            take(PUT_DEVICE, FIRST),
            take(PUT_FILE, FIRST),
            take(FREE_REGBUF, FIRST));
    assertThat(end).isEqualTo(start);
  }

  @Example
  @Label("tell when a mapping is made and when it is gone")
  void mappingsAreTold() {
    DmabufMapping mapped = register(fresh(), FILE, LARGE);
    DmabufMapping before = run(mapped, take(FREE_VEC, FIRST), take(LOCK_RESV, FIRST));
    DmabufMapping locked =
        run(
            fresh(),
            take(ALLOC_REGBUF, NoArgs.NONE),
            take(GET_FILE, new OfFile(FIRST, FILE)),
            take(GET_DMA_DEVICE, FIRST),
            take(GET_DMABUF, new OfBuf(FIRST, LARGE)),
            take(ATTACH, FIRST),
            take(LOCK_RESV, FIRST));

    assertThat(MAP.events(locked, FIRST, run(locked, take(MAP, FIRST))))
        .containsExactly(
            new Event.MappingMade(DEVICE, FIRST, Vector.of(new DmaSegment(BASE + PAGE, 3 * PAGE))));
    assertThat(UNMAP.events(before, FIRST, run(before, take(UNMAP, FIRST))))
        .containsExactly(new Event.MappingGone(DEVICE, FIRST));
  }

  @Example
  @Label("survive the descriptors' closing")
  void mappingOutlivesDescriptors() {
    DmabufMapping closed =
        run(register(fresh(), FILE, LARGE), take(CLOSE_FILE, FILE), take(CLOSE_BUF, LARGE));

    assertThat(closed.devices().get(DEVICE).get().iommu().translate(BASE + 2 * PAGE + 5))
        .containsOnRight(0x3005L);
    assertThat(MappingAudit.brokenLaw(closed)).isEmpty();
    assertThat(GET_FILE.from(closed, new OfFile(FIRST, FILE))).isEmpty();
  }

  @Example
  @Label("use an address again as soon as it is free, and split around what is not")
  void addressesAreReused() {
    DmabufMapping two = register(register(fresh(), FILE, SMALL), FILE, SMALL);
    DmabufMapping again = register(release(two, FIRST), FILE, LARGE);

    assertThat(again.addresses(FIRST))
        .containsExactly(BASE + PAGE, BASE + 3 * PAGE, BASE + 4 * PAGE);
    assertThat(again.regbufs().get(FIRST).get().vec().get().segments())
        .containsExactly(
            new DmaSegment(BASE + PAGE, PAGE), new DmaSegment(BASE + 3 * PAGE, 2 * PAGE));
  }

  @Example
  @Label("wait for the exporter's lock, both to map and to unmap")
  void exporterKeepsLock() {
    DmabufMapping locked =
        run(run(register(fresh(), FILE, LARGE), take(FREE_VEC, FIRST)), take(EXPORTER_LOCK, LARGE));

    assertThat(LOCK_RESV.from(locked, FIRST)).isEmpty();
    assertThat(UNMAP.from(locked, FIRST)).isEmpty();
    assertThat(LOCK_RESV.from(run(locked, take(EXPORTER_UNLOCK, LARGE)), FIRST)).isDefined();
  }

  @Example
  @Label("break the law that names what goes wrong")
  void deviationsBreakTheirLaw() {
    assertThat(afterRelease(DmabufMappingDeviation.UNMAP_LEAVES_TRANSLATION))
        .contains(
            "device 1 reaches physical page 0x5000 at 0x100001000, which no mapping explains");
    assertThat(afterRelease(DmabufMappingDeviation.UNPIN_TWICE))
        .contains(
            "the exporter of dma-buf 2 has counted 0 attachments, -1 pins and 0 mappings, "
                + "there are 0 attachments, 0 pins and 0 mappings");
    assertThat(afterRelease(DmabufMappingDeviation.PUT_DMABUF_TWICE))
        .contains("dma-buf 2 has 0 references, held are 1");
    assertThat(afterRelease(DmabufMappingDeviation.PUT_DEVICE_FORGOTTEN))
        .contains("device 1 has 1 references, held are 0");
    DmabufMapping early =
        run(registered(DmabufMappingDeviation.PUT_FILE_EARLY), take(FREE_VEC, FIRST));
    assertThat(MappingAudit.brokenLaw(early))
        .contains("file 1 has 1 references, its descriptor and registrations hold 2");
  }

  @Example
  @Label("that cannot be made give the exporter's lock back, or the registration never ends")
  void aFailureGivesTheLockBack() {
    assertThat(DETACH.from(failed(Design.intended()), THIRD)).isDefined();
    Design wrong = Design.intended().with(DmabufMappingDeviation.MAP_FAILURE_KEEPS_RESV);
    assertThat(DETACH.from(failed(wrong), THIRD)).isEmpty();
  }

  /** The third registration, for which there is no address left. */
  private static DmabufMapping failed(Design design) {
    return run(
        register(register(fresh(design), FILE, LARGE), FILE, LARGE),
        take(ALLOC_REGBUF, NoArgs.NONE),
        take(GET_FILE, new OfFile(THIRD, FILE)),
        take(GET_DMA_DEVICE, THIRD),
        take(GET_DMABUF, new OfBuf(THIRD, LARGE)),
        take(ATTACH, THIRD),
        take(LOCK_RESV, THIRD),
        take(MAP_FAILS, THIRD));
  }

  private static DmabufMapping registered(DmabufMappingDeviation deviation) {
    return register(fresh(Design.intended().with(deviation)), FILE, LARGE);
  }

  private static Option<String> afterRelease(DmabufMappingDeviation deviation) {
    return MappingAudit.brokenLaw(release(registered(deviation), FIRST));
  }

  @Example
  @Label("name each guard and each deviation in a sentence of its own")
  void sentencesAreSentences() {
    MappingSteps.ALL
        .flatMap(step -> step.guards().map(Guard::sentence))
        .appendAll(List.of(DmabufMappingDeviation.values()).map(DmabufMappingDeviation::sentence))
        .forEach(sentence -> assertThat(sentence).matches("[A-Z].*\\."));
  }
}
