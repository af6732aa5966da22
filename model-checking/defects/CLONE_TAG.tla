----------------------------- MODULE CLONE_TAG ------------------------------
(***************************************************************************)
(* The tag cloned with the node.                                           *)
(*                                                                         *)
(* model     cloned-tables                                                 *)
(* override  CloneTag <- TagCloned                                         *)
(* law       OneTagForEachImu                                              *)
(* was       seed-clone-tag                                                *)
(***************************************************************************)
EXTENDS MCClonedTables

(* The tag is cloned with the node. *)
TagCloned(node) == node.tag
=============================================================================
