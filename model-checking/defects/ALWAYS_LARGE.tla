--------------------------- MODULE ALWAYS_LARGE ---------------------------
(*************************************************************************)
(* A list that takes a whole page where a small descriptor is enough.    *)
(*                                                                       *)
(* model     addressing-tell                                             *)
(* override  PoolFor <- AlwaysLarge                                      *)
(* law       PrpListsAreShortest                                         *)
(*************************************************************************)
EXTENDS MCAddressing

(* Nobody asks how long it is. *)
AlwaysLarge(n, small) == "large"
===========================================================================
