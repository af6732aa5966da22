-------------------------- MODULE PUNT_PUTS_NODE ---------------------------
(**************************************************************************)
(* A refused request that gives its node back when it is handed to io-wq. *)
(*                                                                        *)
(* model     deferred-issue-refused                                       *)
(* override  Punt <- PuntPutsNode                                         *)
(* law       RefusedKeepsNode                                             *)
(**************************************************************************)
EXTENDS MCRequests

(* Whoever completes a batch of requests drops what each of them holds, those of io-wq among them. *)
PuntPutsNode(ctx, r) ==
  /\ LockFree(ctx) /\ Is(ctx, r, "again") /\ nodes[ctx][reqs[ctx][r].node].refs > 1
  /\ queued' = [queued EXCEPT ![ctx][r].how = "punted"]
  /\ reqs' = [reqs EXCEPT ![ctx][r].node = 0]
  /\ nodes' = [nodes EXCEPT ![ctx][reqs[ctx][r].node].refs = @ - 1]
  /\ UNCHANGED <<ring, call, table, imus, tags>>
============================================================================
