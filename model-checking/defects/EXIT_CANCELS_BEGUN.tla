------------------------- MODULE EXIT_CANCELS_BEGUN -------------------------
(***************************************************************************)
(* An exit work that ends a request with which a worker has begun, under   *)
(* the hands of the worker.                                                *)
(*                                                                         *)
(* model     dying-ring                                                    *)
(* override  ExitCancels <- ExitCancelsBegun                               *)
(* law       CancelledInTime                                               *)
(***************************************************************************)
EXTENDS MCRequests

(* Whatever is in the hands of io-wq is cancelled. *)
ExitCancelsBegun(ctx, r) ==
  /\ IsDying(ctx) /\ LockFree(ctx)
  /\ r \in DOMAIN queued[ctx] /\ queued[ctx][r].how \in {"worker", "punted", "next", "import", "issue"}
  /\ reqs[ctx][r].out = 0
  /\ EndsUnissued(ctx, r, "ECANCELED")
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>
=============================================================================
