package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.State.MAPPING;
import static io.uring.dmabuf.system.State.RINGS;
import static io.uring.dmabuf.system.State.TABLE;
import static io.vavr.API.For;

import io.uring.dmabuf.dmabuf.DmabufMapping;
import io.uring.dmabuf.dmabuf.MappingSteps;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.InRing;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.DropSteps;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.RingsSteps;
import io.uring.dmabuf.uring.TableSteps;
import io.uring.dmabuf.uring.TeardownSteps;
import io.uring.dmabuf.uring.UpdateArgs;
import io.uring.dmabuf.uring.UpdateStage;
import io.vavr.collection.List;

/**
 * Registering, replacing and unregistering buffers: a call of the user, under {@code uring_lock}
 * from its first step to its last (patches 07 to 10, R1 to R25, U1).
 */
public final class RegistrationSteps {

  /** A sparse table appears ({@code io_register_rsrc}). */
  public static final Step<State, Integer> REGISTER_SPARSE =
      Step.lifting(TABLE, TableSteps.REGISTER_SPARSE).joined();

  /**
   * A call that R1 to R7 refuse with an errno; nothing changes ({@code io_register_rsrc_update},
   * {@code __io_register_rsrc_update}, {@code __io_sqe_buffers_update}, {@code
   * io_register_dmabuf}).
   */
  public static final Step<State, Errno> UPDATE_REFUSED =
      Step.lifting(TABLE, TableSteps.UPDATE_REFUSED).joined();

  /** An update begins, at the first of its entries ({@code __io_sqe_buffers_update}, R1 to R7). */
  public static final Step<State, UpdateArgs> START_UPDATE =
      Step.lifting(TABLE, TableSteps.START_UPDATE).joined();

  /** A table appears, with an entry for each of its slots ({@code io_sqe_buffers_register}). */
  public static final Step<State, UpdateArgs> START_REGISTER =
      Step.lifting(TABLE, TableSteps.START_REGISTER).joined();

  /** The next entry of an update or a registration, which is of the next slot. */
  public static final Step<State, UpdateArgs> NEXT_ENTRY =
      Step.lifting(TABLE, TableSteps.NEXT_ENTRY).joined();

  /** It cannot be copied, or the tests R3 to R7 end with this errno. */
  public static final Step<State, Errno> ENTRY_REFUSED =
      Step.lifting(TABLE, TableSteps.ENTRY_REFUSED).joined();

  /** A registration that failed takes back its tags ({@code io_clear_table_tags}). */
  public static final Step<State, NoArgs> CLEAR_TAGS =
      Step.lifting(TABLE, TableSteps.CLEAR_TAGS).joined();

  /** R8: an empty regbuf. */
  public static final Step<State, NoArgs> ALLOC_REGBUF =
      registering("AllocRegbuf")
          .on(TABLE, TableSteps.SET_REGBUF, (s, none) -> s.mapping().nextRegbuf())
          .on(MAPPING, MappingSteps.ALLOC_REGBUF)
          .joined();

  /** R9: a reference of the target file. */
  public static final Step<State, NoArgs> GET_FILE =
      registering("GetFile")
          .on(TABLE, TableSteps.ADVANCE, (s, none) -> UpdateStage.GET_FILE)
          .on(
              MAPPING,
              MappingSteps.GET_FILE,
              (s, none) ->
                  For(s.callRegbuf(), s.callFile()).yield(MappingSteps.OfFile::new).getOrNull())
          .joined();

  /** R10: the file can name its DMA device. */
  public static final Step<State, NoArgs> CHECK_DMA_DEVICE =
      registering("CheckDmaDevice")
          .on(TABLE, TableSteps.ADVANCE, (s, none) -> UpdateStage.CHECK_DMA_DEVICE)
          .joined();

  /** R11: the device behind the file ({@code block_get_dma_device}). */
  public static final Step<State, NoArgs> GET_DMA_DEVICE =
      advancing("GetDmaDevice", UpdateStage.GET_DMA_DEVICE, MappingSteps.GET_DMA_DEVICE);

  /** R12: a reference of the dma-buf ({@code io_dmabuf_import}). */
  public static final Step<State, NoArgs> GET_DMABUF =
      registering("GetDmabuf")
          .on(TABLE, TableSteps.ADVANCE, (s, none) -> UpdateStage.GET_DMABUF)
          .on(
              MAPPING,
              MappingSteps.GET_DMABUF,
              (s, none) ->
                  For(s.callRegbuf(), s.callBuf()).yield(MappingSteps.OfBuf::new).getOrNull())
          .joined();

  /** R13: the attachment ({@code dma_buf_attach}). */
  public static final Step<State, NoArgs> ATTACH =
      advancing("Attach", UpdateStage.ATTACH, MappingSteps.ATTACH);

  /** R14: waits for the reservation lock and takes it ({@code dma_buf_map_attachment_unlocked}). */
  public static final Step<State, NoArgs> LOCK_FOR_MAP =
      advancing("LockForMap", UpdateStage.LOCK_FOR_MAP, MappingSteps.LOCK_RESV);

  /** R14: the mapping ({@code dma_buf_map_attachment}). */
  public static final Step<State, NoArgs> MAP =
      moving("Map", UpdateStage.MAP, MappingSteps.MAP)
          .when("The driver of its device stays bound.", (s, none) -> s.mapsForCall())
          .joined();

