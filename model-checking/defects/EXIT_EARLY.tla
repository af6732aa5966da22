----------------------------- MODULE EXIT_EARLY -----------------------------
(***************************************************************************)
(* The end of a ring that does not wait for the device: the table is given *)
(* back while a request of it is in flight.                                *)
(*                                                                         *)
(* model     dying-ring                                                    *)
(* override  LastIsFreed <- DeviceIsNotAwaited                             *)
(* law       BuffersOutliveRequests                                        *)
(* twin      EXIT_WORK_DOES_NOT_WAIT by ring-end-states                    *)
(***************************************************************************)
EXTENDS MCRequests

(* What a device has counts as over. *)
DeviceIsNotAwaited(ctx) ==
  \A r \in Reqs : reqs[ctx][r].st \in {"free", "inflight", "complete"}
=============================================================================
