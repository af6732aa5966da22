------------------------------------------------- MODULE RESV_KEPT --------------------------------------------------
(*******************************************************************************************************************)
(* A mapping that fails keeps resv: the release waits for itself.                                                  *)
(*                                                                                                                 *)
(* model     rw-release                                                                                            *)
(* set       Iovas = {1}                                                                                           *)
(* set       Tags = {0}                                                                                            *)
(* set       MaxTags = 3                                                                                           *)
(* set       MaxNodes = 3                                                                                          *)
(* set       Coarse = {"registration", "release", "submission", "queueing", "device", "irq", "tagput", "taskwork"} *)
(* override  MapFails <- MapFailsKeepsResv                                                                         *)
(* law       NoWaitCycle                                                                                           *)
(* twin      MAP_FAILURE_KEEPS_RESV by few-addresses                                                               *)
(*******************************************************************************************************************)
EXTENDS MCDmabufRw

\* @task drivers/dma-buf/dma-buf.c: dma_buf_map_attachment, base (R14)
MapFailsKeepsResv(ctx) ==
  /\ call[ctx].at = "R14m" /\ MayRun(OfRing(ctx), "registration")
  /\ ~DM!CanMap(call[ctx].rb) /\ RQ!Fail(ctx)
  /\ UNCHANGED <<dmvars, nvvars>>
=====================================================================================================================
