---------------------------- MODULE CANCEL_LATE -----------------------------
(***************************************************************************)
(* A request that has ended and is cancelled all the same.                 *)
(*                                                                         *)
(* model     deferred-issue                                                *)
(* override  CancelInFlight <- CancelInFlightLate                          *)
(* law       CancelledInTime                                               *)
(* was       seed-cancel-late                                              *)
(* distinct  33                                                            *)
(* generated 37                                                            *)
(***************************************************************************)
EXTENDS MCRequests

(* A request that has ended already is cancelled all the same. *)
CancelInFlightLate(ctx, r) ==
  /\ LockFree(ctx)
  /\ reqs[ctx][r].st = "done"
  /\ reqs' = [reqs EXCEPT ![ctx][r].res = "ECANCELED"]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags, queued>>
=============================================================================
