------------------------------ MODULE MCRequests ------------------------------
(***************************************************************************)
(* Bounds for models of Requests alone, in an environment that chooses     *)
(* the outcome of every step.                                              *)
(***************************************************************************)
EXTENDS RequestsProgress

CONSTANTS
  LowestFirst,  \* whether of what is free the lowest number is taken
  MaxTags,    \* tags that registrations of all rings may use up
  MaxNodes,   \* live nodes of all rings at which the user neither registers nor clones
  CallsMeet   \* whether a ring may begin with a call while another is in the middle of one

NodeCount == Cardinality(LiveNodes)
TagCount == Cardinality(UNION {{ctx} \X DOMAIN tags[ctx] : ctx \in Rings})

(* Safe: registrations beyond the bound repeat what fewer already do with reused numbers. *)
MCMayRegister(ctx) == TagCount < MaxTags /\ NodeCount < MaxNodes

(* Safe for the same reason. *)
MCMayClone(ctx) == NodeCount < MaxNodes

(***************************************************************************)
(* Safe without CallsMeet: all that two rings share are the imus, so that  *)
(* steps of their calls commute but for those that drop an imu; a small    *)
(* model has CallsMeet.                                                    *)
(***************************************************************************)
MCLockFree(ctx) ==
  IF CallsMeet THEN call[ctx].who = "none" ELSE \A c \in Rings : call[c].who = "none"

(* Safe: requests differ by their numbers alone, and the lowest is used again at once, which is the
   hardest case for a stale reference. *)
MCMayTakeReq(ctx, r) == LowestFirst => \A q \in FreeReqs(ctx) : r <= q

(* Safe: the table never looks into the number of a regbuf, so that one choice of it stands for all;
   the lowest free one is what DmabufMapping gives. *)
MCFreeRegbuf(rb) ==
  rb = Lowest((   {imus[i].priv : i \in DOMAIN imus}
               \cup {IF call[c].who = "update" THEN call[c].rb ELSE 0 : c \in Rings}) \ {0})

--------------------------------------------------------------------------------
(* The laws that the models of this module check, each all of them. *)

Laws ==
  /\ TypeOK
  /\ NodeRefsMatchHolders
  /\ ImuRefsMatchHolders
  /\ NoDanglingReference
  /\ NoNodeLeaked
  /\ TagAtMostOnce
  /\ TagAfterLastRequest
  /\ TagBeforeRelease
  /\ TagNotLost
  /\ CompletesOnce
  /\ InFlightHoldsNode
  /\ NoResultBeforeTheEnd
  /\ EndsWithLastPart
  /\ NothingLeft
  /\ QueuedHoldsNothing
  /\ RefusedKeepsNode
  /\ NoWaitIsTold
  /\ NobodyForgotten
  /\ LinkedBehindLive
  /\ WorkerHoldsLive
  /\ WorkersBounded
  /\ OneTagForEachImu
  /\ ReleasedByLast
  /\ CloneLocksBoth
  /\ ClonesReplaceWithLeave
  /\ OneCallATask
  /\ RegbufsHaveOneName
  /\ FailedCallChangesNothing
  /\ ReturnsWhatIsDone
  /\ PollWaitsForNoTag
  /\ NobodyEntersClosedRing
  /\ NobodyEntersDyingRing
  /\ BuffersOutliveRequests

Progress ==
  /\ OnlyQuietStops
  /\ WorkersServe
  /\ CallsAreAnswered
  /\ CancelFindsWhatWaits
  /\ ExitFindsWhatWaits

StepLaws ==
  /\ BindsAtIssue
  /\ TailAfterHead
  /\ HardlinksHold
  /\ CancelledInTime
  /\ QueuesTakeParts
  /\ OneStepFindsLockFree
  /\ ChainBeforeIssue
  /\ SuccessWasInFlight
  /\ LockCoversTable
  /\ SlotsChangeByName
  /\ ClonesCopyTheirSource
  /\ TagsTellOfReleases
  /\ CallsGoInOrder
  /\ RequestsGoInOrder
  /\ RequestsKeepWhatTheyHave
  /\ QueuedGoInOrder
  /\ NothingNewInDyingRing
  /\ RingsEndInOrder

