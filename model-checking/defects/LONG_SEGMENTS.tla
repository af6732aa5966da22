--------------------------- MODULE LONG_SEGMENTS ----------------------------
(***************************************************************************)
(* A piece that is too long for a segment counts once.                     *)
(*                                                                         *)
(* model     addressing-split                                              *)
(* override  CountSegments <- CountPieces                                  *)
(* law       PartsWithinSegments                                           *)
(* was       seed-long-segments                                            *)
(***************************************************************************)
EXTENDS MCAddressing

(* Long pieces count once. *)
CountPieces(pieces, size) == Len(pieces)
=============================================================================
