--------------------------- MODULE V1_PRP_SUBPAGE ---------------------------
(***************************************************************************)
(* Pages are taken for whole where segments end inside them                *)
(* (V1-PRP-SUBPAGE).  On a queue with a virtual boundary splitting keeps   *)
(* such segments from the driver, unless holes are not looked for either   *)
(* (V1-NO-GAP-CHECK); so this is planted where there is none.              *)
(*                                                                         *)
(* model     addressing-tell-inside-sgl                                    *)
(* override  EndsPage <- EndsPageAlways                                    *)
(* law       PrpIsTheRequest                                               *)
(* twin      FIRST_SEGMENT_FILLS_PAGE by sgl                               *)
(* was       seed-prp-subpage                                              *)
(***************************************************************************)
EXTENDS MCAddressing

(* V1-PRP-SUBPAGE. *)
EndsPageAlways(p) == TRUE
=============================================================================
