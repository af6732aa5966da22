------------------------- MODULE EXIT_BEFORE_WORKER -------------------------
(***************************************************************************)
(* The end of a ring that does not wait for the references of workers: a   *)
(* request whose CQE is out counts as freed.                               *)
(*                                                                         *)
(* model     dying-ring                                                    *)
(* override  LastIsFreed <- WorkerIsNotAwaited                             *)
(* law       BuffersOutliveRequests                                        *)
(***************************************************************************)
EXTENDS MCRequests

(* The CQE alone is waited for. *)
WorkerIsNotAwaited(ctx) ==
  \A r \in Reqs : reqs[ctx][r].st \in {"free", "posted", "unheld", "complete"}
=============================================================================
