--------------------- MODULE V1_UPDATE_PARTIAL_EFAULT ---------------------
(*************************************************************************)
(* A descriptor that cannot be copied returns -EFAULT, although entries  *)
(* before it were installed. V1-UPDATE-PARTIAL-EFAULT.                   *)
(*                                                                       *)
(* model     buffer-table-entries                                        *)
(* override  ReturnedErrno <- ErrnoOfCopy                                *)
(* law       ReturnsWhatIsDone                                           *)
(* twin      PARTIAL_UPDATE_REPORTS_ERROR by update-partly               *)
(*************************************************************************)
EXTENDS MCRequests

(* V1-UPDATE-PARTIAL-EFAULT: every other errno ends the loop, this one the function. *)
ErrnoOfCopy(c, errno) == IF c.done > 0 /\ errno # "EFAULT" THEN "none" ELSE errno
===========================================================================
