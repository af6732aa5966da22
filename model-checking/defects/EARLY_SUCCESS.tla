------------------------------------------ MODULE EARLY_SUCCESS -------------------------------------------
(*********************************************************************************************************)
(* Success reported before everything has moved.                                                         *)
(*                                                                                                       *)
(* model     rw-release                                                                                  *)
(* set       Slots = {0}                                                                                 *)
(* set       PagesOf = TwoPagesEach                                                                      *)
(* set       Iovas = {1, 2, 3, 4}                                                                        *)
(* set       Coarse = {"registration", "release", "submission", "queueing", "irq", "tagput", "taskwork"} *)
(* override  [NvmeQueue]Answer <- AnswerEarly                                                            *)
(* law       SuccessMovedAll                                                                             *)
(* twin      COMPLETE_BEFORE_ALL_MOVED by told-too-early                                                 *)
(* was       seed-early-success                                                                          *)
(*********************************************************************************************************)
EXTENDS MCDmabufRw

(* The device reports success after the first byte. *)
AnswerEarly(d, t, ok) ==
  /\ cmds[d][t].has # <<>> /\ ~NV!CqFull(d) /\ ok
  /\ cmds' = [cmds EXCEPT ![d][t] = [@ EXCEPT !.st = "answered", !.has = <<>>, !.ok = ok, !.moved = 0]]
  /\ cq' = [cq EXCEPT ![d].ring[cq[d].tail] = [cid |-> NV!Cid(cmds[d][t].gen, t), phase |-> cq[d].tphase],
                      ![d].tail = NV!NextIndex(cq[d].tail),
                      ![d].tphase = NV!NextPhase(cq[d].tail, cq[d].tphase)]
  /\ UNCHANGED <<sq, pool, ctrl>>
===========================================================================================================
