--------------------------- MODULE NEEDLESS_SPLIT ---------------------------
(***************************************************************************)
(* Parts are shorter than they need to be.                                 *)
(*                                                                         *)
(* model     addressing-split                                              *)
(* override  PartLen <- PartLenShortest                                    *)
(* law       PartsAreLongest                                               *)
(* was       seed-needless-split                                           *)
(***************************************************************************)
EXTENDS MCAddressing

(* The first beginning that fits is enough. *)
PartLenShortest(vec, it, pos, lim) ==
  LET good == {n \in 1 .. it.count : n % lim.block = 0 /\ Fits(vec, it, pos, lim, n)} IN
    IF good = {} THEN 0 ELSE CHOOSE n \in good : \A m \in good : n <= m
=============================================================================
