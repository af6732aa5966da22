----------------------------- MODULE SQE_LOST -----------------------------
(*************************************************************************)
(* A command that is not copied into the submission ring.                *)
(*                                                                       *)
(* model     nvme-queue-small                                            *)
(* override  WriteSqe <- WriteSqeForgets                                 *)
(* law       SqHoldsQueued                                               *)
(*************************************************************************)
EXTENDS MCNvmeQueue

(* The tail does not move. *)
WriteSqeForgets(d, t) ==
  /\ Step(d, t, "built", "queued")
  /\ UNCHANGED <<sq, cq, pool, ctrl>>
===========================================================================
