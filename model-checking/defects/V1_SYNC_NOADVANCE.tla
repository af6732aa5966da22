------------------------- MODULE V1_SYNC_NOADVANCE --------------------------
(***************************************************************************)
(* The first piece is synced again and again. V1-SYNC-NOADVANCE.           *)
(*                                                                         *)
(* model     addressing-sync                                               *)
(* override  SyncRanges <- SyncRangesOfFirst                               *)
(* law       SyncIsOfTheRequest                                            *)
(* twin      SYNC_STAYS_AT_FIRST by noncoherent                            *)
(* was       seed-sync-noadvance                                           *)
(***************************************************************************)
EXTENDS MCAddressing

(* Until the length is used up. *)
SyncRangesOfFirst(vec, it) ==
  LET RECURSIVE Again(_, _)
      Again(piece, left) ==
        IF left = 0 THEN <<>>
        ELSE <<[addr |-> piece.addr, len |-> Min(piece.len, left)]>>
               \o Again(piece, left - Min(piece.len, left)) IN
    Again(Head(Pieces(vec, it)), it.count)
=============================================================================
