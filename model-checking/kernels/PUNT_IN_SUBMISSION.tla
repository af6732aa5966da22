------------------------- MODULE PUNT_IN_SUBMISSION -------------------------
(***************************************************************************)
(* A request whose inline issue is refused for want of a tag is handed to  *)
(* io-wq by the submission itself, which sees that the end of the bio has  *)
(* marked it for another issue.  Later kernels leave that to task work.    *)
(*                                                                         *)
(* versions  up to 6.12                                                   *)
(* function  io_uring/io_uring.c: io_queue_iowq                            *)
(* override  WhereRefused <- InTheListOfIoWq                               *)
(***************************************************************************)
EXTENDS Requests

InTheListOfIoWq == "punted"
=============================================================================
