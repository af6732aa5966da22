-------------------------- MODULE V1_BADSGL_LEAK ---------------------------
(***************************************************************************)
(* A list that turns out bad while it is written, for a segment that no    *)
(* PRP entry can say: the pages that it has taken so far are not given     *)
(* back.  V1-BADSGL-LEAK.  Of which lists that is so depends on addresses, *)
(* which this module does not look at: here it may be any list.  There the *)
(* command fails, here it is put off as one that finds no page.  In bytes: *)
(* bad-list.scenario with BAD_LIST_KEEPS_DESCRIPTORS.                      *)
(*                                                                         *)
(* model     nvme-queue-lengths                                            *)
(* override  PoolEmpty <- PoolEmptyOrBad                                   *)
(* law       DescriptorsAccounted                                          *)
(***************************************************************************)
EXTENDS MCNvmeQueue

(* V1-BADSGL-LEAK: the first page of a list that is begun is nobody's. *)
\* @task drivers/nvme/host/pci.c: nvme_dma_premapped, patch 06 (N8-N9)
PoolEmptyOrBad(d, t, n) ==
  /\ Step(d, t, "synced", "requeued") /\ DescNeeded(n) > 0
  /\ LET begun == IF Cardinality(pool[d]) < DescNeeded(n) THEN 0 ELSE 1 IN
     pool' = [pool EXCEPT ![d] = @ \ PageSet(LowestPages(@, begun))]
  /\ UNCHANGED <<sq, cq, ctrl>>
=============================================================================
