-------------------------- MODULE V1_LEN_TRUNC_4G ---------------------------
(***************************************************************************)
(* The length of the buffer is kept modulo a power of two.                 *)
(* V1-LEN-TRUNC-4G.                                                        *)
(*                                                                         *)
(* model     addressing-import                                             *)
(* set       MaxSegs = 3                                                   *)
(* set       Places = {0}                                                  *)
(* override  BufferLen <- BufferLenTruncated                               *)
(* law       ValidRangesAreServed                                          *)
(* twin      TRUNCATE_BUFFER_LENGTH by beyond-4g                           *)
(* was       seed-truncated-buffer                                         *)
(***************************************************************************)
EXTENDS MCAddressing

(* V1-LEN-TRUNC-4G: here at 8 units. *)
BufferLenTruncated(vec) == Length(vec) % 8
=============================================================================
