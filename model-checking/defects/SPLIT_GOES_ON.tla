--------------------------- MODULE SPLIT_GOES_ON ----------------------------
(***************************************************************************)
(* An inline issue that begins to split and is then refused: its first part is *)
(* out when a worker begins anew.                                          *)
(*                                                                         *)
(* model     rw-parts-tag                                                  *)
(* override  MustSplit <- NeverMustSplit                                   *)
(* law       TagIffInFlight                                                *)
(* twin      SPLIT_GOES_ON by split-part-fails                             *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* A nowait bio is split like any other, and only the tag is not waited for. *)
NeverMustSplit(ctx, r) == FALSE
=============================================================================
