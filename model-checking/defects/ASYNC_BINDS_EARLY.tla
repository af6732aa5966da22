------------------------- MODULE ASYNC_BINDS_EARLY --------------------------
(***************************************************************************)
(* A request for a worker that takes its node when it is submitted.        *)
(*                                                                         *)
(* model     deferred-issue                                                *)
(* override  StartAsync <- StartAsyncBinds                                 *)
(* law       QueuedHoldsNothing                                            *)
(* was       seed-async-binds-early                                        *)
(* distinct  331                                                           *)
(* generated 460                                                           *)
(***************************************************************************)
EXTENDS MCBufferTable

(* A request for a worker takes its node when it is submitted. *)
StartAsyncBinds(r, s, op, f, off, len) ==
  /\ ring = "open" /\ LockFree /\ r \in FreeReqs /\ MayTakeReq(r)
  /\ LET n == NodeAt(s) IN
       /\ reqs' = [reqs EXCEPT ![r] =
                    [Submitted(op, off, len) EXCEPT
                      !.node = n, !.tag = IF n = 0 THEN 0 ELSE nodes[n].tag]]
       /\ nodes' = IF n = 0 THEN nodes ELSE [nodes EXCEPT ![n].refs = @ + 1]
  /\ queued' = Queue(r, "worker", s, f, 0)
  /\ UNCHANGED <<ring, call, table, imus, tags>>
=============================================================================
