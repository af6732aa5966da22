-------------------------- MODULE RETRY_TELLS_TOO ---------------------------
(***************************************************************************)
(* An error that is tried again and told all the same: the user has the    *)
(* result, and may have given the buffer back, when the command moves its  *)
(* bytes for the second time.                                              *)
(*                                                                         *)
(* model     rw-refines-retry                                              *)
(* override  Retry <- RetryTells                                           *)
(* law       ImplementsDmaSafety                                           *)
(* tier      quick                                                         *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* The request's part has ended, and its command is made once more. *)
\* @irq drivers/nvme/host/core.c: nvme_complete_rq, base (C3)
RetryTells(d, t) ==
  /\ NV!Retry(d, t) /\ MayRun(Device(d), "irq")
  /\ RQ!PartEnds(RingOf(d, t), cmds[d][t].req, "EIO")
  /\ UNCHANGED dmvars
=============================================================================
