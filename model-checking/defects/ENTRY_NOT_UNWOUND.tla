------------------------- MODULE ENTRY_NOT_UNWOUND -------------------------
(***************************************************************************)
(* An update whose second entry has failed returns 1, and does not give    *)
(* back what that entry has got: attached, the dma-buf stays so for good.  *)
(*                                                                         *)
(* model     rw-entries                                                    *)
(* override  UnwindNothing <- OnlyTheFirstUnwinds                          *)
(* law       RegbufHasOneOwner                                             *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* What is done counts as success, after which there is nothing to unwind. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8, R19-R20)
OnlyTheFirstUnwinds(ctx) ==
  /\ call[ctx].at = "unwind" /\ (call[ctx].rb = 0 \/ call[ctx].done > 0)
  /\ MayRun(OfRing(ctx), "release") /\ RQ!Unwound(ctx)
  /\ UNCHANGED <<dmvars, nvvars>>
============================================================================
