-------------------------- MODULE LINK_ISSUED_DYING -------------------------
(***************************************************************************)
(* Task work that issues what was linked to a success, although the ring   *)
(* is dying.                                                               *)
(*                                                                         *)
(* model     dying-ring                                                    *)
(* override  LinkDies <- LinkIssued                                        *)
(* law       NobodyEntersDyingRing                                         *)
(* twin      LINK_ISSUED_ON_DYING_RING by ring-end-states                  *)
(***************************************************************************)
EXTENDS MCRequests

(* It is issued as on a ring that is open. *)
LinkIssued(ctx, t) ==
  /\ IsDying(ctx) /\ MayEnter(ctx) /\ Is(ctx, t, "task")
  /\ call' = [call EXCEPT ![ctx] = Submission("tasksubmit", queued[ctx][t].slot, t, TRUE)]
  /\ reqs' = [reqs EXCEPT ![ctx][t].file = queued[ctx][t].file]
  /\ queued' = [queued EXCEPT ![ctx] = Without(@, t)]
  /\ UNCHANGED <<ring, table, nodes, imus, tags>>
=============================================================================
