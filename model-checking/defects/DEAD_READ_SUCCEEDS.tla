------------------------ MODULE DEAD_READ_SUCCEEDS -------------------------
(**************************************************************************)
(* A read of a disk that has no sectors any more comes back with 0 bytes, *)
(* and is taken for one that has read all that it asked for.              *)
(*                                                                        *)
(* model     rw-dead                                                      *)
(* override  [Ring]Over <- OverAsSuccess                                  *)
(* law       SuccessWasInFlight                                           *)
(**************************************************************************)
EXTENDS MCDmabufRw

(* Nothing was refused, so it went well. *)
OverAsSuccess(q, res) ==
  [q EXCEPT !.res = IF res = "EOF" THEN "ok" ELSE res, !.off = 0, !.len = 0, !.left = 0, !.out = 0]
============================================================================
