------------------------- MODULE DEAD_COMMAND_MADE --------------------------
(***************************************************************************)
(* A driver that does not ask whether its queue has a device: what was     *)
(* taken back is mapped and made once more, for nobody, and never comes to *)
(* an end.                                                                 *)
(*                                                                         *)
(* model     nvme-queue-dead                                               *)
(* override  Dispatches <- DispatchesAlways                                *)
(* law       DeadStartsNothing                                             *)
(* twin      DISPATCH_TO_DISABLED by controller-dead                       *)
(***************************************************************************)
EXTENDS MCNvmeQueue

(* A queue that goes on dispatches, whatever for. *)
DispatchesAlways(d) == ctrl[d] \in {"live", "resetting", "draining", "deleting", "failing", "dead"}
=============================================================================
