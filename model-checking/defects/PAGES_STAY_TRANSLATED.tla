----------------------- MODULE PAGES_STAY_TRANSLATED ------------------------
(***************************************************************************)
(* A command whose translations outlive its mapping: its device goes on    *)
(* reaching the pages.                                                     *)
(*                                                                         *)
(* model     dmabuf-mapping-commands                                       *)
(* override  UnmapPages <- UnmapPagesForgetsIommu                          *)
(* law       IommuMatchesMappings                                          *)
(***************************************************************************)
EXTENDS MCDmabufMapping

(* The command forgets its addresses, and the IOMMU does not. *)
UnmapPagesForgetsIommu(d, t) ==
  /\ maps[d][t] # <<>>
  /\ maps' = [maps EXCEPT ![d][t] = <<>>]
  /\ UNCHANGED <<files, dmabufs, devs, regbufs, iommu, resv>>
=============================================================================
