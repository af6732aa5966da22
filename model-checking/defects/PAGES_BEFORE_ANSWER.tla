------------------------ MODULE PAGES_BEFORE_ANSWER -------------------------
(***************************************************************************)
(* Pages that are unmapped while the device has their command.             *)
(*                                                                         *)
(* model     rw-ordinary                                                   *)
(* override  UnmapPages <- UnmapPagesEarly                                 *)
(* law       NoDmaOutsideMapping                                           *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* As soon as the device has fetched the command, its pages are unmapped. *)
\* @irq drivers/nvme/host/pci.c: nvme_unmap_data, base (C2)
UnmapPagesEarly(d, t) ==
  /\ cmds[d][t].st = "owned"
  /\ MapsItself(d, t) /\ DM!UnmapPages(d, t)
  /\ UNCHANGED <<btvars, nvvars>>
=============================================================================
