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
  Spec /\ FairCalls /\ FairResv /\ FairCommands /\ FairRings /\ FairBegun /\ FairWaits
=============================================================================
