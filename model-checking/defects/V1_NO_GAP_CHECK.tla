-------------------------- MODULE V1_NO_GAP_CHECK ---------------------------
(***************************************************************************)
(* Segments are never looked at for gaps. V1-NO-GAP-CHECK.                 *)
(*                                                                         *)
(* model     addressing-split                                              *)
(* override  Gap <- GapNever                                               *)
(* law       PartsWithinBoundary                                           *)
(* twin      IGNORE_VIRTUAL_BOUNDARY by gap-check                          *)
(* was       seed-no-gap-check                                             *)
(***************************************************************************)
EXTENDS MCAddressing

(* V1-NO-GAP-CHECK. *)
GapNever(p, q, boundary) == FALSE
=============================================================================
