----------------------------- MODULE NO_WORKER ------------------------------
(***************************************************************************)
(* A worker that never begins.                                             *)
(*                                                                         *)
(* model     deferred-issue-liveness                                       *)
(* spec      NoWorker                                                      *)
(* law       QueuedCompletes                                               *)
(* was       seed-no-worker                                                *)
(* distinct  1037                                                          *)
(* generated 1399                                                          *)
(***************************************************************************)
EXTENDS MCDeferredIssue

NoWorker ==
  Spec /\ FairCalls /\ FairTaskWork /\ FairLinks /\ FairAnswers
=============================================================================
