-------------------------- MODULE WORKERS_OF_ALL --------------------------
(*************************************************************************)
(* The threads of io-wq counted for all tasks together: a task waits for *)
(* the threads of another one.                                           *)
(*                                                                       *)
(* model     deferred-issue-two-tasks                                    *)
(* override  BusyWorkers <- BusyWorkersOfAll                             *)
(* law       WorkersServe                                                *)
(*************************************************************************)
EXTENDS MCRequests

(* Whose thread it is is not looked at. *)
BusyWorkersOfAll(ctx) ==
  Cardinality({<<c, r>> \in Rings \X Reqs :
    r \in DOMAIN queued[c] /\ queued[c][r].how \in AtWork})
===========================================================================
