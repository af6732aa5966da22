------------------------ MODULE V1_SPLIT_SHORT_WALK -------------------------
(***************************************************************************)
(* The walk over the segments takes whole lengths off what is left, so     *)
(* that of a request which begins inside a segment the last ones are not   *)
(* looked at.  V1-SPLIT-SHORT-WALK.                                        *)
(*                                                                         *)
(* model     addressing-split                                              *)
(* override  Walked <- WalkedByWholeSegments                               *)
(* law       PartsWithinBoundary                                           *)
(* twin      WALK_COUNTS_WHOLE_SEGMENTS by split-offset                    *)
(***************************************************************************)
EXTENDS MCAddressing

(* V1-SPLIT-SHORT-WALK: it is over when the whole segments are as long as the request. *)
WalkedByWholeSegments(vec, it) ==
  LET p == Pieces(vec, it)
      before(i) == Length(SubSeq(vec, it.at, it.at + i - 2))
      looked == {i \in DOMAIN p : before(i) < it.count} IN
    SubSeq(p, 1, Cardinality(looked))
=============================================================================
