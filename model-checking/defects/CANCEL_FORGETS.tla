--------------------------- MODULE CANCEL_FORGETS ---------------------------
(***************************************************************************)
(* A cancelled request whose node nobody puts.                             *)
(*                                                                         *)
(* model     deferred-issue                                                *)
(* override  CancelInFlight <- CancelInFlightForgets                       *)
(* law       NodeRefsMatchHolders                                          *)
(* twin      CANCELLED_FORGETS_NODE by cancelled-requests                  *)
(* was       seed-cancel-forgets                                           *)
(* distinct  934                                                           *)
(* generated 1432                                                          *)
(***************************************************************************)
EXTENDS MCRequests

(* A cancelled request forgets its node, and nobody puts it. *)
CancelInFlightForgets(ctx, r) ==
  /\ LockFree(ctx)
  /\ reqs[ctx][r].st = "inflight" /\ KindOfNode(ctx, reqs[ctx][r].node) = "pages"
  /\ reqs' = [reqs EXCEPT ![ctx][r].st = "done", ![ctx][r].res = "ECANCELED", ![ctx][r].node = 0]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags, queued>>
=============================================================================
