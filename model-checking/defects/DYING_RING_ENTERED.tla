------------------------- MODULE DYING_RING_ENTERED -------------------------
(***************************************************************************)
(* A ring that takes requests for its workers until its exit work has come *)
(* to its end.                                                             *)
(*                                                                         *)
(* model     dying-ring                                                    *)
(* override  StartAsync <- AsyncToDying                                    *)
(* law       NothingNewInDyingRing                                         *)
(***************************************************************************)
EXTENDS MCRequests

(* Whether the ring is dying is not asked. *)
AsyncToDying(ctx, r, s, op, f, off, len) ==
  /\ ring[ctx] # "closed" /\ MayEnter(ctx) /\ r \in FreeReqs(ctx) /\ MayTakeReq(ctx, r)
  /\ reqs' = [reqs EXCEPT ![ctx][r] = Submitted(op, off, len)]
  /\ queued' = [queued EXCEPT ![ctx] = Queue(ctx, r, "worker", s, f, 0)]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>
=============================================================================
