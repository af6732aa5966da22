--------------------- MODULE DETACH_NEEDS_DESCRIPTOR ----------------------
(*************************************************************************)
(* A detachment that looks the dma-buf up by its descriptor: once that   *)
(* is closed, the buffer is never given back.                            *)
(*                                                                       *)
(* model     dmabuf-mapping-small                                        *)
(* override  Detach <- DetachByDescriptor                                *)
(* law       NobodyIsKept                                                *)
(*************************************************************************)
EXTENDS MCDmabufMapping

(* The reference that the registration has is not used. *)
DetachByDescriptor(rb) ==
  /\ rb \in DOMAIN regbufs /\ regbufs[rb].attached /\ ~Mapped(rb)
  /\ resv[regbufs[rb].buf] = 0 /\ dmabufs[regbufs[rb].buf].fd
  /\ Set(rb, [regbufs[rb] EXCEPT !.attached = FALSE]) /\ CountAttachments(rb, -1)
  /\ UNCHANGED <<files, devs, iommu, resv, maps>>
===========================================================================
