--------------------------- MODULE TASK_ANYWHERE ----------------------------
(***************************************************************************)
(* Calls and task work of a ring by whoever comes, also while its task is  *)
(* in a call of another ring.                                              *)
(*                                                                         *)
(* model     cloned-tables-one-task                                        *)
(* override  [Ring]TaskIsFree <- NobodyAsks                                *)
(* law       OneCallATask                                                  *)
(***************************************************************************)
EXTENDS MCRequests

(* It does not matter where the task is. *)
NobodyAsks(ctx) == TRUE
=============================================================================
