-------------------------- MODULE HEAD_TOLD_EARLY ---------------------------
(***************************************************************************)
(* The doorbell of the completion ring is rung for all that the device has *)
(* written, and not for what was read: it may write over an answer that    *)
(* nobody has seen.                                                        *)
(*                                                                         *)
(* model     nvme-queue-doorbell-two                                       *)
(* override  RingCqDoorbell <- TellsTheTail                                *)
(* law       HeadToldIsRead                                                *)
(***************************************************************************)
EXTENDS MCNvmeQueue

\* @irq drivers/nvme/host/pci.c: nvme_poll_cq, base (C1)
TellsTheTail(d) ==
  /\ cq[d].db # cq[d].tail
  /\ cq' = [cq EXCEPT ![d].db = cq[d].tail]
  /\ UNCHANGED <<cmds, sq, pool, ctrl>>
=============================================================================
