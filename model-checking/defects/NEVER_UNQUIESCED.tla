-------------------------- MODULE NEVER_UNQUIESCED --------------------------
(***************************************************************************)
(* A queue that is not started again after a reset: what was taken back    *)
(* waits for ever, with its node.                                          *)
(*                                                                         *)
(* model     rw-reset                                                      *)
(* override  Unquiesce <- UnquiesceForgotten                               *)
(* law       OnlyQuietStops                                                *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* The device is ready, and that is all. *)
\* @reset drivers/nvme/host/pci.c: nvme_reset_work, base (reset)
UnquiesceForgotten(d) == FALSE /\ UNCHANGED vars
=============================================================================
