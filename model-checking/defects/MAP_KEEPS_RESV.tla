-------------------------- MODULE MAP_KEEPS_RESV --------------------------
(*************************************************************************)
(* A mapping that keeps the reservation lock of its dma-buf.             *)
(*                                                                       *)
(* model     rw-small                                                    *)
(* override  [DmabufMapping]Map <- MapKeepsResv                          *)
(* law       ResvOnlyInsideMapOrUnmap                                    *)
(*************************************************************************)
EXTENDS MCDmabufRw

(* The lock is not given back. *)
MapKeepsResv(rb) ==
  /\ rb \in DOMAIN regbufs /\ regbufs[rb].buf # 0
  /\ resv[regbufs[rb].buf] = rb /\ ~DM!Mapped(rb) /\ DM!CanMap(rb)
  /\ LET d == regbufs[rb].dev
         addrs == DM!LowestOf(DM!FreeIovas(d), PagesOf[regbufs[rb].buf]) IN
       /\ regbufs' = [regbufs EXCEPT ![rb].addrs = addrs]
       /\ iommu' = [iommu EXCEPT ![d] = [a \in Iovas |-> IF a \in DM!Range(addrs) THEN rb ELSE @[a]]]
  /\ DM!CountMappings(rb, 1)
  /\ UNCHANGED <<files, devs, resv, maps>>
===========================================================================
