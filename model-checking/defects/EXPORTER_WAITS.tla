----------------------------------------------- MODULE EXPORTER_WAITS -----------------------------------------------
(*******************************************************************************************************************)
(* An exporter that waits for the ring while it holds resv.                                                        *)
(*                                                                                                                 *)
(* model     rw-liveness-graph                                                                                     *)
(* set       Iovas = {1, 2}                                                                                        *)
(* set       Tags = {0, 1}                                                                                         *)
(* set       Coarse = {"registration", "release", "submission", "queueing", "device", "irq", "tagput", "taskwork"} *)
(* override  ExporterWaits <- ExporterWaitsForRing                                                                 *)
(* law       NoWaitCycle                                                                                           *)
(* was       seed-exporter-waits                                                                                   *)
(*******************************************************************************************************************)
EXTENDS MCDmabufRw

(* The exporter, holding resv, waits for the ring to make progress. *)
ExporterWaitsForRing(b) == {"uring_lock"}
=====================================================================================================================
