-------------------------- MODULE ALIGNED_AT_FIRST --------------------------
(***************************************************************************)
(* Only the first piece is tested for alignment.                           *)
(*                                                                         *)
(* model     addressing-import                                             *)
(* override  Aligned <- AlignedAtFirst                                     *)
(* law       AlignmentIsOfBlocks                                           *)
(* was       seed-aligned-at-first                                         *)
(***************************************************************************)
EXTENDS MCAddressing

(* The first piece stands for all. *)
AlignedAtFirst(vec, it, addrUnit, lenUnit) ==
  LET p == Head(Pieces(vec, it)) IN p.addr % addrUnit = 0 /\ p.len % lenUnit = 0
=============================================================================
