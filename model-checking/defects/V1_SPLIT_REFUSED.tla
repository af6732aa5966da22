-------------------------- MODULE V1_SPLIT_REFUSED --------------------------
(***************************************************************************)
(* What is over a limit is refused, not split. V1-SPLIT-REFUSED.           *)
(*                                                                         *)
(* model     addressing-split                                              *)
(* override  Split <- SplitRefuses                                         *)
(* law       NothingRefusedInVain                                          *)
(* twin      REFUSE_INSTEAD_OF_SPLIT by split                              *)
(* was       seed-split-refused                                            *)
(***************************************************************************)
EXTENDS MCAddressing

(* V1-SPLIT-REFUSED. *)
SplitRefuses(vec, it, pos, lim) ==
  IF PartLen(vec, it, pos, lim) = it.count THEN [errno |-> "none", parts |-> <<Bio(it, pos)>>]
  ELSE [errno |-> "EINVAL", parts |-> <<>>]
=============================================================================