Liveness ==
  /\ QueuedCompletes
  /\ RingEnds

--------------------------------------------------------------------------------
(* Witnesses: states that must be reached, so that a green run is known to have seen them. *)

(* A request holds the node of a slot that was given another node since. *)
OldNodeOutlivesItsSlot ==
  \E ctx \in Rings :
    \E r \in Reqs : /\ reqs[ctx][r].st = "inflight"
                    /\ \A s \in DOMAIN table[ctx] : table[ctx][s] # reqs[ctx][r].node
                    /\ \E s \in DOMAIN table[ctx] : table[ctx][s] # 0

(* The last reference is that of a request, and its release posts the tag. *)
RequestReleasesNode ==
  \E ctx \in Rings : call[ctx].who = "taskwork" /\ call[ctx].at = "tag" /\ nodes[ctx][call[ctx].old].tag # 0

(* The same buffer in flight on a file that waits, and on one whose queue has the request. *)
PagesOnEitherFile ==
  \E ctx \in Rings :
    \E r, q \in Reqs :
      /\ reqs[ctx][r].st = "inflight" /\ reqs[ctx][q].st = "inflight" /\ reqs[ctx][r].node = reqs[ctx][q].node
      /\ Polls(ctx, r) /\ KindOfNode(ctx, reqs[ctx][q].node) = "pages" /\ ~Polls(ctx, q)

TwoRequestsOneNode ==
  \E ctx \in Rings : \E r, q \in Reqs : r # q /\ reqs[ctx][r].node # 0 /\ reqs[ctx][r].node = reqs[ctx][q].node

(* A registration fails after its node exists, while a request is in flight. *)
UnwindsNodeWhileInFlight ==
  \E ctx \in Rings :
    call[ctx].at = "unwind" /\ call[ctx].node # 0 /\ \E r \in Reqs : reqs[ctx][r].st = "inflight"

(* A registration fails where a failure was injected, with everything it took so far. *)
UnwindsAsInjected ==
  \E ctx \in Rings : call[ctx].at = "unwind" /\ call[ctx].fail = "R20" /\ call[ctx].rb # 0 /\ call[ctx].node # 0

(* An update has put a buffer into its first slot, and the second is as it was. *)
PartlyDone ==
  \E ctx \in Rings : LET c == call[ctx] IN
    c.who = "update" /\ c.at = "return" /\ c.err = "none" /\ c.done = 1 /\ c.nr = 2 /\ table[ctx][c.slot] # 0

(* The first of two entries fails, and nothing is done. *)
NothingDone ==
  \E ctx \in Rings : call[ctx].who = "update" /\ call[ctx].at = "return" /\ call[ctx].err # "none" /\ call[ctx].nr = 2

BothDone == \E ctx \in Rings : call[ctx].who = "update" /\ call[ctx].at = "return" /\ call[ctx].done = 2

(* An entry fails while a request is in flight in the buffer that the one before has replaced. *)
PartlyDoneInFlight ==
  \E ctx \in Rings : /\ call[ctx].who = "update" /\ call[ctx].at = "unwind" /\ call[ctx].done = 1
                     /\ \E r \in Reqs : reqs[ctx][r].st = "inflight"

(* A registration fails in its second buffer, and the first has a tag. *)
SecondBufferFails ==
  \E ctx \in Rings : call[ctx].at = "clear" /\ call[ctx].done = 1 /\ call[ctx].fail = "R20" /\ tags[ctx] # <<>>

(* The buffer of a registration that has failed is released, and no tag is posted. *)
ReleasedUntold == \E ctx \in Rings : call[ctx].who = "register" /\ call[ctx].at = "release" /\ tags[ctx] = <<>>

TwoBuffersRegistered ==
  \E ctx \in Rings : /\ call[ctx].who = "register" /\ call[ctx].at = "return" /\ call[ctx].err = "none"
                     /\ \A s \in Slots : table[ctx][s] # 0

