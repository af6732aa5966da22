-------------------------- MODULE ONE_AT_A_TIME ---------------------------
(*************************************************************************)
(* A ring that lets nobody in as long as a request of it is in flight.   *)
(*                                                                       *)
(* model     buffer-table-small                                          *)
(* override  MayEnter <- MayEnterAlone                                   *)
(* law       CallsAreAnswered                                            *)
(*************************************************************************)
EXTENDS MCRequests

(* A call begins when nothing is in flight. *)
MayEnterAlone(ctx) ==
  LockFree(ctx) /\ TaskIsFree(ctx) /\ \A r \in Reqs : reqs[ctx][r].st # "inflight"
===========================================================================
