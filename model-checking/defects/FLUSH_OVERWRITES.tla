-------------------------- MODULE FLUSH_OVERWRITES --------------------------
(***************************************************************************)
(* A flush goes on when the queue is full: what the user has not consumed  *)
(* yet is overwritten.                                                     *)
(*                                                                         *)
(* model     cq-overflow                                                   *)
(* override  FlushEntry <- FlushEntryAnyway                                *)
(* law       QueueHasRoom                                                  *)
(***************************************************************************)
EXTENDS MCCompletionQueue

(* The end of the queue is not asked for. *)
FlushEntryAnyway ==
  /\ Flushing /\ list # <<>>
  /\ queue' = Append(queue, Head(list)) /\ list' = Tail(list)
  /\ flush' = "moved"
  /\ UNCHANGED <<posted, bit, lost, untold, seen>>
=============================================================================
