------------------------ MODULE STUCK_EXPORTER_RING -------------------------
(***************************************************************************)
(* An exporter that never unlocks: requests of another ring of the same    *)
(* task, which has nothing to do with the buffer that is being registered, *)
(* never get their CQEs.                                                   *)
(*                                                                         *)
(* model     rw-liveness-one-task                                          *)
(* spec      ExporterNeverUnlocks                                          *)
(* law       SubmittedCompletes                                            *)
(***************************************************************************)
EXTENDS STUCK_EXPORTER
=============================================================================
