------------------------- MODULE ATTACHMENT_KEPT --------------------------
(*************************************************************************)
(* A detachment that the exporter is not told of.                        *)
(*                                                                       *)
(* model     dmabuf-mapping-small                                        *)
(* override  CountAttachments <- CountNoDetachment                       *)
(* law       ExporterCountsMatchHolders                                  *)
(*************************************************************************)
EXTENDS MCDmabufMapping

(* Only what is attached is counted. *)
CountNoDetachment(rb, n) ==
  dmabufs' = [dmabufs EXCEPT ![regbufs[rb].buf].attachments = IF n < 0 THEN @ ELSE @ + n]
===========================================================================
