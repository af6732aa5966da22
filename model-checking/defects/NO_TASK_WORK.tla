---------------------------- MODULE NO_TASK_WORK ----------------------------
(***************************************************************************)
(* Task work that never runs: the request never completes.                 *)
(*                                                                         *)
(* model     rw-liveness                                                   *)
(* spec      NoTaskWork                                                    *)
(* law       SubmittedCompletes                                            *)
(* was       seed-no-task-work                                             *)
(***************************************************************************)
EXTENDS MCDmabufRw

NoTaskWork ==
  /\ Spec /\ FairCalls /\ FairResv /\ FairCommands /\ FairRings /\ FairExporter
=============================================================================
