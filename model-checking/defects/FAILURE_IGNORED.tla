------------------------- MODULE FAILURE_IGNORED --------------------------
(*************************************************************************)
(* An allocation that fails, and a registration that goes on without     *)
(* asking.                                                               *)
(*                                                                       *)
(* model     buffer-table-small                                          *)
(* override  AllocNode <- AllocNodeUnasked                               *)
(* law       FailedCallChangesNothing                                    *)
(*************************************************************************)
EXTENDS MCRequests

(* Whether the step fails is not looked at. *)
AllocNodeUnasked(ctx) ==
  /\ call[ctx].who = "update" /\ call[ctx].at = "R19"
  /\ LET n == Lowest(DOMAIN nodes[ctx]) IN
       /\ nodes' = [nodes EXCEPT ![ctx] = @ @@ (n :> [refs |-> 1, tag |-> 0, imu |-> 0])]
       /\ call' = [call EXCEPT ![ctx].at = "R20", ![ctx].node = n]
  /\ UNCHANGED <<ring, table, imus, reqs, tags, queued>>
===========================================================================
