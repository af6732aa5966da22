------------------------- MODULE BIT_CLEARED_EARLY --------------------------
(***************************************************************************)
(* A flush ends because the queue is full again, and says all the same     *)
(* that nothing waits: the user has no reason to enter, and what waits     *)
(* stays where it is.                                                      *)
(*                                                                         *)
(* model     cq-overflow                                                   *)
(* override  BitIsDone <- FlushIsDone                                      *)
(* law       OverflowIsTold                                                *)
(* twin      BIT_CLEARED_EARLY                                             *)
(***************************************************************************)
EXTENDS MCCompletionQueue

(* The bit is cleared whether the list is empty or not. *)
FlushIsDone == TRUE
=============================================================================
