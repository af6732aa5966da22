---------------------------------------------- MODULE TAG_IN_TASK_WORK ----------------------------------------------
(*******************************************************************************************************************)
(* A tag that only task work gives back.                                                                           *)
(*                                                                                                                 *)
(* model     rw-release                                                                                            *)
(* set       Slots = {0}                                                                                           *)
(* set       Tags = {0}                                                                                            *)
(* set       Coarse = {"registration", "release", "submission", "queueing", "device", "irq", "tagput", "taskwork"} *)
(* override  EndBio <- EndBioKeepsTag                                                                              *)
(* law       TagIffInFlight                                                                                        *)
(* was       seed-tag-in-task-work                                                                                 *)
(*******************************************************************************************************************)
EXTENDS MCDmabufRw

(* The tag is given back by task work, which needs uring_lock. *)
\* @irq block/blk-mq.c: blk_mq_end_request_batch, base (C3)
\* @irq io_uring/rw.c: io_complete_rw, base (C5)
EndBioKeepsTag(d, t) ==
  /\ cmds[d][t].st = "clean" /\ reqs[cmds[d][t].req].st = "inflight" /\ MayRun(Device(d), "irq")
  /\ BT!Done(cmds[d][t].req, "ok")
  /\ UNCHANGED <<dmvars, nvvars>>
=====================================================================================================================
