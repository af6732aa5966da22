--------------------------- MODULE CANCEL_BLIND ---------------------------
(*************************************************************************)
(* A cancellation that does not look at what waits in poll.              *)
(*                                                                       *)
(* model     deferred-issue-kinds                                        *)
(* override  CancelInFlight <- CancelNothing                             *)
(* law       CancelFindsWhatWaits                                        *)
(*************************************************************************)
EXTENDS MCRequests

(* Only the list of io-wq is searched. *)
CancelNothing(ctx, r) == FALSE /\ UNCHANGED btvars
===========================================================================
