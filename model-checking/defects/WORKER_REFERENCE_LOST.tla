------------------------- MODULE WORKER_REFERENCE_LOST --------------------------
(*******************************************************************************)
(* Requests that are not counted: task work frees one that a worker still has. *)
(*                                                                             *)
(* model     rw-worker-put                                                     *)
(* override  [Ring]HeldByWorker <- HeldByNobody                                *)
(* law       WorkerHoldsLive                                                   *)
(* twin      WORKER_REFERENCE_IGNORED                                          *)
(*******************************************************************************)
EXTENDS MCDmabufRw

(* Task work does not ask whether a worker has a reference of the request. *)
HeldByNobody(ctx, r) == FALSE
=================================================================================
