------------------------- MODULE ALIGNED_BY_ADDRESS -------------------------
(***************************************************************************)
(* Only addresses are tested for alignment, not lengths.                   *)
(*                                                                         *)
(* model     addressing-import                                             *)
(* override  Aligned <- AlignedByAddress                                   *)
(* law       AlignmentIsLasting                                            *)
(* was       seed-aligned-by-address                                       *)
(***************************************************************************)
EXTENDS MCAddressing

(* Lengths are not looked at. *)
AlignedByAddress(vec, it, addrUnit, lenUnit) ==
  \A i \in DOMAIN Pieces(vec, it) : Pieces(vec, it)[i].addr % addrUnit = 0
=============================================================================
