-------------------------- MODULE NO_LINKED_ISSUE ---------------------------
(***************************************************************************)
(* Task work that never issues what is linked.                             *)
(*                                                                         *)
(* model     deferred-issue-liveness                                       *)
(* spec      TaskWorkIssuesNothing                                         *)
(* law       QueuedCompletes                                               *)
(* was       seed-no-linked-issue                                          *)
(* distinct  3135                                                          *)
(* generated 5864                                                          *)
(***************************************************************************)
EXTENDS MCRequests

(* Fairness with one part left out: what is linked, or for a worker, never completes. *)
TaskWorkIssuesNothing ==
  Spec /\ FairCalls /\ FairTaskWork /\ FairWorkers /\ FairAnswers
=============================================================================
