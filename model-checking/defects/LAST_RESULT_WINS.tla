-------------------------- MODULE LAST_RESULT_WINS --------------------------
(***************************************************************************)
(* A request that is told what its last part came to, whatever failed before. *)
(*                                                                         *)
(* model     rw-parts                                                      *)
(* override  [Ring]ResultSoFar <- LatestResult                             *)
(* law       ResultIsTheCommands                                           *)
(* twin      LAST_RESULT_WINS by split-part-fails                          *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* What a part before has left is overwritten. *)
LatestResult(had, now) == IF now = "ok" THEN "none" ELSE now
=============================================================================
