------------------------------------------------- MODULE FILE_LEAK --------------------------------------------------
(*******************************************************************************************************************)
(* A request that never puts its file.                                                                             *)
(*                                                                                                                 *)
(* model     rw-release                                                                                            *)
(* set       Slots = {0}                                                                                           *)
(* set       Coarse = {"registration", "release", "submission", "queueing", "device", "irq", "tagput", "taskwork"} *)
(* override  FreeReq <- FreeReqKeepsFile                                                                           *)
(* law       FileRefsMatchHolders                                                                                  *)
(* twin      KEEP_REQUEST_FILE by first-read                                                                       *)
(* was       seed-file-leak                                                                                        *)
(*******************************************************************************************************************)
EXTENDS MCDmabufRw

(* The file of a request is never put. *)
\* @tw io_uring/io_uring.c: io_free_batch_list, base (C6)
FreeReqKeepsFile(ctx) ==
  /\ RQ!FreeReq(ctx) /\ MayRun(OfRing(ctx), CallGroup(ctx))
  /\ UNCHANGED <<dmvars, nvvars>>
=====================================================================================================================