(* The end of a ring posts a tag, which nobody sees. *)
TagPostedUnseen ==
  \E ctx \in Rings : call[ctx].who = "exit" /\ call[ctx].at = "tag" /\ nodes[ctx][call[ctx].old].tag # 0

RequestReused ==
  \E ctx \in Rings : \E r \in Reqs : reqs[ctx][r].st = "issuing" /\ \E k \in DOMAIN tags[ctx] : tags[ctx][k] = 1

(* The slot that a queued linked request names was emptied and filled again: its tag is posted. *)
TagPostedBeforeTail ==
  \E ctx \in Rings :
    \E t \in DOMAIN queued[ctx] : queued[ctx][t].how = "link" /\ \E k \in DOMAIN tags[ctx] : tags[ctx][k] = 1

(* A linked request borrows a node that is younger than the one its head holds. *)
TailBoundToNewerBuffer ==
  \E ctx \in Rings :
    \E t, h \in Reqs : /\ reqs[ctx][t].st = "inflight" /\ reqs[ctx][h].st = "complete"
                       /\ reqs[ctx][h].tag # 0 /\ reqs[ctx][t].tag > reqs[ctx][h].tag

TailCancelled ==
  \E ctx \in Rings :
    \E t, h \in Reqs : /\ reqs[ctx][t].st = "done" /\ reqs[ctx][t].res = "ECANCELED" /\ reqs[ctx][t].node = 0
                       /\ reqs[ctx][h].res = "EIO"

(* Task work issues a linked request, and all others have failed, or were cancelled: the link was hard. *)
HardlinkedIssuedAfter(res) ==
  \E ctx \in Rings :
    /\ call[ctx].who = "tasksubmit" /\ call[ctx].at = "I2"
    /\ \A h \in Reqs \ {call[ctx].req} : reqs[ctx][h].res = res
HardlinkedIssuedAfterFailure == HardlinkedIssuedAfter("EIO")
HardlinkedIssuedAfterCancel == HardlinkedIssuedAfter("ECANCELED")

(* A chain of three, hard and then soft: the head has failed, and the middle is issued all the same. *)
HardThenSoft ==
  \E ctx \in Rings :
    /\ call[ctx].who = "tasksubmit" /\ Is(ctx, TailOf(ctx, call[ctx].req), "link")
    /\ \A h \in Reqs \ {call[ctx].req, TailOf(ctx, call[ctx].req)} : reqs[ctx][h].res = "EIO"

(* The same, soft and then hard: the head has failed, and both are to be cancelled. *)
SoftThenHard ==
  \E ctx \in Rings : \E m, t \in DOMAIN queued[ctx] :
    /\ queued[ctx][t].how = "hardlink" /\ queued[ctx][t].behind = m /\ queued[ctx][m].how = "link"
    /\ MustSettle(ctx) /\ reqs[ctx][call[ctx].req].res = "EIO"

(* Cancelling the head cancels what is linked to it. *)
HeadCancelledCancelsTail ==
  \E ctx \in Rings :
    \E t, h \in Reqs : /\ t # h /\ reqs[ctx][t].st = "done" /\ reqs[ctx][t].res = "ECANCELED"
                       /\ reqs[ctx][h].res = "ECANCELED" /\ reqs[ctx][h].cqes = 1

(* The slot of a request that no worker has begun was filled with a younger buffer. *)
WorkerBoundToNewerBuffer ==
  \E ctx \in Rings :
    \E r \in Reqs : Is(ctx, r, "worker") /\ \E k \in DOMAIN tags[ctx] : tags[ctx][k] = 1

(* A worker holds the node of a slot that another call empties meanwhile. *)
SlotTakenFromWorker ==
  \E ctx \in Rings :
    \E r \in Reqs : /\ AtWorker(ctx, r) /\ call[ctx].who = "update" /\ call[ctx].at = "put"
                    /\ call[ctx].old = reqs[ctx][r].node

