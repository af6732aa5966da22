------------------------------------------------- MODULE CQE_TWICE --------------------------------------------------
(*******************************************************************************************************************)
(* A request that completes twice: ImplementsBufferTable breaks.                                                   *)
(*                                                                                                                 *)
(* model     rw-refines                                                                                            *)
(* set       PagesOf = ThreePagesEach                                                                              *)
(* set       Iovas = {1, 2, 3, 4, 5, 6}                                                                            *)
(* set       Fails = {"none"}                                                                                      *)
(* set       Windows = {<<0, 192>>}                                                                                *)
(* set       Coarse = {"registration", "release", "submission", "queueing", "device", "irq", "tagput", "taskwork"} *)
(* override  PostCqe <- PostCqeTwice                                                                               *)
(* law       ImplementsBufferTable                                                                                 *)
(* tier      quick                                                                                                 *)
(* was       seed-table                                                                                            *)
(*******************************************************************************************************************)
EXTENDS MCDmabufRw

(* Breaks only the buffer table's specification: the request completes twice. *)
\* @tw io_uring/io_uring.h: io_fill_cqe_req, base (C6)
\* @tw io_uring/io_uring.c: __io_submit_flush_completions, base (C6)
PostCqeTwice ==
  /\ call.at = "cqe" /\ MayRun(TheRing, CallGroup)
  /\ reqs' = [reqs EXCEPT ![call.req].cqes = @ + 2]
  /\ call' = [call EXCEPT !.at = "free"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued, dmvars, nvvars>>
=====================================================================================================================
