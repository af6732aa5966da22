------------------------------ MODULE MCDmabufRw ------------------------------
(***************************************************************************)
(* Bounds and granularity for models of DmabufRw.                          *)
(***************************************************************************)
EXTENDS DmabufRwProgress

CONSTANTS
  LowestFirst,  \* whether of what is free the lowest number is taken
  Coarse,     \* groups of steps that run to completion before anybody else moves
  MaxTags,    \* tags that registrations may use up
  MaxNodes    \* live nodes at which the user stops registering

(* The call waits for somebody: the exporter, a tag, or the steps that queue its command. *)
CallBlocked(ctx) ==
  \/ \E b \in Bufs : WaitingForResv(ctx, b)
  \/ WaitingForTag(ctx)
  \/ call[ctx].at = "issue" /\ ~QueuedOrLeft(ctx, call[ctx].req)

(* A request that is linked to another one tells it before it drops its node: not a release yet. *)
InRelease(ctx) == call[ctx].at \in {"put", "tag", "release", "unwind"} /\ ~RQ!MustSettle(ctx)

(* A group is busy while it can make its next step itself. *)
Busy(g) ==
  CASE g = "tagput" -> \E d \in Devs, t \in Tags : cmds[d][t].st = "ended" /\ NV!MayFree(d, t)
    [] g = "workerput" -> \E ctx \in Rings : \E r \in DOMAIN queued[ctx] :
         queued[ctx][r].how = "issued" /\ QueuedOrLeft(ctx, r)
    [] g = "irq" -> \E d \in Devs, t \in Tags : cmds[d][t].st \in {"reaped", "cpusynced", "clean"}
    [] g = "device" -> \E d \in Devs, t \in Tags :
         cmds[d][t].has # <<>> /\ (cmds[d][t].moved < Len(cmds[d][t].has) \/ ~NV!CqFull(d))
    [] g = "queueing" -> \E d \in Devs :
         \/ sq[d].rung < Len(sq[d].q)
         \/ \E t \in Tags : cmds[d][t].st \in {"tagged", "synced", "built"} /\ ~HeldBack(d, t)
    [] g = "worker" -> \E ctx \in Rings, r \in Reqs :
         /\ RQ!AtWorker(ctx, r) /\ ~RQ!Is(ctx, r, "asleep")
         /\ RQ!ToIssue(ctx, r) => QueuedOrLeft(ctx, r)
    [] g = "release" -> \E ctx \in Rings : InRelease(ctx) /\ ~CallBlocked(ctx)
    [] OTHER -> \E ctx \in Rings :
         ~RQ!LockFree(ctx) /\ CallGroup(ctx) = g /\ ~InRelease(ctx) /\ ~CallBlocked(ctx)

(* The innermost coarse group in progress; submission contains queueing, and so on. *)
Innermost ==
  <<"tagput", "workerput", "irq", "device", "queueing", "worker", "release", "taskwork", "submission", "registration">>

Running ==
  LET busy == {i \in DOMAIN Innermost : Innermost[i] \in Coarse /\ Busy(Innermost[i])} IN
    IF busy = {} THEN "none" ELSE Innermost[CHOOSE i \in busy : \A j \in busy : i <= j]

(* Safe: a coarse group only leaves out interleavings; the fine model of that group has them.
   Whose group it is makes no difference here: a busy device holds up the other one, too. *)
MCMayRun(owner, g) == LET r == Running IN r = "none" \/ r = g

NodeCount == Cardinality(RQ!LiveNodes)
TagCount == Cardinality(UNION {{ctx} \X DOMAIN tags[ctx] : ctx \in Rings})

(* Safe: registrations beyond the bound repeat what fewer already do with reused numbers; and rings
   differ by their numbers alone, so that the first one registers first. *)
MCMayRegister(ctx) ==
  /\ TagCount < MaxTags /\ NodeCount < MaxNodes
  /\ \A c \in Rings : c < ctx => tags[c] # <<>>

(* A ring that has registered clones nothing back: the models of Requests have that.*)
MCMayClone(ctx) == NodeCount < MaxNodes /\ tags[ctx] = <<>>

(* Safe: requests and tags differ by their numbers alone, and the lowest is used again at once, which
   is the hardest case for whatever still has it. *)
MCMayTakeReq(ctx, r) == LowestFirst => \A q \in RQ!FreeReqs(ctx) : r <= q

(* Of two rings the first registers; the second takes a buffer from it that no exporter locks, and
   alone submits. *)
FirstRegisters(ctx) == ctx = 1 /\ MCMayRegister(ctx)
SecondClones(ctx) ==
  ctx = 2 /\ MCMayClone(ctx) /\ \A rb \in DOMAIN regbufs : regbufs[rb].buf \notin Shareable
SecondSubmits(ctx, r) == ctx = 2 /\ MCMayTakeReq(ctx, r)
MCMayTakeTag(d, t) == LowestFirst => \A u \in NV!FreeTags(d) : t <= u

--------------------------------------------------------------------------------
(* Values that several models take, under a name. *)

AllOnOneDevice == [f \in Files |-> 1]
EachItsOwnDevice == [f \in Files |-> f]

OnePageEach == [b \in Bufs |-> 1]
TwoPagesEach == [b \in Bufs |-> 2]
ThreePagesEach == [b \in Bufs |-> 3]

NothingCloses == [files |-> {}, bufs |-> {}]
EverythingCloses == [files |-> Files, bufs |-> Bufs]