CancelledReleasesNode ==
  \E ctx \in Rings :
    /\ call[ctx].who = "taskwork" /\ call[ctx].at = "tag" /\ reqs[ctx][call[ctx].req].res = "ECANCELED"

(* A worker that has issued the head goes on with the request behind it, after the CQE of the head. *)
WorkerGoesOn == \E ctx \in Rings : \E t \in DOMAIN queued[ctx] : queued[ctx][t].how = "next"

ChainOfThree ==
  \E ctx \in Rings : \E t \in DOMAIN queued[ctx] : queued[ctx][t].behind \in DOMAIN queued[ctx]

(* A chain is read whole, whose head has no file. *)
ClosedHeadHasTail ==
  \E ctx \in Rings :
    /\ call[ctx].who = "submit" /\ call[ctx].at = "cqe"
    /\ reqs[ctx][call[ctx].req].file = 0 /\ TailOf(ctx, call[ctx].req) # 0

(* One part of a request is handed on, and the other not yet. *)
PartOutPartLeft == \E ctx \in Rings : \E r \in Reqs : reqs[ctx][r].out > 0 /\ reqs[ctx][r].left > 0

(* The one worker thread of each of two tasks is at work. *)
BothTasksAtWork ==
  \E ctx, other \in Rings :
    /\ TaskOf[ctx] # TaskOf[other]
    /\ \E r \in DOMAIN queued[ctx], q \in DOMAIN queued[other] :
         queued[ctx][r].how \in AtWork /\ queued[other][q].how \in AtWork
--------------------------------------------------------------------------------
(* Witnesses of clones. *)

InFlightIn(ctx, i) == \E r \in UsedBy(ctx, i) : reqs[ctx][r].st = "inflight"

(* Each ring has a request in the memory that they share. *)
BothRingsInOneImu ==
  \E ctx, other \in Rings, i \in DOMAIN imus :
    ctx # other /\ InFlightIn(ctx, i) /\ InFlightIn(other, i)

(* A ring gave its table up, while another has a request in the same memory: either of the two may
   be the source. *)
SourceGoneCloneInFlight ==
  \E ctx, other \in Rings :
    /\ ctx # other /\ call[ctx].at = "tag" /\ nodes[ctx][call[ctx].old].tag # 0
    /\ InFlightIn(other, nodes[ctx][call[ctx].old].imu)

CloneGoneSourceInFlight ==
  \E ctx, other \in Rings :
    /\ ctx # other /\ call[ctx].at = "tag" /\ nodes[ctx][call[ctx].old].tag = 0
    /\ InFlightIn(other, nodes[ctx][call[ctx].old].imu)
    /\ \E n \in DOMAIN nodes[other] :
         nodes[other][n].imu = nodes[ctx][call[ctx].old].imu /\ nodes[other][n].tag # 0

