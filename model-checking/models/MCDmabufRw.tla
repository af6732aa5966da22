------------------------------ MODULE MCDmabufRw ------------------------------
(***************************************************************************)
(* Bounds and granularity for models of DmabufRw.                          *)
(***************************************************************************)
EXTENDS DmabufRw

CONSTANTS
  Coarse,     \* groups of steps that run to completion before anybody else moves
  MaxTags,    \* tags that registrations may use up
  MaxNodes    \* live nodes at which the user stops registering

(* The call waits for the exporter, or for a tag: whoever it waits for must be let run. *)
CallBlocked ==
  \/ \E b \in Bufs : WaitingForResv(b)
  \/ \E d \in Devs : WaitingForTag(d)
  \/ /\ call.at = "issue"
     /\ \E c \in CommandsOf(call.req) : cmds[c[1]][c[2]].st = "built" /\ NV!SqFull(c[1])

Busy(g) ==
  CASE g = "irq" -> \E d \in Devs, t \in Tags : cmds[d][t].st \in {"reaped", "cpusynced", "clean"}
    [] g = "device" -> \E d \in Devs, t \in Tags :
         cmds[d][t].st = "owned" /\ (cmds[d][t].moved < Len(cmds[d][t].prps) \/ ~NV!CqFull(d))
    [] g = "queueing" -> \E d \in Devs :
         \/ sq[d].rung < Len(sq[d].q)
         \/ \E t \in Tags : \/ cmds[d][t].st \in {"tagged", "synced"}
                            \/ cmds[d][t].st = "built" /\ ~NV!SqFull(d)
    [] g = "release" -> call.at \in {"put", "tag", "release", "unwind"} /\ ~CallBlocked
    [] g = "taskwork" -> call.who = "taskwork" /\ ~CallBlocked
    [] g = "submission" -> call.who = "submit" /\ ~CallBlocked
    [] g = "registration" -> RegistrationCall /\ ~CallBlocked

(* The innermost coarse group in progress; submission contains queueing, and so on. *)
Innermost == <<"irq", "device", "queueing", "release", "taskwork", "submission", "registration">>

Running ==
  LET busy == {i \in DOMAIN Innermost : Innermost[i] \in Coarse /\ Busy(Innermost[i])} IN
    IF busy = {} THEN "none" ELSE Innermost[CHOOSE i \in busy : \A j \in busy : i <= j]

(* Safe: a coarse group only leaves out interleavings; the fine model of that group has them. *)
MCMayRun(g) == LET r == Running IN r = "none" \/ r = g

(* Safe: registrations beyond the bound repeat what fewer already do with reused numbers. *)
MCMayRegister == Len(tags) < MaxTags /\ Cardinality(DOMAIN nodes) < MaxNodes
================================================================================
