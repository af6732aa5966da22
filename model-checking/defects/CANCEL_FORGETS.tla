--------------------------- MODULE CANCEL_FORGETS ---------------------------
(***************************************************************************)
(* A cancelled request whose node nobody puts.                             *)
(*                                                                         *)
(* model     deferred-issue                                                *)
(* override  CancelInFlight <- CancelInFlightForgets                       *)
(* law       NodeRefsMatchHolders                                          *)
(* was       seed-cancel-forgets                                           *)
(* distinct  934                                                           *)
(* generated 1432                                                          *)
(***************************************************************************)
EXTENDS MCBufferTable

(* A cancelled request forgets its node, and nobody puts it. *)
CancelInFlightForgets(r) ==
  /\ LockFree
  /\ reqs[r].st = "inflight" /\ KindOfNode(reqs[r].node) = "pages"
  /\ reqs' = [reqs EXCEPT ![r].st = "done", ![r].res = "ECANCELED", ![r].node = 0]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags, queued>>
=============================================================================
