-------------------------- MODULE PUNT_PUTS_NODE ---------------------------
(**************************************************************************)
(* A refused request that gives its node back when it is handed to io-wq. *)
(*                                                                        *)
(* model     deferred-issue-refused                                       *)
(* override  Punt <- PuntPutsNode                                         *)
(* law       RefusedKeepsNode                                             *)
(**************************************************************************)
EXTENDS MCBufferTable

(* Whoever completes a batch of requests drops what each of them holds, those of io-wq among them. *)
PuntPutsNode(r) ==
  /\ LockFree /\ Is(r, "again") /\ nodes[reqs[r].node].refs > 1
  /\ queued' = [queued EXCEPT ![r].how = "punted"]
  /\ reqs' = [reqs EXCEPT ![r].node = 0]
  /\ nodes' = [nodes EXCEPT ![reqs[r].node].refs = @ - 1]
  /\ UNCHANGED <<ring, call, table, imus, tags>>
============================================================================
