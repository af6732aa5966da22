--------------------------- MODULE UNHELD_LEFT ----------------------------
(*************************************************************************)
(* A worker that is the last to have a request, and task work that does  *)
(* not come to free it: the node is held for good, and no law of what is *)
(* held can tell.                                                        *)
(*                                                                       *)
(* model     deferred-issue-kinds                                        *)
(* override  StartFreeing <- NobodyFrees                                 *)
(* law       OnlyQuietStops                                              *)
(*************************************************************************)
EXTENDS MCRequests

(* Task work frees what it has posted the CQE of itself, and nothing else. *)
NobodyFrees(ctx, r) == FALSE /\ UNCHANGED btvars
===========================================================================
