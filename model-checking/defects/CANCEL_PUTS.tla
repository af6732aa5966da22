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
EXTENDS MCBufferTable

(* A cancelled request puts its node at once: nobody holds uring_lock. *)
CancelInFlightPuts(r) ==
  /\ LockFree
  /\ reqs[r].st = "inflight" /\ KindOfNode(reqs[r].node) = "pages"
  /\ reqs' = [reqs EXCEPT ![r].st = "done", ![r].res = "ECANCELED", ![r].node = 0]
  /\ nodes' = [nodes EXCEPT ![reqs[r].node].refs = @ - 1]
  /\ UNCHANGED <<ring, call, table, imus, tags, queued>>
=============================================================================
