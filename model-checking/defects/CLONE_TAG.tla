----------------------------- MODULE CLONE_TAG ------------------------------
(***************************************************************************)
(* The tag cloned with the node.                                           *)
(*                                                                         *)
(* model     cloned-tables                                                 *)
(* override  CloneTag <- TagCloned                                         *)
(* law       OneTagForEachImu                                              *)
(* was       seed-clone-tag                                                *)
(***************************************************************************)
EXTENDS MCRequests

(* The tag is cloned with the node. *)
TagCloned(node) == node.tag
=============================================================================
