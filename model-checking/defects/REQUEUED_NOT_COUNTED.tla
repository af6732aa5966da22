----------------------- MODULE REQUEUED_NOT_COUNTED -----------------------
(*************************************************************************)
(* A release that does not count the requests whose command waits for a  *)
(* descriptor page: it sees the queues of the device, and nobody there.  *)
(*                                                                       *)
(* model     rw-requeue-release                                          *)
(* override  PutNode <- PutNodeOfTheUnqueued                             *)
(* law       TagAfterLastRequest                                         *)
(*************************************************************************)
EXTENDS MCDmabufRw

(* The references of a node that belong to such requests. *)
LOCAL Waiting(n) ==
  Cardinality({r \in Reqs : /\ reqs[r].node = n
                            /\ \E d \in Devs, t \in Tags :
                                 cmds[d][t].st = "requeued" /\ cmds[d][t].req = r})

PutNodeOfTheUnqueued ==
  /\ call.at = "put" /\ ~BT!MustSettle /\ MayRun(TheRing, "release")
  /\ nodes' = [nodes EXCEPT ![call.old].refs = @ - 1]
  /\ call' = IF nodes[call.old].refs - Waiting(call.old) = 1
             THEN [call EXCEPT !.at = "tag"]
             ELSE [call EXCEPT !.at = BT!AfterDrop, !.old = 0]
  /\ UNCHANGED <<ring, table, imus, reqs, tags, queued, dmvars, nvvars>>
===========================================================================
