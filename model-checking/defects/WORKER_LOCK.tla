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
EXTENDS MCRequests

(* A worker takes the reference while somebody else holds uring_lock. *)
WorkerNeedsNoLock(ctx, r) ==
  /\ Is(ctx, r, "worker")
  /\ LET n == NodeAt(ctx, queued[ctx][r].slot) IN
       /\ n # 0
       /\ nodes' = [nodes EXCEPT ![ctx][n].refs = @ + 1]
       /\ reqs' = [reqs EXCEPT ![ctx][r].node = n, ![ctx][r].tag = nodes[ctx][n].tag,
                               ![ctx][r].file = queued[ctx][r].file]
       /\ queued' = [queued EXCEPT ![ctx][r].how = "import"]
  /\ UNCHANGED <<ring, call, table, imus, tags>>
=============================================================================
