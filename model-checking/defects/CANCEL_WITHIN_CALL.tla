------------------------ MODULE CANCEL_WITHIN_CALL ------------------------
(*************************************************************************)
(* A cancellation that does not wait for uring_lock.                     *)
(*                                                                       *)
(* model     deferred-issue-kinds                                        *)
(* override  CancelInFlight <- CancelUnlocked                            *)
(* law       OneStepFindsLockFree                                        *)
(*************************************************************************)
EXTENDS MCRequests

(* Whether a call is in progress is not asked. *)
CancelUnlocked(ctx, r) ==
  /\ reqs[ctx][r].st = "inflight" /\ Polls(ctx, r)
  /\ PartEnds(ctx, r, "ECANCELED")
===========================================================================
