------------------------------------------------- MODULE CQE_TWICE --------------------------------------------------
(*******************************************************************************************************************)
(* A request that completes twice: ImplementsRequests breaks.                                                      *)
(*                                                                                                                 *)
(* model     rw-refines                                                                                            *)
(* set       PagesOf = ThreePagesEach                                                                              *)
(* set       Iovas = {1, 2, 3, 4, 5, 6}                                                                            *)
(* set       Fails = {"none"}                                                                                      *)
(* set       Windows = {<<0, 192>>}                                                                                *)
(* set       Coarse = {"registration", "release", "submission", "queueing", "device", "irq", "tagput", "taskwork"} *)
(* override  PostCqe <- PostCqeTwice                                                                               *)
(* law       ImplementsRequests                                                                                    *)
(* tier      quick                                                                                                 *)
(* was       seed-table                                                                                            *)
(*******************************************************************************************************************)
EXTENDS MCDmabufRw

(* Breaks only the buffer table's specification: the request completes twice. *)
\* @tw io_uring/io_uring.h: io_fill_cqe_req, base (C6)
\* @tw io_uring/io_uring.c: __io_submit_flush_completions, base (C6)
PostCqeTwice(ctx) ==
  /\ call[ctx].at = "cqe" /\ MayRun(OfRing(ctx), CallGroup(ctx))
  /\ reqs' = [reqs EXCEPT ![ctx][call[ctx].req].cqes = @ + 2]
  /\ call' = [call EXCEPT ![ctx].at = "free"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued, dmvars, nvvars>>
=====================================================================================================================
