--------------------------- MODULE SGL_LINK_LAST ----------------------------
(***************************************************************************)
(* Every link of an SGL says that it leads to the last segment.            *)
(*                                                                         *)
(* model     addressing-tell                                               *)
(* override  SglLink <- SglLinkAlwaysLast                                  *)
(* law       SglIsTheRequest                                               *)
(* was       seed-sgl-link-last                                            *)
(***************************************************************************)
EXTENDS MCAddressing

SglLinkAlwaysLast(list, k, cap) ==
  [type |-> "last", addr |-> Desc(k), len |-> Min(Len(list), cap)]
=============================================================================
