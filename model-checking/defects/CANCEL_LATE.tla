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
EXTENDS MCBufferTable

(* A request that has ended already is cancelled all the same. *)
CancelInFlightLate(r) ==
  /\ LockFree
  /\ reqs[r].st = "done"
  /\ reqs' = [reqs EXCEPT ![r].res = "ECANCELED"]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags, queued>>
=============================================================================
