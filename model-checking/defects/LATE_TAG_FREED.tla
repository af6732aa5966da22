--------------------------- MODULE LATE_TAG_FREED ---------------------------
(***************************************************************************)
(* A late request that is looked at without a reference: it ends, its tag  *)
(* is free, and whoever is late is anybody.                                *)
(*                                                                         *)
(* model     nvme-queue-abort                                              *)
(* override  MayFree <- MayFreeAlways                                      *)
(* law       LateHasItsTag                                                 *)
(***************************************************************************)
EXTENDS MCNvmeQueue

(* The end of the bio is enough. *)
MayFreeAlways(d, t) == TRUE
=============================================================================
