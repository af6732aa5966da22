------------------------ MODULE LIST_WITHOUT_PAGE -------------------------
(*************************************************************************)
(* PRP entries that need a list and get no page for it.                  *)
(*                                                                       *)
(* model     nvme-queue-small                                            *)
(* override  BuildPrps <- BuildPrpsInPlace                               *)
(* law       DescriptorsFitEntries                                       *)
(*************************************************************************)
EXTENDS MCNvmeQueue

(* All entries are taken for the two that a command has room for. *)
BuildPrpsInPlace(d, t, addrs) ==
  /\ cmds[d][t].st = "synced"
  /\ SetCmd(d, t, [cmds[d][t] EXCEPT !.st = "built", !.prps = addrs])
  /\ UNCHANGED <<sq, cq, pool, ctrl>>
===========================================================================
