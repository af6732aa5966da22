---------------------------- MODULE NO_TASK_WORK ----------------------------
(***************************************************************************)
(* Task work that never runs: the request never completes.                 *)
(*                                                                         *)
(* model     rw-liveness                                                   *)
(* spec      NoTaskWork                                                    *)
(* law       SubmittedCompletes                                            *)
(* was       seed-no-task-work                                             *)
(***************************************************************************)
EXTENDS MCDmabufRw

NoTaskWork ==
  /\ Spec /\ WF_vars(CallSteps) /\ SF_vars(ResvSteps)
  /\ \A d \in Devs, t \in Tags : WF_vars(TagSteps(d, t))
  /\ \A d \in Devs : WF_vars(RingDoorbell(d)) /\ WF_vars(Fetch(d)) /\ WF_vars(Reap(d))
  /\ \A b \in Bufs : WF_vars(ExporterUnlock(b))
=============================================================================
