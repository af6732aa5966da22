---------------------------- MODULE CANCEL_PUTS -----------------------------
(***************************************************************************)
(* A cancelled request that puts its node without uring_lock.              *)
(*                                                                         *)
(* model     deferred-issue                                                *)
(* override  CancelInFlight <- CancelInFlightPuts                          *)
(* law       LockCoversTable                                               *)
(* was       seed-cancel-puts                                              *)
(* distinct  934                                                           *)
(* generated 1432                                                          *)
(***************************************************************************)
EXTENDS MCRequests

(* A cancelled request puts its node at once: nobody holds uring_lock. *)
CancelInFlightPuts(ctx, r) ==
  /\ LockFree(ctx)
  /\ reqs[ctx][r].st = "inflight" /\ KindOfNode(ctx, reqs[ctx][r].node) = "pages"
  /\ reqs' = [reqs EXCEPT ![ctx][r].st = "done", ![ctx][r].res = "ECANCELED", ![ctx][r].node = 0]
  /\ nodes' = [nodes EXCEPT ![ctx][reqs[ctx][r].node].refs = @ - 1]
  /\ UNCHANGED <<ring, call, table, imus, tags, queued>>
=============================================================================
