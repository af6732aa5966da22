---------------------------- MODULE NOBODY_WAITS ----------------------------
(***************************************************************************)
(* A user who only looks at the memory of the queue, and never enters to   *)
(* wait for events when the bit says so: what had no room never comes,     *)
(* tags among it.                                                          *)
(*                                                                         *)
(* model     cq-overflow-liveness                                          *)
(* spec      ReadsMemoryOnly                                               *)
(* law       EachCqeIsSeen                                                 *)
(***************************************************************************)
EXTENDS MCCompletionQueue

(* Fairness with one part left out: the liveness that depends on it must fail. *)
ReadsMemoryOnly == Spec /\ WF_cqvars(Consume) /\ FairFlush
=============================================================================
