------------------------------- MODULE NvmeQueue -------------------------------
(***************************************************************************)
(* One NVMe queue pair per device, from the tag of the block layer to the  *)
(* interrupt that gives the tag back: command id, descriptor pages, PRP    *)
(* entries, submission and completion ring, doorbells, phase.              *)
(*                                                                         *)
(* A command is the property of the host until the doorbell, of the device *)
(* until its completion entry is seen, and of the interrupt handler until  *)
(* its bio has ended.  Everything that belongs to it (its id, its          *)
(* descriptor pages, the memory it addresses) must stay untouched by       *)
(* anybody else for that long.  The tag is free later: between the two the *)
(* request's owner may see its end, drop the memory and begin anew, and    *)
(* nothing that is still to be done for the tag may look at any of that.   *)
(* An error that may be tried again ends nothing: the command goes through *)
(* all of it once more, with the tag that it has and the memory as it then *)
(* is.                                                                     *)
(*                                                                         *)
(* This module knows nothing of dma-bufs: addresses are what the           *)
(* environment gives.                                                      *)
(*                                                                         *)
(* When a command is late the device is asked to abort it, which it may do *)
(* or not; what it aborts it has answered.  One that is late again is taken*)
(* back, and with it all that the device has: first nothing more is sent,  *)
(* then the device is stopped, so that it touches no memory, then what it  *)
(* has answered is reaped, and only then the rest is cancelled, which is   *)
(* an error like others.  The rings are cleared before the device starts   *)
(* again, and what is to be tried again goes on when the queue does.  The  *)
(* same is done when somebody asks for it, whatever the device has.  Who   *)
(* comes meanwhile does not enter the queue, as it is frozen; the reset is *)
(* over when all is that was in it, and there is no other before.          *)
(*                                                                         *)
(* A controller may not come back: its reset fails, or a command is late   *)
(* before it is over; or somebody pulls it out.  Then the queue goes on    *)
(* without a controller, so that what is in it ends with an error, at the  *)
(* driver's door and not because anybody forbids another try; and the disk *)
(* is marked dead, so that nobody who comes enters any more, and nobody    *)
(* waits to.  Or its driver is unbound, who marks the disk dead first and  *)
(* lets the device finish what is in its queue.                            *)
(*                                                                         *)
(* Left out: the plug, an I/O scheduler, batches of doorbells, admin queue *)
(* but for aborts, polling, SGLs; of a retry, the time that the device     *)
(* asks to be left in peace; of an abort, several at once, one for which   *)
(* the admin queue has no tag, and one whose maker was overtaken by a      *)
(* reset: it waits in the admin queue and is sent to the controller when   *)
(* that works again, where a command that was cancelled and sent again has *)
(* its old id; of a reset, one after which there is an admin queue and no  *)
(* other; of a removal, a command that is late in it, what is done while   *)
(* the disk has no sectors and is not marked yet, one of several disks of  *)
(* a controller, and that a driver is bound again: its disk is another,    *)
(* which no open file is of; multipath, which tries the error of a dead    *)
(* disk elsewhere; doorbells in memory.                                    *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
  Rings,        \* io_uring instances whose requests come here, 1 .. n
  Reqs,         \* requests of each, 1 .. n
  Parts,        \* parts of a request, 1 .. n, each a request of the block layer
  Devs,         \* devices, 1 .. n, one I/O queue each
  Tags,         \* tags of each queue, 0 .. n-1
  SqDepth,      \* entries of a submission ring; more than there are tags, so that it is never full
  CqDepth,      \* entries of a completion ring, likewise
  HeadAtOnce,   \* whether each entry of a completion ring is acknowledged by a doorbell of its own
  Gens,         \* generations of a command id; 1 on a controller with that quirk
  DescPages,    \* pages in the descriptor pool of each device, 1 .. n
  PrpsPerPage,  \* entries that one descriptor page holds
  Answers,      \* whether commands succeed: subset of BOOLEAN
  Retries,      \* how often a command is tried again after an error: nvme_max_retries, which is 5
  Resets,       \* why a controller is reset, and why it does not come back: subset of
                \* {"timeout", "abort", "asked"} \cup {"fails", "late", "removed"}; and how it goes: {"unbound"}
  Lacks         \* what a command may lack beside descriptor pages: subset of {"addresses"}

ASSUME NvmeQueueConstants ==
  /\ Rings \subseteq Nat \ {0} /\ Reqs \subseteq Nat \ {0} /\ Parts \subseteq Nat \ {0} /\ Devs \subseteq Nat \ {0} /\ Tags \subseteq Nat
  /\ SqDepth > Cardinality(Tags) /\ CqDepth >= 2 /\ HeadAtOnce \in BOOLEAN /\ Gens >= 1 /\ PrpsPerPage >= 2
  /\ Retries \in Nat
  /\ Lacks \subseteq {"addresses"} 
  /\ Resets \subseteq {"timeout", "abort", "asked", "fails", "late", "removed", "unbound"}

VARIABLES
  cmds,       \* device -> tag -> [st, ring, req, part, gen, prps, desc, has, moved, ok, dnr, retries, aborted]
  sq,         \* device -> [q, rung, head, abort]: entries not fetched, how many of them are rung, ring
              \* index; and how far an abort has come, which is sent beside the ring
  cq,         \* device -> [ring, tail, tphase, head, hphase, db]
  pool,       \* device -> free descriptor pages
  ctrl        \* device -> how far a reset of its controller has come

nvvars == <<cmds, sq, cq, pool, ctrl>>

(***************************************************************************)
(* The life of a tag.  tagged, synced, built: being set up by its issuer   *)
(* or by whoever runs the hardware queue; requeued: no descriptor page or  *)
(* no device address was left, or an error is tried again; queued: in the  *)
(* submission ring; owned: fetched by the device; answered: its completion *)
(* entry is written; reaped, cpusynced, clean: in the interrupt handler;   *)
(* ended: its bio is over, its request may be anything by now, and the tag *)
(* alone is not free yet.  An error has dnr set if the device says not to  *)
(* try again; retries counts the tries after the first.  All of this is    *)
(* the host's view, but for has, the device's: the entries of the command  *)
(* that it works on, none if it does not, and for moved, how many of these *)
(* it has moved.  Nothing that the host does takes them from it but to     *)
(* stop it.  aborted is the mark of this try (IOD_ABORTED): a kernel       *)
(* clears it when the next try is set up (nvme_prep_rq), here it goes with *)
(* this one, and in between nobody reads it.                               *)
(***************************************************************************)
CmdStates == {"free", "tagged", "synced", "requeued", "built", "queued", "owned",
              "answered", "reaped", "cpusynced", "clean", "ended"}

(***************************************************************************)
(* A reset.  live: none; resetting: it is decided; quiesced: the queue is  *)
(* frozen, so that nobody enters it, and nothing more is set up; off: the  *)
(* device is stopped and touches nothing; ready: it is started again, on   *)
(* empty rings, and the queue is still quiesced; draining: it goes on, and *)
(* the freeze waits for what is in it.                                     *)
(*                                                                         *)
(* The end, in all of which the queue stays frozen.  deleting: it is       *)
(* decided, while the device still works; stopping: nothing more is set    *)
(* up; disabled: the device is off for good; failing: the queue goes on,   *)
(* and the driver refuses each command; dead: so does the disk who comes.  *)
(*                                                                         *)
(* The same of a device that was pulled out, whose queue nobody freezes    *)
(* before the disk is dead.  gone: it is not there, and commands are sent  *)
(* to it as ever; cleaning: nothing more is set up, and all is taken back; *)
(* refusing: the driver refuses what was there, and who comes.             *)
(*                                                                         *)
(* The same of a device whose driver is unbound.  emptying: its disk is    *)
(* dead for who comes, and the device works on what is in its queue;       *)
(* unbound: the driver has let go of it.                                   *)
(***************************************************************************)
CtrlStates == {"live", "resetting", "quiesced", "off", "ready", "draining",
               "deleting", "stopping", "disabled", "failing", "dead",
               "gone", "cleaning", "refusing", "emptying", "unbound"}

(***************************************************************************)
(* An abort, of which there is one at a time for a device.  none: there is *)
(* none; polled: a command is late, the completion queue was polled, and   *)
(* nothing was there of it; asked: the admin queue has the command that    *)
(* names it; answered: the device has done what it does about it, and the  *)
(* host has not seen that.  cid is a command id: of polled the one that    *)
(* was late, of asked the one that the device is told.                     *)
(***************************************************************************)
AbortStates == {"none", "polled", "asked", "answered"}

NoAbort == [st |-> "none", cid |-> 0]

(* What is the device's, as far as the host knows; and what is being set up for it, too. *)
Owned == {"queued", "owned", "answered"}
Trying == {"synced", "built"} \cup Owned

NoCmd == [st |-> "free", ring |-> 0, req |-> 0, part |-> 0, gen |-> 0, prps |-> <<>>, desc |-> <<>>,
          has |-> <<>>, moved |-> 0, ok |-> TRUE, dnr |-> FALSE, retries |-> 0, aborted |-> FALSE]

TypeOK ==
  /\ DOMAIN cmds = Devs
  /\ \A d \in Devs : DOMAIN cmds[d] = Tags /\ \A t \in Tags :
       /\ cmds[d][t].st \in CmdStates
       /\ cmds[d][t].ring \in Rings \cup {0} /\ cmds[d][t].req \in Reqs \cup {0}
       /\ cmds[d][t].part \in Parts \cup {0}
       /\ cmds[d][t].gen \in 0 .. Gens - 1
       /\ cmds[d][t].moved \in 0 .. Len(cmds[d][t].has)
       /\ cmds[d][t].dnr => ~cmds[d][t].ok
       /\ cmds[d][t].retries \in 0 .. Retries
       /\ cmds[d][t].aborted => cmds[d][t].st \in Trying
  /\ \A d \in Devs : sq[d].rung \in 0 .. Len(sq[d].q) /\ sq[d].head \in 0 .. SqDepth - 1
  /\ \A d \in Devs : sq[d].abort.st \in AbortStates /\ (sq[d].abort.st \in {"none", "answered"} => sq[d].abort.cid = 0)
  /\ \A d \in Devs : DOMAIN cq[d].ring = 0 .. CqDepth - 1 /\ cq[d].db \in 0 .. CqDepth - 1
  /\ \A d \in Devs : pool[d] \subseteq DescPages
  /\ ctrl \in [Devs -> CtrlStates]

(* Rings as they are before the first command. *)
FreshSq == [q |-> <<>>, rung |-> 0, head |-> 0, abort |-> NoAbort]
FreshCq == [ring |-> [i \in 0 .. CqDepth - 1 |-> [cid |-> 0, phase |-> 0]],
            tail |-> 0, tphase |-> 1, head |-> 0, hphase |-> 1, db |-> 0]

Init ==
  /\ cmds = [d \in Devs |-> [t \in Tags |-> NoCmd]]
  /\ sq = [d \in Devs |-> FreshSq]
  /\ cq = [d \in Devs |-> FreshCq]
  /\ pool = [d \in Devs |-> DescPages]
  /\ ctrl = [d \in Devs |-> "live"]

--------------------------------------------------------------------------------
(* Helpers. *)

(* The command id: four bits of generation above twelve bits of tag. *)
Cid(gen, t) == gen * 4096 + t

TagOf(cid) == cid % 4096

(* The generation after an answer was accepted; it is four bits wide, or does not move at all. *)
NextGen(gen) == (gen + 1) % Gens

FreeTags(d) == {t \in Tags : cmds[d][t].st = "free"}

(* Which of them the allocator gives; models choose one. *)
MayTakeTag(d, t) == TRUE

(***************************************************************************)
(* Descriptor pages that n PRP entries need: none while both data pointers *)
(* of the command are enough; else a list of n-1 entries, in which every   *)
(* page but the last gives its last entry to the address of the next page. *)
(***************************************************************************)
RECURSIVE ListPages(_)
ListPages(n) == IF n <= PrpsPerPage THEN 1 ELSE 1 + ListPages(n - (PrpsPerPage - 1))

DescNeeded(n) == IF n <= 2 THEN 0 ELSE ListPages(n - 1)

RECURSIVE LowestPages(_, _)
LowestPages(S, n) ==
  IF n = 0 THEN <<>>
  ELSE LET p == CHOOSE p \in S : \A q \in S : p <= q IN <<p>> \o LowestPages(S \ {p}, n - 1)

PageSet(s) == {s[i] : i \in DOMAIN s}

SetCmd(d, t, c) == cmds' = [cmds EXCEPT ![d][t] = c]

(* A tag without a request: it keeps the generation, and the device what it has. *)
Unused(d, t) ==
  [NoCmd EXCEPT !.gen = cmds[d][t].gen, !.has = cmds[d][t].has, !.moved = cmds[d][t].moved]

(* The submission side of a device without the abort that was under way, and with one that it has answered. *)
WithoutAbort(d) == [sq EXCEPT ![d].abort = NoAbort]

AbortAnswered(d) == [sq EXCEPT ![d].abort = [st |-> "answered", cid |-> 0]]

Step(d, t, from, to) ==
  /\ cmds[d][t].st = from
  /\ SetCmd(d, t, [cmds[d][t] EXCEPT !.st = to])

(* The ring index after i, and the phase that goes with it. *)
NextIndex(i) == (i + 1) % CqDepth
NextPhase(i, ph) == IF i = CqDepth - 1 THEN 1 - ph ELSE ph

(***************************************************************************)
(* A device knows how far the host has read by the doorbell of the         *)
(* completion ring alone, db, which is rung once after the loop over its   *)
(* entries.  So it finds the ring full more often than it is, and waits.   *)
(* Most models ring it with each entry (HeadAtOnce), which leaves out that *)
(* and nothing else.                                                       *)
(***************************************************************************)
CqFull(d) == NextIndex(cq[d].tail) = cq[d].db

(* The host sees a new entry when the phase bit at its head is the one it expects. *)
CqeVisible(d) == cq[d].ring[cq[d].head].phase = cq[d].hphase

(* Whether nobody enters the queue: a reset has frozen it, and is not over. *)
Frozen(d) == ctrl[d] \notin {"live", "resetting", "gone", "cleaning", "refusing"}

(* Whether the device is off: it reads and writes nothing, its rings neither. *)
IsOff(d) ==
  ctrl[d] \in {"off", "disabled", "failing", "dead", "gone", "cleaning", "refusing", "unbound"}

(* Whether the queue goes on without a device, for what is in it to come to an end. *)
Failing(d) == ctrl[d] \in {"failing", "refusing", "dead", "unbound"}

(* Whether who comes does not wait at the door, but is told that the disk is dead. *)
Dead(d) == ctrl[d] \in {"dead", "emptying", "unbound"}

(* Whether its driver has a device, and goes on having it. *)
Bound(d) == ctrl[d] \notin {"emptying", "unbound"}

(* Who comes gets no tag: there is none, or it does not get so far. *)
NoTagIn(d) == IF Frozen(d) THEN TRUE ELSE FreeTags(d) = {}

(* Whether what has a tag may be set up: nobody has quiesced the queue. *)
Dispatches(d) == ctrl[d] \in {"live", "resetting", "draining", "deleting", "gone", "emptying"}

--------------------------------------------------------------------------------
(* Setting up a command: its issuer, or whoever runs the hardware queue after a requeue. *)

(* B5: a free tag, for a part of a request.  Its command id has the generation that the last answer
   left. *)
\* @task block/blk-mq.c: blk_mq_get_new_requests, __blk_mq_alloc_requests, base (B5, N1)
\* @task block/blk-mq-tag.c: blk_mq_get_tag, base (B5)
GetTag(d, t, ctx, r, k) ==
  /\ t \in FreeTags(d) /\ MayTakeTag(d, t)
  /\ ~Frozen(d)
  /\ SetCmd(d, t, [Unused(d, t) EXCEPT !.st = "tagged", !.ring = ctx, !.req = r, !.part = k])
  /\ UNCHANGED <<sq, cq, pool, ctrl>>

(* N3: the memory is handed to the device.  The mapping is bidirectional, so reads need it too. *)
\* @task drivers/nvme/host/pci.c: nvme_sync_dma, patch 06 (N3)
SyncForDevice(d, t) ==
  /\ Step(d, t, "tagged", "synced")
  /\ Dispatches(d)
  /\ UNCHANGED <<sq, cq, pool, ctrl>>

(* N3: no device address is left for memory that the driver maps itself; BLK_STS_RESOURCE. *)
\* @task drivers/nvme/host/pci.c: nvme_map_data, base (N3)
SpaceFull(d, t) ==
  /\ Step(d, t, "tagged", "requeued")
  /\ Dispatches(d)
  /\ UNCHANGED <<sq, cq, pool, ctrl>>

(* N4-N11: PRP entries; descriptor pages for what the two pointers cannot hold. *)
\* @task drivers/nvme/host/pci.c: nvme_dma_premapped, patch 06 (N4-N11)
BuildPrps(d, t, addrs) ==
  /\ cmds[d][t].st = "synced"
  /\ Cardinality(pool[d]) >= DescNeeded(Len(addrs))
  /\ LET desc == LowestPages(pool[d], DescNeeded(Len(addrs))) IN
       /\ SetCmd(d, t, [cmds[d][t] EXCEPT !.st = "built", !.prps = addrs, !.desc = desc])
       /\ pool' = [pool EXCEPT ![d] = @ \ PageSet(desc)]
  /\ UNCHANGED <<sq, cq, ctrl>>

(* N8-N9: the pool is empty; BLK_STS_RESOURCE, pages taken so far are given back. *)
\* @task drivers/nvme/host/pci.c: nvme_dma_premapped, patch 06 (N8-N9)
PoolEmpty(d, t, n) ==
  /\ cmds[d][t].st = "synced"
  /\ Cardinality(pool[d]) < DescNeeded(n)
  /\ Step(d, t, "synced", "requeued")
  /\ UNCHANGED <<sq, cq, pool, ctrl>>

(***************************************************************************)
(* The requeued request is tried again from the start, by whoever runs the *)
(* hardware queue: its own issuer once more, another that finds no page or *)
(* is about to sleep for a tag, kblockd after 3 ms or when a tag is freed  *)
(* outside a batch; also for a request of another ring.  No lock of        *)
(* io_uring is needed for it.  What had an error is moved there by kblockd *)
(* first, also while the queue is quiesced; it waits there as the others.  *)
(***************************************************************************)
\* @kblockd block/blk-mq.c: blk_mq_run_work_fn, base (N1)
\* @task block/blk-mq.c: blk_mq_run_hw_queue, base (N1)
\* @kblockd block/blk-mq.c: blk_mq_requeue_work, base (N1)
Requeue(d, t) ==
  /\ Step(d, t, "requeued", "tagged")
  /\ UNCHANGED <<sq, cq, pool, ctrl>>

(***************************************************************************)
(* N13: under sq_lock the command is copied into the submission ring.  The *)
(* driver does not ask whether there is room: a ring has more entries than *)
(* there are tags, and an entry that was not fetched has one.              *)
(***************************************************************************)
\* @task drivers/nvme/host/pci.c: nvme_sq_copy_cmd, base (N13)
WriteSqe(d, t) ==
  /\ Step(d, t, "built", "queued")
  /\ sq' = [sq EXCEPT ![d].q = Append(@, t)]
  /\ UNCHANGED <<cq, pool, ctrl>>

(* The doorbell, under the same lock, makes it and all before it the device's, whoever wrote them. *)
\* @task drivers/nvme/host/pci.c: nvme_write_sq_db, base (N13)
RingDoorbell(d) ==
  /\ sq[d].rung < Len(sq[d].q)
  /\ sq' = [sq EXCEPT ![d].rung = Len(sq[d].q)]
  /\ UNCHANGED <<cmds, cq, pool, ctrl>>

--------------------------------------------------------------------------------
(* The device. *)

\* @device NVMe controller: command fetch, NVMe base specification (fetch)
Fetch(d) ==
  /\ sq[d].rung > 0
  /\ LET t == Head(sq[d].q) IN
       /\ cmds[d][t].st = "queued"
       /\ SetCmd(d, t, [cmds[d][t] EXCEPT !.st = "owned", !.has = cmds[d][t].prps])
  /\ ~IsOff(d)
  /\ sq' = [sq EXCEPT ![d].q = Tail(@), ![d].rung = @ - 1, ![d].head = (@ + 1) % SqDepth]
  /\ UNCHANGED <<cq, pool, ctrl>>

(* One PRP entry's bytes move. *)
\* @device NVMe controller: data transfer, NVMe base specification (transfer)
Xfer(d, t) ==
  /\ cmds[d][t].moved < Len(cmds[d][t].has)
  /\ SetCmd(d, t, [cmds[d][t] EXCEPT !.moved = @ + 1])
  /\ UNCHANGED <<sq, cq, pool, ctrl>>

(* The completion ring with one more entry, for the command of a tag. *)
Posted(d, t) ==
  [cq EXCEPT ![d].ring[cq[d].tail] = [cid |-> Cid(cmds[d][t].gen, t), phase |-> cq[d].tphase],
             ![d].tail = NextIndex(cq[d].tail),
             ![d].tphase = NextPhase(cq[d].tail, cq[d].tphase)]

(***************************************************************************)
(* The completion entry: success only when everything has moved, an error  *)
(* at any time.  How far it had come is then known to nobody.              *)
(***************************************************************************)
\* @device NVMe controller: completion queue entry, NVMe base specification (CQE)
Answer(d, t, ok) ==
  /\ cmds[d][t].has # <<>> /\ ~CqFull(d)
  /\ ok => cmds[d][t].moved = Len(cmds[d][t].has)
  /\ SetCmd(d, t, [cmds[d][t] EXCEPT !.st = "answered", !.has = <<>>, !.ok = ok, !.moved = 0])
  /\ cq' = Posted(d, t)
  /\ UNCHANGED <<sq, pool, ctrl>>

(* An error of which the device says that another try would have it as well.  Where nothing is tried
   again it is no other than the rest. *)
\* @device NVMe controller: completion queue entry with DNR, NVMe base specification (CQE)
AnswerDnr(d, t) ==
  /\ Retries > 0
  /\ cmds[d][t].has # <<>> /\ ~CqFull(d)
  /\ SetCmd(d, t, [cmds[d][t] EXCEPT !.st = "answered", !.has = <<>>, !.ok = FALSE, !.dnr = TRUE,
                                        !.moved = 0])
  /\ cq' = Posted(d, t)
  /\ UNCHANGED <<sq, pool, ctrl>>

--------------------------------------------------------------------------------
(* The interrupt handler. *)

(***************************************************************************)
(* C1: an entry with the expected phase is consumed, and the command id    *)
(* checked.  The answer is accepted, and with that the generation of the   *)
(* tag's command id moves on: another entry of the same id would be        *)
(* skipped.                                                                *)
(***************************************************************************)
\* @irq drivers/nvme/host/pci.c: nvme_handle_cqe, base (C1)
\* @irq drivers/nvme/host/nvme.h: nvme_find_rq, nvme_try_complete_req, base (C1)
Reap(d) ==
  /\ CqeVisible(d)
  /\ LET cid == cq[d].ring[cq[d].head].cid IN
       /\ cid = Cid(cmds[d][TagOf(cid)].gen, TagOf(cid))
       /\ cmds[d][TagOf(cid)].st = "answered"
       /\ SetCmd(d, TagOf(cid), [cmds[d][TagOf(cid)] EXCEPT !.st = "reaped", !.gen = NextGen(@), !.aborted = FALSE])
  /\ cq' = [cq EXCEPT ![d].head = NextIndex(@),
                      ![d].hphase = NextPhase(cq[d].head, @),
                      ![d].db = IF HeadAtOnce THEN NextIndex(cq[d].head) ELSE @]
  /\ UNCHANGED <<sq, pool, ctrl>>

(***************************************************************************)
(* C1: after the loop the device is told how far it went: all that is      *)
(* before is its to write again.  What was accepted in the loop may be     *)
(* over before that, and its tag another's; other entries may come, and be *)
(* looked at, too.                                                         *)
(***************************************************************************)
\* @irq drivers/nvme/host/pci.c: nvme_poll_cq, base (C1)
RingCqDoorbell(d) ==
  /\ cq[d].db # cq[d].head
  /\ cq' = [cq EXCEPT ![d].db = cq[d].head]
  /\ UNCHANGED <<cmds, sq, pool, ctrl>>

(* C2: the memory is handed back to the CPU ... *)
\* @irq drivers/nvme/host/pci.c: nvme_sync_dma, patch 06 (C2)
SyncForCpu(d, t) ==
  /\ Step(d, t, "reaped", "cpusynced")
  /\ UNCHANGED <<sq, cq, pool, ctrl>>

(* ... and the descriptor pages to the pool they came from. *)
\* @irq drivers/nvme/host/pci.c: nvme_free_descriptors, base (C2)
\* @irq drivers/nvme/host/pci.c: nvme_unmap_premapped_data, patch 06 (C2)
FreeDescriptors(d, t) ==
  /\ cmds[d][t].st = "cpusynced"
  /\ SetCmd(d, t, [cmds[d][t] EXCEPT !.st = "clean", !.prps = <<>>, !.desc = <<>>])
  /\ pool' = [pool EXCEPT ![d] = @ \cup PageSet(cmds[d][t].desc)]
  /\ UNCHANGED <<sq, cq, ctrl>>

(* What is done with a command that is over: it ends, unless it failed, the device does not object, there
   are tries left, and the queue is not that of a dead disk (nvme_decide_disposition). *)
TriedAgain(d, t) ==
  ~cmds[d][t].ok /\ ~cmds[d][t].dnr /\ cmds[d][t].retries < Retries /\ ~Dead(d)

(***************************************************************************)
(* C3: an error that may be tried again is told to nobody.  The command    *)
(* goes to the list of what is to be tried again, with its tag; nothing is *)
(* left to it of the first try but their number.  Its memory was handed    *)
(* back, its descriptor pages may be another's, its next command id has    *)
(* the generation that the answer left.                                    *)
(***************************************************************************)
\* @irq drivers/nvme/host/core.c: nvme_complete_rq, base (C3)
\* @irq block/blk-mq.c: blk_mq_requeue_request, base (C3)
Retry(d, t) ==
  /\ cmds[d][t].st = "clean" /\ TriedAgain(d, t)
  /\ SetCmd(d, t, [cmds[d][t] EXCEPT !.st = "requeued", !.ok = TRUE, !.retries = @ + 1])
  /\ UNCHANGED <<sq, cq, pool, ctrl>>

(***************************************************************************)
(* C3: the bio ends, and whoever waits for it is told.  The request is not *)
(* the tag's any more.                                                     *)
(***************************************************************************)
\* @irq block/blk-mq.c: blk_mq_end_request_batch, base (C3)
\* @irq block/blk-mq.c: blk_update_request, base (C3) if cmds[d][t].ok = FALSE
EndBio(d, t) ==
  /\ cmds[d][t].st = "clean" /\ ~TriedAgain(d, t)
  /\ SetCmd(d, t, [Unused(d, t) EXCEPT !.st = "ended"])
  /\ UNCHANGED <<sq, cq, pool, ctrl>>

(* Whether the last reference to the request is gone: that of who looks at it because it is late. *)
MayFree(d, t) == ~(sq[d].abort.st = "polled" /\ TagOf(sq[d].abort.cid) = t)

(***************************************************************************)
(* C3: the tag is free for the next request.  A batch of successes puts    *)
(* its tags 32 at a time, when up to 33 bios have ended; what ends outside *)
(* a batch puts its own at once.  Other contexts move in between, and so   *)
(* do other bios of the batch.  Who looks at a late request has a          *)
(* reference to it, so that the tag is not another's before it goes on; if *)
(* it is the last, the tag is put by it.                                   *)
(***************************************************************************)
\* @irq block/blk-mq.c: blk_mq_end_request_batch, base (C3)
\* @irq block/blk-mq.c: __blk_mq_free_request, base (C3) if cmds[d][t].ok = FALSE
\* @kblockd block/blk-mq.c: blk_mq_put_rq_ref, base (abort)
FreeTag(d, t) ==
  /\ Step(d, t, "ended", "free") /\ MayFree(d, t)
  /\ UNCHANGED <<sq, cq, pool, ctrl>>

--------------------------------------------------------------------------------
(* An abort. *)

(* Whether a late command is one that the device was not asked to abort, and may be asked now: there is a
   limit to how many aborts it takes at once. *)
MayAbort(d, t) == sq[d].abort.st = "none" /\ ~cmds[d][t].aborted

(* Whether who looks for late commands of a queue is at none: one work does so for all of it, a command
   after the other (blk_mq_timeout_work). *)
LooksFurther(d) == sq[d].abort.st # "polled"

(***************************************************************************)
(* A command is not answered in time, for the first time. The completion   *)
(* queue is polled before it is asked whether the request is still in      *)
(* flight (nvme_poll_irqdisable): what is there is reaped, as by the       *)
(* interrupt handler, and is not late. Of this command nothing was there.  *)
(* The device works on, and may answer it by now. While there is another   *)
(* abort the timer is started again, and that is all.                      *)
(***************************************************************************)
\* @kblockd drivers/nvme/host/pci.c: nvme_timeout, base (abort)
PollLate(d, t) ==
  /\ ctrl[d] = "live" /\ MayAbort(d, t)
  /\ cmds[d][t].st \in {"queued", "owned"}
  /\ sq' = [sq EXCEPT ![d].abort = [st |-> "polled", cid |-> Cid(cmds[d][t].gen, t)]]
  /\ UNCHANGED <<cmds, cq, pool, ctrl>>

(***************************************************************************)
(* The id that an abort names is read when the abort is made, after the    *)
(* queue was polled and the request was found in flight.  If its answer    *)
(* was accepted in between, that is the id of the tag's next command.      *)
(***************************************************************************)
AbortCid(d) == LET t == TagOf(sq[d].abort.cid) IN Cid(cmds[d][t].gen, t)

(***************************************************************************)
(* The device is asked to abort the command, by the admin queue, and the   *)
(* timer of the command is started again.  Nobody waits for what comes of  *)
(* it.                                                                     *)
(***************************************************************************)
\* @kblockd drivers/nvme/host/pci.c: nvme_timeout, base (abort)
\* @kblockd drivers/nvme/host/nvme.h: nvme_cid, base (abort)
AskAbort(d) ==
  /\ sq[d].abort.st = "polled" /\ ~IsOff(d)
  /\ LET t == TagOf(sq[d].abort.cid) IN
       SetCmd(d, t, [cmds[d][t] EXCEPT !.aborted = @ \/ cmds[d][t].st \in Trying])
  /\ sq' = [sq EXCEPT ![d].abort = [st |-> "asked", cid |-> AbortCid(d)]]
  /\ UNCHANGED <<cq, pool, ctrl>>

(***************************************************************************)
(* The device finds a command of that id, and aborts it: it touches no     *)
(* memory for it any more, and its completion entry says so, an error that *)
(* may be tried again.  The answer to the abort goes to the queue of the   *)
(* admin, and is seen whenever, before this one or after.                  *)
(***************************************************************************)
\* @device NVMe controller: Abort command, NVMe base specification (abort)
AbortCommand(d, t) ==
  /\ sq[d].abort.st = "asked" /\ sq[d].abort.cid = Cid(cmds[d][t].gen, t)
  /\ cmds[d][t].has # <<>> /\ ~CqFull(d)
  /\ SetCmd(d, t, [cmds[d][t] EXCEPT !.st = "answered", !.has = <<>>, !.ok = FALSE, !.moved = 0])
  /\ cq' = Posted(d, t)
  /\ sq' = AbortAnswered(d)
  /\ UNCHANGED <<pool, ctrl>>

(* The device finds no such command, or does not abort it: it is answered as ever, or never. *)
\* @device NVMe controller: Abort command, NVMe base specification (abort)
AbortNothing(d) ==
  /\ sq[d].abort.st = "asked" /\ ~IsOff(d)
  /\ sq' = AbortAnswered(d)
  /\ UNCHANGED <<cmds, cq, pool, ctrl>>

(* The answer to the abort is seen, of whatever kind: another may be asked for, and that is all that is done
   with it (abort_endio).  It ends no request. *)
\* @irq drivers/nvme/host/pci.c: nvme_handle_cqe, base (abort)
EndAbort(d) ==
  /\ sq[d].abort.st = "answered"
  /\ sq' = WithoutAbort(d)
  /\ UNCHANGED <<cmds, cq, pool, ctrl>>

(* The abort itself is not answered in time: a command of the admin queue is not aborted, the controller
   is reset. *)
\* @kblockd drivers/nvme/host/pci.c: nvme_timeout, base (abort)
AbortLate(d) ==
  /\ ctrl[d] = "live" /\ sq[d].abort.st = "asked"
  /\ ctrl' = [ctrl EXCEPT ![d] = "resetting"]
  /\ UNCHANGED <<cmds, sq, cq, pool>>

--------------------------------------------------------------------------------
(* A reset. *)

(***************************************************************************)
(* A command is not answered in time, and there is a reset at once: of a   *)
(* controller that says of itself that it has failed nothing is asked.     *)
(* Most models know no other, which leaves out the abort before and        *)
(* nothing else. That such a controller's queue is not polled before, so   *)
(* that what is there is reaped when it is stopped, is left out: here what *)
(* is there is reaped and has no timeout.                                  *)
(***************************************************************************)
\* @kblockd drivers/nvme/host/pci.c: nvme_timeout, base (reset)
Timeout(d, t) ==
  /\ ctrl[d] = "live" /\ LooksFurther(d)
  /\ cmds[d][t].st \in {"queued", "owned"}
  /\ ctrl' = [ctrl EXCEPT ![d] = "resetting"]
  /\ UNCHANGED <<cmds, sq, cq, pool>>

(* A command is late again that the device was asked to abort, or was to be: whatever came of that, there
   is a reset.  Of it, too, the queue was polled. *)
\* @kblockd drivers/nvme/host/pci.c: nvme_timeout, base (reset)
LateAgain(d, t) ==
  /\ ctrl[d] = "live" /\ LooksFurther(d)
  /\ cmds[d][t].st \in {"queued", "owned"} /\ cmds[d][t].aborted
  /\ ctrl' = [ctrl EXCEPT ![d] = "resetting"]
  /\ UNCHANGED <<cmds, sq, cq, pool>>

(***************************************************************************)
(* Somebody asks for a reset, whether or not the device has a command: the *)
(* user, by a file of sysfs or an ioctl, or the driver, for an event that  *)
(* the device reports.  A work does the rest, in the order of any reset;   *)
(* until it begins the queue goes on.  Who asks while there is one is      *)
(* refused.                                                                *)
(***************************************************************************)
\* @user drivers/nvme/host/core.c: nvme_reset_ctrl, nvme_reset_ctrl_sync, base (reset)
\* @user drivers/nvme/host/sysfs.c: nvme_sysfs_reset, base (reset)
ResetCtrl(d) ==
  /\ ctrl[d] = "live"
  /\ ctrl' = [ctrl EXCEPT ![d] = "resetting"]
  /\ UNCHANGED <<cmds, sq, cq, pool>>

(* Nobody enters any more, and nothing is set up, after what was being set up is the device's or waits.
   Who found the timeout does this and the next steps; or the work that was asked for does. *)
\* @kblockd drivers/nvme/host/pci.c: nvme_dev_disable, base (reset)
\* @reset drivers/nvme/host/pci.c: nvme_reset_work, nvme_dev_disable, base (reset)
Quiesce(d) ==
  /\ ctrl[d] \in {"resetting", "deleting", "gone"}
  /\ sq[d].rung = Len(sq[d].q) /\ \A t \in Tags : cmds[d][t].st \notin {"synced", "built"}
  /\ ctrl' = [ctrl EXCEPT ![d] = IF @ = "resetting" THEN "quiesced"
                                ELSE IF @ = "deleting" THEN "stopping" ELSE "cleaning"]
  /\ UNCHANGED <<cmds, sq, cq, pool>>

(***************************************************************************)
(* The device is disabled, and can access the memory of the host no more,  *)
(* whatever it makes of that: it has no command from here.  The host does  *)
(* not know what it had fetched, nor how far it had come.  With the admin  *)
(* queue an abort goes that was under way.                                 *)
(***************************************************************************)
\* @kblockd drivers/nvme/host/pci.c: nvme_dev_disable, base (reset)
\* @kblockd drivers/pci/pci.c: pci_disable_device, base (reset)
\* @reset drivers/nvme/host/pci.c: nvme_reset_work, nvme_dev_disable, base (reset)
Disable(d) ==
  /\ ctrl[d] \in {"quiesced", "stopping"}
  /\ ctrl' = [ctrl EXCEPT ![d] = IF @ = "quiesced" THEN "off" ELSE "disabled"]
  /\ cmds' = [cmds EXCEPT ![d] = [t \in Tags |-> [@[t] EXCEPT !.has = <<>>, !.moved = 0]]]
  /\ sq' = WithoutAbort(d)
  /\ UNCHANGED <<cq, pool>>

(* What the host may take back: the device is off, all that it has answered was reaped, to the last
   doorbell, and this is not. *)
MayCancel(d, t) ==
  /\ ctrl[d] \in {"off", "disabled", "cleaning"} /\ ~CqeVisible(d) /\ cq[d].db = cq[d].head
  /\ cmds[d][t].st \in {"queued", "owned"}

(***************************************************************************)
(* The host gives the command up and completes it itself, with an error    *)
(* that may be tried again.  Nobody has accepted an answer: its command id *)
(* keeps the generation, and the next try has the same one.  Against a     *)
(* late answer to this one only the stopped device and the cleared rings   *)
(* help.                                                                   *)
(***************************************************************************)
\* @kblockd drivers/nvme/host/core.c: nvme_cancel_tagset, nvme_cancel_request, base (reset)
\* @reset drivers/nvme/host/core.c: nvme_cancel_tagset, nvme_cancel_request, base (reset)
Cancel(d, t) ==
  /\ MayCancel(d, t)
  /\ SetCmd(d, t, [cmds[d][t] EXCEPT !.st = "reaped", !.ok = FALSE, !.aborted = FALSE])
  /\ UNCHANGED <<sq, cq, pool, ctrl>>

(* The completion ring of a queue that comes up: no entry of it is old. *)
ClearedCq(d) == FreshCq

(* All that was sent to a stopped device was taken back, and was ended or put off; who did so has rung
   the last doorbell. *)
AllCompleted(d) ==
  /\ cq[d].db = cq[d].head
  /\ \A t \in Tags :
       cmds[d][t].st \notin {"queued", "owned", "answered", "reaped", "cpusynced", "clean"}

(* All is completed; the device is enabled, and gets its queue anew. *)
\* @reset drivers/nvme/host/pci.c: nvme_reset_work, base (reset)
InitQueue(d) ==
  /\ ctrl[d] = "off" /\ AllCompleted(d)
  /\ ctrl' = [ctrl EXCEPT ![d] = "ready"]
  /\ sq' = [sq EXCEPT ![d] = FreshSq]
  /\ cq' = [cq EXCEPT ![d] = ClearedCq(d)]
  /\ UNCHANGED <<cmds, pool>>

(* The queue goes on, with what was cancelled and is tried again: this runs it, no kick of a list. *)
\* @reset drivers/nvme/host/pci.c: nvme_reset_work, base (reset)
Unquiesce(d) ==
  /\ ctrl[d] = "ready"
  /\ ctrl' = [ctrl EXCEPT ![d] = "draining"]
  /\ UNCHANGED <<cmds, sq, cq, pool>>

(***************************************************************************)
(* The freeze that the reset began with is over when nobody is in the      *)
(* queue any more, and the controller is live.  Until then no command is   *)
(* taken back once more to be tried again: one that is late ends the       *)
(* controller, and who asks for a reset is refused.                        *)
(***************************************************************************)
\* @reset drivers/nvme/host/core.c: nvme_wait_freeze, nvme_unfreeze, base (reset)
\* @reset drivers/nvme/host/pci.c: nvme_reset_work, base (reset)
Unfreeze(d) ==
  /\ ctrl[d] = "draining" /\ \A t \in Tags : cmds[d][t].st = "free"
  /\ ctrl' = [ctrl EXCEPT ![d] = "live"]
  /\ UNCHANGED <<cmds, sq, cq, pool>>

--------------------------------------------------------------------------------
(* The end of a controller. *)

(***************************************************************************)
(* The device does not come back: it is not enabled, is not ready in time, *)
(* or does not answer to what sets up its queues.  It is stopped once      *)
(* more, where there is nothing to stop: it has no queue, and whatever was *)
(* sent to it was taken back.                                              *)
(***************************************************************************)
\* @reset drivers/nvme/host/pci.c: nvme_reset_work, nvme_dev_disable, base (reset)
ResetFails(d) ==
  /\ ctrl[d] = "off" /\ AllCompleted(d)
  /\ ctrl' = [ctrl EXCEPT ![d] = "disabled"]
  /\ UNCHANGED <<cmds, sq, cq, pool>>

(***************************************************************************)
(* A command is late while the freeze of a reset is waited for.  There is  *)
(* no second reset in the first: whoever finds this stops the device for   *)
(* good, without an abort.  The work of the reset still waits, until all   *)
(* has failed, and then fails itself.                                      *)
(***************************************************************************)
\* @kblockd drivers/nvme/host/pci.c: nvme_timeout, nvme_dev_disable, base (reset)
LateInReset(d, t) ==
  /\ ctrl[d] = "draining" /\ cmds[d][t].st \in {"queued", "owned"}
  /\ ctrl' = [ctrl EXCEPT ![d] = "deleting"]
  /\ UNCHANGED <<cmds, sq, cq, pool>>

(***************************************************************************)
(* Somebody pulls the device out, and its driver is told, which finds that *)
(* it is not there.  What it had is lost with it, and whatever it has      *)
(* moved.  Nobody freezes the queue: who comes enters, for as long as the  *)
(* disk is not dead.  While there is a reset, this is its failure.         *)
(***************************************************************************)
\* @user drivers/nvme/host/pci.c: nvme_remove, base (removal)
Remove(d) ==
  /\ ctrl[d] = "live"
  /\ ctrl' = [ctrl EXCEPT ![d] = "gone"]
  /\ cmds' = [cmds EXCEPT ![d] = [t \in Tags |-> [@[t] EXCEPT !.has = <<>>, !.moved = 0]]]
  /\ sq' = WithoutAbort(d)
  /\ UNCHANGED <<cq, pool>>

(* Whoever stops a device for good lets the queue go on, after all is taken back: not for the device to
   do anything of it, but for all that waits in it to end. *)
\* @reset drivers/nvme/host/pci.c: nvme_dev_disable, base (reset)
\* @kblockd drivers/nvme/host/pci.c: nvme_dev_disable, base (reset)
\* @user drivers/nvme/host/pci.c: nvme_remove, nvme_dev_disable, base (removal)
UnquiesceToFail(d) ==
  /\ ctrl[d] \in {"disabled", "cleaning"} /\ AllCompleted(d)
  /\ ctrl' = [ctrl EXCEPT ![d] = IF @ = "disabled" THEN "failing" ELSE "refusing"]
  /\ UNCHANGED <<cmds, sq, cq, pool>>

(***************************************************************************)
(* What runs the queue hands a command to the driver, whose queue is not   *)
(* enabled: BLK_STS_IOERR.  The bio ends with it, and how often the        *)
(* command was tried is not asked: what was cancelled was to be tried      *)
(* again, and this is its next try.  Nothing was mapped or made for it.    *)
(***************************************************************************)
\* @kblockd block/blk-mq.c: blk_mq_dispatch_rq_list, base (N1)
\* @kblockd drivers/nvme/host/pci.c: nvme_queue_rq, base (N1)
\* @task block/blk-mq.c: blk_mq_try_issue_directly, base (N1)
DispatchFails(d, t) ==
  /\ Failing(d) /\ cmds[d][t].st = "tagged"
  /\ SetCmd(d, t, [Unused(d, t) EXCEPT !.st = "ended"])
  /\ UNCHANGED <<sq, cq, pool, ctrl>>

(* The disk is marked dead, and has no sectors any more; who waits to enter its queue is woken, and who
   comes does not wait. *)
\* @reset drivers/nvme/host/pci.c: nvme_reset_work, base (reset)
\* @reset block/genhd.c: blk_mark_disk_dead, base (reset)
\* @user drivers/nvme/host/core.c: nvme_remove_namespaces, base (removal)
MarkDead(d) ==
  /\ ctrl[d] \in {"failing", "refusing"}
  /\ ctrl' = [ctrl EXCEPT ![d] = "dead"]
  /\ UNCHANGED <<cmds, sq, cq, pool>>

--------------------------------------------------------------------------------
(* The end of a binding. *)

(***************************************************************************)
(* Somebody unbinds the driver of a device that is there and works, open   *)
(* files or not.  Its disk is deleted first: it is dead for who comes, and *)
(* what is in its queue goes on to its end, by the device; but an error is *)
(* not tried again.  While there is a reset this is its failure.           *)
(***************************************************************************)
\* @user drivers/nvme/host/pci.c: nvme_remove, base (removal)
\* @user block/genhd.c: del_gendisk, base (removal)
Unbind(d) ==
  /\ ctrl[d] = "live"
  /\ ctrl' = [ctrl EXCEPT ![d] = "emptying"]
  /\ UNCHANGED <<cmds, sq, cq, pool>>

(***************************************************************************)
(* When nobody is in the queue any more, the device is stopped, if it was  *)
(* not, and the driver lets go of it: what the driver had of it is gone.   *)
(* So a removal ends that begins with a device that was pulled out, or did *)
(* not come back from a reset.                                             *)
(***************************************************************************)
\* @user drivers/nvme/host/pci.c: nvme_remove, nvme_dev_disable, base (removal)
ReleaseDriver(d) ==
  /\ ctrl[d] \in {"emptying", "dead"} /\ \A t \in Tags : cmds[d][t].st = "free"
  /\ cq[d].db = cq[d].head
  /\ ctrl' = [ctrl EXCEPT ![d] = "unbound"]
  /\ sq' = WithoutAbort(d)
  /\ UNCHANGED <<cmds, cq, pool>>

--------------------------------------------------------------------------------
(* The queue alone: any request with any addresses, at any time. *)

CONSTANT Layouts    \* address sequences that a command of the queue alone may carry

Busy(ctx, r, k) ==
  \E d \in Devs, t \in Tags :
    /\ cmds[d][t].st # "free"
    /\ cmds[d][t].ring = ctx /\ cmds[d][t].req = r /\ cmds[d][t].part = k

Submit(d, t, ctx, r, k) == ~Busy(ctx, r, k) /\ GetTag(d, t, ctx, r, k)

Next ==
  \/ \E d \in Devs, t \in Tags, ctx \in Rings, r \in Reqs, k \in Parts : Submit(d, t, ctx, r, k)
  \/ \E d \in Devs, t \in Tags, a \in Layouts : BuildPrps(d, t, a)
  \/ \E d \in Devs, t \in Tags, n \in {Len(a) : a \in Layouts} : PoolEmpty(d, t, n)
  \/ \E d \in Devs, t \in Tags, x \in Lacks : SpaceFull(d, t)
  \/ \E d \in Devs, t \in Tags :
       \/ SyncForDevice(d, t) \/ Requeue(d, t) \/ WriteSqe(d, t)
       \/ Xfer(d, t) \/ SyncForCpu(d, t) \/ FreeDescriptors(d, t) \/ Retry(d, t) \/ EndBio(d, t)
       \/ FreeTag(d, t)
  \/ \E d \in Devs : RingDoorbell(d) \/ Fetch(d) \/ Reap(d) \/ RingCqDoorbell(d)
  \/ \E d \in Devs, t \in Tags, ok \in Answers : Answer(d, t, ok)
  \/ \E d \in Devs, t \in Tags, x \in Answers \ {TRUE} : AnswerDnr(d, t)
  \/ \E d \in Devs, t \in Tags, x \in Resets \cap {"timeout"} : Timeout(d, t)
  \/ \E d \in Devs, t \in Tags, x \in Resets \cap {"abort"} : PollLate(d, t) \/ AbortCommand(d, t) \/ LateAgain(d, t)
  \/ \E d \in Devs, x \in Resets \cap {"abort"} : AskAbort(d) \/ AbortNothing(d) \/ EndAbort(d) \/ AbortLate(d)
  \/ \E d \in Devs, x \in Resets \cap {"asked"} : ResetCtrl(d)
  \/ \E d \in Devs, t \in Tags : Cancel(d, t)
  \/ \E d \in Devs : Quiesce(d) \/ Disable(d) \/ InitQueue(d) \/ Unquiesce(d) \/ Unfreeze(d)
  \/ \E d \in Devs, x \in Resets \cap {"fails"} : ResetFails(d)
  \/ \E d \in Devs, t \in Tags, x \in Resets \cap {"late"} : LateInReset(d, t)
  \/ \E d \in Devs, x \in Resets \cap {"removed"} : Remove(d)
  \/ \E d \in Devs : UnquiesceToFail(d) \/ MarkDead(d)
  \/ \E d \in Devs, t \in Tags : DispatchFails(d, t)
  \/ \E d \in Devs, x \in Resets \cap {"unbound"} : Unbind(d) \/ ReleaseDriver(d)

Spec == Init /\ [][Next]_nvvars

--------------------------------------------------------------------------------
(* Laws. *)

(***************************************************************************)
(* Descriptor pages are owned by exactly one busy tag or are free; none is *)
(* lost, none is shared.                                                   *)
(***************************************************************************)
DescriptorsAccounted ==
  \A d \in Devs :
    LET held(t) == PageSet(cmds[d][t].desc) IN
      /\ pool[d] \cup UNION {held(t) : t \in Tags} = DescPages
      /\ \A t \in Tags : pool[d] \cap held(t) = {} /\ Len(cmds[d][t].desc) = Cardinality(held(t))
      /\ \A t, u \in Tags : t # u => held(t) \cap held(u) = {}

(* Whether the list of n entries finds room in k descriptor pages, each of which but the last gives one
   of its entries to the next: what the first pointer tells is in none of them, nor what both do. *)
PagesHold(k, n) == n <= 2 \/ k * (PrpsPerPage - 1) + 1 >= n - 1

(* A busy tag carries the descriptor pages its entries need and no more, an idle one none. *)
DescriptorsFitEntries ==
  \A d \in Devs, t \in Tags :
    IF cmds[d][t].st \in {"free", "tagged", "synced", "requeued", "clean", "ended"}
    THEN cmds[d][t].desc = <<>> /\ cmds[d][t].prps = <<>>
    ELSE LET k == Len(cmds[d][t].desc)
             n == Len(cmds[d][t].prps) IN
         PagesHold(k, n) /\ (k > 0 => ~PagesHold(k - 1, n))

(***************************************************************************)
(* The device works on what the host has left to it, and on nothing that   *)
(* was taken back: not on a command that is over for the host, whose       *)
(* descriptor pages and memory may be another's by now.                    *)
(***************************************************************************)
NothingTakenFromDevice ==
  \A d \in Devs, t \in Tags :
    cmds[d][t].has # <<>> =>
      cmds[d][t].st = "owned" /\ cmds[d][t].has = cmds[d][t].prps /\ ~IsOff(d)

(***************************************************************************)
(* A queue without a device starts nothing: in it is what waits for its    *)
(* end and what has come to it, and its rings and doorbells stay as they   *)
(* are.  Nobody who is in it holds a descriptor page.                      *)
(***************************************************************************)
DeadStartsNothing ==
  \A d \in Devs : Failing(d) =>
    /\ pool[d] = DescPages /\ ~CqeVisible(d)
    /\ \A t \in Tags : cmds[d][t].st \in {"free", "tagged", "requeued", "ended"} /\ cmds[d][t].has = <<>>

DeadRingsNoDoorbell ==
  [][\A d \in Devs : Failing(d) => sq'[d] = sq[d] /\ cq'[d] = cq[d] /\ Failing(d)']_nvvars

(***************************************************************************)
(* Whoever has quiesced a queue knows that nobody is in the middle of it:  *)
(* no command is half made, none is written and not announced, and none    *)
(* comes to be until the queue goes on.                                    *)
(***************************************************************************)
QuiescedIsStill ==
  \A d \in Devs : ~Dispatches(d) =>
    /\ sq[d].rung = Len(sq[d].q)
    /\ \A t \in Tags : cmds[d][t].st \notin {"synced", "built"}

(* No two busy tags serve one part of a request. *)
OneTagPerPart ==
  \A d, e \in Devs, t, u \in Tags :
    (/\ cmds[d][t].req # 0 /\ cmds[d][t].ring = cmds[e][u].ring
     /\ cmds[d][t].req = cmds[e][u].req /\ cmds[d][t].part = cmds[e][u].part)
      => d = e /\ t = u

(***************************************************************************)
(* The submission ring holds exactly the queued tags, each once, and is    *)
(* never full.  Of a device that is off nobody reads it: it may hold more. *)
(***************************************************************************)
SqHoldsQueued ==
  \A d \in Devs :
    /\ LET queued == {t \in Tags : cmds[d][t].st = "queued"} IN
         IF IsOff(d) THEN queued \subseteq PageSet(sq[d].q) ELSE queued = PageSet(sq[d].q)
    /\ Len(sq[d].q) = Cardinality(PageSet(sq[d].q)) /\ Len(sq[d].q) < SqDepth

(***************************************************************************)
(* The entries between the host's head and the device's tail, in order:    *)
(* what the device has answered and the host has not consumed.             *)
(***************************************************************************)
Unconsumed(d) == (cq[d].tail - cq[d].head + CqDepth) % CqDepth

(* The phase shows an entry to the host exactly when there is one: never twice, never early. *)
PhaseTellsNewEntries ==
  \A d \in Devs : \A k \in 0 .. CqDepth - 1 :
    LET i == (cq[d].head + k) % CqDepth
        expected == IF cq[d].head + k >= CqDepth THEN 1 - cq[d].hphase ELSE cq[d].hphase IN
      (cq[d].ring[i].phase = expected) <=> k < Unconsumed(d)

(***************************************************************************)
(* The device is told of what was read, and of nothing else: what it must  *)
(* not write over lies between the head that it knows of and its own tail, *)
(* and what was not read is there.                                         *)
(***************************************************************************)
Unacknowledged(d) == (cq[d].tail - cq[d].db + CqDepth) % CqDepth

HeadToldIsRead == \A d \in Devs : Unconsumed(d) <= Unacknowledged(d)

(* Every unconsumed entry names an answered tag by its current command id, each tag once. *)
CqeNamesItsCommand ==
  \A d \in Devs :
    LET cids == {cq[d].ring[(cq[d].head + k) % CqDepth].cid : k \in 0 .. Unconsumed(d) - 1} IN
      /\ Cardinality(cids) = Unconsumed(d)
      /\ cids = {Cid(cmds[d][t].gen, t) : t \in {u \in Tags : cmds[d][u].st = "answered"}}

(* A success means that every entry had moved when the device said so: a promise of the device, which Answer keeps. *)
SuccessMovedAll ==
  [][\A d \in Devs, t \in Tags :
       (cmds[d][t].st = "owned" /\ cmds'[d][t].st = "answered" /\ cmds'[d][t].ok)
         => cmds[d][t].moved = Len(cmds[d][t].prps)]_nvvars

(***************************************************************************)
(* A tag serves one request, from the moment that it is given to it to the *)
(* end of the bio, however often it is tried.                              *)
(***************************************************************************)
ServesUntilTheEnd ==
  [][\A d \in Devs, t \in Tags :
       (cmds[d][t].st # "free" /\ cmds'[d][t].st \notin {"free", "ended"}) =>
         /\ cmds'[d][t].ring = cmds[d][t].ring /\ cmds'[d][t].req = cmds[d][t].req
         /\ cmds'[d][t].part = cmds[d][t].part]_nvvars

(***************************************************************************)
(* A bio ends with an error only if the device forbade another try, there  *)
(* were as many as there may be, or its disk is dead; and what is tried    *)
(* again is an error that may be, or what could not be set up.             *)
(***************************************************************************)
ErrorsAreTriedAgain ==
  [][\A d \in Devs, t \in Tags : cmds[d][t].st = "clean" =>
       /\ cmds'[d][t].st = "ended" =>
            cmds[d][t].ok \/ cmds[d][t].dnr \/ cmds[d][t].retries = Retries \/ Dead(d)
       /\ cmds'[d][t].st = "requeued" =>
            /\ ~cmds[d][t].ok /\ ~cmds[d][t].dnr /\ ~Dead(d)
            /\ cmds'[d][t].retries = cmds[d][t].retries + 1]_nvvars

(***************************************************************************)
(* A command goes from state to state in this one order: what was set up   *)
(* is undone in turn, and what could not be set up, or failed, begins      *)
(* anew.  Of what a stopped device has, nothing but the answer is left     *)
(* out; of what waits where there is no device any more, nothing but the   *)
(* end is left.                                                            *)
(***************************************************************************)
StatesAfter ==
  [free |-> {"tagged"}, tagged |-> {"synced", "requeued"}, synced |-> {"built", "requeued"},
   requeued |-> {"tagged"}, built |-> {"queued"}, queued |-> {"owned"}, owned |-> {"answered"},
   answered |-> {"reaped"}, reaped |-> {"cpusynced"}, cpusynced |-> {"clean"},
   clean |-> {"ended", "requeued"},
   ended |-> {"free"}]

CommandsGoInOrder ==
  [][\A d \in Devs, t \in Tags :
       cmds'[d][t].st # cmds[d][t].st =>
         \/ cmds'[d][t].st \in StatesAfter[cmds[d][t].st]
         \/ IsOff(d) /\ cmds[d][t].st \in {"queued", "owned"} /\ cmds'[d][t].st = "reaped"
         \/ Failing(d) /\ cmds[d][t].st = "tagged" /\ cmds'[d][t].st = "ended"]_nvvars

(***************************************************************************)
(* A reset goes through its states in this one order, and another begins   *)
(* when it is over, for all that was in the queue as well: none takes the  *)
(* tries of a command that another has left it.  From the end there is no  *)
(* way back, and a driver lets go of a device in whose queue nobody is.    *)
(***************************************************************************)
CtrlAfter ==
  [live |-> {"resetting", "gone", "emptying"}, resetting |-> {"quiesced"}, quiesced |-> {"off"}, off |-> {"ready", "disabled"},
   ready |-> {"draining"}, draining |-> {"live", "deleting"},
   deleting |-> {"stopping"}, stopping |-> {"disabled"}, disabled |-> {"failing"}, failing |-> {"dead"},
   gone |-> {"cleaning"}, cleaning |-> {"refusing"}, refusing |-> {"dead"},
   emptying |-> {"unbound"}, dead |-> {"unbound"}, unbound |-> {}]

ResetsGoInOrder ==
  [][\A d \in Devs :
       ctrl'[d] # ctrl[d] =>
         /\ ctrl'[d] \in CtrlAfter[ctrl[d]]
         /\ ctrl'[d] \in {"live", "unbound"} => \A t \in Tags : cmds[d][t].st = "free"]_nvvars

(***************************************************************************)
(* What the device owns does not change under it: entries stay, and so     *)
(* does the command id until its answer is accepted, when it moves on      *)
(* unless the controller is one that has no generations.  What is taken    *)
(* back unanswered keeps it.                                               *)
(***************************************************************************)
DeviceOwnsCommand ==
  [][\A d \in Devs, t \in Tags :
       cmds[d][t].st \in Owned =>
         /\ IF cmds'[d][t].st \in Owned \/ cmds[d][t].st # "answered"
            THEN cmds'[d][t].gen = cmds[d][t].gen
            ELSE Gens > 1 => cmds'[d][t].gen # cmds[d][t].gen
         /\ cmds'[d][t].ring = cmds[d][t].ring /\ cmds'[d][t].req = cmds[d][t].req
         /\ cmds'[d][t].part = cmds[d][t].part
         /\ cmds'[d][t].prps = cmds[d][t].prps
         /\ cmds'[d][t].desc = cmds[d][t].desc]_nvvars

(* Who looks at a late request looks at one that has its tag. *)
LateHasItsTag == \A d \in Devs : sq[d].abort.st = "polled" => cmds[d][TagOf(sq[d].abort.cid)].st # "free"

(* Late is what the device has not answered; for what it has, the queue is polled. *)
LateIsUnanswered ==
  [][\A d \in Devs :
       (sq[d].abort.st = "none" /\ sq'[d].abort.st = "polled") =>
         cmds[d][TagOf(sq'[d].abort.cid)].st \in {"queued", "owned"}]_nvvars

(* A try of a command is aborted once; when it is late again there is a reset. *)
AbortedOnce ==
  [][\A d \in Devs :
       (sq[d].abort.st = "polled" /\ sq'[d].abort.st = "asked") =>
         ~cmds[d][TagOf(sq[d].abort.cid)].aborted]_nvvars

(* The answer to an abort ends no request: that is left to the answer of the command. *)
AbortEndsNothing ==
  [][\A d \in Devs :
       (sq[d].abort.st = "answered" /\ sq'[d].abort.st = "none" /\ ctrl'[d] = ctrl[d])
         => cmds'[d] = cmds[d]]_nvvars

(***************************************************************************)
(* NOT a law, and what one would like to be one: what the device has under *)
(* the id that an abort names is what was late.  An abort reaches it at    *)
(* any later time, when the id may be another command's.                   *)
(***************************************************************************)
AbortNamesTheLate ==
  \A d \in Devs, t \in Tags :
    (sq[d].abort = [st |-> "asked", cid |-> Cid(cmds[d][t].gen, t)] /\ cmds[d][t].has # <<>>)
      => cmds[d][t].aborted
================================================================================
