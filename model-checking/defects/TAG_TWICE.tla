------------------------- MODULE TAG_TWICE --------------------------
(*********************************************************************)
(* A release that posts the tag of its node, and then posts it once  *)
(* more: a user who counts them gives a buffer back that he has      *)
(* registered anew under the same tag, and that is in use.           *)
(*                                                                   *)
(* model     buffer-table-small                                      *)
(* override  TagsAfter <- TagsTwice                                  *)
(* law       TagAtMostOnce                                           *)
(* twin      DOUBLE_TAG by tags                                      *)
(*********************************************************************)
EXTENDS MCRequests

(* Two functions of the release post it, each for itself. *)
TagsTwice(ctx, n) ==
  IF PostsTag(ctx, n) THEN [tags EXCEPT ![ctx][nodes[ctx][n].tag] = @ + 2] ELSE tags
=====================================================================
