--------------------------- MODULE SEGMENT_AT_END ---------------------------
(***************************************************************************)
(* An offset at the end of a segment is taken for one inside it.           *)
(*                                                                         *)
(* model     addressing-import                                             *)
(* override  SegmentAt <- SegmentAtAfterEnd                                *)
(* law       WindowIsTheRequest                                            *)
(* was       seed-segment-at-end                                           *)
(***************************************************************************)
EXTENDS MCAddressing

(* Whole segments are skipped only if they end before the offset, not at it. *)
SegmentAtAfterEnd(vec, off) ==
  CHOOSE i \in DOMAIN vec :
    /\ StartOf(vec, i) < off \/ i = 1
    /\ off <= StartOf(vec, i) + vec[i].len
=============================================================================
