------------------------ MODULE UNBOUND_WHILE_BUSY --------------------------
(***************************************************************************)
(* A driver that lets go of a device as soon as its disk is dead: of what  *)
(* is in the queue nobody is told any more.                                *)
(*                                                                         *)
(* model     nvme-queue-unbound                                            *)
(* override  ReleaseDriver <- LetsGoAtOnce                                 *)
(* law       ResetsGoInOrder                                               *)
(***************************************************************************)
EXTENDS MCNvmeQueue

(* del_gendisk, which does not wait for the freeze. *)
\* @user drivers/nvme/host/pci.c: nvme_remove, base (removal)
LetsGoAtOnce(d) ==
  /\ ctrl[d] = "emptying"
  /\ ctrl' = [ctrl EXCEPT ![d] = "unbound"]
  /\ UNCHANGED <<cmds, sq, cq, pool>>
=============================================================================
