--------------------------- MODULE ABORT_UNPOLLED ---------------------------
(***************************************************************************)
(* A host that takes a command for late without a look into the completion *)
(* queue, as if an interrupt were never lost: its answer is there.         *)
(*                                                                         *)
(* model     nvme-queue-abort                                              *)
(* override  PollLate <- LateUnpolled                                      *)
(* law       LateIsUnanswered                                              *)
(* twin      ABORT_UNPOLLED                                                *)
(***************************************************************************)
EXTENDS MCNvmeQueue

(* In flight is enough. *)
LateUnpolled(d, t) ==
  /\ ctrl[d] = "live" /\ MayAbort(d, t)
  /\ cmds[d][t].st \in Owned
  /\ sq' = [sq EXCEPT ![d].abort = [st |-> "polled", cid |-> Cid(cmds[d][t].gen, t)]]
  /\ UNCHANGED <<cmds, cq, pool, ctrl>>
=============================================================================
