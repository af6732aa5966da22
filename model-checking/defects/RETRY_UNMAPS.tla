---------------------------- MODULE RETRY_UNMAPS ----------------------------
(***************************************************************************)
(* A dma-buf that is unmapped when its command is answered, as ordinary    *)
(* pages are, and not mapped anew for the next try: the addresses that     *)
(* are read again lead nowhere, or to another's memory.                    *)
(*                                                                         *)
(* model     rw-retry                                                      *)
(* override  SyncForCpu <- SyncForCpuUnmaps                                *)
(* law       NoDmaOutsideMapping                                           *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* Nothing is left in the IOMMU of what the command has used. *)
\* @irq drivers/nvme/host/pci.c: nvme_unmap_data, base (C2)
SyncForCpuUnmaps(d, t) ==
  /\ NV!SyncForCpu(d, t) /\ MayRun(Device(d), "irq")
  /\ ~MapsItself(d, t)
  /\ iommu' = [iommu EXCEPT ![d] = [a \in Iovas |-> IF @[a] = MappingOfCmd(d, t) THEN 0 ELSE @[a]]]
  /\ UNCHANGED <<btvars, files, dmabufs, devs, regbufs, resv, maps>>
=============================================================================
