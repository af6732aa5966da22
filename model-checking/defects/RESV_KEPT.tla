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
(*******************************************************************************************************************)
EXTENDS MCDmabufRw

\* @task drivers/dma-buf/dma-buf.c: dma_buf_map_attachment, base (R14)
MapFailsKeepsResv ==
  /\ call.at = "R14m" /\ MayRun(TheRing, "registration")
  /\ ~DM!CanMap(call.rb) /\ BT!Fail
  /\ UNCHANGED <<dmvars, nvvars>>
=====================================================================================================================
