------------------------ MODULE PAGES_KEPT_FOR_RETRY ------------------------
(***************************************************************************)
(* A command that finds no descriptor page, and leaves its pages mapped    *)
(* until it is tried again.                                                *)
(*                                                                         *)
(* model     rw-ordinary-pages                                             *)
(* override  PoolEmpty <- PoolEmptyKeepsPages                              *)
(* law       PagesMappedForTheirCommand                                    *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* Nothing is unmapped. *)
\* @task drivers/nvme/host/pci.c: nvme_dma_premapped, patch 06 (N8-N9)
\* @task drivers/nvme/host/pci.c: nvme_map_data, base (N8-N9) if imus[nodes[cmds[d][t].ring][reqs[cmds[d][t].ring][cmds[d][t].req].node].imu].kind = "pages"
PoolEmptyKeepsPages(d, t) ==
  /\ cmds[d][t].st = "synced" /\ MayRun(Device(d), "queueing")
  /\ NV!PoolEmpty(d, t, Len(AddressesOf(d, t)))
  /\ UNCHANGED <<btvars, dmvars>>
=============================================================================
