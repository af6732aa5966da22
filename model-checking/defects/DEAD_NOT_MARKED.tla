-------------------------- MODULE DEAD_NOT_MARKED --------------------------
(**************************************************************************)
(* A controller that is gone for good, and a disk that nobody marks dead: *)
(* who waits at the door of its queue, which is frozen, waits for ever    *)
(* with the node of its request.                                          *)
(*                                                                        *)
(* model     rw-dead                                                      *)
(* override  MarkDead <- NobodyMarks                                      *)
(* law       OnlyQuietStops                                               *)
(**************************************************************************)
EXTENDS MCDmabufRw

(* What is in the queue has failed; who is not in it hears of nothing. *)
NobodyMarks(d) == FALSE /\ UNCHANGED vars
============================================================================
