------------------------- MODULE ASYNC_BINDS_EARLY --------------------------
(***************************************************************************)
(* A request for a worker that takes its node when it is submitted.        *)
(*                                                                         *)
(* model     deferred-issue                                                *)
(* override  StartAsync <- StartAsyncBinds                                 *)
(* law       QueuedHoldsNothing                                            *)
(* twin      ASYNC_BINDS_AT_SUBMISSION by worker-binds-late                *)
(* was       seed-async-binds-early                                        *)
(* distinct  331                                                           *)
(* generated 460                                                           *)
(***************************************************************************)
EXTENDS MCRequests

(* A request for a worker takes its node when it is submitted. *)
StartAsyncBinds(ctx, r, s, op, f, off, len) ==
  /\ ring[ctx] = "open" /\ LockFree(ctx) /\ r \in FreeReqs(ctx) /\ MayTakeReq(ctx, r)
  /\ LET n == NodeAt(ctx, s) IN
       /\ reqs' = [reqs EXCEPT ![ctx][r] =
                    [Submitted(op, off, len) EXCEPT
                      !.node = n, !.tag = IF n = 0 THEN 0 ELSE nodes[ctx][n].tag]]
       /\ nodes' = [nodes EXCEPT ![ctx] = IF n = 0 THEN nodes[ctx] ELSE [@ EXCEPT ![n].refs = @ + 1]]
  /\ queued' = [queued EXCEPT ![ctx] = Queue(ctx, r, "worker", s, f, 0)]
  /\ UNCHANGED <<ring, call, table, imus, tags>>
=============================================================================
