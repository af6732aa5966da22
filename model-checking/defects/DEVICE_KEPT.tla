--------------------------- MODULE DEVICE_KEPT ----------------------------
(*************************************************************************)
(* A release that forgets the reference of the device.                   *)
(*                                                                       *)
(* model     dmabuf-mapping-small                                        *)
(* override  PutDevice <- PutDeviceForgets                               *)
(* law       DeviceRefsMatchHolders                                      *)
(* twin      PUT_DEVICE_FORGOTTEN by first-read                          *)
(*************************************************************************)
EXTENDS MCDmabufMapping

(* The regbuf forgets its device, and nobody puts the reference. *)
PutDeviceForgets(rb) ==
  /\ rb \in DOMAIN regbufs /\ regbufs[rb].pinned /\ regbufs[rb].buf = 0
  /\ regbufs' = [regbufs EXCEPT ![rb].pinned = FALSE]
  /\ UNCHANGED <<files, dmabufs, devs, iommu, resv, maps>>
===========================================================================
