package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.DmabufRwDeviation.BINDING_IGNORED;
import static io.uring.dmabuf.system.DmabufRwDeviation.MARK_WAKES_NOBODY;
import static io.uring.dmabuf.system.DmabufRwDeviation.REFUSAL_KEEPS_TAG;
import static io.uring.dmabuf.system.State.MAPPING;
import static io.uring.dmabuf.system.State.QUEUE;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.dmabuf.MappingSteps;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.nvme.AbortSteps;
import io.uring.dmabuf.nvme.ResetSteps;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Bounds;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.Owner;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.CqeSteps;
import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.List;

/**
 * An abort, a reset of a controller, and its end if it does not come back from one, which is a
 * matter of its queue and itself: its PCI function stays bound, so that no mapping ends with it,
 * and rings and requests hear of it by what becomes of commands. And the end of the binding, which
 * every mapping for the controller ends with.
 */
public final class ResettingSteps {

  /** A command is not answered in time, and no abort is tried ({@code nvme_timeout}). */
  public static final Step<State, OfTag> TIMEOUT = Step.lifting(QUEUE, ResetSteps.TIMEOUT).joined();

  /** A command is late that the controller was to abort ({@code nvme_timeout}). */
  public static final Step<State, OfTag> LATE_AGAIN =
      Step.lifting(QUEUE, ResetSteps.LATE_AGAIN).joined();

  /** A command is late for the first time, and the queue was polled ({@code nvme_timeout}). */
  public static final Step<State, OfTag> POLL_LATE =
      Step.lifting(QUEUE, AbortSteps.POLL_LATE).joined();

  /** The controller is asked to abort it ({@code nvme_timeout}). */
  public static final Step<State, DeviceId> ASK_ABORT =
      Step.lifting(QUEUE, AbortSteps.ASK_ABORT).joined();

  /** The controller aborts a command. */
  public static final Step<State, OfTag> ABORT_COMMAND =
      Step.lifting(QUEUE, AbortSteps.ABORT_COMMAND).joined();

  /** The controller aborts nothing. */
  public static final Step<State, DeviceId> ABORT_NOTHING =
      Step.lifting(QUEUE, AbortSteps.ABORT_NOTHING).joined();

  /** The answer to an abort is seen ({@code abort_endio}). */
  public static final Step<State, DeviceId> END_ABORT =
      Step.lifting(QUEUE, AbortSteps.END_ABORT).joined();

  /** An abort is not answered in time ({@code nvme_timeout}). */
  public static final Step<State, DeviceId> ABORT_LATE =
      Step.lifting(QUEUE, AbortSteps.ABORT_LATE).joined();

  /** Somebody asks for a reset ({@code nvme_reset_ctrl}). */
  public static final Step<State, DeviceId> RESET_CTRL =
      Step.lifting(QUEUE, ResetSteps.RESET_CTRL).joined();

  /** Nothing more is set up ({@code nvme_dev_disable}). */
  public static final Step<State, DeviceId> QUIESCE =
      Step.lifting(QUEUE, ResetSteps.QUIESCE).joined();

  /** The controller is stopped, and reaches no memory ({@code pci_disable_device}). */
  public static final Step<State, DeviceId> DISABLE =
      Step.lifting(QUEUE, ResetSteps.DISABLE).joined();

  /** A command that it has not answered is taken back ({@code nvme_cancel_request}). */
  public static final Step<State, OfTag> CANCEL = Step.lifting(QUEUE, ResetSteps.CANCEL).joined();

  /** The controller is started again, on empty rings ({@code nvme_reset_work}). */
  public static final Step<State, DeviceId> INIT_QUEUE =
      Step.lifting(QUEUE, ResetSteps.INIT_QUEUE).joined();

  /** What has a tag is set up again ({@code nvme_reset_work}). */
  public static final Step<State, DeviceId> UNQUIESCE =
      Step.lifting(QUEUE, ResetSteps.UNQUIESCE).joined();

  /** The queue is frozen no more, and workers that waited for that wake ({@code nvme_unfreeze}). */
  public static final Step<State, DeviceId> UNFREEZE =
      Step.lifting(QUEUE, ResetSteps.UNFREEZE).then(State::waking);

