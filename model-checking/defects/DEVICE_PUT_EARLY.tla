---------------------------- MODULE DEVICE_PUT_EARLY ----------------------------
(*******************************************************************************)
(* A device that is put before the mapping is undone: nothing keeps the driver *)
(* from taking its IOMMU domain down under it.                                 *)
(*                                                                             *)
(* model     dmabuf-mapping-small                                              *)
(* override  PutDevice <- PutDeviceFirst                                       *)
(* law       HoldsGoInOrder                                                    *)
(*******************************************************************************)
EXTENDS MCDmabufMapping

(* The reference goes as soon as the vector is freed. *)
PutDeviceFirst(rb) ==
  /\ rb \in DOMAIN regbufs /\ regbufs[rb].pinned /\ ~regbufs[rb].vec
  /\ devs' = [devs EXCEPT ![regbufs[rb].dev] = @ - 1]
  /\ regbufs' = [regbufs EXCEPT ![rb].pinned = FALSE]
  /\ UNCHANGED <<files, dmabufs, iommu, resv, maps>>
=================================================================================
