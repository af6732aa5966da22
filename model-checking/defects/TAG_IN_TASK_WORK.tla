---------------------------------------------- MODULE TAG_IN_TASK_WORK ----------------------------------------------
(*******************************************************************************************************************)
(* The nowait flag is lost on the way from kiocb to bio, and a tag is put by task work: the submitter waits for a  *)
(* tag with uring_lock held, and whoever would put one waits for uring_lock.  Either mistake alone does not        *)
(* deadlock: with the flag, who waits for a tag is a worker without a lock.                                        *)
(*                                                                                                                 *)
(* model     rw-release                                                                                            *)
(* set       Slots = {0}                                                                                           *)
(* set       Tags = {0}                                                                                            *)
(* set       Coarse = {"registration", "release", "submission", "queueing", "device", "irq", "tagput", "taskwork"} *)
(* override  NoWait <- FlagIsLost                                                                                  *)
(* override  FreeTag <- FreeTagInTaskWork                                                                          *)
(* override  TagPutWaits <- ForTheLock                                                                             *)
(* law       NoWaitCycle                                                                                           *)
(* was       seed-tag-in-task-work                                                                                 *)
(*******************************************************************************************************************)
EXTENDS MCDmabufRw

FlagIsLost == FALSE

(* The tag is put by whoever has uring_lock next. *)
\* @tw io_uring/io_uring.c: io_free_batch_list, base (C6)
FreeTagInTaskWork(d, t, ctx, w) ==
  /\ (\E c \in Rings : RQ!LockFree(c)) /\ ctx = 0 /\ w = 0
  /\ NV!FreeTag(d, t) /\ MayRun(Device(d), "tagput")
  /\ UNCHANGED <<btvars, dmvars>>

ForTheLock == {"uring_lock"}
=====================================================================================================================
