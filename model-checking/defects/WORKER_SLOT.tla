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
EXTENDS MCBufferTable

(* A worker looks into the lowest slot, whichever the request names. *)
WorkerLooksIntoSlot0(r) ==
  /\ LockFree /\ Is(r, "worker")
  /\ LET n == NodeAt(0) IN
       IF n = 0
       THEN EndsUnissued(r, "EFAULT") /\ UNCHANGED nodes
       ELSE /\ nodes' = [nodes EXCEPT ![n].refs = @ + 1]
            /\ reqs' = [reqs EXCEPT ![r].node = n, ![r].tag = nodes[n].tag,
                                    ![r].file = queued[r].file]
            /\ queued' = [queued EXCEPT ![r].how = "import"]
  /\ UNCHANGED <<ring, call, table, imus, tags>>
=============================================================================
