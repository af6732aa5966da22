------------------------------ MODULE MCNvmeQueue ------------------------------
(***************************************************************************)
(* Bounds for models of NvmeQueue alone.                                   *)
(***************************************************************************)
EXTENDS NvmeQueue

(* Values that several models take, under a name. *)

(* One pointer. *)
OnePage == {<<1>>}

(* A list in one descriptor page. *)
OneList == {<<3, 1, 2>>}

(* One pointer; what never fits into one descriptor page and is tried in vain. *)
OneOrTooMany == {<<1>>, <<4, 1, 3, 2>>}

(* Both pointers alone; a chain of three descriptor pages with two entries each. *)
TwoOrChained == {<<2, 1>>, <<1, 2, 3, 5, 4>>}

(* One pointer, both, a list in one descriptor page, a chain. *)
EveryLength == {<<1>>, <<2, 1>>, <<3, 1, 2>>, <<4, 1, 3, 2>>, <<1, 2, 3, 5, 4>>}

CONSTANT LowestFirst  \* whether of what is free the lowest number is taken

(* Safe: tags differ by their numbers alone, and the lowest is used again at once. *)
MCMayTakeTag(d, t) == LowestFirst => \A u \in FreeTags(d) : t <= u

(* What Linux does not: an abort names what was late, whatever has become of that since.  Here a tag is given
   for as long as its command ids are new. *)
MendedCid(d) == sq[d].abort.cid
MCNewIds(d, t) == MCMayTakeTag(d, t) /\ cmds[d][t].gen + Retries < Gens - 1

--------------------------------------------------------------------------------
(* The laws that the models of this module check, each all of them. *)

Laws ==
  /\ TypeOK
  /\ DescriptorsAccounted
  /\ DescriptorsFitEntries
  /\ NothingTakenFromDevice
  /\ QuiescedIsStill
  /\ DeadStartsNothing
  /\ OneTagPerPart
  /\ SqHoldsQueued
  /\ PhaseTellsNewEntries
  /\ HeadToldIsRead
  /\ CqeNamesItsCommand
  /\ LateHasItsTag

StepLaws ==
  /\ SuccessMovedAll
  /\ CommandsGoInOrder
  /\ ServesUntilTheEnd
  /\ ErrorsAreTriedAgain
  /\ ResetsGoInOrder
  /\ DeadRingsNoDoorbell
  /\ DeviceOwnsCommand
  /\ LateIsUnanswered
  /\ AbortedOnce
  /\ AbortEndsNothing

(* Of aborts that name what was late. *)
MendedSpec == Spec

MendedLaws ==
  /\ TypeOK
  /\ NothingTakenFromDevice
  /\ LateHasItsTag
  /\ AbortNamesTheLate

MendedStepLaws ==
  /\ LateIsUnanswered
  /\ AbortedOnce
  /\ AbortEndsNothing

--------------------------------------------------------------------------------
(* Witnesses: states that must be reached, so that a green run is known to have seen them. *)

Used(P(_)) == \E d \in Devs, t \in Tags : cmds[d][t].st # "free" /\ P(cmds[d][t])

ChainedList == Used(LAMBDA c : c.st = "owned" /\ Len(c.desc) > 1 /\ c.moved = Len(c.prps))

(* Two tags of one request, one each of its parts. *)
TwoPartsAtOnce ==
  \E d \in Devs, t, u \in Tags :
    cmds[d][t].req # 0 /\ cmds[d][t].req = cmds[d][u].req /\ cmds[d][t].part # cmds[d][u].part

PoolFoundEmpty == Used(LAMBDA c : c.st = "requeued")

(* All are to be tried again, so that no other had a page: what the last one lacked is addresses. *)
AddressesLacked == \E d \in Devs : \A t \in Tags : cmds[d][t].st = "requeued"

TagReused == \E d \in Devs : cmds[d][0].st = "owned" /\ cmds[d][0].req # 1 /\ cmds[d][0].gen # 0

(* The generation is back where the first command had it. *)
CommandIdReused ==
  \E d \in Devs : cmds[d][0].gen = 0 /\ cmds[d][0].st = "owned"
                  /\ \E i \in DOMAIN cq[d].ring : cq[d].ring[i].cid = Cid(1, 0)