  /** The controller does not come back ({@code nvme_reset_work}). */
  public static final Step<State, DeviceId> RESET_FAILS =
      Step.lifting(QUEUE, ResetSteps.RESET_FAILS).joined();

  /** A command is late before the reset is over ({@code nvme_timeout}). */
  public static final Step<State, OfTag> LATE_IN_RESET =
      Step.lifting(QUEUE, ResetSteps.LATE_IN_RESET).joined();

  /** Somebody pulls the drive out ({@code nvme_remove}). */
  public static final Step<State, DeviceId> REMOVE =
      Step.lifting(QUEUE, ResetSteps.REMOVE).joined();

  /** The queue goes on without a controller ({@code nvme_dev_disable}). */
  public static final Step<State, DeviceId> UNQUIESCE_TO_FAIL =
      Step.lifting(QUEUE, ResetSteps.UNQUIESCE_TO_FAIL).joined();

  /** The driver refuses a command, whose bio ends with EIO ({@code nvme_queue_rq}). */
  public static final Step<State, OfTag> DISPATCH_FAILS =
      Step.lifting(QUEUE, ResetSteps.DISPATCH_FAILS)
          .at(
              (s, of) -> State.ring(s.ringOf(of).get()),
              CqeSteps.PART_ENDS,
              (s, of) ->
                  s.requestOf(of)
                      .map(req -> new CqeSteps.Ended(req, -Errno.EIO.number()))
                      .getOrNull())
          .ending((before, of, after) ->
              before.design().deviates(REFUSAL_KEEPS_TAG) ? after.with(before.queue()) : after);

  /** The disk is dead, and workers that waited at its door wake ({@code blk_mark_disk_dead}). */
  public static final Step<State, DeviceId> MARK_DEAD =
      Step.lifting(QUEUE, ResetSteps.MARK_DEAD)
          .then((s, device) -> s.design().deviates(MARK_WAKES_NOBODY) ? s : s.waking(device));

  /** Somebody unbinds the driver, and the disk is dead ({@code nvme_remove}, del_gendisk). */
  public static final Step<State, DeviceId> UNBIND =
      Step.lifting(QUEUE, ResetSteps.UNBIND).joined();

  /** The driver ends a mapping that others have made for its device. */
  public static final Step<State, RegbufId> REVOKE =
      Step.<State, RegbufId>named("Revoke", Actor.USER, Domain.ids(ResettingSteps::revocable))
          .in(Group.QUEUEING)
          .of((s, rb) ->
              s.mapping().deviceOf(rb).<Owner>map(Owner.Device::new).getOrElse(Owner.Ring.FIRST))
          .on(MAPPING, MappingSteps.REVOKE, (s, rb) -> rb)
          .when(
              "Nobody is in the queue of its device, and nobody will be.",
              (s, rb) ->
                  !s.design().deviates(BINDING_IGNORED)
                      && s.mapping()
                          .deviceOf(rb)
                          .exists(device -> s.queue().pair(device).isEmptyForGood()))
          .joined();

  /** The driver lets go of the controller ({@code device_release_driver}). */
  public static final Step<State, DeviceId> RELEASE_DRIVER =
      Step.lifting(QUEUE, ResetSteps.RELEASE_DRIVER)
          .when(
              "No mapping for its device is left.",
              (s, device) ->
                  s.design().deviates(BINDING_IGNORED) || s.mapping().mappingsEnded(device))
          .joined();

  /** The steps of this class. */
  static final List<Step<State, ?>> ALL = Step.declaredIn(ResettingSteps.class);

  private ResettingSteps() {}

  /** Each slot, request and call of a ring may have a registration. */
  private static List<RegbufId> revocable(Bounds bounds) {
    int ofRing = bounds.integers("Slots").size() + bounds.integers("Reqs").size() + 1;
    return bounds.strings("Resets").contains("unbound")
        ? List.rangeClosed(1, bounds.integers("Rings").size() * ofRing).map(RegbufId::of)
        : List.empty();
  }
}
