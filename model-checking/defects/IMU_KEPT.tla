----------------------------- MODULE IMU_KEPT -----------------------------
(*************************************************************************)
(* A release that forgets the mapped buffer: nobody names it any more.   *)
(*                                                                       *)
(* model     buffer-table-small                                          *)
(* override  Released <- ReleasedButImu                                  *)
(* law       NothingLeft                                                 *)
(*************************************************************************)
EXTENDS MCBufferTable

(* The node goes back to its cache, and the imu nowhere. *)
ReleasedButImu ==
  /\ call.at = "release" /\ imus[nodes[call.old].imu].refs = 0
  /\ nodes' = Without(nodes, call.old)
  /\ call' = [call EXCEPT !.at = AfterDrop, !.old = 0]
  /\ UNCHANGED <<ring, table, imus, reqs, tags, queued>>
===========================================================================
