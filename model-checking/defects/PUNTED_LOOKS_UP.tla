-------------------------- MODULE PUNTED_LOOKS_UP --------------------------
(**************************************************************************)
(* The worker of a refused request looks its slot up once more, as that   *)
(* of one that asked for a worker does: after an update it works on the   *)
(* buffer that the slot has by now, and the node that the request got     *)
(* inline is given back by nobody.                                        *)
(*                                                                        *)
(* model     deferred-issue-refused                                       *)
(* override  Punt <- PuntToLookup                                         *)
(* law       QueuedGoInOrder                                              *)
(**************************************************************************)
EXTENDS MCRequests

(* io-wq gets it as it gets what nothing is known of yet. *)
PuntToLookup(ctx, r) ==
  /\ MayEnter(ctx) /\ Is(ctx, r, "again")
  /\ queued' = [queued EXCEPT ![ctx][r].how = "worker"]
  /\ UNCHANGED <<ring, call, table, nodes, imus, reqs, tags>>
============================================================================
