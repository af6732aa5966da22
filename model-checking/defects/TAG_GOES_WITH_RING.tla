------------------------- MODULE TAG_GOES_WITH_RING -------------------------
(***************************************************************************)
(* The end of a ring that posts no tags, as before Linux 6.13.             *)
(*                                                                         *)
(* model     buffer-table-small                                            *)
(* override  PostsTag <- PostsTagWhenOpen                                  *)
(* law       TagBeforeRelease                                              *)
(* twin      TAG_GOES_WITH_RING by closed-ring                             *)
(***************************************************************************)
EXTENDS MCRequests

(* A ring that is closed posts none. *)
PostsTagWhenOpen(ctx, n) == nodes[ctx][n].tag # 0 /\ ring[ctx] = "open"
=============================================================================
