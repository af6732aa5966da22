-------------------------- MODULE REVOKE_UNLOCKED ---------------------------
(***************************************************************************)
(* A mapping is ended by whoever unbinds the driver, and nobody asks who   *)
(* has the lock of its buffer.                                             *)
(*                                                                         *)
(* model     dmabuf-mapping-unbound                                        *)
(* override  Revoke <- RevokeUnlocked                                      *)
(* law       MappingChangesUnderResv                                       *)
(***************************************************************************)
EXTENDS MCDmabufMapping

(* dma_buf_unmap_attachment, by somebody who does not hold resv. *)
RevokeUnlocked(rb) ==
  /\ rb \in DOMAIN regbufs /\ Mapped(rb) /\ regbufs[rb].vec /\ regbufs[rb].dev \in Unbindable
  /\ iommu' = [iommu EXCEPT ![regbufs[rb].dev] = [a \in Iovas |-> IF @[a] = rb THEN 0 ELSE @[a]]]
  /\ Set(rb, [regbufs[rb] EXCEPT !.addrs = <<>>]) /\ CountMappings(rb, -1)
  /\ UNCHANGED <<files, devs, resv, maps>>
=============================================================================