--------------------------------------------------------------------------------
(* The components' laws, under names of their own. *)

NodeRefsMatchHolders == RQ!NodeRefsMatchHolders
OneTagForEachImu == RQ!OneTagForEachImu
ReleasedByLast == RQ!ReleasedByLast
CloneLocksBoth == RQ!CloneLocksBoth
ClonesReplaceWithLeave == RQ!ClonesReplaceWithLeave
ImuRefsMatchHolders == RQ!ImuRefsMatchHolders
NoDanglingReference == RQ!NoDanglingReference
NoNodeLeaked == RQ!NoNodeLeaked
TagAtMostOnce == RQ!TagAtMostOnce
TagAfterLastRequest == RQ!TagAfterLastRequest
TagBeforeRelease == RQ!TagBeforeRelease
TagNotLost == RQ!TagNotLost
CompletesOnce == RQ!CompletesOnce
InFlightHoldsNode == RQ!InFlightHoldsNode
NoResultBeforeTheEnd == RQ!NoResultBeforeTheEnd
EndsWithLastPart == RQ!EndsWithLastPart
SuccessWasInFlight == RQ!SuccessWasInFlight
NothingLeft == RQ!NothingLeft
QueuedHoldsNothing == RQ!QueuedHoldsNothing
RefusedKeepsNode == RQ!RefusedKeepsNode
NoWaitIsTold == RQ!NoWaitIsTold
NobodyForgotten == RQ!NobodyForgotten
LinkedBehindLive == RQ!LinkedBehindLive
WorkerHoldsLive == RQ!WorkerHoldsLive
WorkersBounded == RQ!WorkersBounded
OneCallATask == RQ!OneCallATask
FailedCallChangesNothing == RQ!FailedCallChangesNothing
ReturnsWhatIsDone == RQ!ReturnsWhatIsDone
NobodyEntersClosedRing == RQ!NobodyEntersClosedRing
NobodyEntersDyingRing == RQ!NobodyEntersDyingRing
BuffersOutliveRequests == RQ!BuffersOutliveRequests
NothingNewInDyingRing == RQ!NothingNewInDyingRing
RingsEndInOrder == RQ!RingsEndInOrder
BindsAtIssue == RQ!BindsAtIssue
TailAfterHead == RQ!TailAfterHead
HardlinksHold == RQ!HardlinksHold
CancelledInTime == RQ!CancelledInTime
QueuesTakeParts == RQ!QueuesTakeParts
OneStepFindsLockFree == RQ!OneStepFindsLockFree
ChainBeforeIssue == RQ!ChainBeforeIssue
LockCoversTable == RQ!LockCoversTable
SlotsChangeByName == RQ!SlotsChangeByName
ClonesCopyTheirSource == RQ!ClonesCopyTheirSource
TagsTellOfReleases == RQ!TagsTellOfReleases
CallsGoInOrder == RQ!CallsGoInOrder
RequestsGoInOrder == RQ!RequestsGoInOrder
RequestsKeepWhatTheyHave == RQ!RequestsKeepWhatTheyHave
QueuedGoInOrder == RQ!QueuedGoInOrder
DmabufRefsMatchHolders == DM!DmabufRefsMatchHolders
ExporterCountsMatchHolders == DM!ExporterCountsMatchHolders
DeviceRefsMatchHolders == DM!DeviceRefsMatchHolders
IommuMatchesMappings == DM!IommuMatchesMappings
HoldsStandOnHolds == DM!HoldsStandOnHolds
HeldObjectsAlive == DM!HeldObjectsAlive
ResvHeldByLiveRegbuf == DM!ResvHeldByLiveRegbuf
MappingChangesUnderResv == DM!MappingChangesUnderResv
HoldsGoInOrder == DM!HoldsGoInOrder
TakesOnlyWhatIsThere == DM!TakesOnlyWhatIsThere
DescriptorsAccounted == NV!DescriptorsAccounted
DescriptorsFitEntries == NV!DescriptorsFitEntries
NothingTakenFromDevice == NV!NothingTakenFromDevice
QuiescedIsStill == NV!QuiescedIsStill
DeadStartsNothing == NV!DeadStartsNothing
DeadRingsNoDoorbell == NV!DeadRingsNoDoorbell
OneTagPerPart == NV!OneTagPerPart
SqHoldsQueued == NV!SqHoldsQueued
PhaseTellsNewEntries == NV!PhaseTellsNewEntries
HeadToldIsRead == NV!HeadToldIsRead
CqeNamesItsCommand == NV!CqeNamesItsCommand
SuccessMovedAll == NV!SuccessMovedAll
CommandsGoInOrder == NV!CommandsGoInOrder
ServesUntilTheEnd == NV!ServesUntilTheEnd
ErrorsAreTriedAgain == NV!ErrorsAreTriedAgain
DeviceOwnsCommand == NV!DeviceOwnsCommand

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
  /\ OneCallATask
  /\ FailedCallChangesNothing
  /\ ReturnsWhatIsDone
  /\ NobodyEntersClosedRing
  /\ NobodyEntersDyingRing
  /\ BuffersOutliveRequests
  /\ OneTagForEachImu
  /\ ReleasedByLast
  /\ CloneLocksBoth
  /\ ClonesReplaceWithLeave
  /\ MappingWithinBinding
  /\ DmabufRefsMatchHolders
  /\ ExporterCountsMatchHolders
  /\ DeviceRefsMatchHolders
  /\ IommuMatchesMappings
  /\ HoldsStandOnHolds
  /\ HeldObjectsAlive
  /\ ResvHeldByLiveRegbuf
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
  /\ NoDmaOutsideMapping
  /\ EntriesAreTheWindow
  /\ OnlyWellFormedIsIssued
  /\ QueueOfTheMappedDevice
  /\ PagesMappedForTheirCommand
  /\ FileRefsMatchHolders
  /\ RegbufHasOneOwner
  /\ TagIffInFlight
  /\ SleeperHasWaker
  /\ QuiescenceRestores
  /\ ResvOnlyInsideMapOrUnmap
  /\ NoWaitCycle

Progress ==
  /\ OnlyQuietStops

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
  /\ RegbufsOnlyUnderLock
  /\ MappingChangesUnderResv
  /\ HoldsGoInOrder
  /\ TakesOnlyWhatIsThere
  /\ SuccessMovedAll
  /\ ResultIsTheCommands
  /\ IssuedIsAnnounced
  /\ PutOffForWant
  /\ CommandsGoInOrder
  /\ ServesUntilTheEnd
  /\ ErrorsAreTriedAgain
  /\ DeadRingsNoDoorbell
  /\ DeviceOwnsCommand

Refinements ==
  /\ ImplementsDmaSafety
  /\ ImplementsRequests
  /\ ImplementsDmabufMapping
  /\ ImplementsNvmeQueue

Liveness ==
  /\ SubmittedCompletes
  /\ EmptiedSlotReleased
  /\ UnbindEnds

--------------------------------------------------------------------------------
(* Witnesses: states that must be reached, so that a green run is known to have seen them. *)

InDevice(d, t) == \/ cmds[d][t].st = "owned"
                  \/ cmds[d][t].st = "queued" /\ t \notin Unrung(d)

SomethingInDevice == \E d \in Devs, t \in Tags : InDevice(d, t)

(* ... while the device has a request that uses the buffer in another slot. *)
FailsWhileInDevice(ctx, step) ==
  /\ call[ctx].at = "unwind" /\ call[ctx].fail = step
  /\ \E d \in Devs, t \in Tags, s \in DOMAIN table[ctx] :
       /\ InDevice(d, t) /\ RingOf(d, t) = ctx
       /\ s # call[ctx].slot /\ table[ctx][s] = ReqOf(d, t).node

R8FailsWhileInDevice ==
  \E ctx \in Rings : FailsWhileInDevice(ctx, "R8")
R9FailsWhileInDevice ==
  \E ctx \in Rings : FailsWhileInDevice(ctx, "R9")
R10FailsWhileInDevice ==
  \E ctx \in Rings : FailsWhileInDevice(ctx, "R10")
R11FailsWhileInDevice ==
  \E ctx \in Rings : FailsWhileInDevice(ctx, "R11")
R12FailsWhileInDevice ==
  \E ctx \in Rings : FailsWhileInDevice(ctx, "R12")
R13FailsWhileInDevice ==
  \E ctx \in Rings : FailsWhileInDevice(ctx, "R13")
R14FailsWhileInDevice ==
  \E ctx \in Rings : FailsWhileInDevice(ctx, "R14")
R17FailsWhileInDevice ==
  \E ctx \in Rings : FailsWhileInDevice(ctx, "R17")
R19FailsWhileInDevice ==
  \E ctx \in Rings : FailsWhileInDevice(ctx, "R19")
R20FailsWhileInDevice ==
  \E ctx \in Rings : FailsWhileInDevice(ctx, "R20")

(* R14 also fails by itself, when the IOMMU has no address left. *)
NoAddressLeft ==
  \E ctx \in Rings : call[ctx].at = "R14m" /\ ~DM!CanMap(call[ctx].rb)

(* The second entry of an update is unwound, attached as it is, while the device works in a buffer
   that was registered before. *)
SecondUnwindsInDevice ==
  \E ctx \in Rings :
    /\ call[ctx].who = "update" /\ call[ctx].at = "unwind" /\ call[ctx].done = 1
    /\ call[ctx].rb # 0 /\ regbufs[call[ctx].rb].attached /\ SomethingInDevice

(* ... and nothing of it is left: the update returns 1, and the first slot has its new mapping. *)
PartlyDoneInDevice ==
  \E ctx \in Rings :
    /\ call[ctx].who = "update" /\ call[ctx].at = "return"
    /\ call[ctx].done = 1 /\ call[ctx].nr = 2 /\ call[ctx].fail # "none"
    /\ RQ!KindOfNode(ctx, table[ctx][call[ctx].slot - 1]) = "dmabuf" /\ SomethingInDevice

BothMapped ==
  \E ctx \in Rings :
    /\ call[ctx].who = "update" /\ call[ctx].at = "return" /\ call[ctx].done = 2
    /\ \A s \in Slots : RQ!KindOfNode(ctx, table[ctx][s]) = "dmabuf"

(* The first buffer of a registration that has failed in its second goes, while the device works for
   a request that has outlived the table before. *)
RegistrationUndoneInDevice ==
  \E ctx \in Rings :
    call[ctx].who = "register" /\ call[ctx].at = "release" /\ call[ctx].done = 1 /\ SomethingInDevice

(* A slot was replaced twice while requests were in flight on both old nodes, and the newer
   of the two was drained, released and its tag posted first. *)
NewerNodeDrainedFirst ==
  \E ctx \in Rings :
    /\ Len(tags[ctx]) >= 2 /\ tags[ctx][1] = 0 /\ tags[ctx][2] = 1
    /\ \E r, q \in Reqs : /\ reqs[ctx][r].tag = 1 /\ reqs[ctx][r].st = "inflight"
                          /\ reqs[ctx][q].tag = 2 /\ reqs[ctx][q].st = "complete"

BothDescriptorsClosedBeforeFirstByte ==
  \E d \in Devs, t \in Tags :
    /\ InDevice(d, t) /\ cmds[d][t].moved = 0
    /\ ~files[ReqOf(d, t).file].fd
    /\ ~dmabufs[regbufs[MappingOfCmd(d, t)].buf].fd

ReleaseWhileInDevice ==
  \E ctx \in Rings : call[ctx].at = "release" /\ RQ!Releasing(ctx) # 0 /\ SomethingInDevice

UnmappedWhileInDevice ==
  \E ctx \in Rings :
    /\ call[ctx].at = "release" /\ RQ!Releasing(ctx) # 0 /\ SomethingInDevice
    /\ ~DM!Mapped(RQ!Releasing(ctx))

(* Two tags, both in their second generation or later and idle: four completions or more in a
   ring of two entries. *)
CqWrappedTwice ==
  /\ CqDepth = 2 /\ Gens >= 3
  /\ \E d \in Devs : \A t \in Tags : cmds[d][t].gen >= 2 /\ cmds[d][t].st = "free"

(* One tag: whatever it carries now, another request's command has carried before. *)
TagReused ==
  \E ctx \in Rings :
    /\ Cardinality(Tags) = 1
    /\ \E d \in Devs, t \in Tags, r \in Reqs :
         cmds[d][t].st \notin {"free", "ended"} /\ r # cmds[d][t].req /\ reqs[ctx][r].res = "ok"

CommandIdReused == Gens = 1 /\ TagReused /\ SomethingInDevice

DescriptorPageReused ==
  Cardinality(DescPages) = 1 /\ TagReused
    /\ \E d \in Devs, t \in Tags : cmds[d][t].desc # <<>> /\ InDevice(d, t)

(* The first registration's lowest address is translated again, for a later registration. *)
AddressReused ==
  \E ctx \in Rings :
    /\ Len(tags[ctx]) >= 2 /\ tags[ctx][1] = 1
    /\ \E r \in Reqs : reqs[ctx][r].tag = 1 /\ reqs[ctx][r].res = "ok"
    /\ \E n \in DOMAIN nodes[ctx] : nodes[ctx][n].tag = 2 /\ nodes[ctx][n].imu # 0
         /\ \E i \in DOMAIN regbufs[imus[nodes[ctx][n].imu].priv].addrs :
              regbufs[imus[nodes[ctx][n].imu].priv].addrs[i] = 1

AddressReusedInDevice ==
  AddressReused /\ \E d \in Devs, t \in Tags : InDevice(d, t) /\ ReqOf(d, t).tag = 2

(* Requests take the lowest free object, so without reuse they are numbered as submitted. *)
WrongFileBetweenGoodOnes ==
  \E ctx \in Rings :
    /\ Closable.files = {} /\ Reapable = {} /\ {1, 2, 3} \subseteq Reqs
    /\ reqs[ctx][1].res \in {"none", "ok"} /\ reqs[ctx][1].st \in {"inflight", "done", "complete"}
    /\ reqs[ctx][2].res = "EBADF" /\ reqs[ctx][2].st = "complete"
    /\ reqs[ctx][3].res \in {"none", "ok"} /\ reqs[ctx][3].st \in {"inflight", "done", "complete"}

CompletedInReverse ==
  \E ctx \in Rings :
    /\ Reapable = {} /\ reqs[ctx][1].st = "inflight"
    /\ reqs[ctx][2].st = "complete" /\ reqs[ctx][2].res = "ok"

ReapedInReverse ==
  \E ctx \in Rings :
    /\ Reapable = {} /\ reqs[ctx][2].st = "done" /\ reqs[ctx][1].st = "inflight"
    /\ \E c \in CommandsOf(ctx, 1) : cmds[c[1]][c[2]].st = "answered"

WaitsForResvWithLockHeld ==
  \E ctx \in Rings : \E b \in Bufs : WaitingForResv(ctx, b)

ReleaseWaitsForResv ==
  \E ctx \in Rings : WaitsForResvWithLockHeld /\ call[ctx].at = "release"

(* A tag is free again, and what was refused for want of one has not come to a worker yet. *)
RefusedBesideFreeTag ==
  \E ctx \in Rings :
    \E r \in Reqs : /\ RQ!Is(ctx, r, "again") \/ RQ!Is(ctx, r, "punted")
                    /\ NV!FreeTags(DevOf[reqs[ctx][r].file]) # {}

ReplacedWhile(way) ==
  \E ctx \in Rings :
    \E r \in Reqs : RQ!Is(ctx, r, way) /\ \A s \in DOMAIN table[ctx] : table[ctx][s] # reqs[ctx][r].node

(* The slot is emptied while its last request, which was refused inline, waits for task work, *)
ReplacedWhileAgain == ReplacedWhile("again")

(* in the list of io-wq, *)
ReplacedWhilePunted == ReplacedWhile("punted")

(* in a worker for a tag. *)
ReplacedWhileAsleep == ReplacedWhile("asleep")

(* A request of two parts was refused inline, whatever tags are free. *)
SplitPunted ==
  \E ctx \in Rings : \E r \in Reqs : RQ!Is(ctx, r, "again") /\ reqs[ctx][r].left = 2

BothPartsOut ==
  \E ctx \in Rings : \E r \in Reqs : reqs[ctx][r].out = 2

(* The parts of a request end in any order. *)
LastPartEndedFirst ==
  \E ctx \in Rings :
    \E r \in Reqs, d \in Devs, t \in Tags :
      /\ reqs[ctx][r].st = "inflight" /\ reqs[ctx][r].out = 1
      /\ RingOf(d, t) = ctx /\ cmds[d][t].req = r /\ cmds[d][t].part = 1 /\ InDevice(d, t)

(* The first part has ended before the second one has a tag, and the request goes on. *)
PartEndedBeforeNext ==
  \E ctx \in Rings :
    \E r \in Reqs : reqs[ctx][r].st = "issuing" /\ reqs[ctx][r].left = 1 /\ reqs[ctx][r].out = 0
                     /\ RQ!PartsOf(reqs[ctx][r].len) = 2

(* A part has failed, and another one is at the device. *)
FirstErrorKept ==
  \E ctx \in Rings : \E r \in Reqs : reqs[ctx][r].st = "inflight" /\ reqs[ctx][r].res = "EIO"

(* The slot was given another buffer when one part was out, and the next had no tag yet. *)
ReplacedBetweenParts ==
  \E ctx \in Rings :
    \E r \in Reqs : /\ reqs[ctx][r].left = 1 /\ reqs[ctx][r].out = 1
                    /\ \E s \in DOMAIN table[ctx] : table[ctx][s] \notin {0, reqs[ctx][r].node}

(* The tag that a worker sleeps for is that of its own first part. *)
SleepsBesideOwnPart ==
  \E ctx \in Rings :
    \E r \in Reqs : RQ!Is(ctx, r, "asleep") /\ reqs[ctx][r].out = 1 /\ NV!FreeTags(1) = {}

(* Another request has the tag between the two parts of one. *)
PartBetweenParts ==
  \E ctx \in Rings :
    \E r, q \in Reqs : /\ r # q /\ reqs[ctx][r].left = 1 /\ RQ!PartsOf(reqs[ctx][r].len) = 2
                       /\ RQ!AtWorker(ctx, r) /\ reqs[ctx][q].out = 1

BothPartsMapped ==
  \E ctx \in Rings :
    \E r \in Reqs : /\ Cardinality(CommandsOf(ctx, r)) = 2
                    /\ \A c \in CommandsOf(ctx, r) : maps[c[1]][c[2]] # <<>>

(* A worker is woken, and an inline issue has the tag that was put: it will sleep again. *)
OvertakenByInline ==
  \E ctx \in Rings :
    \E r \in Reqs : RQ!ToIssue(ctx, r) /\ NV!FreeTags(DevOf[reqs[ctx][r].file]) = {} /\ call[ctx].at = "issue"

PoolEmptyWhileOtherOwnsPage ==
  \E d \in Devs, t, u \in Tags : cmds[d][t].st = "requeued" /\ cmds[d][u].desc # <<>>

(* A command waits for a descriptor page while a mapping, not its own, is taken apart. *)
RequeuedWhileReleasing ==
  \E ctx \in Rings :
    /\ call[ctx].at = "release" /\ RQ!Releasing(ctx) # 0
    /\ \E d \in Devs, t \in Tags : cmds[d][t].st = "requeued"

(* The same, and its own slot has another node by now: its request alone keeps the mapping. *)
RequeuedWithoutSlot ==
  \E d \in Devs, t \in Tags :
    /\ cmds[d][t].st = "requeued"
    /\ LET slots == table[RingOf(d, t)] IN
         \A s \in DOMAIN slots : slots[s] \notin {0, ReqOf(d, t).node}

(* A command waits for the descriptor page that one of another ring has, and a submission of that ring
   runs the queue. *)
RequeuedBesideOtherRing ==
  \E d \in Devs, t, u \in Tags, ctx \in Rings :
    /\ cmds[d][t].st = "requeued" /\ cmds[d][u].desc # <<>> /\ RingOf(d, u) # RingOf(d, t)
    /\ ctx = RingOf(d, u) /\ call[ctx].at = "issue"

(* Two mappings fill the IOMMU: the third registration has the addresses of the second one, while a
   command of the first waits for a descriptor page. *)
RequeuedBesideReuse ==
  \E ctx \in Rings :
    /\ Len(tags[ctx]) = 3 /\ tags[ctx][2] = 1
    /\ \E d \in Devs, t \in Tags : cmds[d][t].st = "requeued" /\ ReqOf(d, t).tag = 1
    /\ \E n \in DOMAIN nodes[ctx] : /\ nodes[ctx][n].tag = 3 /\ nodes[ctx][n].imu # 0
                              /\ Len(regbufs[imus[nodes[ctx][n].imu].priv].addrs) = 3

BothDevicesBusy == \A d \in Devs : \E t \in Tags : InDevice(d, t)

(* The same device address means different memory for each device. *)
AddressSharedByDevices ==
  BothDevicesBusy /\ \E a \in Iovas : \A d \in Devs : iommu[d][a] # 0

TwoBuffersInDevice ==
  \E d, e \in Devs, t, u \in Tags :
    /\ InDevice(d, t) /\ InDevice(e, u)
    /\ MappingOfCmd(d, t) # MappingOfCmd(e, u)

Ended == {dt \in Devs \X Tags : cmds[dt[1]][dt[2]].st = "ended"}

(* The only request there is has another tag while its former one is not free yet. *)
EndedBesideItsNext ==
  /\ Cardinality(Reqs) = 1 /\ Ended # {}
  /\ \E d \in Devs, t \in Tags : cmds[d][t].st = "owned"

(* The CQE is posted, the node gone, the buffer unmapped: the tag that its bytes went under is still taken. *)
ReleasedBeforeItsTag ==
  \E ctx \in Rings : Ended # {} /\ nodes[ctx] = <<>> /\ regbufs = <<>> /\ \E k \in DOMAIN tags[ctx] : tags[ctx][k] = 1

DeviceError ==
  \E ctx \in Rings : \E r \in Reqs : reqs[ctx][r].res = "EIO"

UnregisteredWhileInDevice ==
  \E ctx \in Rings : table[ctx] = <<>> /\ SomethingInDevice /\ RQ!LockFree(ctx)

OrdinaryBesideDmabuf ==
  \E d \in Devs, t, u \in Tags :
    InDevice(d, t) /\ InDevice(d, u) /\ MapsItself(d, t) /\ ~MapsItself(d, u)

(* The one address there is goes from a command, whose request does not know its end yet, to a
   registration. *)
AddressFromCommand ==
  \E ctx \in Rings :
    /\ Cardinality(Iovas) = 1 /\ call[ctx].at = "R16"
    /\ \E d \in Devs, t \in Tags : cmds[d][t].st \in {"cpusynced", "clean"} /\ MapsItself(d, t)

(* ... and from a registration, whose release is not over yet, to a command that the device has. *)
AddressToCommand ==
  \E ctx \in Rings :
    /\ Cardinality(Iovas) = 1 /\ call[ctx].at = "release" /\ RQ!Releasing(ctx) # 0
    /\ regbufs[RQ!Releasing(ctx)].attached
    /\ \E d \in Devs, t \in Tags : InDevice(d, t) /\ MapsItself(d, t)

(* A command waits for an address that a registration has. *)
SpaceFullWhileMapped ==
  \E d \in Devs, t \in Tags :
    /\ cmds[d][t].st = "requeued" /\ MapsItself(d, t)
    /\ \E a \in Iovas : iommu[d][a] > 0

(* A command waits for an address that another command has. *)
SpaceFullForOther ==
  \E d \in Devs, t, u \in Tags : cmds[d][t].st = "requeued" /\ maps[d][u] # <<>>

(* Both devices have the same ordinary pages. *)
OneBufferOnBothDevices ==
  \E d, e \in Devs, t, u \in Tags :
    /\ d # e /\ InDevice(d, t) /\ InDevice(e, u) /\ MapsItself(d, t)
    /\ ReqOf(d, t).node = ReqOf(e, u).node

(* The end of a ring has posted a tag, which nobody sees, and takes the buffer apart. *)
TagPostedByClosedRing ==
  \E ctx \in Rings :
    /\ call[ctx].who = "exit" /\ call[ctx].at = "release"
    /\ nodes[ctx][call[ctx].old].tag # 0 /\ tags[ctx][nodes[ctx][call[ctx].old].tag] = 1

(* A ring is closed while the device has a request of it, and has moved nothing yet; *)
RingClosedBeforeFirstByte ==
  \E d \in Devs, t \in Tags : InDevice(d, t) /\ cmds[d][t].moved = 0 /\ ring[RingOf(d, t)] = "dying"

(* while a worker sleeps for a tag of it, *)
DyingAsleep == \E ctx \in Rings, r \in Reqs : ring[ctx] = "dying" /\ RQ!Is(ctx, r, "asleep")

(* while its request waits for descriptor pages or addresses, *)
DyingRequeued == \E d \in Devs, t \in Tags : cmds[d][t].st = "requeued" /\ ring[RingOf(d, t)] = "dying"

(* and no descriptor of its file or of its buffer is open any more: the next try reads the mapping all the same; *)
RequeuedThoughClosed ==
  \E d \in Devs, t \in Tags :
    /\ cmds[d][t].st = "requeued" /\ ring[RingOf(d, t)] = "dying"
    /\ ~files[ReqOf(d, t).file].fd /\ \A b \in Bufs : ~dmabufs[b].fd

(* while its request has its result, which no task work has told; *)
DyingEnded == \E ctx \in Rings, r \in Reqs : ring[ctx] = "dying" /\ reqs[ctx][r].st = "done"

(* while its command is taken back, as the device is reset. *)
DyingCancelled ==
  \E d \in Devs, t \in Tags :
    /\ ctrl[d] = "off" /\ cmds[d][t].st = "reaped" /\ ~cmds[d][t].ok /\ ring[RingOf(d, t)] = "dying"

(* The exit work of the only ring is at its end, and a tag of the block layer that it had is still taken. *)
TagOutlivesRing ==
  \E ctx \in Rings : Rings = {ctx} /\ ring[ctx] = "closed" /\ \E d \in Devs, t \in Tags : cmds[d][t].st = "ended"

(* The exit work takes a mapping apart, and waits for the exporter who has the lock. *)
ExitWaitsForResv ==
  \E ctx \in Rings, b \in Bufs : call[ctx].who = "exit" /\ resv[b] = DM!Exporter /\ NeedsResv(ctx, b)

(* The mapping that was in the slot of a request that is not issued yet is taken apart. *)
ReleasedBeforeIssue ==
  \E ctx \in Rings :
    call[ctx].at = "release" /\ RQ!Releasing(ctx) # 0 /\ \E r \in DOMAIN queued[ctx] : queued[ctx][r].how # "import"

(* ... and has been, and the request works in the one that took its place. *)
IssuedOnNewerMapping ==
  \E ctx \in Rings :
    /\ Len(tags[ctx]) >= 2 /\ tags[ctx][1] = 1
    /\ \E r \in Reqs : /\ reqs[ctx][r].tag = 2 /\ reqs[ctx][r].st = "inflight"
                       /\ \A q \in Reqs : reqs[ctx][q].tag # 1

(* A worker has the node of a slot that a call empties meanwhile. *)
SlotTakenFromWorker ==
  \E ctx \in Rings :
    \E r \in Reqs : RQ!AtWorker(ctx, r) /\ call[ctx].at = "put" /\ call[ctx].old = reqs[ctx][r].node

(* A worker is the last to have the node, and the table is gone. *)
UnregisteredUnderWorker ==
  \E ctx \in Rings : table[ctx] = <<>> /\ RQ!LockFree(ctx) /\ \E r \in Reqs : RQ!AtWorker(ctx, r)

(* A worker waits for a tag while somebody else has uring_lock, and its own node may go from the slot. *)
WorkerWaitsWhileSlotIsTaken ==
  \E ctx \in Rings :
    \E r \in Reqs : RQ!Is(ctx, r, "asleep") /\ call[ctx].at = "put" /\ call[ctx].old = reqs[ctx][r].node

(* Two workers wait for the same tag. *)
BothWaitForTag ==
  \E ctx \in Rings : \E r, q \in Reqs : r # q /\ RQ!Is(ctx, r, "asleep") /\ RQ!Is(ctx, q, "asleep")

(* A batch has put two tags and woken one worker: another one sleeps beside a free tag. *)
SleepsBesideFreeTag ==
  \E ctx \in Rings :
    \E r \in Reqs : RQ!Is(ctx, r, "asleep") /\ NV!FreeTags(DevOf[reqs[ctx][r].file]) # {}

(* A worker that has waited got the tag which another worker's request had. *)
TagPassedOn ==
  \E ctx \in Rings :
    \E d \in Devs, t \in Tags, r \in Reqs :
      cmds[d][t].st # "free" /\ r # cmds[d][t].req /\ reqs[ctx][r].st = "done" /\ reqs[ctx][r].res = "ok"

(* The user has the CQE of a request and empties its slot; a worker still holds its node. *)
SlotTakenBehindWorker ==
  \E ctx \in Rings :
    \E r \in Reqs : /\ reqs[ctx][r].st = "posted" /\ reqs[ctx][r].node # 0
                    /\ \A s \in DOMAIN table[ctx] : table[ctx][s] # reqs[ctx][r].node

(* That worker was the last to have it, and task work is to free it: its node goes then. *)
LastHeldByWorker ==
  \E ctx \in Rings :
    \E r \in Reqs : reqs[ctx][r].st = "unheld" /\ \A s \in DOMAIN table[ctx] : table[ctx][s] # reqs[ctx][r].node

(* A worker goes on with a linked request, after the CQE of the one before it. *)
WorkerGoesOn ==
  \E ctx \in Rings : \E t \in DOMAIN queued[ctx] : queued[ctx][t].how = "next"

(* It does so though the one that it has just dropped has failed: where all links are hard. *)
WorkerGoesOnAfterFailure ==
  \E ctx \in Rings :
    /\ \E t \in DOMAIN queued[ctx] : queued[ctx][t].how = "next"
    /\ \E h \in Reqs : reqs[ctx][h].st = "unheld" /\ reqs[ctx][h].res = "EIO"

(* A request that must not wait is told that it would have to. *)
ToldToWait == \E ctx \in Rings, r \in Reqs : reqs[ctx][r].st = "done" /\ reqs[ctx][r].res = "EAGAIN"

(* One that a worker has from the start sleeps there all the same. *)
NoWaitAsleep == \E ctx \in Rings, r \in NoWaits : RQ!Is(ctx, r, "asleep")

(* All workers are busy, and a refused request waits in the list with its node. *)
ListedBehindWorkers ==
  \E ctx \in Rings : ~RQ!WorkerIsFree(ctx) /\ \E r \in DOMAIN queued[ctx] : queued[ctx][r].how = "punted"

(* A file is closed between the submission of a request and its issue. *)
ClosedBeforeIssue ==
  \E ctx \in Rings : \E r \in DOMAIN queued[ctx] : ~files[queued[ctx][r].file].fd /\ queued[ctx][r].how # "import"
--------------------------------------------------------------------------------
(* Witnesses of errors that are tried again, and of resets. *)

Used(P(_, _)) == \E d \in Devs, t \in Tags : cmds[d][t].st \notin {"free", "ended"} /\ P(d, t)

(* An error was tried again, and it went well; the last try fails; no other try is wanted. *)
RetriedSucceeds == Used(LAMBDA d, t : cmds[d][t].st = "clean" /\ cmds[d][t].ok /\ cmds[d][t].retries > 0)
LastTryFails ==
  /\ Retries > 0
  /\ Used(LAMBDA d, t : cmds[d][t].st = "clean" /\ ~cmds[d][t].ok /\ ~cmds[d][t].dnr /\ cmds[d][t].retries = Retries)
EndsAtFirstTry == Used(LAMBDA d, t : cmds[d][t].st = "clean" /\ cmds[d][t].dnr /\ cmds[d][t].retries = 0)

(* The device has a command for the second time; table, file and buffer are gone since the first. *)
RetriedWithoutAll ==
  Used(LAMBDA d, t : /\ cmds[d][t].has # <<>> /\ cmds[d][t].retries = 1 /\ MappingOfCmd(d, t) # 0
                     /\ table[RingOf(d, t)] = <<>> /\ ~files[ReqOf(d, t).file].fd
                     /\ ~dmabufs[regbufs[MappingOfCmd(d, t)].buf].fd)

(* Another buffer is in the slot; the one of the first try is read again. *)
RetriedOnOlderMapping ==
  Used(LAMBDA d, t : /\ cmds[d][t].st = "built" /\ cmds[d][t].retries = 1
                     /\ \E s \in DOMAIN table[RingOf(d, t)] :
                          table[RingOf(d, t)][s] \notin {0, ReqOf(d, t).node})

(* The one address there is went from an ordinary command to a registration, between two tries. *)
AddressGoneBetweenTries ==
  /\ Cardinality(Iovas) = 1
  /\ Used(LAMBDA d, t : /\ cmds[d][t].st \in {"requeued", "tagged"} /\ cmds[d][t].retries = 1
                        /\ MapsItself(d, t) /\ \E a \in Iovas : iommu[d][a] \in DOMAIN regbufs)

(* One ring's command is tried again while the other's works in the same mapping. *)
RetriedBesideOtherRing ==
  \E d \in Devs, t, u \in Tags :
    /\ cmds[d][t].st = "requeued" /\ cmds[d][t].retries = 1 /\ InDevice(d, u) /\ RingOf(d, u) # RingOf(d, t)
    /\ MappingOfCmd(d, t) # 0 /\ MappingOfCmd(d, u) = MappingOfCmd(d, t)

(* A command that was cancelled ends well at its next try; or it was at its last, after an error. *)
CancelledSucceeds == Resets # {} /\ Answers = {TRUE} /\ RetriedSucceeds
CancelledAtLastTry ==
  \E d \in Devs, t \in Tags :
    /\ cmds[d][t].st = "reaped" /\ cmds[d][t].retries = Retries
    /\ \E i \in DOMAIN sq[d].q : sq[d].q[i] = t

(* A worker sleeps until the queue is not frozen, though there is a tag; then all of them are awake. *)
SleepsAtTheDoor ==
  \E ctx \in Rings, r \in Reqs :
    LET d == DevOf[reqs[ctx][r].file] IN
    RQ!Is(ctx, r, "asleep") /\ NV!Frozen(d) /\ \A t \in Tags : cmds[d][t].st = "free"

(* A request is in the middle of a reset, and the table that its buffer was in is gone. *)
UnregisteredWhileReset ==
  Used(LAMBDA d, t : ctrl[d] # "live" /\ table[RingOf(d, t)] = <<>> /\ RQ!LockFree(RingOf(d, t)))

(* The same of a command that the device was asked to abort, and that it still moves bytes for; and one that it
   aborted ends well at its next try, while there was no reset. *)
UnregisteredWhileAborted ==
  Used(LAMBDA d, t : cmds[d][t].aborted /\ cmds[d][t].has # <<>> /\ table[RingOf(d, t)] = <<>> /\ RQ!LockFree(RingOf(d, t)))
AbortedSucceeds ==
  /\ Answers = {TRUE}
  /\ Used(LAMBDA d, t : ctrl[d] = "live" /\ cmds[d][t].st = "clean" /\ cmds[d][t].ok /\ cmds[d][t].retries = 1)

(* A mapping is taken apart while the device that it was for is off. *)
ReleaseWhileOff ==
  \E ctx \in Rings :
    /\ call[ctx].at = "release" /\ RQ!Releasing(ctx) # 0 /\ ~DM!Mapped(RQ!Releasing(ctx))
    /\ \E d \in Devs : regbufs[RQ!Releasing(ctx)].dev = d /\ ctrl[d] = "off"

(* A device is stopped that has nothing to do, and the buffer that a slot names stays mapped for it. *)
MappedWhileOff ==
  \E d \in Devs :
    /\ ctrl[d] = "off" /\ \A t \in Tags : cmds[d][t].st = "free"
    /\ \E rb \in DOMAIN regbufs : DM!Mapped(rb) /\ regbufs[rb].dev = d

(* A buffer is mapped for a device that is off meanwhile. *)
MapsWhileOff ==
  \E ctx \in Rings :
    /\ call[ctx].at = "R17" /\ call[ctx].rb # 0 /\ DM!Mapped(call[ctx].rb)
    /\ ctrl[regbufs[call[ctx].rb].dev] = "off"

(* A device is gone for good, and the buffer that a slot names is mapped for it as before. *)
(* A driver is unbound while a request that has its mapping still waits for task work; and while a buffer
   that nobody has emptied is registered for it.  Files of the dead disk are open. *)
RevokedUnderRequest ==
  \E ctx \in Rings, r \in Reqs :
    /\ MappingOf(ctx, r) # 0 /\ reqs[ctx][r].st = "done"
    /\ ~DM!Mapped(MappingOf(ctx, r)) /\ ctrl[regbufs[MappingOf(ctx, r)].dev] = "unbound"
UnboundWhileRegistered ==
  \E d \in Devs, rb \in DOMAIN regbufs :
    ctrl[d] = "unbound" /\ regbufs[rb].dev = d /\ regbufs[rb].vec
    /\ \E ctx \in Rings, s \in Slots : s \in DOMAIN table[ctx] /\ table[ctx][s] # 0

(* The registration is given back when its driver is not there any more, and finds no mapping to end. *)
ReleasedUnbound ==
  \E ctx \in Rings :
    /\ RQ!Releasing(ctx) # 0 /\ regbufs[RQ!Releasing(ctx)].attached
    /\ \E d \in Devs : regbufs[RQ!Releasing(ctx)].dev = d /\ ctrl[d] = "unbound"

(* The driver cannot let go, as the exporter has the lock of what is to be ended; or as a call is in the
   middle of making it. *)
UnbindWaitsForExporter == \E d \in Devs : ctrl[d] = "emptying" /\ UnbindingWaitsForExporter(d)
UnbindMeetsRegistration ==
  \E ctx \in Rings : call[ctx].at = "R16" /\ ctrl[regbufs[call[ctx].rb].dev] = "emptying"

(* Nothing is mapped any more for who comes late. *)
MapRefusedUnbinding ==
  \E ctx \in Rings :
    call[ctx].at = "R14m" /\ DM!CanMap(call[ctx].rb) /\ ~MayMapFor(regbufs[call[ctx].rb].dev)

(* The device works for a disk that is dead. *)
WorksForDead ==
  \E d \in Devs, t \in Tags : ctrl[d] = "emptying" /\ cmds[d][t].has # <<>>

(* The drive was pulled out, and what was mapped for it is ended as well. *)
UnboundAfterPulled ==
  \E d \in Devs : ctrl[d] = "dead" /\ \E rb \in DOMAIN regbufs : regbufs[rb].vec /\ ~DM!Mapped(rb)

(* A device has a command, and no room for its answer, as far as it knows. *)
RingFullUntold ==
  \E d \in Devs : NV!CqFull(d) /\ cq[d].db # cq[d].head /\ \E t \in Tags : cmds[d][t].st = "owned"

MappedForDead ==
  \E d \in Devs, rb \in DOMAIN regbufs : NV!Dead(d) /\ DM!Mapped(rb) /\ regbufs[rb].dev = d

(* A registration maps a buffer for a device that is gone for good; and one releases it. *)
MapsForDead ==
  \E ctx \in Rings :
    /\ call[ctx].at = "R17" /\ call[ctx].rb # 0 /\ DM!Mapped(call[ctx].rb)
    /\ \E d \in Devs : regbufs[call[ctx].rb].dev = d /\ NV!Dead(d)
ReleaseForDead ==
  \E ctx \in Rings :
    /\ call[ctx].at = "release" /\ RQ!Releasing(ctx) # 0 /\ ~DM!Mapped(RQ!Releasing(ctx))
    /\ \E d \in Devs : regbufs[RQ!Releasing(ctx)].dev = d /\ NV!Dead(d)

(* A request fails whose device never said that it has; its worker sleeps at the door until the disk dies;
   it passed the test of the size while there was one. *)
FailsInQueue == \E ctx \in Rings, r \in Reqs : reqs[ctx][r].res = "EIO" /\ Answers = {TRUE}
SleptUntilDead ==
  \E ctx \in Rings, r \in Reqs : RQ!Is(ctx, r, "asleep") /\ ctrl[DevOf[reqs[ctx][r].file]] = "failing"
ImportedBeforeDead ==
  \E ctx \in Rings : call[ctx].at = "B5" /\ NV!Dead(DevOf[reqs[ctx][call[ctx].req].file])

(* Both rings have a request that fails. *)
BothRingsFail == \A ctx \in Rings : \E r \in Reqs : reqs[ctx][r].res = "EIO" /\ Answers = {TRUE}

(* Who comes after a device was pulled out and before its disk is dead has a tag, which the driver refuses. *)
EntersWhileRefusing ==
  \E ctx \in Rings, d \in Devs, t \in Tags :
    ctrl[d] = "refusing" /\ cmds[d][t].st = "tagged" /\ cmds[d][t].retries = 0 /\ call[ctx].at = "issue"

(* A worker was refused with one part while another of the request still waits in the queue for its end. *)
PartFailsPartRefused ==
  \E ctx \in Rings, r \in Reqs : reqs[ctx][r].st = "inflight" /\ reqs[ctx][r].res = "EIO" /\ reqs[ctx][r].out > 0

(* What is submitted to a dead disk: a read finds its end, a write no room. *)
ReadsNothing == \E ctx \in Rings, r \in Reqs : reqs[ctx][r].res = "EOF"
WritesNothing == \E ctx \in Rings, r \in Reqs : reqs[ctx][r].res = "ENOSPC"

(* A submitter finds the queue quiesced: its command stays there, and it goes on. *)
LeftHeldBack ==
  \E ctx \in Rings, d \in Devs, t \in Tags :
    call[ctx].at = "issue" /\ RingOf(d, t) = ctx /\ cmds[d][t].req = call[ctx].req /\ HeldBack(d, t)

(* A worker sleeps for a tag of a queue that is reset. *)
SleepsWhileReset ==
  \E ctx \in Rings, r \in Reqs : RQ!Is(ctx, r, "asleep") /\ ctrl[DevOf[reqs[ctx][r].file]] = "off"

(* What both rings have at the device is taken back. *)
BothRingsCancelled ==
  \E d \in Devs, t, u \in Tags :
    /\ ctrl[d] = "off" /\ cmds[d][t].st = "reaped" /\ cmds[d][u].st = "reaped"
    /\ ~cmds[d][t].ok /\ ~cmds[d][u].ok /\ RingOf(d, t) # RingOf(d, u)

(* One device is off, and the other one works in the buffer that both have. *)
OffBesideOther ==
  \E d, e \in Devs, t, u \in Tags :
    /\ ctrl[d] = "off" /\ cmds[d][t].st = "owned" /\ InDevice(e, u)
    /\ ReqOf(d, t).node = ReqOf(e, u).node

--------------------------------------------------------------------------------
(* Witnesses of two rings. *)

(* The tag of a dma-buf is posted, its ring has no node left, and the device works in the memory
   for a ring that cloned the table: what FINDINGS.md, 9 says of tags and clones. *)
TagPostedCloneInDevice ==
  \E ctx \in Rings, d \in Devs, t \in Tags :
    /\ nodes[ctx] = <<>> /\ \E k \in DOMAIN tags[ctx] : tags[ctx][k] = 1
    /\ InDevice(d, t) /\ RingOf(d, t) # ctx /\ MappingOfCmd(d, t) # 0

(* The mapping is taken apart by a ring that never registered it, since it had the last node. *)
CloneUnmaps ==
  \E ctx \in Rings :
    /\ call[ctx].at = "release" /\ RQ!Releasing(ctx) # 0 /\ tags[ctx] = <<>>
    /\ ~DM!Mapped(RQ!Releasing(ctx))

(* Both rings work in one mapping at once. *)
OneMappingForBoth ==
  \E d, e \in Devs, t, u \in Tags :
    /\ InDevice(d, t) /\ InDevice(e, u) /\ RingOf(d, t) # RingOf(e, u)
    /\ MappingOfCmd(d, t) # 0 /\ MappingOfCmd(d, t) = MappingOfCmd(e, u)

(* Two rings are in the middle of a call, and what the one needs next the other one has. *)
WaitsForOtherRing ==
  \E ctx \in Rings, b \in Bufs :
    /\ NeedsResv(ctx, b) /\ resv[b] \notin {0, DM!Exporter}
    /\ Holder(b) # <<"uring_lock", ctx>>

(* One ring maps a dma-buf while the other one takes its own mapping of it apart. *)
MapsBesideRelease ==
  \E ctx, other \in Rings :
    /\ call[ctx].at = "R16" /\ call[other].at = "release" /\ RQ!Releasing(other) # 0
    /\ regbufs[call[ctx].rb].buf = regbufs[RQ!Releasing(other)].buf

(* A worker sleeps for a tag that a request of another ring has: whoever puts it wakes the worker. *)
SleepsForOtherRing ==
  \E ctx \in Rings, r \in Reqs :
    /\ RQ!Is(ctx, r, "asleep")
    /\ \A t \in Tags : RingOf(DevOf[reqs[ctx][r].file], t) \notin {0, ctx}

(* ... while that ring is in the middle of a call. *)
SleepsBesideCall ==
  SleepsForOtherRing /\ \E ctx \in Rings : call[ctx].who \in {"update", "unregister"}

(***************************************************************************)
(* A request is done and the lock of its ring is free, and it has no CQE:  *)
(* its task is in a call of another ring, which waits for the exporter.    *)
(***************************************************************************)
DoneBehindOtherRing ==
  \E ctx, other \in Rings, r \in Reqs, b \in Bufs :
    /\ ctx # other /\ reqs[ctx][r].st = "done" /\ RQ!LockFree(ctx) /\ TaskOf[other] = TaskOf[ctx]
    /\ NeedsResv(other, b) /\ resv[b] = DM!Exporter

(* The workers of the task are busy with requests of another ring. *)
ListedBehindOtherRing ==
  \E ctx \in Rings :
    /\ ~RQ!WorkerIsFree(ctx) /\ \E r \in Reqs : RQ!Is(ctx, r, "punted")
    /\ \A r \in DOMAIN queued[ctx] : queued[ctx][r].how = "punted"

--------------------------------------------------------------------------------
(* Witnesses of files whose O_DIRECT is cleared. *)

IsBuffered(f) == f # 0 /\ ~files[f].direct

(* The device works for a request on a dma-buf, and its file is not O_DIRECT any more: it goes on. *)
BufferedWhileInDevice ==
  \E d \in Devs, t \in Tags : InDevice(d, t) /\ ~MapsItself(d, t) /\ IsBuffered(ReqOf(d, t).file)

(* A request on a dma-buf is refused where it is issued. *)
RefusedAsBuffered ==
  \E ctx \in Rings, r \in Reqs :
    reqs[ctx][r].res = "EINVAL" /\ MappingOf(ctx, r) # 0 /\ IsBuffered(reqs[ctx][r].file)

(* The flag is back, and a request is served by the file that has refused another one. *)
ServedAfterFlagIsBack ==
  \E d \in Devs, t \in Tags, ctx \in Rings, r \in Reqs :
    /\ InDevice(d, t) /\ reqs[ctx][r].res = "EINVAL" /\ MappingOf(ctx, r) # 0
    /\ reqs[ctx][r].file = reqs[RingOf(d, t)][cmds[d][t].req].file /\ ~IsBuffered(reqs[ctx][r].file)

(* A registration comes to R11 with a file that is not O_DIRECT, and fails. *)
NotRegisteredAsBuffered ==
  \E ctx \in Rings : call[ctx].who = "update" /\ call[ctx].at = "unwind" /\ IsBuffered(call[ctx].file)

(* A request was accepted inline and found no tag; to the worker that imports it anew the file says no. *)
RefusedByWorkerAsBuffered ==
  \E ctx \in Rings, r \in Reqs :
    RQ!Is(ctx, r, "issued") /\ reqs[ctx][r].res = "EINVAL" /\ MappingOf(ctx, r) # 0

(* Ordinary pages have what was read, and no command was made. *)
ReadFromCache ==
  \E ctx \in Rings :
    /\ call[ctx].who = "submit" /\ call[ctx].at = "cqe"
    /\ reqs[ctx][call[ctx].req].res = "ok" /\ reqs[ctx][call[ctx].req].op = "READ_FIXED"

WrittenToCache ==
  \E ctx \in Rings, r \in Reqs :
    /\ RQ!Is(ctx, r, "issued") /\ reqs[ctx][r].res = "ok" /\ reqs[ctx][r].op = "WRITE_FIXED"
    /\ reqs[ctx][r].node # 0 /\ MappingOf(ctx, r) = 0 /\ IsBuffered(reqs[ctx][r].file)

--------------------------------------------------------------------------------
(* Witnesses of vectored requests. *)

(* Refused on a dma-buf, where another range and another file are wrong as well. *)
VectorRefused ==
  \E ctx \in Rings : call[ctx].who = "submit" /\ call[ctx].at = "cqe"
                     /\ reqs[ctx][call[ctx].req].res = "EOPNOTSUPP" /\ reqs[ctx][call[ctx].req].file = 2

VectorRefusedInWorker ==
  \E ctx \in Rings, r \in Reqs : RQ!Is(ctx, r, "issued") /\ reqs[ctx][r].res = "EOPNOTSUPP"

(* The device works for one on ordinary pages. *)
VectorOnPages == \E d \in Devs, t \in Tags : InDevice(d, t) /\ ReqOf(d, t).op = "WRITEV_FIXED"
================================================================================
