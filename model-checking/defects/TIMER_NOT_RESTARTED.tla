------------------------ MODULE TIMER_NOT_RESTARTED -------------------------
(***************************************************************************)
(* A command whose timer is not started again when the device was asked to *)
(* abort it: a device that answers neither is waited for for ever.         *)
(*                                                                         *)
(* model     rw-liveness-abort                                             *)
(* spec      NobodyLooksAgain                                              *)
(* law       SubmittedCompletes                                            *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* Fairness without the second look, and without what a device that does not answer does about its command. *)
NobodyLooksAgain ==
  /\ Spec /\ FairCalls /\ FairResv /\ FairRings /\ FairAborts /\ FairResets /\ FairBegun /\ FairWaits /\ FairExporter
  /\ \A d \in Devs, t \in Tags :
       /\ WF_vars(SyncForDevice(d, t)) /\ WF_vars(BuildPrps(d, t)) /\ WF_vars(Requeue(d, t))
       /\ WF_vars(WriteSqe(d, t)) /\ WF_vars(Xfer(d, t))
       /\ WF_vars(SyncForCpu(d, t)) /\ WF_vars(FreeDescriptors(d, t)) /\ WF_vars(Retry(d, t) \/ EndBio(d, t))
       /\ WF_vars(\E w \in {<<0, 0>>} \cup (Rings \X Reqs) : FreeTag(d, t, w[1], w[2]))
=============================================================================
