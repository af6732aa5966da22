-------------------------- MODULE EXIT_LEAVES_LIST --------------------------
(***************************************************************************)
(* An exit work that does not look into the list of io-wq: what lies there *)
(* is issued by the next worker that is free, or stays.                    *)
(*                                                                         *)
(* model     dying-ring                                                    *)
(* override  ExitCancels <- ExitFindsNothingListed                         *)
(* law       ExitFindsWhatWaits                                            *)
(***************************************************************************)
EXTENDS MCRequests

(* Only what a worker is about to go on with, and what waits in poll, is found. *)
ExitFindsNothingListed(ctx, r) ==
  /\ IsDying(ctx) /\ LockFree(ctx)
  /\ \/ /\ Is(ctx, r, "next")
        /\ reqs' = [reqs EXCEPT ![ctx][r] = Ended(@, "ECANCELED")]
        /\ queued' = [queued EXCEPT ![ctx][r].how = "issued"]
     \/ /\ reqs[ctx][r].st = "inflight" /\ Polls(ctx, r)
        /\ reqs' = [reqs EXCEPT ![ctx][r] = PartOver(@, "ECANCELED")]
        /\ UNCHANGED queued
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>
=============================================================================
