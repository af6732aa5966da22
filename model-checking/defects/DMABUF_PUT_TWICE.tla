--------------------- MODULE DMABUF_PUT_TWICE ------------------------
(**********************************************************************)
(* A release that puts the dma-buf once more than it has got it: the  *)
(* exporter frees memory that others have open.                       *)
(*                                                                    *)
(* model     dmabuf-mapping-small                                     *)
(* override  PutDmabuf <- PutDmabufTwice                              *)
(* law       DmabufRefsMatchHolders                                   *)
(* twin      PUT_DMABUF_TWICE by first-read                           *)
(**********************************************************************)
EXTENDS MCDmabufMapping

(* The second one is that of the descriptor, or of nobody. *)
\* @task drivers/dma-buf/dma-buf.c: dma_buf_put, base (U7)
PutDmabufTwice(rb) ==
  /\ rb \in DOMAIN regbufs /\ regbufs[rb].buf # 0 /\ ~regbufs[rb].attached
  /\ dmabufs' = [dmabufs EXCEPT ![regbufs[rb].buf].refs = @ - 2]
  /\ regbufs' = [regbufs EXCEPT ![rb].buf = 0]
  /\ UNCHANGED <<files, devs, iommu, resv, maps>>
======================================================================
