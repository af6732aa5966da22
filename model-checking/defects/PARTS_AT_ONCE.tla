-------------------------- MODULE PARTS_AT_ONCE ---------------------------
(*************************************************************************)
(* A request whose parts are all handed on when the first one is, though *)
(* the queue has a tag for one.                                          *)
(*                                                                       *)
(* model     deferred-issue-parts                                        *)
(* override  HandedOn <- HandedOnWhole                                   *)
(* law       QueuesTakeParts                                             *)
(*************************************************************************)
EXTENDS MCRequests

(* All parts are counted as out with the first one. *)
HandedOnWhole(q) == [q EXCEPT !.left = 0, !.out = q.out + q.left, !.st = "inflight"]
===========================================================================
