----------------------- MODULE V1_PRP_UNALIGNED_NEXT ------------------------
(***************************************************************************)
(* The next segment is taken to begin at a page, and nobody looks.         *)
(* V1-PRP-UNALIGNED-NEXT.  On a queue with a virtual boundary splitting    *)
(* keeps such segments from the driver, unless holes are not looked for    *)
(* either (V1-NO-GAP-CHECK); so this is planted where there is none.       *)
(*                                                                         *)
(* model     addressing-tell-inside-sgl                                    *)
(* override  BeginsPage <- BeginsPageAlways                                *)
(* law       PrpIsTheRequest                                               *)
(***************************************************************************)
EXTENDS MCAddressing

(* V1-PRP-UNALIGNED-NEXT. *)
BeginsPageAlways(p) == TRUE
=============================================================================