(* The device has been through the ring once and overwritten an entry; then it has done so again. *)
RingWrapped == \E d \in Devs : cq[d].hphase = 0
RingWrappedTwice ==
  \E d \in Devs : cq[d].tphase = 1
                  /\ \E i \in DOMAIN cq[d].ring : cq[d].ring[i].cid # 0 /\ cq[d].ring[i].phase = 0

RingFull == \E d \in Devs : CqFull(d) /\ \E t \in Tags : cmds[d][t].st = "owned"

(* It is full for the device, which has not been told that the host has read an entry; and that entry's
   tag serves another command already. *)
RingFullUntold ==
  \E d \in Devs : /\ CqFull(d) /\ cq[d].db # cq[d].head
                  /\ \E t \in Tags : cmds[d][t].st = "owned"
TagReusedBeforeDoorbell ==
  \E d \in Devs : cq[d].db # cq[d].head /\ \E t \in Tags : cmds[d][t].st = "owned" /\ cmds[d][t].gen # 0

(* One doorbell acknowledges two entries. *)
TwoAcknowledged == \E d \in Devs : (cq[d].head - cq[d].db + CqDepth) % CqDepth = 2

(* As full as a submission ring gets: one entry is left. *)
AllTagsSubmitted == \E d \in Devs : Len(sq[d].q) = Cardinality(Tags)

(* Two bios of a batch are over, and no tag is free yet. *)
TwoBiosBeforeATag == \E d \in Devs, t, u \in Tags : t # u /\ cmds[d][t].st = "ended" /\ cmds[d][u].st = "ended"

(* A request has another tag while its former one is not free yet. *)
EndedBesideItsNext ==
  /\ Cardinality(Reqs) = 1
  /\ \E d \in Devs, t, u \in Tags : cmds[d][t].st = "ended" /\ cmds[d][u].st = "owned"

(* One doorbell covers two commands. *)
TwoRungAtOnce == \E d \in Devs : sq[d].rung = 2

(* The device has answered one command and still works on the other. *)
AnsweredBesideOther ==
  \E d \in Devs : cmds[d][0].st = "owned" /\ cmds[d][1].st = "answered"

(* Both completions wait for the interrupt handler. *)
TwoUnconsumed == \E d \in Devs : Unconsumed(d) = 2

(* An error was tried again, under the next command id, and it went well. *)
RetriedUnderNewId == Used(LAMBDA c : c.st = "owned" /\ c.retries = 1 /\ c.gen = 1)
RetriedSucceeds == Used(LAMBDA c : c.st = "clean" /\ c.ok /\ c.retries > 0)

(* An error after the last try; and one that the device does not want to be tried again. *)
LastTryFails == Used(LAMBDA c : c.st = "clean" /\ ~c.ok /\ ~c.dnr /\ c.retries = Retries)
EndsAtFirstTry == Used(LAMBDA c : c.st = "clean" /\ c.dnr /\ c.retries = 0)

(* What is to be tried again finds that another has the descriptor pages that it gave back. *)
RetriedWithoutPages ==
  \E d \in Devs, t, u \in Tags :
    cmds[d][t].st = "requeued" /\ cmds[d][t].retries = 1 /\ cmds[d][u].st = "owned" /\ pool[d] = {}

(* A command that was cancelled is with the device again, under the command id that it had. *)
CancelledKeepsId == Used(LAMBDA c : c.st = "owned" /\ c.retries = 1 /\ c.gen = 0)

(* It ends well, where the device says of nothing else that it has failed. *)
CancelledSucceeds == Answers = {TRUE} /\ Used(LAMBDA c : c.st = "clean" /\ c.ok /\ c.retries = 1)

(* The device is off, one command has an answer that is not reaped, another has none. *)
AnsweredBesideLost ==
  \E d \in Devs, t, u \in Tags :
    ctrl[d] = "off" /\ cmds[d][t].st = "answered" /\ cmds[d][u].st = "owned"

(* An entry of the submission ring that the device never fetches. *)
CancelledUnfetched ==
  \E d \in Devs, t \in Tags : cmds[d][t].st = "reaped" /\ \E i \in DOMAIN sq[d].q : sq[d].q[i] = t

