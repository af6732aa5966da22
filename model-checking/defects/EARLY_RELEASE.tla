----------------------------------------------- MODULE EARLY_RELEASE ------------------------------------------------
(*******************************************************************************************************************)
(* A node released while requests hold it.                                                                         *)
(*                                                                                                                 *)
(* model     rw-release                                                                                            *)
(* set       Slots = {0}                                                                                           *)
(* set       Coarse = {"registration", "release", "submission", "queueing", "device", "irq", "tagput", "taskwork"} *)
(* override  [Rsrc]PutNode <- PutNodeReleases                                                                      *)
(* law       NoDanglingReference                                                                                   *)
(* twin      RELEASE_WHILE_REFERENCED by first-read                                                                *)
(* was       seed-early-release                                                                                    *)
(*******************************************************************************************************************)
EXTENDS MCDmabufRw

(* The node is released when its slot is emptied, whoever still holds it. *)
PutNodeReleases(ctx) ==
  /\ call[ctx].at = "put"
  /\ nodes' = [nodes EXCEPT ![ctx][call[ctx].old].refs = @ - 1]
  /\ call' = [call EXCEPT ![ctx].at = "tag"]
  /\ UNCHANGED <<ring, table, imus, reqs, tags, queued>>
=====================================================================================================================
