----------------------- MODULE VECTOR_FREED_BY_IRQ ------------------------
(*************************************************************************)
(* An interrupt that frees the vector of the mapping with its last bio.  *)
(*                                                                       *)
(* model     rw-small                                                    *)
(* override  EndBio <- EndBioFreesVector                                 *)
(* law       RegbufsOnlyUnderLock                                        *)
(*************************************************************************)
EXTENDS MCDmabufRw

(* Nobody asks for uring_lock, nor who else uses the mapping. *)
EndBioFreesVector(d, t) ==
  /\ NV!EndBio(d, t) /\ MayRun(Device(d), "irq")
  /\ RQ!PartEnds(RingOf(d, t), cmds[d][t].req, IF cmds[d][t].ok THEN "ok" ELSE "EIO")
  /\ regbufs' = [regbufs EXCEPT ![MappingOfCmd(d, t)].vec = FALSE]
  /\ UNCHANGED <<files, dmabufs, devs, iommu, resv, maps>>
===========================================================================
