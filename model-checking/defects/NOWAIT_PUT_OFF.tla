--------------------------- MODULE NOWAIT_PUT_OFF ---------------------------
(***************************************************************************)
(* A request with RWF_NOWAIT is refused for want of a tag and goes to a    *)
(* worker, which sleeps for one: the user, who asked to be told, waits.    *)
(*                                                                         *)
(* model     deferred-issue-nowait                                         *)
(* override  MayBePutOff <- AnyMayBePutOff                                 *)
(* law       NoWaitIsTold                                                  *)
(* twin      NOWAIT_PUT_OFF by nowait                                      *)
(***************************************************************************)
EXTENDS MCRequests

(* io_rw_should_reissue does not look at REQ_F_NOWAIT. *)
AnyMayBePutOff(r) == TRUE
=============================================================================
