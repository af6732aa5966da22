-------------------------- MODULE PIPE_TO_QUEUE ---------------------------
(*************************************************************************)
(* A request on a pipe that is taken for one of a drive: it waits for a  *)
(* tag of a queue that the pipe does not have.                           *)
(*                                                                       *)
(* model     buffer-table-files                                          *)
(* override  Polls <- NothingPolls                                       *)
(* law       PollWaitsForNoTag                                           *)
(*************************************************************************)
EXTENDS MCRequests

(* Every file is taken for one that has a queue. *)
NothingPolls(ctx, r) == FALSE
===========================================================================
