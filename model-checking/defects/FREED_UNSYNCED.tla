-------------------------- MODULE FREED_UNSYNCED ---------------------------
(***************************************************************************)
(* A command whose memory the CPU never gets back: its descriptor pages    *)
(* are given up, and the bio ends, while the caches are the device's.      *)
(*                                                                         *)
(* model     nvme-queue-late-tag                                           *)
(* override  FreeDescriptors <- FreeDescriptorsAtOnce                      *)
(* law       CommandsGoInOrder                                             *)
(***************************************************************************)
EXTENDS MCNvmeQueue

(* The completion was seen, and nothing is synced for the CPU. *)
FreeDescriptorsAtOnce(d, t) ==
  /\ cmds[d][t].st = "reaped"
  /\ SetCmd(d, t, [cmds[d][t] EXCEPT !.st = "clean", !.prps = <<>>, !.desc = <<>>])
  /\ pool' = [pool EXCEPT ![d] = @ \cup PageSet(cmds[d][t].desc)]
  /\ UNCHANGED <<sq, cq, ctrl>>
============================================================================
