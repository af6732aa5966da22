--------------------------- MODULE IDLE_CANCELLED ---------------------------
(***************************************************************************)
(* A reset that takes back whatever has a tag: also what was never made,   *)
(* and waits for the queue to go on.                                       *)
(*                                                                         *)
(* model     nvme-queue-asked                                              *)
(* override  MayCancel <- MayCancelAnything                                *)
(* law       CommandsGoInOrder                                             *)
(***************************************************************************)
EXTENDS MCNvmeQueue

(* It is not asked whether the command was sent. *)
MayCancelAnything(d, t) ==
  /\ ctrl[d] = "off" /\ ~CqeVisible(d)
  /\ cmds[d][t].st \in {"tagged", "queued", "owned"}
=============================================================================
