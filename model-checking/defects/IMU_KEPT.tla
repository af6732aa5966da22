----------------------------- MODULE IMU_KEPT -----------------------------
(*************************************************************************)
(* A release that forgets the mapped buffer: nobody names it any more.   *)
(*                                                                       *)
(* model     buffer-table-small                                          *)
(* override  Released <- ReleasedButImu                                  *)
(* law       NothingLeft                                                 *)
(*************************************************************************)
EXTENDS MCRequests

(* The node goes back to its cache, and the imu nowhere. *)
ReleasedButImu(ctx) ==
  /\ call[ctx].at = "release" /\ imus[nodes[ctx][call[ctx].old].imu].refs = 0
  /\ nodes' = [nodes EXCEPT ![ctx] = Without(@, call[ctx].old)]
  /\ call' = [call EXCEPT ![ctx].at = AfterDrop(ctx), ![ctx].old = 0]
  /\ UNCHANGED <<ring, table, imus, reqs, tags, queued>>
===========================================================================
