--------------------------- MODULE DETACH_EARLY ---------------------------
(*************************************************************************)
(* A detach before the unmapping.                                        *)
(*                                                                       *)
(* model     dmabuf-mapping-small                                        *)
(* override  Detach <- DetachFirst                                       *)
(* law       HoldsStandOnHolds                                           *)
(*************************************************************************)
EXTENDS MCDmabufMapping

(* The attachment goes as soon as the vector is freed. *)
DetachFirst(rb) ==
  /\ rb \in DOMAIN regbufs /\ regbufs[rb].attached /\ ~regbufs[rb].vec
  /\ resv[regbufs[rb].buf] = 0
  /\ regbufs' = [regbufs EXCEPT ![rb].attached = FALSE] /\ CountAttachments(rb, -1)
  /\ UNCHANGED <<files, devs, iommu, resv, maps>>
===========================================================================
