--------------------------- MODULE BROKEN_BLOCKS ----------------------------
(***************************************************************************)
(* Parts end inside a block.                                               *)
(*                                                                         *)
(* model     addressing-split                                              *)
(* override  PartLen <- PartLenAnywhere                                    *)
(* law       PartsAreWholeBlocks                                           *)
(* was       seed-broken-blocks                                            *)
(***************************************************************************)
EXTENDS MCAddressing

(* Parts end anywhere. *)
PartLenAnywhere(vec, it, pos, lim) ==
  LET good == {n \in 1 .. it.count : Fits(vec, it, pos, lim, n)} IN
    IF good = {} THEN 0 ELSE CHOOSE n \in good : \A m \in good : m <= n
=============================================================================
