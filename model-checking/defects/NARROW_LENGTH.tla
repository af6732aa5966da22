--------------------------- MODULE NARROW_LENGTH ----------------------------
(***************************************************************************)
(* The length of a segment is kept in a type that is too short.            *)
(*                                                                         *)
(* model     addressing-import                                             *)
(* override  SegmentLen <- SegmentLenNarrowed                              *)
(* law       TableIsVector                                                 *)
(* twin      NARROW_SEGMENT_LENGTH by beyond-4g                            *)
(* was       seed-narrow-length                                            *)
(***************************************************************************)
EXTENDS MCAddressing

(* An int is too short: here already at 4 units. *)
SegmentLenNarrowed(n) == n % 4
=============================================================================
