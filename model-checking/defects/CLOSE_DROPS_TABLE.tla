------------------------ MODULE CLOSE_DROPS_TABLE -------------------------
(*************************************************************************)
(* A close that drops the table at once, without uring_lock.             *)
(*                                                                       *)
(* model     buffer-table-small                                          *)
(* override  CloseRing <- CloseRingDropsTable                            *)
(* law       LockCoversTable                                             *)
(*************************************************************************)
EXTENDS MCRequests

(* The user closes the ring, and the table is gone before anybody has the lock. *)
CloseRingDropsTable(ctx) ==
  /\ MayClose(ctx)
  /\ ring[ctx] = "open" /\ LockFree(ctx)
  /\ ring' = [ring EXCEPT ![ctx] = "dying"] /\ table' = [table EXCEPT ![ctx] = NoTable]
  /\ UNCHANGED <<call, nodes, imus, reqs, tags, queued>>
===========================================================================
