-------------------------- MODULE BYTES_UNLIMITED ---------------------------
(***************************************************************************)
(* The byte limit is not asked.                                            *)
(*                                                                         *)
(* model     addressing-split                                              *)
(* override  Room <- RoomWithoutBytes                                      *)
(* law       PartsWithinBytes                                              *)
(* was       seed-bytes-unlimited                                          *)
(***************************************************************************)
EXTENDS MCAddressing

RoomWithoutBytes(pos, lim) == IF lim.chunk = 0 THEN 64 ELSE lim.chunk - (pos % lim.chunk)
=============================================================================
