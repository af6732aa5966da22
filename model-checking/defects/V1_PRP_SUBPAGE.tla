--------------------------- MODULE V1_PRP_SUBPAGE ---------------------------
(***************************************************************************)
(* Pages are taken for whole where segments end inside them.               *)
(* V1-PRP-SUBPAGE.                                                         *)
(*                                                                         *)
(* model     addressing-tell                                               *)
(* override  PrpExpressible <- PrpExpressibleAlways                        *)
(* law       PrpIsTheRequest                                               *)
(* was       seed-prp-subpage                                              *)
(***************************************************************************)
EXTENDS MCAddressing

(* V1-PRP-SUBPAGE. *)
PrpExpressibleAlways(pieces) == TRUE
=============================================================================
