--------------------------- MODULE LEFT_UNRUNG ----------------------------
(*************************************************************************)
(* A submitter that returns with its command in the ring and the         *)
(* doorbell not rung.                                                    *)
(*                                                                       *)
(* model     rw-small                                                    *)
(* override  QueuedOrLeft <- NotAsked                                    *)
(* law       IssuedIsAnnounced                                           *)
(*************************************************************************)
EXTENDS MCDmabufRw

(* What has become of its commands is not asked. *)
NotAsked(ctx, r) == TRUE
===========================================================================
