------------------------- MODULE DEAD_RINGS_CLEARED -------------------------
(***************************************************************************)
(* A controller that is gone for good, whose rings are given back with the *)
(* mark of its disk: what nvme_remove does last of all is done before all  *)
(* has failed that is in the queue.                                        *)
(*                                                                         *)
(* model     nvme-queue-dead                                               *)
(* override  MarkDead <- MarkedAndCleared                                  *)
(* law       DeadRingsNoDoorbell                                           *)
(***************************************************************************)
EXTENDS MCNvmeQueue

(* Nothing is in them. *)
\* @reset drivers/nvme/host/pci.c: nvme_reset_work, base (reset)
MarkedAndCleared(d) ==
  /\ ctrl[d] = "failing"
  /\ ctrl' = [ctrl EXCEPT ![d] = "dead"]
  /\ sq' = [sq EXCEPT ![d] = FreshSq]
  /\ UNCHANGED <<cmds, cq, pool>>
=============================================================================
