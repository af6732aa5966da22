-------------------------- MODULE LOSS_NOT_COUNTED --------------------------
(***************************************************************************)
(* A CQE finds neither room nor memory, and is dropped without a trace, as *)
(* before cq_overflow was told: the user cannot know that a request, or a  *)
(* tag, will never come.                                                   *)
(*                                                                         *)
(* model     cq-overflow-lost                                              *)
(* override  Post <- PostOrForget                                          *)
(* law       EachCqeIsSomewhere                                            *)
(* twin      LOSS_NOT_COUNTED                                              *)
(***************************************************************************)
EXTENDS MCCompletionQueue

(* What cannot be kept is forgotten. *)
PostOrForget(hasMemory) ==
  /\ ~Flushing /\ posted < Posts
  /\ posted' = posted + 1
  /\ CASE GoesIntoQueue -> queue' = Append(queue, posted + 1) /\ UNCHANGED <<list, bit>>
       [] ~GoesIntoQueue /\ hasMemory ->
            list' = Append(list, posted + 1) /\ bit' = TRUE /\ UNCHANGED queue
       [] OTHER -> UNCHANGED <<queue, list, bit>>
  /\ UNCHANGED <<lost, untold, flush, seen>>
=============================================================================
