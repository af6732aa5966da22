------------------------- MODULE CLOSE_WITHOUT_LOCK -------------------------
(***************************************************************************)
(* A close that does not take uring_lock: the ring is dying under the call *)
(* that holds it.                                                          *)
(*                                                                         *)
(* model     dying-ring                                                    *)
(* override  CloseRing <- CloseAtOnce                                      *)
(* law       RingsEndInOrder                                               *)
(***************************************************************************)
EXTENDS MCRequests

(* Nobody is waited for. *)
CloseAtOnce(ctx) ==
  /\ MayClose(ctx) /\ ring[ctx] = "open"
  /\ ring' = [ring EXCEPT ![ctx] = "dying"]
  /\ UNCHANGED <<call, table, nodes, imus, reqs, tags, queued>>
=============================================================================
