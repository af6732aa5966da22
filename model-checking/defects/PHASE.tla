--------------------------------------------------- MODULE PHASE ----------------------------------------------------
(*******************************************************************************************************************)
(* A phase that does not flip when the ring wraps.                                                                 *)
(*                                                                                                                 *)
(* model     rw-rings                                                                                              *)
(* set       Gens = 1                                                                                              *)
(* set       Coarse = {"registration", "release", "submission", "queueing", "device", "irq", "tagput", "taskwork"} *)
(* override  [NvmeQueue]NextPhase <- PhaseStays                                                                    *)
(* law       PhaseTellsNewEntries                                                                                  *)
(* twin      PHASE_NOT_FLIPPED by few-tags                                                                         *)
(* was       seed-phase                                                                                            *)
(*******************************************************************************************************************)
EXTENDS MCDmabufRw

(* The device does not flip its phase when the ring wraps. *)
PhaseStays(i, ph) == ph
=====================================================================================================================
