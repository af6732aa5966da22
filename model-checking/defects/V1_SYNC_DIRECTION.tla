------------------------- MODULE V1_SYNC_DIRECTION --------------------------
(***************************************************************************)
(* Memory is handed over for writes alone, and handed back after reads     *)
(* alone, as if the mapping had the direction of the request.              *)
(* V1-SYNC-DIRECTION; SYNC_DEVICE_ON_WRITE and SYNC_CPU_ON_READ are each   *)
(* half of it.                                                             *)
(*                                                                         *)
(* model     addressing-sync                                               *)
(* override  SyncsForDevice <- SyncsForDeviceByRequest                     *)
(* override  SyncsForCpu <- SyncsForCpuByRequest                           *)
(* law       SyncIsComplete                                                *)
(* twin      SYNC_BY_REQUEST_DIRECTION by bounce                           *)
(***************************************************************************)
EXTENDS MCAddressing

(* V1-SYNC-DIRECTION: the direction of the mapping is not asked. *)
SyncsForDeviceByRequest(mapping, op) == op = "WRITE"

SyncsForCpuByRequest(mapping, op) == op = "READ"
=============================================================================
