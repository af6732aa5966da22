--------------------------- MODULE LOSS_NOT_TOLD ----------------------------
(***************************************************************************)
(* A CQE finds neither room nor memory, is counted, and nobody is told:    *)
(* who waits for it waits, and never looks at the count.                   *)
(*                                                                         *)
(* model     cq-overflow-lost                                              *)
(* override  Post <- PostInSilence                                         *)
(* law       LossIsTold                                                    *)
(* twin      LOSS_NOT_TOLD                                                 *)
(***************************************************************************)
EXTENDS MCCompletionQueue

(* io_cqring_add_overflow without IO_CHECK_CQ_DROPPED_BIT. *)
PostInSilence(hasMemory) ==
  /\ ~Flushing /\ posted < Posts
  /\ posted' = posted + 1
  /\ CASE GoesIntoQueue -> queue' = Append(queue, posted + 1) /\ UNCHANGED <<list, bit, lost>>
       [] ~GoesIntoQueue /\ hasMemory ->
            list' = Append(list, posted + 1) /\ bit' = TRUE /\ UNCHANGED <<queue, lost>>
       [] OTHER -> lost' = lost \cup {posted + 1} /\ UNCHANGED <<queue, list, bit>>
  /\ UNCHANGED <<untold, flush, seen>>
=============================================================================
