------------------------ MODULE TAG_AFTER_RELEASE -------------------------
(*************************************************************************)
(* A tag that is posted when its buffer is gone, and not before.         *)
(*                                                                       *)
(* model     buffer-table-small                                          *)
(* override  PostTag <- PostTagLater                                     *)
(* override  Released <- ReleasedAndTold                                 *)
(* law       TagBeforeRelease                                            *)
(*************************************************************************)
EXTENDS MCBufferTable

(* U2 gives up the reference of the imu, and says nothing yet. *)
PostTagLater ==
  /\ call.at = "tag"
  /\ imus' = [imus EXCEPT ![nodes[call.old].imu].refs = @ - 1]
  /\ call' = [call EXCEPT !.at = "release"]
  /\ UNCHANGED <<ring, table, nodes, reqs, tags, queued>>

(* U10 says it. *)
ReleasedAndTold ==
  /\ call.at = "release" /\ imus[nodes[call.old].imu].refs = 0
  /\ tags' = IF PostsTag(call.old) THEN [tags EXCEPT ![nodes[call.old].tag] = @ + 1] ELSE tags
  /\ imus' = Without(imus, nodes[call.old].imu)
  /\ nodes' = Without(nodes, call.old)
  /\ call' = [call EXCEPT !.at = AfterDrop, !.old = 0]
  /\ UNCHANGED <<ring, table, reqs, queued>>
===========================================================================
