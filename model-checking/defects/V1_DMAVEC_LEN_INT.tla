------------------------- MODULE V1_DMAVEC_LEN_INT --------------------------
(***************************************************************************)
(* The length of a segment is kept in an int.  The buffer has its whole    *)
(* length, so that a range is not refused for it; the segment that the     *)
(* range begins in is looked for beyond the last one.  V1-DMAVEC-LEN-INT.  *)
(*                                                                         *)
(* model     addressing-import                                             *)
(* override  SegmentLen <- SegmentLenNarrowed                              *)
(* override  SegmentAt <- SegmentAtOrBeyond                                *)
(* law       TableIsVector                                                 *)
(* twin      NARROW_SEGMENT_LENGTH by beyond-4g                            *)
(* was       seed-narrow-length                                            *)
(***************************************************************************)
EXTENDS MCAddressing

(* V1-DMAVEC-LEN-INT: here it is too short already at 4 units. *)
SegmentLenNarrowed(n) == n % 4

(* Nobody stops the search; what lies there stands here for the last segment. *)
SegmentAtOrBeyond(vec, off) ==
  LET holds(i) == StartOf(vec, i) <= off /\ off < StartOf(vec, i) + vec[i].len IN
  IF \E i \in DOMAIN vec : holds(i) THEN CHOOSE i \in DOMAIN vec : holds(i) ELSE Len(vec)
=============================================================================
