-------------------------- MODULE DEAD_KEEPS_TAG --------------------------
(*************************************************************************)
(* A command that is refused for want of a device ends its bio, and the  *)
(* tag goes on serving a request that is over.                           *)
(*                                                                       *)
(* model     rw-dead                                                     *)
(* override  DispatchFails <- FailsWithTag                               *)
(* law       TagIffInFlight                                              *)
(* twin      REFUSAL_KEEPS_TAG by controller-dead                        *)
(*************************************************************************)
EXTENDS MCDmabufRw

(* The request hears of its end; the block layer keeps what is its own. *)
\* @kblockd block/blk-mq.c: blk_mq_dispatch_rq_list, base (N1)
FailsWithTag(d, t) ==
  /\ NV!Failing(d) /\ cmds[d][t].st = "tagged" /\ MayRun(Device(d), "queueing")
  /\ RQ!PartEnds(RingOf(d, t), cmds[d][t].req, "EIO")
  /\ UNCHANGED <<dmvars, nvvars>>
===========================================================================
