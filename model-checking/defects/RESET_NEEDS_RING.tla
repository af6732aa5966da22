-------------------------- MODULE RESET_NEEDS_RING --------------------------
(***************************************************************************)
(* A submitter that waits, with uring_lock held, until its command is      *)
(* with the device, and a reset that ends requests under that lock:        *)
(* either alone does not deadlock.                                         *)
(*                                                                         *)
(* model     rw-reset-tag                                                  *)
(* override  LeavesHeldBack <- IssuerWaits                                 *)
(* override  InitQueue <- InitQueueUnderLock                               *)
(* override  ResetWaits <- ForTheRing                                      *)
(* law       NoWaitCycle                                                   *)
(***************************************************************************)
EXTENDS MCDmabufRw

IssuerWaits == FALSE

(* What was taken back is ended by whoever has the lock next. *)
\* @reset drivers/nvme/host/pci.c: nvme_reset_work, base (reset)
InitQueueUnderLock(d) ==
  /\ \A ctx \in Rings : RQ!LockFree(ctx)
  /\ NV!InitQueue(d) /\ MayRun(Device(d), "queueing")
  /\ UNCHANGED <<btvars, dmvars>>

ForTheRing == {"uring_lock"}
=============================================================================
