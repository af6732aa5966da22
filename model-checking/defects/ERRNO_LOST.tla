---------------------------- MODULE ERRNO_LOST ----------------------------
(*************************************************************************)
(* A registration that fails, gives back what it has, and returns        *)
(* success.                                                              *)
(*                                                                       *)
(* model     buffer-table-small                                          *)
(* override  Unwound <- UnwoundWithoutErrno                              *)
(* law       CallsGoInOrder                                              *)
(*************************************************************************)
EXTENDS MCRequests

(* The errno of the step that failed does not come through the unwinding. *)
UnwoundWithoutErrno(ctx) ==
  /\ call[ctx].at = "unwind"
  /\ nodes' = [nodes EXCEPT ![ctx] = Without(@, call[ctx].node)]
  /\ call' = [call EXCEPT ![ctx].at = "return", ![ctx].node = 0, ![ctx].rb = 0, ![ctx].err = "none"]
  /\ UNCHANGED <<ring, table, imus, reqs, tags, queued>>
===========================================================================
