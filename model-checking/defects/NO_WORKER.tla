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
  /\ Spec /\ WF_vars(CallSteps)
  /\ \A r \in Reqs :
       /\ SF_vars(StartTaskWork(r))
       /\ SF_vars(\E g \in Opens : IssueLinked(r, g))
       /\ WF_vars(\E res \in Answers : Done(r, res))
=============================================================================
