-------------------------- MODULE V1_IMPORT_NRSEGS --------------------------
(***************************************************************************)
(* Segments are counted without the offset into the first.                 *)
(* V1-IMPORT-NRSEGS.                                                       *)
(*                                                                         *)
(* model     addressing-import                                             *)
(* override  NrSegs <- NrSegsOfLength                                      *)
(* law       WindowIsTheRequest                                            *)
(* twin      COUNT_SEGMENTS_FROM_START by split-offset                     *)
(* was       seed-nr-segs                                                  *)
(***************************************************************************)
EXTENDS MCAddressing

(* V1-IMPORT-NRSEGS: whole segments are counted off the length, also the one begun in its middle. *)
RECURSIVE NrSegsOfLength(_, _, _, _)
NrSegsOfLength(vec, at, skip, n) ==
  IF n <= vec[at].len \/ at = Len(vec) THEN 1
  ELSE 1 + NrSegsOfLength(vec, at + 1, skip, n - vec[at].len)
=============================================================================
