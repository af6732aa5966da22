------------------------- MODULE CACHED_WRITE_INLINE -------------------------
(***************************************************************************)
(* blkdev_write_iter without its test of IOCB_NOWAIT: a submission writes  *)
(* into the page cache, and waits for it with uring_lock held.             *)
(*                                                                         *)
(* model     deferred-issue-cached                                         *)
(* override  MayWaitForCache <- NeverWaits                                 *)
(* law       SuccessWasInFlight                                            *)
(* twin      CACHED_WRITE_INLINE by ordinary-buffered                      *)
(***************************************************************************)
EXTENDS MCRequests

(* A write is served where it is issued, as a read is. *)
NeverWaits(ctx, r) == FALSE
==============================================================================
