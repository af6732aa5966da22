------------------------ MODULE DOORBELL_FORGOTTEN ------------------------
(*************************************************************************)
(* A doorbell that nobody rings: the command lies in the ring, its       *)
(* submitter holds uring_lock, and nothing that any of them holds is     *)
(* wrong.                                                                *)
(*                                                                       *)
(* model     rw-small                                                    *)
(* override  RingDoorbell <- NobodyRings                                 *)
(* law       OnlyQuietStops                                              *)
(*************************************************************************)
EXTENDS MCDmabufRw

(* The entry is in the ring, and the device is not told. *)
NobodyRings(d) == FALSE /\ UNCHANGED vars
===========================================================================
