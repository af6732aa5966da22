------------------------ MODULE RINGS_NOT_CLEARED -------------------------
(*************************************************************************)
(* A completion ring that still has its old entries when the queue comes *)
(* up: those of the first phase look new, and the command that has the   *)
(* id of one, as what was cancelled keeps its, would be taken for done.  *)
(*                                                                       *)
(* model     nvme-queue-reset                                            *)
(* override  ClearedCq <- IndicesCleared                                 *)
(* law       PhaseTellsNewEntries                                        *)
(*************************************************************************)
EXTENDS MCNvmeQueue

(* The indices and phases begin anew, the memory stays. *)
IndicesCleared(d) == [FreshCq EXCEPT !.ring = cq[d].ring]
===========================================================================