(* It was the last try, after an error of the device; the reset took none before, as it is one at a time. *)
CancelledAtLastTry ==
  \E d \in Devs, t \in Tags :
    /\ cmds[d][t].st = "reaped" /\ cmds[d][t].retries = Retries
    /\ \E i \in DOMAIN sq[d].q : sq[d].q[i] = t

(* A reset waits until nobody is in the queue, with a command that it has taken back. *)
DrainsCancelled ==
  \E d \in Devs, t \in Tags : ctrl[d] = "draining" /\ cmds[d][t].st = "owned" /\ cmds[d][t].retries = 1

(* What is tried again waits, as kblockd has moved it, until the queue goes on. *)
WaitsForUnquiesce ==
  \E d \in Devs, t \in Tags : ctrl[d] = "ready" /\ cmds[d][t].st = "tagged" /\ cmds[d][t].retries = 1

(* A device is stopped that nobody wants anything of. *)
StoppedWithNothing == \E d \in Devs : ctrl[d] = "off" /\ \A t \in Tags : cmds[d][t].st = "free"

(* Who comes while the queue is quiesced waits there with a command that was never made. *)
FirstTryHeldBack ==
  \E d \in Devs, t \in Tags : ctrl[d] = "ready" /\ cmds[d][t].st = "tagged" /\ cmds[d][t].retries = 0

(* A reset that was asked for has begun, and before its work does anything the device answers. *)
AnsweredBeforeTheWork ==
  \E d \in Devs, t \in Tags : ctrl[d] = "resetting" /\ cmds[d][t].st = "answered"

(* A reset fails, and what was cancelled fails at its next try, though there is one left to it. *)
RefusedAtNextTry ==
  \E d \in Devs, t \in Tags : ctrl[d] = "failing" /\ cmds[d][t].st = "tagged" /\ cmds[d][t].retries = 1

(* What fails was never made: it waited in the queue for the reset to be over. *)
RefusedAtFirstTry ==
  \E d \in Devs, t \in Tags : ctrl[d] = "failing" /\ cmds[d][t].st = "tagged" /\ cmds[d][t].retries = 0

(* A command is cancelled for the second time, as it was late in the reset that cancelled it first. *)
CancelledTwice ==
  \E d \in Devs, t \in Tags : ctrl[d] = "disabled" /\ cmds[d][t].st = "reaped" /\ cmds[d][t].retries = 1

(* A device that is stopped for good has answered before, which is reaped as ever. *)
AnsweredBeforeTheEnd ==
  \E d \in Devs, t \in Tags : ctrl[d] = "disabled" /\ cmds[d][t].st = "answered"

(* The disk is marked dead before all have failed that are in its queue; and they fail all the same. *)
DeadBeforeTheLastFails == \E d \in Devs, t \in Tags : ctrl[d] = "dead" /\ cmds[d][t].st = "tagged"
DeadAndEmpty == \E d \in Devs : ctrl[d] = "dead" /\ \A t \in Tags : cmds[d][t].st = "free"

(* Who comes after the device was pulled out gets a tag, and sends it a command; or is refused by the driver. *)
SentToNobody == \E d \in Devs, t \in Tags : ctrl[d] = "gone" /\ cmds[d][t].st = "queued"
ComesToNobody == \E d \in Devs, t \in Tags : ctrl[d] = "refusing" /\ cmds[d][t].st = "tagged" /\ cmds[d][t].retries = 0

(* What the device has answered before is reaped when it is not there any more. *)
AnsweredBeforePulled == \E d \in Devs, t \in Tags : ctrl[d] = "cleaning" /\ cmds[d][t].st = "answered"

(* A disk is dead, and its device works on what was in its queue, which ends well; or at the second try that
   it was given before; or with its first error, which nobody tries again. *)
WorksForDead == \E d \in Devs, t \in Tags : ctrl[d] = "emptying" /\ cmds[d][t].moved > 0
EndsWellForDead == \E d \in Devs, t \in Tags : ctrl[d] = "emptying" /\ cmds[d][t].st = "clean" /\ cmds[d][t].ok
RetriedForDead == \E d \in Devs, t \in Tags : ctrl[d] = "emptying" /\ cmds[d][t].st = "owned" /\ cmds[d][t].retries = 1
FailsForDead ==
  \E d \in Devs, t \in Tags :
    ctrl[d] = "emptying" /\ cmds[d][t].st = "clean" /\ ~cmds[d][t].ok /\ ~cmds[d][t].dnr /\ cmds[d][t].retries = 0

