-------------------------- MODULE LOSS_TOLD_EARLY ---------------------------
(***************************************************************************)
(* Whoever asks for events is told that CQEs were lost though there are    *)
(* CQEs in the queue: he takes -EBADR for the answer, and the note is      *)
(* gone when he has consumed them and waits for what does not come.        *)
(*                                                                         *)
(* model     cq-overflow-lost                                              *)
(* override  WaitsInVain <- AsksForEvents                                  *)
(* law       ToldWhenNothingIsLeft                                         *)
(***************************************************************************)
EXTENDS MCCompletionQueue

(* io_cqring_wait looks at IO_CHECK_CQ_DROPPED_BIT before it counts what is there. *)
AsksForEvents == flush = "none"
=============================================================================
