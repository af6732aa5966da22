-------------------------- MODULE CLONE_TAG_WAITS ---------------------------
(***************************************************************************)
(* The tag withheld while others share the memory.                         *)
(*                                                                         *)
(* model     cloned-tables                                                 *)
(* override  PostsTag <- TagWaitsForClones                                 *)
(* law       TagNotLost                                                    *)
(* twin      TAG_WAITS_FOR_CLONES by clone-untagged                        *)
(* was       seed-clone-tag-waits                                          *)
(***************************************************************************)
EXTENDS MCRequests

(* The tag waits until no other ring shares the memory, and is then nobody's. *)
TagWaitsForClones(ctx, n) ==
  nodes[ctx][n].tag # 0 /\ ring[ctx] = "open" /\ imus[nodes[ctx][n].imu].refs = 1
=============================================================================
