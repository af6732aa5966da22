--------------------------- MODULE MCCompletionQueue ---------------------------
(***************************************************************************)
(* Bounds for models of CompletionQueue: its constants are bounds enough.  *)
(***************************************************************************)
EXTENDS CompletionQueue

--------------------------------------------------------------------------------
(* The laws that the models of this module check, each all of them. *)

Laws ==
  /\ TypeOK
  /\ PostedOrderIsKept
  /\ EachCqeIsSomewhere
  /\ QueueHasRoom
  /\ OverflowIsTold

StepLaws ==
  /\ LossIsTold
  /\ ToldWhenNothingIsLeft

Liveness ==
  /\ EachCqeIsSeen

--------------------------------------------------------------------------------
(* Witnesses: states that must be reached, so that a green run is known to have seen them. *)

(* There is room, and all the same what is posted goes to the list. *)
RoomButOlderOnesWait == HasRoom /\ list # <<>> /\ flush = "none"

(* The list is empty, and the bit is still set: the next CQE goes there. *)
ToldOfNothing == bit /\ list = <<>> /\ flush = "paused"

(* Something was posted, and something consumed, in the middle of a flush. *)
PostedWhilePaused == flush = "paused" /\ list # <<>> /\ HasRoom /\ seen # <<>>

(* A CQE is lost, and a younger one is not. *)
LostBeforeSeen == \E n \in lost, i \in DOMAIN seen : seen[i] > n

LostAgain == Cardinality(lost) > 1 /\ untold

(* Told of one loss, and nothing lost since. *)
ToldOfLoss == lost # {} /\ ~untold

AllSeen == Len(seen) = Posts
================================================================================
