----------------------- MODULE CLONE_KEEPS_REFERENCE ------------------------
(***************************************************************************)
(* A node that goes keeps its reference of a shared imu.                   *)
(*                                                                         *)
(* model     cloned-tables                                                 *)
(* override  KeepSharedImu <- KeepsReference                               *)
(* law       ImuRefsMatchHolders                                           *)
(* twin      SHARED_IMU_KEEPS_REFERENCE by clone-untagged                  *)
(* was       seed-clone-keeps-reference                                    *)
(***************************************************************************)
EXTENDS MCRequests

(* The node that goes keeps its reference of the imu. *)
KeepsReference(ctx) ==
  /\ call[ctx].at = "tag" /\ imus[nodes[ctx][call[ctx].old].imu].refs > 1
  /\ tags' = TagsAfter(ctx, call[ctx].old)
  /\ nodes' = [nodes EXCEPT ![ctx] = Without(@, call[ctx].old)]
  /\ call' = [call EXCEPT ![ctx].at = AfterDrop(ctx), ![ctx].old = 0]
  /\ UNCHANGED <<ring, table, reqs, imus, queued>>
=============================================================================
