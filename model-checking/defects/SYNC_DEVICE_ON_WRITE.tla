------------------------ MODULE SYNC_DEVICE_ON_WRITE ------------------------
(***************************************************************************)
(* Reads are not handed over before the doorbell.                          *)
(*                                                                         *)
(* model     addressing-sync                                               *)
(* override  SyncsForDevice <- SyncsForDeviceOnWrite                       *)
(* law       SyncIsComplete                                                *)
(* was       seed-sync-device-on-write                                     *)
(***************************************************************************)
EXTENDS MCAddressing

(* Half of V1-SYNC-DIRECTION. *)
SyncsForDeviceOnWrite(mapping, op) == op = "WRITE"
=============================================================================
