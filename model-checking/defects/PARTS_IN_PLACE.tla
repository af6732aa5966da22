--------------------------- MODULE PARTS_IN_PLACE ---------------------------
(***************************************************************************)
(* Every part goes to the same place on the disk.                          *)
(*                                                                         *)
(* model     addressing-split                                              *)
(* override  Parts <- PartsInPlace                                         *)
(* law       PartsAreTheWhole                                              *)
(* was       seed-parts-in-place                                           *)
(***************************************************************************)
EXTENDS MCAddressing

(* Every part goes where the first one went. *)
RECURSIVE PartsInPlace(_, _, _, _)
PartsInPlace(vec, it, pos, lim) ==
  IF it.count = 0 THEN <<>>
  ELSE LET n == PartLen(vec, it, pos, lim) IN
         <<Bio(Front(vec, it, n), pos)>>
           \o (IF n = 0 THEN <<>> ELSE PartsInPlace(vec, Advance(vec, it, n), pos, lim))
=============================================================================
