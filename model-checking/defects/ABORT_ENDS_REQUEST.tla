------------------------- MODULE ABORT_ENDS_REQUEST -------------------------
(***************************************************************************)
(* A host that takes the answer to an abort for the end of the command: it *)
(* completes the request, though the device may have done nothing about it *)
(* and works on.                                                           *)
(*                                                                         *)
(* model     nvme-queue-abort                                              *)
(* override  EndAbort <- EndsAborted                                       *)
(* law       AbortEndsNothing                                              *)
(* twin      ABORT_ENDS_REQUEST                                            *)
(***************************************************************************)
EXTENDS MCNvmeQueue

(* What was to be aborted is over with the answer, whatever that is. *)
EndsAborted(d) ==
  /\ sq[d].abort.st = "answered"
  /\ sq' = WithoutAbort(d)
  /\ cmds' = [cmds EXCEPT ![d] = [t \in Tags |->
       IF @[t].aborted /\ @[t].st \in {"queued", "owned"}
       THEN [@[t] EXCEPT !.st = "reaped", !.ok = FALSE, !.aborted = FALSE] ELSE @[t]]]
  /\ UNCHANGED <<cq, pool, ctrl>>
=============================================================================
