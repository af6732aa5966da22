-------------------------- MODULE FREED_FIRST_ONLY --------------------------
(***************************************************************************)
(* Only the first descriptor of a chain goes back.                         *)
(*                                                                         *)
(* model     addressing-tell                                               *)
(* override  SglDescriptorsFreed <- FreedFirstOnly                         *)
(* law       SglListsReturn                                                *)
(* was       seed-freed-first-only                                         *)
(***************************************************************************)
EXTENDS MCAddressing

(* V1-BADSGL-LEAK in its effect: only the first descriptor goes back. *)
FreedFirstOnly(sgl) == IF sgl.lists = <<>> THEN <<>> ELSE <<[pool |-> sgl.pool, addr |-> sgl.sgl1.addr]>>
=============================================================================
