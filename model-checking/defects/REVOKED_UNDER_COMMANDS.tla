---------------------- MODULE REVOKED_UNDER_COMMANDS ------------------------
(***************************************************************************)
(* Whoever unbinds a driver ends the mappings as soon as the disk is dead, *)
(* while the device still works on what is in its queue.                   *)
(*                                                                         *)
(* model     rw-unbound                                                    *)
(* override  MayRevokeFor <- RevokesAtOnce                                 *)
(* law       NoDmaOutsideMapping                                           *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* Without blk_mq_freeze_queue_wait before. *)
RevokesAtOnce(d) == NV!Dead(d)
=============================================================================
