------------------------- MODULE PAGES_GIVEN_TWICE --------------------------
(***************************************************************************)
(* Addresses that a command has and that are given away once more.         *)
(*                                                                         *)
(* model     dmabuf-mapping-commands                                       *)
(* override  FreeIovas <- FreeForMappings                                  *)
(* law       IommuMatchesMappings                                          *)
(***************************************************************************)
EXTENDS MCDmabufMapping

(* Whoever maps sees the addresses of registrations alone. *)
FreeForMappings(d) == {a \in Iovas : iommu[d][a] <= 0}
=============================================================================
