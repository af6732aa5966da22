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
LOCAL Waiting(ctx, n) ==
  Cardinality({r \in Reqs : /\ reqs[ctx][r].node = n
                            /\ \E d \in Devs, t \in Tags :
                                 cmds[d][t].st = "requeued" /\ cmds[d][t].req = r})

PutNodeOfTheUnqueued(ctx) ==
  /\ call[ctx].at = "put" /\ ~RQ!MustSettle(ctx) /\ MayRun(OfRing(ctx), "release")
  /\ nodes' = [nodes EXCEPT ![ctx][call[ctx].old].refs = @ - 1]
  /\ call' = [call EXCEPT ![ctx] = IF nodes[ctx][call[ctx].old].refs - Waiting(ctx, call[ctx].old) = 1
             THEN [@ EXCEPT !.at = "tag"]
             ELSE [@ EXCEPT !.at = RQ!AfterDrop(ctx), !.old = 0]]
  /\ UNCHANGED <<ring, table, imus, reqs, tags, queued, dmvars, nvvars>>
===========================================================================
