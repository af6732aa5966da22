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
  /\ Spec /\ WF_vars(CallSteps)
  /\ \A r \in Reqs :
       /\ SF_vars(StartTaskWork(r))
       /\ SF_vars(WorkerBegins(r))
       /\ WF_vars(\E e \in Imports : WorkerIssue(r, e))
       /\ WF_vars(\E res \in Answers : Done(r, res))
=============================================================================
