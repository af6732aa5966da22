-------------------------- MODULE FILE_NOT_TAKEN --------------------------
(*************************************************************************)
(* A registration that keeps a file without a reference of it.           *)
(*                                                                       *)
(* model     dmabuf-mapping-small                                        *)
(* override  GetFile <- GetFileBorrowed                                  *)
(* law       FileRefsCoverRegistrations                                  *)
(*************************************************************************)
EXTENDS MCDmabufMapping

(* The descriptor keeps the file open for now. *)
GetFileBorrowed(rb, f) ==
  /\ rb \in DOMAIN regbufs /\ regbufs[rb] = NoHold /\ files[f].fd
  /\ regbufs' = [regbufs EXCEPT ![rb] = [NoHold EXCEPT !.file = f]]
  /\ UNCHANGED <<files, dmabufs, devs, iommu, resv, maps>>
===========================================================================
