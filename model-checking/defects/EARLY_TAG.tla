------------------------------------------------- MODULE EARLY_TAG --------------------------------------------------
(*******************************************************************************************************************)
(* The tag posted before the last request.                                                                         *)
(*                                                                                                                 *)
(* model     rw-release                                                                                            *)
(* set       Slots = {0}                                                                                           *)
(* set       Coarse = {"registration", "release", "submission", "queueing", "device", "irq", "tagput", "taskwork"} *)
(* override  [BufferTable]PutNode <- PutNodePostsTag                                                               *)
(* law       TagAfterLastRequest                                                                                   *)
(* was       seed-early-tag                                                                                        *)
(*******************************************************************************************************************)
EXTENDS MCDmabufRw

(* The tag is posted when the slot is emptied, not when the last request is done. *)
PutNodePostsTag ==
  /\ call.at = "put"
  /\ nodes' = [nodes EXCEPT ![call.old].refs = @ - 1,
                            ![call.old].tag = 0]
  /\ tags' = IF nodes[call.old].tag # 0 THEN [tags EXCEPT ![nodes[call.old].tag] = @ + 1] ELSE tags
  /\ call' = IF nodes[call.old].refs = 1
             THEN [call EXCEPT !.at = "tag"]
             ELSE [call EXCEPT !.at = BT!AfterDrop, !.old = 0]
  /\ UNCHANGED <<ring, table, imus, reqs, queued>>
=====================================================================================================================
