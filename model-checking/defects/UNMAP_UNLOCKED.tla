-------------------------- MODULE UNMAP_UNLOCKED --------------------------
(*************************************************************************)
(* An unmapping without the reservation lock.                            *)
(*                                                                       *)
(* model     dmabuf-mapping-small                                        *)
(* override  Unmap <- UnmapUnlocked                                      *)
(* law       MappingChangesUnderResv                                     *)
(*************************************************************************)
EXTENDS MCDmabufMapping

(* Nobody asks who holds the lock. *)
UnmapUnlocked(rb) ==
  /\ rb \in DOMAIN regbufs /\ Mapped(rb) /\ ~regbufs[rb].vec /\ regbufs[rb].pinned
  /\ iommu' = [iommu EXCEPT ![regbufs[rb].dev] = [a \in Iovas |-> IF @[a] = rb THEN 0 ELSE @[a]]]
  /\ regbufs' = [regbufs EXCEPT ![rb].addrs = <<>>] /\ CountMappings(rb, -1)
  /\ UNCHANGED <<files, devs, resv, maps>>
===========================================================================
