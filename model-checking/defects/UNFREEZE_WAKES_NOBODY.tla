----------------------- MODULE UNFREEZE_WAKES_NOBODY -----------------------
(**************************************************************************)
(* A freeze that ends, and nobody is told who waited for that: a worker   *)
(* sleeps beside free tags, with the node of its request.                 *)
(*                                                                        *)
(* model     rw-asked                                                     *)
(* override  Unfreeze <- UnfreezeUntold                                   *)
(* law       SleeperHasWaker                                              *)
(**************************************************************************)
EXTENDS MCDmabufRw

(* Who comes next gets in, and no other. *)
\* @reset drivers/nvme/host/core.c: nvme_unfreeze, base (reset)
UnfreezeUntold(d) ==
  /\ NV!Unfreeze(d) /\ MayRun(Device(d), "queueing")
  /\ UNCHANGED <<btvars, dmvars>>
============================================================================
