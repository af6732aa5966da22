---------------------------------------------- MODULE DESCRIPTORS_KEPT ----------------------------------------------
(*******************************************************************************************************************)
(* Descriptor pages never given back: ImplementsNvmeQueue breaks.                                                  *)
(*                                                                                                                 *)
(* model     rw-refines                                                                                            *)
(* set       PagesOf = ThreePagesEach                                                                              *)
(* set       Iovas = {1, 2, 3, 4, 5, 6}                                                                            *)
(* set       Fails = {"none"}                                                                                      *)
(* set       Windows = {<<0, 192>>}                                                                                *)
(* set       Coarse = {"registration", "release", "submission", "queueing", "device", "irq", "tagput", "taskwork"} *)
(* override  FreeDescriptors <- FreeDescriptorsForgotten                                                           *)
(* law       ImplementsNvmeQueue                                                                                   *)
(* twin      SKIP_DESCRIPTOR_FREE by first-read                                                                    *)
(* was       seed-queue                                                                                            *)
(*******************************************************************************************************************)
EXTENDS MCDmabufRw

(* Breaks only the queue's specification: descriptor pages are not given back. *)
\* @irq drivers/nvme/host/pci.c: nvme_free_descriptors, base (C2)
\* @irq drivers/nvme/host/pci.c: nvme_unmap_premapped_data, patch 06 (C2)
FreeDescriptorsForgotten(d, t) ==
  /\ cmds[d][t].st = "cpusynced" /\ MayRun(Device(d), "irq")
  /\ cmds' = [cmds EXCEPT ![d][t] = [@ EXCEPT !.st = "clean", !.prps = <<>>, !.desc = <<>>]]
  /\ UNCHANGED <<btvars, dmvars, sq, cq, pool, ctrl>>
=====================================================================================================================
