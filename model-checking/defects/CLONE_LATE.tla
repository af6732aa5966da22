----------------------------- MODULE CLONE_LATE -----------------------------
(***************************************************************************)
(* The last reference dropped and noticed in two steps.                    *)
(*                                                                         *)
(* model     cloned-tables-meet                                            *)
(* override  PostTag <- LateDecision                                       *)
(* override  Released <- LateReleased                                      *)
(* law       ReleasedByLast                                                *)
(* was       seed-clone-late                                               *)
(***************************************************************************)
EXTENDS MCClonedTables

(* The reference is dropped, and looked at again in a later step. *)
\* @task io_uring/rsrc.c: io_free_rsrc_node, base (U2)
LateDecision ==
  /\ BT!PostTag
  /\ UNCHANGED cvars

\* @task io_uring/rsrc.c: io_buffer_unmap, io_free_imu, io_free_rsrc_node, base (U10)
LateReleased ==
  /\ call.at = "release" /\ nodes[call.old].imu \in DOMAIN imus /\ imus[nodes[call.old].imu].refs = 0
  /\ imus' = BT!Without(imus, nodes[call.old].imu)
  /\ nodes' = BT!Without(nodes, call.old)
  /\ call' = [call EXCEPT !.at = BT!AfterDrop, !.old = 0]
  /\ UNCHANGED <<ring, table, reqs, tags, queued, cvars>>
=============================================================================
