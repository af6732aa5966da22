----------------------- MODULE CLONE_KEEPS_REFERENCE ------------------------
(***************************************************************************)
(* A node that goes keeps its reference of a shared imu.                   *)
(*                                                                         *)
(* model     cloned-tables                                                 *)
(* override  KeepSharedImu <- KeepsReference                               *)
(* law       ImuRefsMatchHolders                                           *)
(* was       seed-clone-keeps-reference                                    *)
(***************************************************************************)
EXTENDS MCClonedTables

(* The node that goes keeps its reference of the imu. *)
KeepsReference ==
  /\ call.at = "tag" /\ imus[nodes[call.old].imu].refs > 1
  /\ tags' = IF BT!PostsTag(call.old) THEN [tags EXCEPT ![nodes[call.old].tag] = @ + 1] ELSE tags
  /\ nodes' = BT!Without(nodes, call.old)
  /\ call' = [call EXCEPT !.at = BT!AfterDrop, !.old = 0]
  /\ UNCHANGED <<ring, table, reqs, imus, queued, cvars>>
=============================================================================
