-------------------------- MODULE CLONE_TAG_WAITS ---------------------------
(***************************************************************************)
(* The tag withheld while others share the memory.                         *)
(*                                                                         *)
(* model     cloned-tables                                                 *)
(* override  [BufferTable]PostsTag <- TagWaitsForClones                    *)
(* law       TagNotLost                                                    *)
(* was       seed-clone-tag-waits                                          *)
(***************************************************************************)
EXTENDS MCClonedTables

(* The tag waits until no other ring shares the memory, and is then nobody's. *)
TagWaitsForClones(n) ==
  nodes[n].tag # 0 /\ ring = "open" /\ imus[nodes[n].imu].refs = 1
=============================================================================
