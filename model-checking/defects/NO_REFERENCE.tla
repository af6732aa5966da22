------------------------------------------------ MODULE NO_REFERENCE ------------------------------------------------
(*******************************************************************************************************************)
(* A request that borrows the node without a reference.                                                            *)
(*                                                                                                                 *)
(* model     rw-release                                                                                            *)
(* set       Slots = {0}                                                                                           *)
(* set       Coarse = {"registration", "release", "submission", "queueing", "device", "irq", "tagput", "taskwork"} *)
(* override  [BufferTable]LookupNode <- LookupWithoutReference                                                     *)
(* law       NodeRefsMatchHolders                                                                                  *)
(* was       seed-no-reference                                                                                     *)
(*******************************************************************************************************************)
EXTENDS MCDmabufRw

(* The request borrows the node without a reference. *)
LookupWithoutReference ==
  /\ call.at = "I1"
  /\ LET n == BT!NodeAt(call.slot) IN
       IF n = 0
       THEN /\ reqs' = [reqs EXCEPT ![call.req].res = "EFAULT"]
            /\ call' = [call EXCEPT !.at = "cqe"]
       ELSE /\ reqs' = [reqs EXCEPT ![call.req].node = n, ![call.req].tag = nodes[n].tag]
            /\ call' = [call EXCEPT !.at = "I2"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>
=====================================================================================================================
