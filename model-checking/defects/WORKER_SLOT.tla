---------------------------- MODULE WORKER_SLOT -----------------------------
(***************************************************************************)
(* A worker that looks into another slot.                                  *)
(*                                                                         *)
(* model     deferred-issue                                                *)
(* set       Slots = {0, 1}                                                *)
(* override  WorkerLookup <- WorkerLooksIntoSlot0                          *)
(* law       BindsAtIssue                                                  *)
(* was       seed-worker-slot                                              *)
(* distinct  677                                                           *)
(* generated 891                                                           *)
(***************************************************************************)
EXTENDS MCRequests

(* A worker looks into the lowest slot, whichever the request names. *)
WorkerLooksIntoSlot0(ctx, r) ==
  /\ LockFree(ctx) /\ Is(ctx, r, "worker")
  /\ LET n == NodeAt(ctx, 0) IN
       IF n = 0
       THEN EndsUnissued(ctx, r, "EFAULT") /\ UNCHANGED nodes
       ELSE /\ nodes' = [nodes EXCEPT ![ctx][n].refs = @ + 1]
            /\ reqs' = [reqs EXCEPT ![ctx][r].node = n, ![ctx][r].tag = nodes[ctx][n].tag,
                                    ![ctx][r].file = queued[ctx][r].file]
            /\ queued' = [queued EXCEPT ![ctx][r].how = "import"]
  /\ UNCHANGED <<ring, call, table, imus, tags>>
=============================================================================
