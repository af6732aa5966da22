----------------------- MODULE DETACHED_WITH_VECTOR -------------------------
(***************************************************************************)
(* The release of a registration finds no mapping to end, as whoever       *)
(* unbound the driver has done so, and detaches at once, while the array of*)
(* its segments is still there.                                            *)
(*                                                                         *)
(* model     dmabuf-mapping-unbound                                        *)
(* override  Detach <- DetachFirst                                         *)
(* law       HoldsStandOnHolds                                             *)
(***************************************************************************)
EXTENDS MCDmabufMapping

(* What tells that the segments are freed is that nothing is mapped, as for every other registration. *)
DetachFirst(rb) ==
  /\ rb \in DOMAIN regbufs /\ regbufs[rb].attached /\ ~Mapped(rb)
  /\ resv[regbufs[rb].buf] = 0
  /\ Set(rb, [regbufs[rb] EXCEPT !.attached = FALSE]) /\ CountAttachments(rb, -1)
  /\ UNCHANGED <<files, devs, iommu, resv, maps>>
=============================================================================
