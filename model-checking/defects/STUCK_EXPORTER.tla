--------------------------- MODULE STUCK_EXPORTER ---------------------------
(***************************************************************************)
(* An exporter that never unlocks: the release never ends.                 *)
(*                                                                         *)
(* model     rw-liveness                                                   *)
(* set       Kinds = {"dmabuf"}                                            *)
(* set       Reqs = {1}                                                    *)
(* set       Iovas = {1, 2}                                                *)
(* spec      ExporterNeverUnlocks                                          *)
(* law       EmptiedSlotReleased                                           *)
(* was       seed-stuck-exporter                                           *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* Fairness with one part left out: the liveness that depends on it must fail. *)
ExporterNeverUnlocks ==
  Spec /\ FairCalls /\ FairResv /\ FairCommands /\ FairRings /\ FairBegun /\ FairWaits
=============================================================================
