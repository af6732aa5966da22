------------------------ MODULE CLONE_NOBODY_SHARES -------------------------
(***************************************************************************)
(* Memory released by whoever drops a node.                                *)
(*                                                                         *)
(* model     cloned-tables                                                 *)
(* override  KeepSharedImu <- NobodyShares                                 *)
(* law       NoDanglingReference                                           *)
(* was       seed-clone-nobody-shares                                      *)
(***************************************************************************)
EXTENDS MCClonedTables

(* Whoever drops a node releases the memory, whoever else shares it. *)
NobodyShares ==
  /\ call.at = "tag" /\ imus[nodes[call.old].imu].refs > 1
  /\ tags' = IF BT!PostsTag(call.old) THEN [tags EXCEPT ![nodes[call.old].tag] = @ + 1] ELSE tags
  /\ imus' = [imus EXCEPT ![nodes[call.old].imu].refs = 0]
  /\ call' = [call EXCEPT !.at = "release"]
  /\ UNCHANGED <<ring, table, nodes, reqs, queued, cvars>>
=============================================================================