(* A driver lets go of a device that worked until then, and of one that did not come back, in whose ring is
   what it never fetched. *)
UnboundAsItWorked == \E d \in Devs : ctrl[d] = "unbound" /\ sq[d].q = <<>> /\ cq[d].tail # 0
UnboundLeftInRing == \E d \in Devs : ctrl[d] = "unbound" /\ sq[d].q # <<>>

(* A command is aborted in the middle of its transfer; what was aborted ends well at its next try, where the
   device says of nothing else that it has failed. *)
AbortedHalfWay ==
  \E d \in Devs, t \in Tags :
    sq[d].abort.st = "asked" /\ cmds[d][t].moved > 0 /\ sq[d].abort.cid = Cid(cmds[d][t].gen, t)
AbortedSucceeds ==
  /\ Answers = {TRUE}
  /\ \E d \in Devs, t \in Tags : ctrl[d] = "live" /\ cmds[d][t].st = "clean" /\ cmds[d][t].ok /\ cmds[d][t].retries = 1

(* The answer to the abort is seen before that of the aborted command; and after it, when the command is
   with the device again. *)
AbortSeenFirst == Used(LAMBDA c : c.st = "answered" /\ c.aborted /\ ~c.ok) /\ \A d \in Devs : sq[d].abort.st = "none"
AbortSeenLast ==
  \E d \in Devs, t \in Tags : sq[d].abort.st = "answered" /\ cmds[d][t].st = "owned" /\ cmds[d][t].retries = 1

(* The device has answered as ever what it was asked to abort. *)
AnsweredBeforeAbort ==
  \E d \in Devs, t \in Tags : sq[d].abort.st = "asked" /\ cmds[d][t].st = "answered" /\ cmds[d][t].ok

(* The answer came after the queue was polled and before the abort was made. *)
AnsweredUnderTimeout ==
  \E d \in Devs, t \in Tags : sq[d].abort = [st |-> "polled", cid |-> Cid(cmds[d][t].gen, t)] /\ cmds[d][t].st = "answered"

(* It was accepted in between, so that the abort names the tag's next command. *)
AbortNamesNext ==
  \E d \in Devs, t \in Tags :
    sq[d].abort = [st |-> "asked", cid |-> Cid(cmds[d][t].gen, t)] /\ cmds[d][t].st = "free"

(* The bio is over, and the tag waits for who looks at its late request. *)
TagHeldByTimeout ==
  \E d \in Devs, t \in Tags :
    sq[d].abort.st = "polled" /\ TagOf(sq[d].abort.cid) = t /\ cmds[d][t].st = "ended"

(* A controller is off that did not answer an abort; or that was late again with what it was to abort. *)
AbortUnanswered == \E d \in Devs : ctrl[d] = "resetting" /\ sq[d].abort.st = "asked" /\ ~\E t \in Tags : cmds[d][t].st \in {"queued", "owned"}
LateAfterAbort == \E d \in Devs : ctrl[d] = "resetting" /\ sq[d].abort.st = "none" /\ \E t \in Tags : cmds[d][t].aborted /\ cmds[d][t].st = "owned"

(* An abort is still with the device when the tag of what was late serves the next command. *)
AbortedReused ==
  \E d \in Devs, t \in Tags :
    sq[d].abort.st = "asked" /\ TagOf(sq[d].abort.cid) = t /\ cmds[d][t].st = "owned" /\ ~cmds[d][t].aborted

(* Two are late, and there is one abort for them: the other waits for its turn. *)
OtherWaitsForAbort ==
  \E d \in Devs, t, u \in Tags :
    /\ t # u /\ sq[d].abort = [st |-> "asked", cid |-> Cid(cmds[d][t].gen, t)]
    /\ cmds[d][t].st = "owned" /\ cmds[d][u].st = "owned" /\ ~cmds[d][u].aborted

BothDevicesWork == \A d \in Devs : \E t \in Tags : cmds[d][t].st = "owned"
================================================================================
