---------------------------------- MODULE SLOTS_ENTRIES -----------------------------------
(*****************************************************************************************)
(* Entries built from the slot's present registration: ImplementsDmaSafety               *)
(* breaks.                                                                               *)
(*                                                                                       *)
(* model     rw-refines                                                                  *)
(* set       PagesOf = ThreePagesEach                                                    *)
(* set       Iovas = {1, 2, 3, 4, 5, 6}                                                  *)
(* set       Fails = {"none"}                                                            *)
(* set       Windows = {<<0, 192>>}                                                      *)
(* set       Coarse = {"registration", "release", "device", "irq", "tagput", "taskwork"} *)
(* override  BuildPrps <- BuildFromSlot                                                  *)
(* law       ImplementsDmaSafety                                                         *)
(* twin      STALE_ADDRESSES by iommu-merges                                             *)
(* was       seed-contract                                                               *)
(*****************************************************************************************)
EXTENDS MCDmabufRw

(* The registration that is in the slot now. *)
LOCAL SlotsMapping(ctx, r) ==
  LET n == RQ!NodeAt(ctx, 0) IN
  IF n = 0 \/ nodes[ctx][n].imu = 0 THEN MappingOf(ctx, r) ELSE imus[nodes[ctx][n].imu].priv

\* @task drivers/nvme/host/pci.c: nvme_dma_premapped, patch 06 (N4-N11)
BuildFromSlot(d, t) ==
  /\ cmds[d][t].st = "synced" /\ MayRun(Device(d), "queueing")
  /\ NV!BuildPrps(d, t, regbufs[SlotsMapping(RingOf(d, t), cmds[d][t].req)].addrs)
  /\ UNCHANGED <<btvars, dmvars>>
===========================================================================================
