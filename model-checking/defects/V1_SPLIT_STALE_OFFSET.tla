----------------------- MODULE V1_SPLIT_STALE_OFFSET ------------------------
(***************************************************************************)
(* The offset into the first segment is taken off each.                    *)
(* V1-SPLIT-STALE-OFFSET.                                                  *)
(*                                                                         *)
(* model     addressing-split                                              *)
(* override  SkipIn <- SkipInEvery                                         *)
(* law       PartsAreTheWhole                                              *)
(* twin      STALE_OFFSET by split-offset                                  *)
(* was       seed-stale-offset                                             *)
(***************************************************************************)
EXTENDS MCAddressing

(* V1-SPLIT-STALE-OFFSET: the first segment's offset is taken off every segment. *)
SkipInEvery(it, i) == it.offset
=============================================================================
