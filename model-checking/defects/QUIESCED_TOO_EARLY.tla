------------------------ MODULE QUIESCED_TOO_EARLY ------------------------
(*************************************************************************)
(* A reset that quiesces the queue and does not wait for those who are   *)
(* in the middle of it: a command is set up and announced while the      *)
(* device is being stopped.                                              *)
(*                                                                       *)
(* model     nvme-queue-reset                                            *)
(* override  Quiesce <- QuiesceUnwaited                                  *)
(* law       QuiescedIsStill                                             *)
(*************************************************************************)
EXTENDS MCNvmeQueue

(* The flag is set, and that is all. *)
\* @kblockd drivers/nvme/host/pci.c: nvme_dev_disable, base (reset)
QuiesceUnwaited(d) ==
  /\ ctrl[d] = "resetting"
  /\ ctrl' = [ctrl EXCEPT ![d] = "quiesced"]
  /\ UNCHANGED <<cmds, sq, cq, pool>>
===========================================================================
