------------------------ MODULE CLOSE_DROPS_TABLE -------------------------
(*************************************************************************)
(* A close that drops the table at once, without uring_lock.             *)
(*                                                                       *)
(* model     buffer-table-small                                          *)
(* override  CloseRing <- CloseRingDropsTable                            *)
(* law       LockCoversTable                                             *)
(*************************************************************************)
EXTENDS MCBufferTable

(* The user closes the ring, and the table is gone before anybody has the lock. *)
CloseRingDropsTable ==
  /\ "exit" \in Teardown
  /\ ring = "open" /\ LockFree
  /\ ring' = "closed" /\ table' = NoTable
  /\ UNCHANGED <<call, nodes, imus, reqs, tags, queued>>
===========================================================================
