------------------------- MODULE CANCEL_COMPLETED -------------------------
(*************************************************************************)
(* A cancel that does not ask whether a command is in flight: what was   *)
(* reaped is completed once more.                                        *)
(*                                                                       *)
(* model     nvme-queue-reset                                            *)
(* override  MayCancel <- MayCancelAny                                   *)
(* law       CommandsGoInOrder                                           *)
(*************************************************************************)
EXTENDS MCNvmeQueue

(* Every command that the device had at some time. *)
MayCancelAny(d, t) ==
  /\ ctrl[d] = "off" /\ ~CqeVisible(d)
  /\ cmds[d][t].st \in {"queued", "owned", "cpusynced", "clean"}
===========================================================================
