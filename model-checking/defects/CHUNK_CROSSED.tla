--------------------------- MODULE CHUNK_CROSSED ----------------------------
(***************************************************************************)
(* A part may cross a chunk.                                               *)
(*                                                                         *)
(* model     addressing-split                                              *)
(* override  Room <- RoomWithoutChunk                                      *)
(* law       PartsWithinChunk                                              *)
(* was       seed-chunk-crossed                                            *)
(***************************************************************************)
EXTENDS MCAddressing

RoomWithoutChunk(pos, lim) == lim.bytes
=============================================================================
