------------------------- MODULE UNBIND_NEVER_ENDS --------------------------
(***************************************************************************)
(* An exporter that keeps its lock: whoever unbinds a driver for which its *)
(* buffer is mapped waits for ever, and so does whoever wants anything of  *)
(* the driver core for that device.                                        *)
(*                                                                         *)
(* model     rw-liveness-unbound                                           *)
(* spec      ExporterKeepsTheLock                                          *)
(* law       UnbindEnds                                                    *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* Fairness with one part left out: the liveness that depends on it must fail. *)
ExporterKeepsTheLock ==
  /\ Spec /\ FairCalls /\ FairResv /\ FairCommands /\ FairRings /\ FairResets /\ FairUnbinding /\ FairBegun /\ FairWaits
  /\ FairDeferred
=============================================================================
