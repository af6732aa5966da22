----------------------- MODULE TAKEN_THOUGH_CLOSED ------------------------
(*************************************************************************)
(* A request that takes a file whose descriptor is closed.               *)
(*                                                                       *)
(* model     dmabuf-mapping-small                                        *)
(* override  ReqGetFile <- ReqGetFileClosed                              *)
(* law       TakesOnlyWhatIsThere                                        *)
(*************************************************************************)
EXTENDS MCDmabufMapping

(* Whether the descriptor is open is not asked. *)
ReqGetFileClosed(f) ==
  /\ MayGetFile(f)
  /\ files' = [files EXCEPT ![f].refs = @ + 1]
  /\ UNCHANGED <<dmabufs, devs, regbufs, iommu, resv, maps>>
===========================================================================
