package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.DmabufRwDeviation.RELEASE_WITHOUT_WAITING;
import static io.uring.dmabuf.system.DmabufRwDeviation.UNWIND_KEEPS_DMABUF;
import static io.uring.dmabuf.system.State.MAPPING;
import static io.uring.dmabuf.system.State.TABLE;

import io.uring.dmabuf.dmabuf.DmabufMapping;
import io.uring.dmabuf.dmabuf.MappingSteps;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Drop;
import io.uring.dmabuf.uring.DropSteps;
import io.uring.dmabuf.uring.TableSteps;
import io.uring.dmabuf.uring.UpdateStage;
import io.vavr.collection.List;

/**
 * Dropping a node, and taking apart what a registration held: by whoever drops the last reference
 * of the node, or by a registration that failed (patches 08 and 10, U1 to U10).
 */
public final class ReleaseSteps {

  /** U1: one reference of the node less ({@code io_put_rsrc_node}). */
  public static final Step<State, NoArgs> PUT_NODE =
      Step.lifting(TABLE, DropSteps.PUT_NODE)
          .ending((before, none, after) ->
              before.design().deviates(RELEASE_WITHOUT_WAITING)
                  ? after.with(before.withoutMappingOfDropped())
                  : after);

  /** U2: the tag is posted ({@code io_free_rsrc_node}). */
  public static final Step<State, NoArgs> POST_TAG =
      Step.lifting(TABLE, DropSteps.POST_TAG).joined();

  /**
   * U2: another node shares the imu: this one goes, and the mapping stays ({@code
   * io_buffer_unmap}).
   */
  public static final Step<State, NoArgs> KEEP_SHARED_IMU =
      Step.lifting(TABLE, DropSteps.KEEP_SHARED_IMU).joined();

  /** U3, U10: ordinary pages are unpinned ({@code io_buffer_unmap}). */
  public static final Step<State, NoArgs> UNPIN_PAGES =
      releasing("UnpinPages")
          .on(TABLE, DropSteps.RELEASED)
          .when("The imu being released has no regbuf.", (s, none) -> s.releasing().isEmpty())
          .joined();

  /** A failed registration without a regbuf has nothing but its node to give back. */
  public static final Step<State, NoArgs> UNWIND_NOTHING =
      releasing("UnwindNothing")
          .on(TABLE, TableSteps.UNWOUND)
          .when("The failed registration has no regbuf.", (s, none) -> s.callRegbuf().isEmpty())
          .joined();

  /** U4: the array of DMA segments ({@code io_release_reg_dmabuf}). */
  public static final Step<State, NoArgs> FREE_VEC =
      releasing("FreeVec", MappingSteps.FREE_VEC).joined();

  /** U5: waits for the reservation lock ({@code dma_buf_unmap_attachment_unlocked}). */
  public static final Step<State, NoArgs> LOCK_FOR_UNMAP =
      releasing("LockForUnmap", MappingSteps.LOCK_RESV)
          .when(
              "The regbuf being released is mapped.",
              (s, none) -> s.releasing().exists(s.mapping()::isMapped))
          .joined();

  /** U5: no address of the mapping is valid any more ({@code dma_buf_unmap_attachment}). */
  public static final Step<State, NoArgs> UNMAP = releasing("Unmap", MappingSteps.UNMAP).joined();

  /** U6: the attachment ({@code dma_buf_detach}). */
  public static final Step<State, NoArgs> DETACH =
      releasing("Detach", MappingSteps.DETACH).joined();

  /** U7: the reference of the dma-buf ({@code dma_buf_put}). */
  public static final Step<State, NoArgs> PUT_DMABUF =
      releasing("PutDmabuf", MappingSteps.PUT_DMABUF)
          .ending((before, none, after) ->
              before.design().deviates(UNWIND_KEEPS_DMABUF)
                      && before.table().isAt(UpdateStage.UNWIND)
                  ? after.withDmabufsOf(before)
                  : after);

  /** U8: the reference of the device ({@code io_dmabuf_release}). */
  public static final Step<State, NoArgs> PUT_DEVICE =
      releasing("PutDevice", MappingSteps.PUT_DEVICE).joined();

  /** U9: the reference of the file, last. */
  public static final Step<State, NoArgs> PUT_FILE =
      releasing("PutFile", MappingSteps.PUT_FILE).joined();

  /** U10: the regbuf, then imu and node, or the node of a registration that failed. */
  public static final Step<State, NoArgs> FREE_REGBUF =
      releasing("FreeRegbuf", MappingSteps.FREE_REGBUF)
          .onWhere(TABLE, DropSteps.RELEASED, (s, none) -> isDropping(s) ? none : null)
          .onWhere(TABLE, TableSteps.UNWOUND, (s, none) -> isDropping(s) ? null : none)
          .joined();

  /** The steps of this class. */
  static final List<Step<State, ?>> ALL = Step.declaredIn(ReleaseSteps.class);

  private ReleaseSteps() {}

  private static boolean isDropping(State s) {
    return s.table().isDropping(Drop.Stage.RELEASE);
  }

  private static Step.Making<State, NoArgs> releasing(String action) {
    return Step.<State>named(action, Actor.TASK).in(Group.RELEASE);
  }

  /** A step of the mapping on the regbuf that the running call takes apart. */
  private static Step.Making<State, NoArgs> releasing(
      String action, Step<DmabufMapping, RegbufId> step) {
    return releasing(action).on(MAPPING, step, (s, none) -> s.releasing().getOrNull());
  }
}
