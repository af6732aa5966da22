------------------------ MODULE CLONE_NOBODY_SHARES -------------------------
(***************************************************************************)
(* Memory released by whoever drops a node.                                *)
(*                                                                         *)
(* model     cloned-tables                                                 *)
(* override  KeepSharedImu <- NobodyShares                                 *)
(* law       NoDanglingReference                                           *)
(* was       seed-clone-nobody-shares                                      *)
(***************************************************************************)
EXTENDS MCRequests

(* Whoever drops a node releases the memory, whoever else shares it. *)
NobodyShares(ctx) ==
  /\ call[ctx].at = "tag" /\ imus[nodes[ctx][call[ctx].old].imu].refs > 1
  /\ tags' = TagsAfter(ctx, call[ctx].old)
  /\ imus' = [imus EXCEPT ![nodes[ctx][call[ctx].old].imu].refs = 0]
  /\ call' = [call EXCEPT ![ctx].at = "release"]
  /\ UNCHANGED <<ring, table, nodes, reqs, queued>>
=============================================================================
