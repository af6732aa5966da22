--------------------------- MODULE DEAD_WHILE_ON ----------------------------
(***************************************************************************)
(* A command that is late in a reset ends its controller, and nobody stops *)
(* it: its queue is let go on at once, with what the device still works    *)
(* on.                                                                     *)
(*                                                                         *)
(* model     nvme-queue-dead                                               *)
(* override  LateInReset <- FailsAtOnce                                    *)
(* law       DeadStartsNothing                                             *)
(***************************************************************************)
EXTENDS MCNvmeQueue

(* Without nvme_dev_disable. *)
\* @kblockd drivers/nvme/host/pci.c: nvme_timeout, base (reset)
FailsAtOnce(d, t) ==
  /\ ctrl[d] = "draining" /\ cmds[d][t].st \in {"queued", "owned"}
  /\ ctrl' = [ctrl EXCEPT ![d] = "failing"]
  /\ UNCHANGED <<cmds, sq, cq, pool>>
=============================================================================
