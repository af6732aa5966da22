------------------------ MODULE CLOSE_ENDS_DMABUF -------------------------
(*************************************************************************)
(* The last descriptor of a dma-buf ends it, whoever is attached.        *)
(*                                                                       *)
(* model     dmabuf-mapping-small                                        *)
(* override  CloseBuf <- CloseBufEnds                                    *)
(* law       HeldObjectsAlive                                            *)
(*************************************************************************)
EXTENDS MCDmabufMapping

(* Who closes it looks at no other reference. *)
CloseBufEnds(b) ==
  /\ dmabufs[b].fd
  /\ dmabufs' = [dmabufs EXCEPT ![b].fd = FALSE, ![b].refs = 0]
  /\ UNCHANGED <<files, devs, regbufs, iommu, resv, maps>>
===========================================================================
