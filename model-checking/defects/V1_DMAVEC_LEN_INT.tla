------------------------- MODULE V1_DMAVEC_LEN_INT --------------------------
(***************************************************************************)
(* The length of a segment is kept in an int.  V1-DMAVEC-LEN-INT.          *)
(*                                                                         *)
(* model     addressing-import                                             *)
(* override  SegmentLen <- SegmentLenNarrowed                              *)
(* law       TableIsVector                                                 *)
(* twin      NARROW_SEGMENT_LENGTH by beyond-4g                            *)
(* was       seed-narrow-length                                            *)
(***************************************************************************)
EXTENDS MCAddressing

(* V1-DMAVEC-LEN-INT: here it is too short already at 4 units. *)
SegmentLenNarrowed(n) == n % 4
=============================================================================
