--------------------------- MODULE FREED_TO_LARGE ---------------------------
(***************************************************************************)
(* A descriptor goes back to another pool.                                 *)
(*                                                                         *)
(* model     addressing-tell                                               *)
(* override  PrpDescriptorsFreed <- FreedToLarge                           *)
(* law       PrpListsReturn                                                *)
(* was       seed-freed-to-large                                           *)
(***************************************************************************)
EXTENDS MCAddressing

(* Every descriptor goes back to the large pool. *)
FreedToLarge(prp) ==
  [k \in DOMAIN prp.lists |->
     [pool |-> "large",
      addr |-> IF k = 1 THEN prp.prp2 ELSE prp.lists[k - 1][Len(prp.lists[k - 1])]]]
=============================================================================
