-------------------------- MODULE PART_NOT_COUNTED --------------------------
(***************************************************************************)
(* A part that is handed on and not counted: its request is in flight without one. *)
(*                                                                         *)
(* model     rw-parts                                                      *)
(* override  [Ring]HandedOn <- HandedOnUncounted                           *)
(* law       EndsWithLastPart                                              *)
(* twin      PART_NOT_COUNTED by first-read                                *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* The first part counts, the others do not. *)
HandedOnUncounted(q) ==
  [q EXCEPT !.left = @ - 1, !.out = 0, !.st = IF q.left = 1 THEN "inflight" ELSE @]
=============================================================================
