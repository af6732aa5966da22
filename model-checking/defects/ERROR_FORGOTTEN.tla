---------------------------------------------- MODULE ERROR_FORGOTTEN -----------------------------------------------
(*******************************************************************************************************************)
(* A request is told success, whatever its command came to.                                                        *)
(*                                                                                                                 *)
(* model     rw-release                                                                                            *)
(* set       Slots = {0}                                                                                           *)
(* set       Answers = {TRUE, FALSE}                                                                               *)
(* set       Coarse = {"registration", "release", "submission", "queueing", "device", "irq", "tagput", "taskwork"} *)
(* override  EndBio <- EndBioForgetsError                                                                          *)
(* law       ResultIsTheCommands                                                                                   *)
(* twin      END_BIO_REPORTS_SUCCESS by device-error                                                               *)
(*******************************************************************************************************************)
EXTENDS MCDmabufRw

\* @irq block/blk-mq.c: blk_mq_end_request_batch, base (C3)
\* @irq io_uring/rw.c: io_complete_rw, base (C5)
EndBioForgetsError(d, t) ==
  /\ NV!EndBio(d, t) /\ MayRun(Device(d), "irq")
  /\ RQ!PartEnds(RingOf(d, t), cmds[d][t].req, "ok")
  /\ UNCHANGED dmvars
=====================================================================================================================
