-------------------------- MODULE DEAD_TRIED_AGAIN --------------------------
(***************************************************************************)
(* A command that is refused as one is that only has to wait               *)
(* (BLK_STS_RESOURCE, as nvme_fail_nonready_command says while a           *)
(* controller may come back): it is tried again and again, and its request *)
(* never ends.                                                             *)
(*                                                                         *)
(* model     rw-liveness-dead                                              *)
(* override  DispatchFails <- PutOff                                       *)
(* law       SubmittedCompletes                                            *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* To the requeue list, with the tag. *)
\* @kblockd drivers/nvme/host/core.c: nvme_fail_nonready_command, base (N1)
PutOff(d, t) ==
  /\ NV!Failing(d) /\ MayRun(Device(d), "queueing")
  /\ NV!Step(d, t, "tagged", "requeued")
  /\ UNCHANGED <<sq, cq, pool, ctrl, btvars, dmvars>>
=============================================================================
