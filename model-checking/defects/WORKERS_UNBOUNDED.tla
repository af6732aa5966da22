------------------------ MODULE WORKERS_UNBOUNDED -------------------------
(*************************************************************************)
(* An io-wq that creates a thread for each request.                      *)
(*                                                                       *)
(* model     rw-worker-link                                              *)
(* override  [Ring]WorkerIsFree <- AlwaysFree                            *)
(* law       WorkersBounded                                              *)
(*************************************************************************)
EXTENDS MCDmabufRw

(* There is always one more thread. *)
AlwaysFree(ctx) == TRUE
===========================================================================
