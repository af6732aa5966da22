----------------------------------------------- MODULE TAG_AT_ANSWER ------------------------------------------------
(*******************************************************************************************************************)
(* A tag and its command id free while the completion is unseen.                                                   *)
(*                                                                                                                 *)
(* model     rw-release                                                                                            *)
(* set       Slots = {0}                                                                                           *)
(* set       Coarse = {"registration", "release", "submission", "queueing", "device", "irq", "tagput", "taskwork"} *)
(* override  [NvmeQueue]Answer <- AnswerFreesTag                                                                   *)
(* law       TagIffInFlight                                                                                        *)
(* was       seed-tag-at-answer                                                                                    *)
(*******************************************************************************************************************)
EXTENDS MCDmabufRw

(* The tag goes back when the device answers, before the interrupt has cleaned up. *)
AnswerFreesTag(d, t, ok) ==
  /\ cmds[d][t].st = "owned" /\ ~NV!CqFull(d)
  /\ ok => cmds[d][t].moved = Len(cmds[d][t].prps)
  /\ cmds' = [cmds EXCEPT ![d][t] = [NV!NoCmd EXCEPT !.gen = cmds[d][t].gen]]
  /\ pool' = [pool EXCEPT ![d] = @ \cup NV!PageSet(cmds[d][t].desc)]
  /\ cq' = [cq EXCEPT ![d].ring[cq[d].tail] = [cid |-> NV!Cid(cmds[d][t].gen, t), phase |-> cq[d].tphase],
                      ![d].tail = NV!NextIndex(cq[d].tail),
                      ![d].tphase = NV!NextPhase(cq[d].tail, cq[d].tphase)]
  /\ UNCHANGED <<sq, ctrl>>
=====================================================================================================================
