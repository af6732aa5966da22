--------------------------- MODULE CANCEL_FORGETS ---------------------------
(***************************************************************************)
(* A cancelled request whose node nobody puts.                             *)
(*                                                                         *)
(* model     deferred-issue                                                *)
(* override  CancelInFlight <- CancelInFlightForgets                       *)
(* law       NodeRefsMatchHolders                                          *)
(* was       seed-cancel-forgets                                           *)
(* distinct  482                                                           *)
(* generated 598                                                           *)
(***************************************************************************)
EXTENDS MCDeferredIssue

(* A cancelled request forgets its node, and nobody puts it. *)
CancelInFlightForgets(r) ==
  /\ BT!LockFree
  /\ reqs[r].st = "inflight" /\ BT!KindOfNode(reqs[r].node) = "pages"
  /\ reqs' = [reqs EXCEPT ![r].st = "done", ![r].res = "ECANCELED", ![r].node = 0]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags, queued>>
=============================================================================
