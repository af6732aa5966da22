----------------------------- MODULE CLONE_TAG ------------------------------
(***************************************************************************)
(* The tag cloned with the node.                                           *)
(*                                                                         *)
(* model     cloned-tables                                                 *)
(* override  CloneTag <- TagCloned                                         *)
(* law       OneTagForEachImu                                              *)
(* twin      CLONE_COPIES_TAG by clone-untagged                            *)
(* was       seed-clone-tag                                                *)
(***************************************************************************)
EXTENDS MCRequests

(* The tag is cloned with the node. *)
TagCloned(node) == node.tag
=============================================================================
