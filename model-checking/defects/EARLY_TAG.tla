------------------------------------------------- MODULE EARLY_TAG --------------------------------------------------
(*******************************************************************************************************************)
(* The tag posted before the last request.                                                                         *)
(*                                                                                                                 *)
(* model     rw-release                                                                                            *)
(* set       Slots = {0}                                                                                           *)
(* set       Coarse = {"registration", "release", "submission", "queueing", "device", "irq", "tagput", "taskwork"} *)
(* override  [Rsrc]PutNode <- PutNodePostsTag                                                                      *)
(* law       TagAfterLastRequest                                                                                   *)
(* twin      POST_TAG_BEFORE_LAST_REQUEST by replaced-twice                                                        *)
(* was       seed-early-tag                                                                                        *)
(*******************************************************************************************************************)
EXTENDS MCDmabufRw

(* The tag is posted when the slot is emptied, not when the last request is done. *)
PutNodePostsTag(ctx) ==
  /\ call[ctx].at = "put"
  /\ nodes' = [nodes EXCEPT ![ctx][call[ctx].old].refs = @ - 1,
                            ![ctx][call[ctx].old].tag = 0]
  /\ tags' = [tags EXCEPT ![ctx] = IF nodes[ctx][call[ctx].old].tag # 0 THEN [@ EXCEPT ![nodes[ctx][call[ctx].old].tag] = @ + 1] ELSE tags[ctx]]
  /\ call' = [call EXCEPT ![ctx] = IF nodes[ctx][call[ctx].old].refs = 1
             THEN [@ EXCEPT !.at = "tag"]
             ELSE [@ EXCEPT !.at = RQ!AfterDrop(ctx), !.old = 0]]
  /\ UNCHANGED <<ring, table, imus, reqs, queued>>
=====================================================================================================================
