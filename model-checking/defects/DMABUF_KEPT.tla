------------------------------------------------ MODULE DMABUF_KEPT -------------------------------------------------
(*******************************************************************************************************************)
(* A dma-buf reference forgotten: ImplementsDmabufMapping breaks.                                                  *)
(*                                                                                                                 *)
(* model     rw-refines                                                                                            *)
(* set       PagesOf = ThreePagesEach                                                                              *)
(* set       Iovas = {1, 2, 3, 4, 5, 6}                                                                            *)
(* set       Fails = {"none"}                                                                                      *)
(* set       Windows = {<<0, 192>>}                                                                                *)
(* set       Coarse = {"registration", "release", "submission", "queueing", "device", "irq", "tagput", "taskwork"} *)
(* override  PutDmabuf <- PutDmabufForgotten                                                                       *)
(* law       ImplementsDmabufMapping                                                                               *)
(* was       seed-mapping                                                                                          *)
(*******************************************************************************************************************)
EXTENDS MCDmabufRw

(* Breaks only the mapping's specification: the dma-buf reference is forgotten. *)
\* @task drivers/dma-buf/dma-buf.c: dma_buf_put, base (U7)
PutDmabufForgotten(ctx) ==
  /\ RQ!Releasing(ctx) # 0 /\ MayRun(OfRing(ctx), "release")
  /\ regbufs[RQ!Releasing(ctx)].buf # 0 /\ ~regbufs[RQ!Releasing(ctx)].attached
  /\ regbufs' = [regbufs EXCEPT ![RQ!Releasing(ctx)].buf = 0]
  /\ UNCHANGED <<btvars, nvvars, files, dmabufs, devs, iommu, resv, maps>>
=====================================================================================================================
