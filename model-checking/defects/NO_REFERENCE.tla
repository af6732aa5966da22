------------------------------------------------ MODULE NO_REFERENCE ------------------------------------------------
(*******************************************************************************************************************)
(* A request that borrows the node without a reference.                                                            *)
(*                                                                                                                 *)
(* model     rw-release                                                                                            *)
(* set       Slots = {0}                                                                                           *)
(* set       Coarse = {"registration", "release", "submission", "queueing", "device", "irq", "tagput", "taskwork"} *)
(* override  [Requests]LookupNode <- LookupWithoutReference                                                        *)
(* law       NodeRefsMatchHolders                                                                                  *)
(* twin      LOOKUP_WITHOUT_REFERENCE by first-read                                                                *)
(* was       seed-no-reference                                                                                     *)
(*******************************************************************************************************************)
EXTENDS MCDmabufRw

(* The request borrows the node without a reference. *)
LookupWithoutReference(ctx) ==
  /\ call[ctx].at = "I1"
  /\ LET n == RQ!NodeAt(ctx, call[ctx].slot) IN
       IF n = 0
       THEN /\ reqs' = [reqs EXCEPT ![ctx][call[ctx].req].res = "EFAULT"]
            /\ call' = [call EXCEPT ![ctx].at = "cqe"]
       ELSE /\ reqs' = [reqs EXCEPT ![ctx][call[ctx].req].node = n, ![ctx][call[ctx].req].tag = nodes[ctx][n].tag]
            /\ call' = [call EXCEPT ![ctx].at = "I2"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>
=====================================================================================================================
