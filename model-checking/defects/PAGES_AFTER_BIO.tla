-------------------------- MODULE PAGES_AFTER_BIO ---------------------------
(***************************************************************************)
(* Pages that are unmapped after the bio of their command has ended: the   *)
(* request is told its end, and its buffer may go, while the device still  *)
(* reaches them.                                                           *)
(*                                                                         *)
(* model     rw-ordinary                                                   *)
(* override  UnmapPages <- HandedBackMapped                                *)
(* override  FreeTag <- FreeTagUnmaps                                      *)
(* law       PagesMappedForTheirCommand                                    *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* The interrupt hands the pages back and leaves them mapped ... *)
\* @irq drivers/nvme/host/pci.c: nvme_unmap_data, base (C2)
HandedBackMapped(d, t) ==
  /\ NV!SyncForCpu(d, t) /\ MayRun(Device(d), "irq")
  /\ MapsItself(d, t)
  /\ UNCHANGED <<btvars, dmvars>>

(* ... until the tag is freed. *)
\* @irq block/blk-mq.c: blk_mq_end_request_batch, base (C3)
\* @irq block/blk-mq.c: __blk_mq_free_request, base (C3) if cmds[d][t].ok = FALSE
FreeTagUnmaps(d, t, ctx, w) ==
  /\ ctx = 0 /\ w = 0
  /\ NV!FreeTag(d, t) /\ MayRun(Device(d), "tagput")
  /\ IF maps[d][t] = <<>> THEN UNCHANGED dmvars ELSE DM!UnmapPages(d, t)
  /\ UNCHANGED btvars
=============================================================================
