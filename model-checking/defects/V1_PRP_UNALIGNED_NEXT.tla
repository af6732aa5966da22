----------------------- MODULE V1_PRP_UNALIGNED_NEXT ------------------------
(***************************************************************************)
(* The next segment is taken to begin at a page, and nobody looks: the     *)
(* other half of V1-PRP-SUBPAGE.  On a queue with a virtual boundary the   *)
(* splitting keeps such segments from the driver, unless holes are not     *)
(* looked for either (V1-NO-GAP-CHECK); so this is planted where there is  *)
(* none.                                                                   *)
(*                                                                         *)
(* model     addressing-tell-inside-sgl                                    *)
(* override  BeginsPage <- BeginsPageAlways                                *)
(* law       PrpIsTheRequest                                               *)
(***************************************************************************)
EXTENDS MCAddressing

BeginsPageAlways(p) == TRUE
=============================================================================