(* A clone's request is in flight in memory whose registering ring has come to its end. *)
ImuOutlivesItsRing ==
  \E ctx, other \in Rings :
    /\ ring[other] = "closed" /\ call[other] = NoCall
    /\ \E i \in DOMAIN imus : InFlightIn(ctx, i)

(* The ring that registered clones its buffer back: none of the nodes has a tag any more. *)
CloneOfAClone ==
  \E ctx \in Rings :
    /\ call[ctx].who = "clone" /\ tags[ctx] # <<>> /\ tags[call[ctx].from] = <<>>
    /\ \E s \in Slots :
         /\ call[ctx].fresh[s] # 0
         /\ \E n \in DOMAIN nodes[call[ctx].from] :
              nodes[call[ctx].from][n].imu = nodes[ctx][call[ctx].fresh[s]].imu

(* A replaced table's node outlives it, held by a request. *)
ReplacedWhileInFlight ==
  \E ctx \in Rings :
    /\ call[ctx].who = "clone" /\ call[ctx].at = "put" /\ nodes[ctx][call[ctx].old].refs > 1
    /\ \E r \in Reqs : reqs[ctx][r].node = call[ctx].old

(* A partial clone keeps a node of the table that it replaces. *)
SlotKept ==
  \E ctx \in Rings :
    call[ctx].who = "clone" /\ call[ctx].at = "put" /\ HeldIn(call[ctx].fresh, call[ctx].old) > 0

(* A ring has one buffer in two of its slots, of which the tag of one will tell. *)
OneImuInTwoSlots ==
  \E ctx \in Rings, s, q \in Slots :
    LET n == NodeAt(ctx, s)
        m == NodeAt(ctx, q) IN
    /\ n # m /\ n # 0 /\ m # 0 /\ call[ctx] = NoCall
    /\ nodes[ctx][n].imu = nodes[ctx][m].imu /\ nodes[ctx][n].tag # 0

(* A request is in flight on a node that is in no slot any more, and the clone of that is in one. *)
OldNodeBesideItsClone ==
  \E ctx \in Rings, r \in Reqs, s \in Slots :
    LET n == NodeAt(ctx, s) IN
    /\ reqs[ctx][r].st = "inflight" /\ n # 0 /\ nodes[ctx][n].imu = nodes[ctx][reqs[ctx][r].node].imu
    /\ \A q \in Slots : NodeAt(ctx, q) # reqs[ctx][r].node

(* A write that its file has refused waits for task work, and its submission is over. *)
RefusedWriteWaits ==
  \E ctx \in Rings : call[ctx].who = "none" /\ \E r \in Reqs :
    reqs[ctx][r].op = "WRITE_FIXED" /\ reqs[ctx][r].st = "done" /\ reqs[ctx][r].res = "EINVAL"

(* A clone has two buffers of its source, in two slots. *)
TwoBuffersCloned ==
  \E ctx \in Rings : call[ctx].who = "clone" /\ \E s, t \in Slots :
    LET f == call[ctx].fresh IN
    /\ f[s] # 0 /\ f[t] # 0 /\ nodes[ctx][f[s]].imu # nodes[ctx][f[t]].imu
    /\ imus[nodes[ctx][f[s]].imu].refs > 1 /\ imus[nodes[ctx][f[t]].imu].refs > 1

(* Two rings are about to drop the same imu. *)
BothDropOneImu ==
  \E ctx, other \in Rings :
    /\ ctx # other /\ call[ctx].at = "tag" /\ call[other].at = "tag"
    /\ nodes[ctx][call[ctx].old].imu = nodes[other][call[other].old].imu

(* The task of a ring that is gone is in a call of another one, while a work queue ends the first. *)
CallBesideEnd ==
  \E ctx, other \in Rings :
    /\ ctx # other /\ TaskOf[ctx] = TaskOf[other] /\ call[ctx].who = "exit"
    /\ call[other].who = "update"

(* Task work has a request to hand to a worker, or one to issue that stood behind another: its
   task is in a call of another ring, and nobody runs it. *)
TaskWorkBehindOtherRing(how) ==
  \E ctx, other \in Rings :
    /\ ctx # other /\ TaskOf[ctx] = TaskOf[other] /\ OfTask(other) /\ LockFree(ctx)
    /\ \E r \in Reqs : Is(ctx, r, how)
RefusedBehindOtherRing == TaskWorkBehindOtherRing("again")
LinkedBehindOtherRing == TaskWorkBehindOtherRing("task")
--------------------------------------------------------------------------------
(* Witnesses of the end of a ring: what is under way in it when it is dying. *)

AtDyingRing(P(_, _)) == \E ctx \in Rings : IsDying(ctx) /\ \E r \in Reqs : P(ctx, r)

(* A device has a request of it. *)
DyingAtDevice ==
  LET P(ctx, r) == reqs[ctx][r].st = "inflight" /\ ~Polls(ctx, r) IN AtDyingRing(P)

(* A request waits in poll, whose end nobody but the exit work brings. *)
DyingInPoll == LET P(ctx, r) == reqs[ctx][r].st = "inflight" /\ Polls(ctx, r) IN AtDyingRing(P)

(* A worker sleeps for a tag; a request is listed, and no worker has begun; one was refused; one is to be
   issued behind a success; one still waits for the one before it; a worker is about to go on with one. *)
DyingWay(how) == LET P(ctx, r) == Is(ctx, r, how) IN AtDyingRing(P)
DyingAsleep == DyingWay("asleep")
DyingListed == DyingWay("worker")
DyingPunted == DyingWay("punted")
DyingRefused == DyingWay("again")
DyingLinked == DyingWay("task")
DyingBehind == DyingWay("link") \/ DyingWay("hardlink")
DyingNext == DyingWay("next")

(* Its CQE is out, and a worker still has a reference of it, and nothing else keeps the ring. *)
DyingHeldByWorker ==
  \E ctx \in Rings :
    /\ IsDying(ctx) /\ \E r \in Reqs : reqs[ctx][r].st = "posted"
    /\ \A r \in Reqs : reqs[ctx][r].st \in {"free", "complete", "posted"}

(* A worker has been faster than the exit work, and has bound its request to a buffer meanwhile. *)
WorkerFasterThanExit ==
  LET P(ctx, r) == Is(ctx, r, "import") /\ \A s \in DOMAIN table[ctx] : table[ctx][s] # 0 IN AtDyingRing(P)

(* A linked request fails as its ring is dying, and one behind it is cancelled. *)
LinkDiesTailCancelled ==
  LET P(ctx, t) == reqs[ctx][t].res = "ECANCELED" /\ \E h \in Reqs : reqs[ctx][h].res = "EFAULT" IN
  AtDyingRing(P)

(* A ring is at its end, and its clone has a request in flight in the memory that they share. *)
CloneOutlivesDyingRing ==
  \E ctx, other \in Rings :
    /\ ctx # other /\ call[ctx].who = "exit" /\ call[ctx].at = "tag"
    /\ InFlightIn(other, nodes[ctx][call[ctx].old].imu)

(* The exit work waits for the task, which is in a call of another ring: nothing else is left to do. *)
ExitWaitsForTask ==
  \E ctx \in Rings : IsDying(ctx) /\ LockFree(ctx) /\ InOtherCall(ctx) /\ AtRest(ctx)

(* The exit work refuses, or cancels, what its task, in a call of another ring, cannot come to. *)
ExitNeedsNoTask ==
  \E ctx \in Rings :
    /\ IsDying(ctx) /\ InOtherCall(ctx)
    /\ \E r \in Reqs : reqs[ctx][r].st = "done" /\ reqs[ctx][r].res = "ECANCELED"

--------------------------------------------------------------------------------
(* Witnesses of files that need not be O_DIRECT. *)

(* A read has come to its end in the submission itself, with what the CPU has copied. *)
ServedFromCache ==
  \E ctx \in Rings : call[ctx].who = "submit" /\ call[ctx].at = "cqe" /\ reqs[ctx][call[ctx].req].res = "ok"

(* A submission has left a write to a worker, who may wait for the page cache. *)
WriteLeftForCache ==
  \E ctx \in Rings : call[ctx].who = "submit" /\ call[ctx].at = "return" /\ Is(ctx, call[ctx].req, "punted")

(* A request that must not wait is told that it would have to. *)
ToldToWait == \E ctx \in Rings, r \in Reqs : reqs[ctx][r].st = "done" /\ reqs[ctx][r].res = "EAGAIN"

(* That cuts a link behind it, *)
CutByNoWait ==
  \E ctx \in Rings : \E t, h \in Reqs :
    reqs[ctx][t].res = "ECANCELED" /\ reqs[ctx][t].node = 0 /\ reqs[ctx][h].res = "EAGAIN"

(* and what is behind a hard one is issued. *)
HardlinkedBehindNoWait ==
  \E ctx \in Rings : \E h \in Reqs :
    /\ call[ctx].who = "tasksubmit" /\ call[ctx].at = "I1"
    /\ reqs[ctx][h].res = "EAGAIN" /\ h # call[ctx].req
================================================================================
