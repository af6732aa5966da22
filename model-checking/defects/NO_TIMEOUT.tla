----------------------------- MODULE NO_TIMEOUT -----------------------------
(***************************************************************************)
(* A device that does not answer, and nobody who looks: what it has is     *)
(* never over.                                                             *)
(*                                                                         *)
(* model     rw-liveness-reset                                             *)
(* spec      NobodyLooks                                                   *)
(* law       SubmittedCompletes                                            *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* Fairness with one part left out: a device that has a command need not do anything about it. *)
NobodyLooks ==
  /\ Spec /\ FairCalls /\ FairResv /\ FairRings /\ FairResets /\ FairBegun /\ FairWaits /\ FairExporter
  /\ \A d \in Devs, t \in Tags :
       /\ WF_vars(SyncForDevice(d, t)) /\ WF_vars(BuildPrps(d, t)) /\ WF_vars(Requeue(d, t))
       /\ WF_vars(WriteSqe(d, t)) /\ WF_vars(Xfer(d, t))
       /\ WF_vars(SyncForCpu(d, t)) /\ WF_vars(FreeDescriptors(d, t)) /\ WF_vars(Retry(d, t) \/ EndBio(d, t))
       /\ WF_vars(\E w \in {<<0, 0>>} \cup (Rings \X Reqs) : FreeTag(d, t, w[1], w[2]))
=============================================================================
