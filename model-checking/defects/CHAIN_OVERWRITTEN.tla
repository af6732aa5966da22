------------------------- MODULE CHAIN_OVERWRITTEN --------------------------
(***************************************************************************)
(* The link to the next descriptor overwrites an entry.                    *)
(*                                                                         *)
(* model     addressing-tell                                               *)
(* override  Chain <- ChainOverwritten                                     *)
(* law       PrpIsTheRequest                                               *)
(* twin      CHAIN_ENTRY_OVERWRITTEN by prp-lists                          *)
(* was       seed-chain-overwritten                                        *)
(***************************************************************************)
EXTENDS MCAddressing

(* The last entry of a full descriptor is overwritten by the link, and lost. *)
RECURSIVE ChainOverwritten(_, _, _)
ChainOverwritten(list, k, cap) ==
  IF Len(list) <= cap THEN <<list>>
  ELSE <<Append(SubSeq(list, 1, cap - 1), Desc(k + 1))>>
         \o ChainOverwritten(SubSeq(list, cap + 1, Len(list)) \o <<0>>, k + 1, cap)
=============================================================================
