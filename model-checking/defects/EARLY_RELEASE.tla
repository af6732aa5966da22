----------------------------------------------- MODULE EARLY_RELEASE ------------------------------------------------
(*******************************************************************************************************************)
(* A node released while requests hold it.                                                                         *)
(*                                                                                                                 *)
(* model     rw-release                                                                                            *)
(* set       Slots = {0}                                                                                           *)
(* set       Coarse = {"registration", "release", "submission", "queueing", "device", "irq", "tagput", "taskwork"} *)
(* override  [BufferTable]PutNode <- PutNodeReleases                                                               *)
(* law       NoDanglingReference                                                                                   *)
(* was       seed-early-release                                                                                    *)
(*******************************************************************************************************************)
EXTENDS MCDmabufRw

(* The node is released when its slot is emptied, whoever still holds it. *)
PutNodeReleases ==
  /\ call.at = "put"
  /\ nodes' = [nodes EXCEPT ![call.old].refs = @ - 1]
  /\ call' = [call EXCEPT !.at = "tag"]
  /\ UNCHANGED <<ring, table, imus, reqs, tags, queued>>
=====================================================================================================================
