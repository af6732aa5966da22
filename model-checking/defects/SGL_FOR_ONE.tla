--------------------------- MODULE SGL_FOR_ONE ----------------------------
(*************************************************************************)
(* An SGL that lies outside of the command for one piece alone.          *)
(*                                                                       *)
(* model     addressing-tell                                             *)
(* override  Sgl <- SglOfLists                                           *)
(* law       SglListsAreShortest                                         *)
(*************************************************************************)
EXTENDS MCAddressing

(* The one piece is behind a link like any others. *)
SglOfLists(pieces) ==
  LET list == [i \in DOMAIN pieces |-> SglData(pieces[i])]
      pool == PoolFor(Len(list), SmallEntries \div 2) IN
  [sgl1 |-> SglLink(list, 1, SglCapacity(pool)), pool |-> pool,
   lists |-> SglChain(list, 1, SglCapacity(pool))]
===========================================================================
