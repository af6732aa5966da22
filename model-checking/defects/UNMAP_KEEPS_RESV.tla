------------------------- MODULE UNMAP_KEEPS_RESV -------------------------
(*************************************************************************)
(* An unmapping that keeps the reservation lock.                         *)
(*                                                                       *)
(* model     dmabuf-mapping-small                                        *)
(* override  Unmap <- UnmapKeepsResv                                     *)
(* override  Detach <- DetachUnderResv                                   *)
(* law       ResvHeldByLiveRegbuf                                        *)
(*************************************************************************)
EXTENDS MCDmabufMapping

(* The lock is not given back. *)
UnmapKeepsResv(rb) ==
  /\ rb \in DOMAIN regbufs /\ Mapped(rb) /\ ~regbufs[rb].vec
  /\ resv[regbufs[rb].buf] = rb
  /\ iommu' = [iommu EXCEPT ![regbufs[rb].dev] = [a \in Iovas |-> IF @[a] = rb THEN 0 ELSE @[a]]]
  /\ regbufs' = [regbufs EXCEPT ![rb].addrs = <<>>] /\ CountMappings(rb, -1)
  /\ UNCHANGED <<files, devs, resv, maps>>

(* And the detach, which would wait for it, finds that it is its own. *)
DetachUnderResv(rb) ==
  /\ rb \in DOMAIN regbufs /\ regbufs[rb].attached /\ ~Mapped(rb)
  /\ resv[regbufs[rb].buf] \in {0, rb}
  /\ regbufs' = [regbufs EXCEPT ![rb].attached = FALSE] /\ CountAttachments(rb, -1)
  /\ UNCHANGED <<files, devs, iommu, resv, maps>>
===========================================================================
