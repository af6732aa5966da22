-------------------------- MODULE HEAD_NEVER_TOLD ---------------------------
(***************************************************************************)
(* A driver that reads the completion ring and never rings its doorbell:   *)
(* the device fills the ring once, and then waits with the next answer for *)
(* ever.                                                                   *)
(*                                                                         *)
(* model     rw-doorbell                                                   *)
(* override  RingCqDoorbell <- NobodyTells                                 *)
(* law       OnlyQuietStops                                                *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* nvme_poll_cq without its end. *)
NobodyTells(d) == FALSE /\ UNCHANGED vars
=============================================================================
