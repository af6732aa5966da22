------------------------ MODULE TAG_AFTER_RELEASE -------------------------
(*************************************************************************)
(* A tag that is posted when its buffer is gone, and not before.         *)
(*                                                                       *)
(* model     buffer-table-small                                          *)
(* override  PostTag <- PostTagLater                                     *)
(* override  Released <- ReleasedAndTold                                 *)
(* law       TagBeforeRelease                                            *)
(*************************************************************************)
EXTENDS MCRequests

(* U2 gives up the reference of the imu, and says nothing yet. *)
PostTagLater(ctx) ==
  /\ call[ctx].at = "tag"
  /\ imus' = [imus EXCEPT ![nodes[ctx][call[ctx].old].imu].refs = @ - 1]
  /\ call' = [call EXCEPT ![ctx].at = "release"]
  /\ UNCHANGED <<ring, table, nodes, reqs, tags, queued>>

(* U10 says it. *)
ReleasedAndTold(ctx) ==
  /\ call[ctx].at = "release" /\ imus[nodes[ctx][call[ctx].old].imu].refs = 0
  /\ tags' = TagsAfter(ctx, call[ctx].old)
  /\ imus' = Without(imus, nodes[ctx][call[ctx].old].imu)
  /\ nodes' = [nodes EXCEPT ![ctx] = Without(@, call[ctx].old)]
  /\ call' = [call EXCEPT ![ctx].at = AfterDrop(ctx), ![ctx].old = 0]
  /\ UNCHANGED <<ring, table, reqs, queued>>
===========================================================================
