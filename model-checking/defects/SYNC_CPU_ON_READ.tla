-------------------------- MODULE SYNC_CPU_ON_READ --------------------------
(***************************************************************************)
(* Writes of a bidirectional mapping are not handed back.                  *)
(*                                                                         *)
(* model     addressing-sync                                               *)
(* override  SyncsForCpu <- SyncsForCpuOnRead                              *)
(* law       SyncIsComplete                                                *)
(* was       seed-sync-cpu-on-read                                         *)
(***************************************************************************)
EXTENDS MCAddressing

(* Half of V1-SYNC-DIRECTION. *)
SyncsForCpuOnRead(mapping, op) == op = "READ"
=============================================================================
