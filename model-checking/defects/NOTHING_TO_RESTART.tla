------------------------- MODULE NOTHING_TO_RESTART -------------------------
(***************************************************************************)
(* A queue that is started again for what was taken back, and so not where *)
(* the reset found nothing: who came meanwhile waits for ever.             *)
(*                                                                         *)
(* model     rw-asked                                                      *)
(* override  Unquiesce <- UnquiesceForRetries                              *)
(* law       OnlyQuietStops                                                *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* The queue goes on if a command waits for another try. *)
\* @reset drivers/nvme/host/pci.c: nvme_reset_work, base (reset)
UnquiesceForRetries(d) ==
  /\ \E t \in Tags : cmds[d][t].retries > 0
  /\ NV!Unquiesce(d) /\ MayRun(Device(d), "queueing")
  /\ UNCHANGED <<btvars, dmvars>>
=============================================================================
