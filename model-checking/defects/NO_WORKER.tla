----------------------------- MODULE NO_WORKER ------------------------------
(***************************************************************************)
(* A worker that never begins.                                             *)
(*                                                                         *)
(* model     deferred-issue-liveness                                       *)
(* spec      NoWorker                                                      *)
(* law       QueuedCompletes                                               *)
(* was       seed-no-worker                                                *)
(* distinct  3135                                                          *)
(* generated 5864                                                          *)
(***************************************************************************)
EXTENDS MCRequests

NoWorker ==
  Spec /\ FairCalls /\ FairTaskWork /\ FairLinks /\ FairAnswers
=============================================================================
