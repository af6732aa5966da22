-------------------------- MODULE V1_STALE_DMALEN --------------------------
(***************************************************************************)
(* Whether there are descriptor pages to give back is asked of dma_len,    *)
(* which an ordinary request of one segment leaves in the command of its   *)
(* tag, and which nothing clears for the next one: that one's pages are    *)
(* never given back.  V1-STALE-DMALEN.  Here every command of one entry    *)
(* is an ordinary one, and those with more are of dma-bufs.                *)
(*                                                                         *)
(* model     nvme-queue-lengths                                            *)
(* override  NoCmd <- NoCmdDmaLen                                          *)
(* override  Unused <- UnusedDmaLen                                        *)
(* override  BuildPrps <- BuildPrpsDmaLen                                  *)
(* override  FreeDescriptors <- FreeDescriptorsDmaLen                      *)
(* law       DescriptorsAccounted                                          *)
(***************************************************************************)
EXTENDS MCNvmeQueue

NoCmdDmaLen ==
  [st |-> "free", ring |-> 0, req |-> 0, part |-> 0, gen |-> 0, prps |-> <<>>, desc |-> <<>>,
   has |-> <<>>, moved |-> 0, ok |-> TRUE, dnr |-> FALSE, retries |-> 0, aborted |-> FALSE,
   dma_len |-> 0]

(* V1-STALE-DMALEN: it stays with the tag. *)
UnusedDmaLen(d, t) ==
  LET c == cmds[d][t] IN
  [NoCmdDmaLen EXCEPT !.gen = c.gen, !.has = c.has, !.moved = c.moved, !.dma_len = c.dma_len]

\* @task drivers/nvme/host/pci.c: nvme_dma_premapped, patch 06 (N4-N11)
BuildPrpsDmaLen(d, t, addrs) ==
  /\ cmds[d][t].st = "synced" /\ Cardinality(pool[d]) >= DescNeeded(Len(addrs))
  /\ LET desc == LowestPages(pool[d], DescNeeded(Len(addrs))) IN
       /\ SetCmd(d, t, [cmds[d][t] EXCEPT !.st = "built", !.prps = addrs, !.desc = desc,
                                          !.dma_len = IF Len(addrs) = 1 THEN 1 ELSE @])
       /\ pool' = [pool EXCEPT ![d] = @ \ PageSet(desc)]
  /\ UNCHANGED <<sq, cq, ctrl>>

\* @irq drivers/nvme/host/pci.c: nvme_unmap_premapped_data, patch 06 (C2)
FreeDescriptorsDmaLen(d, t) ==
  /\ cmds[d][t].st = "cpusynced"
  /\ SetCmd(d, t, [cmds[d][t] EXCEPT !.st = "clean", !.prps = <<>>, !.desc = <<>>])
  /\ pool' = IF cmds[d][t].dma_len # 0 THEN pool
              ELSE [pool EXCEPT ![d] = @ \cup PageSet(cmds[d][t].desc)]
  /\ UNCHANGED <<sq, cq, ctrl>>
=============================================================================
