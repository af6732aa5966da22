------------------------- MODULE OVERTAKEN_IN_PAUSE -------------------------
(***************************************************************************)
(* A flush looks up how much room there is, pauses, and leaves that room   *)
(* to whoever posts meanwhile: who finds it does not ask whether older     *)
(* CQEs wait. So in 6.12; from 6.17 on a flush that pauses takes it back   *)
(* (cqe_sentinel).                                                         *)
(*                                                                         *)
(* model     cq-overflow                                                   *)
(* override  GoesIntoQueue <- RoomIsLeftOver                               *)
(* law       PostedOrderIsKept                                             *)
(***************************************************************************)
EXTENDS MCCompletionQueue

(* While the flush pauses the room that it has looked up is anybody's. *)
RoomIsLeftOver == HasRoom /\ (~bit \/ flush = "paused")
=============================================================================
