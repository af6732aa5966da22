--------------------- MODULE RETRY_KEEPS_DESCRIPTORS ----------------------
(*************************************************************************)
(* A command that keeps its list for the next try, which makes a new     *)
(* one: the pages of the first are nobody's then.                        *)
(*                                                                       *)
(* model     nvme-queue-retry                                            *)
(* override  FreeDescriptors <- FreeDescriptorsOfTheLastTry              *)
(* law       DescriptorsFitEntries                                       *)
(*************************************************************************)
EXTENDS MCNvmeQueue

(* What is tried again gives nothing back. *)
FreeDescriptorsOfTheLastTry(d, t) ==
  /\ cmds[d][t].st = "cpusynced"
  /\ IF TriedAgain(d, t)
     THEN Step(d, t, "cpusynced", "clean") /\ UNCHANGED pool
     ELSE /\ SetCmd(d, t, [cmds[d][t] EXCEPT !.st = "clean", !.prps = <<>>, !.desc = <<>>])
          /\ pool' = [pool EXCEPT ![d] = @ \cup PageSet(cmds[d][t].desc)]
  /\ UNCHANGED <<sq, cq, ctrl>>
===========================================================================
