------------------------- MODULE PUT_WAKES_NOBODY -------------------------
(*************************************************************************)
(* A tag that is put without a look at who sleeps for one.               *)
(*                                                                       *)
(* model     rw-worker-put                                               *)
(* override  MayWakeNobody <- WakesNobody                                *)
(* law       SleeperHasWaker                                             *)
(*************************************************************************)
EXTENDS MCDmabufRw

(* Any put may wake nobody. *)
WakesNobody(d, t) == TRUE
===========================================================================
