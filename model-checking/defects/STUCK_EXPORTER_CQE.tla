------------------------- MODULE STUCK_EXPORTER_CQE -------------------------
(***************************************************************************)
(* An exporter that never unlocks: requests that are done never get their  *)
(* CQEs.                                                                   *)
(*                                                                         *)
(* model     rw-liveness                                                   *)
(* set       Reqs = {1}                                                    *)
(* set       Iovas = {1, 2}                                                *)
(* set       Kinds = {"dmabuf"}                                            *)
(* set       Teardown = {}                                                 *)
(* set       MaxTags = 2                                                   *)
(* set       MaxNodes = 2                                                  *)
(* spec      ExporterNeverUnlocks                                          *)
(* law       SubmittedCompletes                                            *)
(* was       seed-stuck-exporter-cqe                                       *)
(***************************************************************************)
EXTENDS STUCK_EXPORTER
=============================================================================
