------------------------ MODULE RETRIED_NOT_COUNTED -------------------------
(***************************************************************************)
(* A release that does not count the requests whose command had an error   *)
(* and is to be tried again: the mapping goes between answer and retry.    *)
(*                                                                         *)
(* model     rw-retry                                                      *)
(* override  PutNode <- PutNodeOfTheUnfailed                               *)
(* law       TagAfterLastRequest                                           *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* The references of a node that belong to such requests. *)
LOCAL ToBeTried(ctx, n) ==
  Cardinality({r \in Reqs : /\ reqs[ctx][r].node = n
                            /\ \E d \in Devs, t \in Tags : /\ cmds[d][t].st = "requeued" /\ cmds[d][t].retries > 0
                                                           /\ cmds[d][t].ring = ctx /\ cmds[d][t].req = r})

PutNodeOfTheUnfailed(ctx) ==
  /\ call[ctx].at = "put" /\ ~RQ!MustSettle(ctx) /\ MayRun(OfRing(ctx), "release")
  /\ nodes' = [nodes EXCEPT ![ctx][call[ctx].old].refs = @ - 1]
  /\ call' = [call EXCEPT ![ctx] = IF nodes[ctx][call[ctx].old].refs - ToBeTried(ctx, call[ctx].old) = 1
             THEN [@ EXCEPT !.at = "tag"]
             ELSE [@ EXCEPT !.at = RQ!AfterDrop(ctx), !.old = 0]]
  /\ UNCHANGED <<ring, table, imus, reqs, tags, queued, dmvars, nvvars>>
=============================================================================
