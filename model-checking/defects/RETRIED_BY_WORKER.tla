------------------------- MODULE RETRIED_BY_WORKER -------------------------
(**************************************************************************)
(* A request whose answer is taken for a short one: it is not ended but   *)
(* issued once more, by a worker.                                         *)
(*                                                                        *)
(* model     deferred-issue-refused                                       *)
(* override  PartEnds <- PartEndsOrAgain                                  *)
(* law       RequestsGoInOrder                                            *)
(**************************************************************************)
EXTENDS MCRequests

(* An error ends it as ever, and so does a success that a worker was given. *)
PartEndsOrAgain(ctx, r, res) ==
  /\ reqs[ctx][r].out > 0
  /\ IF res # "ok" \/ r \in DOMAIN queued[ctx] THEN
       /\ reqs' = [reqs EXCEPT ![ctx][r] = PartOver(@, res)]
       /\ UNCHANGED queued
     ELSE
       /\ reqs' = [reqs EXCEPT ![ctx][r].st = "issuing", ![ctx][r].out = 0]
       /\ queued' = [queued EXCEPT ![ctx] = Queue(ctx, r, "again", 0, reqs[ctx][r].file, 0)]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>
============================================================================
