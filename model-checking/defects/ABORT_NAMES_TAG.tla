-------------------------- MODULE ABORT_NAMES_TAG ---------------------------
(***************************************************************************)
(* A controller without generations, and an abort that reaches it late:    *)
(* the tag serves another command by then, which has the same id and is    *)
(* aborted for nothing.                                                    *)
(*                                                                         *)
(* model     nvme-queue-abort-mended                                       *)
(* override  NextGen <- GenStays                                           *)
(* law       AbortNamesTheLate                                             *)
(***************************************************************************)
EXTENDS MCNvmeQueue

(* NVME_QUIRK_SKIP_CID_GEN: an accepted answer does not move the generation on. *)
GenStays(gen) == gen
=============================================================================
