------------------------- MODULE OVERFLOW_OVERTAKEN -------------------------
(***************************************************************************)
(* The user has made room while older CQEs wait in the kernel, and a new   *)
(* one goes straight into the queue: the user sees it before them, a       *)
(* link's last before its first.                                           *)
(*                                                                         *)
(* model     cq-overflow                                                   *)
(* override  GoesIntoQueue <- RoomIsEnough                                 *)
(* law       PostedOrderIsKept                                             *)
(* twin      OVERFLOW_OVERTAKEN                                            *)
(***************************************************************************)
EXTENDS MCCompletionQueue

(* io_cqe_cache_refill without a look at IO_CHECK_CQ_OVERFLOW_BIT. *)
RoomIsEnough == HasRoom
=============================================================================
