------------------------- MODULE FREEZE_NOT_AWAITED -------------------------
(***************************************************************************)
(* A controller that is live as soon as its queue goes on: the next reset  *)
(* takes back again what is tried again for the last one, until no try is  *)
(* left, and a request fails whose device never did.                       *)
(*                                                                         *)
(* model     nvme-queue-asked                                              *)
(* override  Unfreeze <- UnfreezeAtOnce                                    *)
(* law       ResetsGoInOrder                                               *)
(***************************************************************************)
EXTENDS MCNvmeQueue

(* Nobody waits for those who are in the queue. *)
\* @reset drivers/nvme/host/core.c: nvme_unfreeze, base (reset)
UnfreezeAtOnce(d) ==
  /\ ctrl[d] = "draining"
  /\ ctrl' = [ctrl EXCEPT ![d] = "live"]
  /\ UNCHANGED <<cmds, sq, cq, pool>>
=============================================================================
