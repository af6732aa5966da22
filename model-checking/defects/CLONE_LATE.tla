----------------------------- MODULE CLONE_LATE -----------------------------
(***************************************************************************)
(* The last reference dropped and noticed in two steps.                    *)
(*                                                                         *)
(* model     cloned-tables-meet                                            *)
(* override  PostTag <- LateDecision                                       *)
(* override  Released <- LateReleased                                      *)
(* law       ReleasedByLast                                                *)
(* twin      DECIDED_LATER by clone-untagged                               *)
(* was       seed-clone-late                                               *)
(***************************************************************************)
EXTENDS MCRequests

(* The reference is dropped, and looked at again in a later step. *)
\* @task io_uring/rsrc.c: io_free_rsrc_node, base (U2)
LateDecision(ctx) ==
  /\ call[ctx].at = "tag"
  /\ tags' = TagsAfter(ctx, call[ctx].old)
  /\ imus' = [imus EXCEPT ![nodes[ctx][call[ctx].old].imu].refs = @ - 1]
  /\ call' = [call EXCEPT ![ctx].at = "release"]
  /\ UNCHANGED <<ring, table, nodes, reqs, queued>>

\* @task io_uring/rsrc.c: io_buffer_unmap, io_free_imu, io_free_rsrc_node, base (U10)
LateReleased(ctx) ==
  /\ call[ctx].at = "release" /\ nodes[ctx][call[ctx].old].imu \in DOMAIN imus /\ imus[nodes[ctx][call[ctx].old].imu].refs = 0
  /\ imus' = Without(imus, nodes[ctx][call[ctx].old].imu)
  /\ nodes' = [nodes EXCEPT ![ctx] = Without(@, call[ctx].old)]
  /\ call' = [call EXCEPT ![ctx].at = AfterDrop(ctx), ![ctx].old = 0]
  /\ UNCHANGED <<ring, table, reqs, tags, queued>>
=============================================================================
