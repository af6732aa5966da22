---------------------------- MODULE WORKER_LOCK -----------------------------
(***************************************************************************)
(* A worker that takes its reference while somebody holds uring_lock.      *)
(*                                                                         *)
(* model     deferred-issue                                                *)
(* override  WorkerLookup <- WorkerNeedsNoLock                             *)
(* law       BindsAtIssue                                                  *)
(* was       seed-worker-lock                                              *)
(* distinct  148                                                           *)
(* generated 175                                                           *)
(***************************************************************************)
EXTENDS MCBufferTable

(* A worker takes the reference while somebody else holds uring_lock. *)
WorkerNeedsNoLock(r) ==
  /\ Is(r, "worker")
  /\ LET n == NodeAt(queued[r].slot) IN
       /\ n # 0
       /\ nodes' = [nodes EXCEPT ![n].refs = @ + 1]
       /\ reqs' = [reqs EXCEPT ![r].node = n, ![r].tag = nodes[n].tag,
                               ![r].file = queued[r].file]
       /\ queued' = [queued EXCEPT ![r].how = "import"]
  /\ UNCHANGED <<ring, call, table, imus, tags>>
=============================================================================
