--------------------------- MODULE CLONE_NO_LOCK ----------------------------
(***************************************************************************)
(* A node that an interrupt puts.                                          *)
(*                                                                         *)
(* model     cloned-tables                                                 *)
(* override  PartEnds <- DonePuts                                          *)
(* law       LockCoversTable                                               *)
(* was       seed-clone-no-lock                                            *)
(* distinct  882                                                           *)
(* generated 1311                                                          *)
(***************************************************************************)
EXTENDS MCRequests

(* A request that ends puts its node in the interrupt: nobody holds uring_lock. *)
DonePuts(ctx, r, res) ==
  /\ reqs[ctx][r].st = "inflight"
  /\ reqs' = [reqs EXCEPT ![ctx][r] = [Ended(@, res) EXCEPT !.node = 0]]
  /\ nodes' = [nodes EXCEPT ![ctx][reqs[ctx][r].node].refs = @ - 1]
  /\ UNCHANGED <<ring, call, table, imus, tags, queued>>
=============================================================================