  /**
   * R14: the IOMMU has too few addresses left, or the driver is being unbound; the call will return
   * ENOMEM.
   */
  public static final Step<State, NoArgs> MAP_FAILS =
      registering("MapFails")
          .on(MAPPING, MappingSteps.MAP_FAILS, (s, none) -> s.callRegbuf().getOrNull())
          .on(TABLE, TableSteps.FAIL)
          .when(
              "The device has too few free addresses, or its driver is being unbound.",
              (s, none) -> !s.mapsForCall() || !s.hasRoomForCall())
          .joined();

  /** R16: a reference of the device. */
  public static final Step<State, NoArgs> GET_DEVICE =
      advancing("GetDevice", UpdateStage.GET_DEVICE, MappingSteps.GET_DEVICE);

  /** R17, R18: the array of DMA segments. */
  public static final Step<State, NoArgs> ALLOC_VEC =
      advancing("AllocVec", UpdateStage.ALLOC_VEC, MappingSteps.ALLOC_VEC);

  /** R19: the node ({@code io_rsrc_node_alloc}). */
  public static final Step<State, NoArgs> ALLOC_NODE =
      Step.lifting(TABLE, TableSteps.ALLOC_NODE).joined();

  /** R20 to R22: the imu, which owns the regbuf from here. */
  public static final Step<State, NoArgs> ALLOC_IMU =
      Step.lifting(TABLE, TableSteps.ALLOC_IMU).joined();

  /**
   * A step of R8 to R20 fails, by injection or because the descriptor it names is closed, or the
   * file is not O_DIRECT.
   */
  public static final Step<State, NoArgs> STEP_FAILS =
      registering("StepFails")
          .on(TABLE, TableSteps.FAIL)
          .when("The step cannot succeed.", (s, none) -> s.stepMustFail())
          .joined();

  /** R23, R24: the tag is installed and the old node leaves the slot. */
  public static final Step<State, NoArgs> TAKE_SLOT =
      Step.lifting(TABLE, TableSteps.TAKE_SLOT).joined();

  /** R24, R25: the slot holds the new node. */
  public static final Step<State, NoArgs> STORE_NODE =
      Step.lifting(TABLE, TableSteps.STORE_NODE).joined();

  /** U1: unregistering the table begins ({@code io_sqe_buffers_unregister}). */
  public static final Step<State, NoArgs> START_UNREGISTER =
      Step.lifting(TABLE, TeardownSteps.START_UNREGISTER).joined();

  /** The ring is dying ({@code io_ring_ctx_wait_and_kill}). */
  public static final Step<State, NoArgs> CLOSE_RING =
      Step.lifting(TABLE, TeardownSteps.CLOSE_RING).joined();

  /** The last request of a dying ring is freed ({@code io_ring_ctx_free}). */
  public static final Step<State, NoArgs> FREE_RING =
      Step.lifting(TABLE, TeardownSteps.FREE_RING).joined();

  /** U1: the highest occupied slot is emptied, or the table goes ({@code io_rsrc_data_free}). */
  public static final Step<State, NoArgs> CLEAR_SLOT =
      Step.lifting(TABLE, TeardownSteps.CLEAR_SLOT).joined();

  /** The call returns and {@code uring_lock} is free. */
  public static final Step<State, NoArgs> RETURN = Step.lifting(TABLE, DropSteps.RETURN).joined();

  /** A ring copies the table of another ({@code io_clone_buffers}). */
  public static final Step<State, InRing<RingsSteps.Cloning>> START_CLONE =
      Step.lifting(RINGS, RingsSteps.START_CLONE).joined();

  /** The new table takes the place of the old one ({@code io_clone_buffers}). */
  public static final Step<State, InRing<NoArgs>> INSTALL_CLONE =
      Step.lifting(RINGS, RingsSteps.INSTALL_CLONE).joined();

  /** A clone that is refused changes nothing ({@code io_register_clone_buffers}). */
  public static final Step<State, InRing<RingsSteps.Refusal>> CLONE_REFUSED =
      Step.lifting(RINGS, RingsSteps.CLONE_REFUSED).joined();

  /** The steps of this class that are of two rings. */
  static final List<Step<State, ?>> OF_TWO = List.of(START_CLONE, INSTALL_CLONE, CLONE_REFUSED);

  /** The steps of this class that one ring takes. */
  static final List<Step<State, ?>> ALL =
      Step.<State>declaredIn(RegistrationSteps.class).removeAll(OF_TWO);

  private RegistrationSteps() {}

  private static Step.Making<State, NoArgs> registering(String action) {
    return Step.<State>named(action, Actor.TASK).in(Group.REGISTRATION);
  }

  /** A stage of a registration and the mapping's step on its regbuf that belongs to it. */
  private static Step<State, NoArgs> advancing(
      String action, UpdateStage stage, Step<DmabufMapping, RegbufId> step) {
    return moving(action, stage, step).joined();
  }

  private static Step.Making<State, NoArgs> moving(
      String action, UpdateStage stage, Step<DmabufMapping, RegbufId> step) {
    return registering(action)
        .on(TABLE, TableSteps.ADVANCE, (s, none) -> stage)
        .on(MAPPING, step, (s, none) -> s.callRegbuf().getOrNull());
  }
}
