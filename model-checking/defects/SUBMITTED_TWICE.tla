------------------------- MODULE SUBMITTED_TWICE --------------------------
(*************************************************************************)
(* A request that is issued again while its command is under way.        *)
(*                                                                       *)
(* model     nvme-queue-small                                            *)
(* override  Busy <- NeverBusy                                           *)
(* law       OneTagPerPart                                               *)
(*************************************************************************)
EXTENDS MCNvmeQueue

(* Nobody asks whether the request has a tag. *)
NeverBusy(ctx, r, k) == FALSE
===========================================================================
