--------------------------- MODULE STUCK_EXPORTER ---------------------------
(***************************************************************************)
(* An exporter that never unlocks: the release never ends.                 *)
(*                                                                         *)
(* model     rw-liveness                                                   *)
(* spec      ExporterNeverUnlocks                                          *)
(* law       EmptiedSlotReleased                                           *)
(* was       seed-stuck-exporter                                           *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* Fairness with one part left out: the liveness that depends on it must fail. *)
ExporterNeverUnlocks ==
  /\ Spec /\ WF_vars(CallSteps) /\ SF_vars(ResvSteps)
  /\ \A d \in Devs, t \in Tags : WF_vars(TagSteps(d, t))
  /\ \A d \in Devs : WF_vars(RingDoorbell(d)) /\ WF_vars(Fetch(d)) /\ WF_vars(Reap(d))
  /\ \A r \in Reqs : WF_vars(OrdinaryDone(r)) /\ SF_vars(StartTaskWork(r))
=============================================================================
