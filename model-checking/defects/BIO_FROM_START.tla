--------------------------- MODULE BIO_FROM_START ---------------------------
(***************************************************************************)
(* The bio loses the offset into its first segment.                        *)
(*                                                                         *)
(* model     addressing-iterate                                            *)
(* override  Bio <- BioFromStart                                           *)
(* law       BioIsTheIterator                                              *)
(* was       seed-bio-from-start                                           *)
(***************************************************************************)
EXTENDS MCAddressing

BioFromStart(it, pos) == [pos |-> pos, idx |-> it.at, done |-> 0, size |-> it.count, vcnt |-> it.segs]
=============================================================================
