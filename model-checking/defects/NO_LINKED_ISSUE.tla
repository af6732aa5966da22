-------------------------- MODULE NO_LINKED_ISSUE ---------------------------
(***************************************************************************)
(* Task work that never issues what is linked.                             *)
(*                                                                         *)
(* model     deferred-issue-liveness                                       *)
(* spec      TaskWorkIssuesNothing                                         *)
(* law       QueuedCompletes                                               *)
(* was       seed-no-linked-issue                                          *)
(* distinct  1037                                                          *)
(* generated 1399                                                          *)
(***************************************************************************)
EXTENDS MCDeferredIssue

(* Fairness with one part left out: what is linked, or for a worker, never completes. *)
TaskWorkIssuesNothing ==
  Spec /\ FairCalls /\ FairTaskWork /\ FairWorkers /\ FairAnswers
=============================================================================
