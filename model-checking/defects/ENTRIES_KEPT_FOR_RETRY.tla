----------------------- MODULE ENTRIES_KEPT_FOR_RETRY -----------------------
(***************************************************************************)
(* A command that is tried again as it was made for the first try: its     *)
(* pages were unmapped when it was answered.                               *)
(*                                                                         *)
(* model     rw-retry-pages                                                *)
(* override  FreeDescriptors <- FreeNothingOfFailed                        *)
(* override  Retry <- RetryAsMade                                          *)
(* law       NoDmaOutsideMapping                                           *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* What will be tried again keeps its entries ... *)
\* @irq drivers/nvme/host/pci.c: nvme_free_descriptors, base (C2)
FreeNothingOfFailed(d, t) ==
  /\ MayRun(Device(d), "irq")
  /\ IF NV!TriedAgain(d, t)
     THEN NV!Step(d, t, "cpusynced", "clean") /\ UNCHANGED <<sq, cq, pool, ctrl>>
     ELSE NV!FreeDescriptors(d, t)
  /\ UNCHANGED <<btvars, dmvars>>

(* ... and is ready at once. *)
\* @irq drivers/nvme/host/core.c: nvme_complete_rq, base (C3)
RetryAsMade(d, t) ==
  /\ cmds[d][t].st = "clean" /\ NV!TriedAgain(d, t) /\ MayRun(Device(d), "irq")
  /\ NV!SetCmd(d, t, [cmds[d][t] EXCEPT !.st = "built", !.ok = TRUE, !.retries = @ + 1])
  /\ UNCHANGED <<btvars, dmvars, sq, cq, pool, ctrl>>
=============================================================================
