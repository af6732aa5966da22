----------------------- MODULE V1_SPLIT_STALE_OFFSET ------------------------
(***************************************************************************)
(* Where a request is held against the limits, the offset into the first   *)
(* segment is taken off the length of each.  V1-SPLIT-STALE-OFFSET.        *)
(*                                                                         *)
(* model     addressing-split                                              *)
(* override  TakenFor <- TakenForTheRest                                   *)
(* law       NothingRefusedInVain                                          *)
(* twin      STALE_OFFSET by split-offset                                  *)
(* was       seed-stale-offset                                             *)
(***************************************************************************)
EXTENDS MCAddressing

(* V1-SPLIT-STALE-OFFSET: what is no length any more is, unsigned, longer than any limit; a shorter
   one may pass. *)
TakenForTheRest(it, piece, i) ==
  IF i = 1 THEN piece
  ELSE [piece EXCEPT !.len = IF @ <= it.offset THEN 65536 ELSE @ - it.offset]
=============================================================================
