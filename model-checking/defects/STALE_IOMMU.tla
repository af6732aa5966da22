------------------------------------------------ MODULE STALE_IOMMU -------------------------------------------------
(*******************************************************************************************************************)
(* A translation that outlives its mapping.                                                                        *)
(*                                                                                                                 *)
(* model     rw-release                                                                                            *)
(* set       Slots = {0}                                                                                           *)
(* set       Coarse = {"registration", "release", "submission", "queueing", "device", "irq", "tagput", "taskwork"} *)
(* override  [DmabufMapping]Unmap <- UnmapLeavesTranslation                                                        *)
(* law       IommuMatchesMappings                                                                                  *)
(* twin      UNMAP_LEAVES_TRANSLATION by iommu-deferred                                                            *)
(* was       seed-stale-iommu                                                                                      *)
(*******************************************************************************************************************)
EXTENDS MCDmabufRw, Integers

(* The mapping ends, the translation stays: a stale IOMMU entry. *)
UnmapLeavesTranslation(rb) ==
  /\ rb \in DOMAIN regbufs /\ DM!Mapped(rb) /\ ~regbufs[rb].vec
  /\ resv[regbufs[rb].buf] = rb
  /\ regbufs' = [regbufs EXCEPT ![rb].addrs = <<>>] /\ DM!CountMappings(rb, -1)
  /\ resv' = [resv EXCEPT ![regbufs[rb].buf] = 0]
  /\ UNCHANGED <<files, devs, iommu, maps>>
=====================================================================================================================
