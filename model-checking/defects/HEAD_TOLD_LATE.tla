-------------------------- MODULE HEAD_TOLD_LATE ----------------------------
(***************************************************************************)
(* Whoever reads the completion ring may put off its doorbell for ever: the*)
(* device waits with the next answer, and so does its request.             *)
(*                                                                         *)
(* model     rw-liveness-doorbell                                          *)
(* spec      TellsWhenHeLikes                                              *)
(* law       SubmittedCompletes                                            *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* Fairness with one part left out: nobody need ring. *)
TellsWhenHeLikes ==
  /\ Spec /\ FairCalls /\ FairResv /\ FairCommands /\ FairResets /\ FairBegun /\ FairWaits /\ FairDeferred
  /\ FairExporter
  /\ \A d \in Devs : WF_vars(RingDoorbell(d)) /\ WF_vars(Fetch(d)) /\ WF_vars(Reap(d))
=============================================================================
