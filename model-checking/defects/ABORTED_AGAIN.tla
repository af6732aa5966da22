--------------------------- MODULE ABORTED_AGAIN ----------------------------
(***************************************************************************)
(* A host that does not remember what it has asked for: whenever the       *)
(* command is late the device is asked to abort it, and never is there a   *)
(* reset.                                                                  *)
(*                                                                         *)
(* model     nvme-queue-abort                                              *)
(* override  MayAbort <- MayAbortAgain                                     *)
(* law       AbortedOnce                                                   *)
(***************************************************************************)
EXTENDS MCNvmeQueue

(* There is no other abort, and that is all. *)
MayAbortAgain(d, t) == sq[d].abort.st = "none"
=============================================================================
