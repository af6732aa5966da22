------------------------------ MODULE MCDmabufRw ------------------------------
(***************************************************************************)
(* Bounds and granularity for models of DmabufRw.                          *)
(***************************************************************************)
EXTENDS DmabufRw

CONSTANTS
  LowestFirst,  \* whether of what is free the lowest number is taken
  Coarse,     \* groups of steps that run to completion before anybody else moves
  MaxTags,    \* tags that registrations may use up
  MaxNodes    \* live nodes at which the user stops registering

(* The call waits for somebody: the exporter, a tag, or the steps that queue its command. *)
CallBlocked ==
  \/ \E b \in Bufs : WaitingForResv(b)
  \/ WaitingForTag
  \/ call.at = "issue" /\ ~QueuedOrLeft(call.req)

(* A request that is linked to another one tells it before it drops its node: not a release yet. *)
InRelease == call.at \in {"put", "tag", "release", "unwind"} /\ ~BT!MustSettle

(* A group is busy while it can make its next step itself. *)
Busy(g) ==
  CASE g = "tagput" -> \E d \in Devs, t \in Tags : cmds[d][t].st = "ended"
    [] g = "workerput" -> \E r \in DOMAIN queued : queued[r].how = "issued" /\ QueuedOrLeft(r)
    [] g = "irq" -> \E d \in Devs, t \in Tags : cmds[d][t].st \in {"reaped", "cpusynced", "clean"}
    [] g = "device" -> \E d \in Devs, t \in Tags :
         cmds[d][t].st = "owned" /\ (cmds[d][t].moved < Len(cmds[d][t].prps) \/ ~NV!CqFull(d))
    [] g = "queueing" -> \E d \in Devs :
         \/ sq[d].rung < Len(sq[d].q)
         \/ \E t \in Tags : \/ cmds[d][t].st \in {"tagged", "synced"}
                            \/ cmds[d][t].st = "built"
    [] g = "worker" -> \E r \in Reqs : 
         BT!AtWorker(r) /\ ~BT!Is(r, "asleep") /\ (BT!ToIssue(r) => QueuedOrLeft(r))
    [] g = "release" -> InRelease /\ ~CallBlocked
    [] OTHER -> ~BT!LockFree /\ CallGroup = g /\ ~InRelease /\ ~CallBlocked

(* The innermost coarse group in progress; submission contains queueing, and so on. *)
Innermost ==
  <<"tagput", "workerput", "irq", "device", "queueing", "worker", "release", "taskwork", "submission", "registration">>

Running ==
  LET busy == {i \in DOMAIN Innermost : Innermost[i] \in Coarse /\ Busy(Innermost[i])} IN
    IF busy = {} THEN "none" ELSE Innermost[CHOOSE i \in busy : \A j \in busy : i <= j]

(* Safe: a coarse group only leaves out interleavings; the fine model of that group has them.
   Whose group it is makes no difference here: a busy device holds up the other one, too. *)
MCMayRun(owner, g) == LET r == Running IN r = "none" \/ r = g

(* Safe: registrations beyond the bound repeat what fewer already do with reused numbers. *)
MCMayRegister == Len(tags) < MaxTags /\ Cardinality(DOMAIN nodes) < MaxNodes

(* Safe: requests and tags differ by their numbers alone, and the lowest is used again at once, which
   is the hardest case for whatever still has it. *)
MCMayTakeReq(r) == LowestFirst => \A q \in BT!FreeReqs : r <= q
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

NodeRefsMatchHolders == BT!NodeRefsMatchHolders
ImuRefsMatchHolders == BT!ImuRefsMatchHolders
NoDanglingReference == BT!NoDanglingReference
NoNodeLeaked == BT!NoNodeLeaked
TagAtMostOnce == BT!TagAtMostOnce
TagAfterLastRequest == BT!TagAfterLastRequest
TagBeforeRelease == BT!TagBeforeRelease
TagNotLost == BT!TagNotLost
CompletesOnce == BT!CompletesOnce
InFlightHoldsNode == BT!InFlightHoldsNode
NoResultBeforeTheEnd == BT!NoResultBeforeTheEnd
EndsWithLastPart == BT!EndsWithLastPart
SuccessWasInFlight == BT!SuccessWasInFlight
NothingLeft == BT!NothingLeft
QueuedHoldsNothing == BT!QueuedHoldsNothing
RefusedKeepsNode == BT!RefusedKeepsNode
NobodyForgotten == BT!NobodyForgotten
LinkedBehindLive == BT!LinkedBehindLive
WorkerHoldsLive == BT!WorkerHoldsLive
WorkersBounded == BT!WorkersBounded
BindsAtIssue == BT!BindsAtIssue
TailAfterHead == BT!TailAfterHead
CancelledInTime == BT!CancelledInTime
LockCoversTable == BT!LockCoversTable
DmabufRefsMatchHolders == DM!DmabufRefsMatchHolders
DeviceRefsMatchHolders == DM!DeviceRefsMatchHolders
IommuMatchesMappings == DM!IommuMatchesMappings
HoldsStandOnHolds == DM!HoldsStandOnHolds
HeldObjectsAlive == DM!HeldObjectsAlive
ResvHeldByLiveRegbuf == DM!ResvHeldByLiveRegbuf
MappingChangesUnderResv == DM!MappingChangesUnderResv
DeviceOutlivesMapping == DM!DeviceOutlivesMapping
DescriptorsAccounted == NV!DescriptorsAccounted
DescriptorsFitEntries == NV!DescriptorsFitEntries
OneTagPerPart == NV!OneTagPerPart
SqHoldsQueued == NV!SqHoldsQueued
PhaseTellsNewEntries == NV!PhaseTellsNewEntries
CqeNamesItsCommand == NV!CqeNamesItsCommand
SuccessMovedAll == NV!SuccessMovedAll
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
  /\ NobodyForgotten
  /\ LinkedBehindLive
  /\ WorkerHoldsLive
  /\ WorkersBounded
  /\ DmabufRefsMatchHolders
  /\ DeviceRefsMatchHolders
  /\ IommuMatchesMappings
  /\ HoldsStandOnHolds
  /\ HeldObjectsAlive
  /\ ResvHeldByLiveRegbuf
  /\ DescriptorsAccounted
  /\ DescriptorsFitEntries
  /\ OneTagPerPart
  /\ SqHoldsQueued
  /\ PhaseTellsNewEntries
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

StepLaws ==
  /\ BindsAtIssue
  /\ TailAfterHead
  /\ CancelledInTime
  /\ SuccessWasInFlight
  /\ LockCoversTable
  /\ RegbufsOnlyUnderLock
  /\ MappingChangesUnderResv
  /\ DeviceOutlivesMapping
  /\ SuccessMovedAll
  /\ ResultIsTheCommands
  /\ DeviceOwnsCommand

Refinements ==
  /\ ImplementsDmaSafety
  /\ ImplementsBufferTable
  /\ ImplementsDmabufMapping
  /\ ImplementsNvmeQueue

Liveness ==
  /\ SubmittedCompletes
  /\ EmptiedSlotReleased

--------------------------------------------------------------------------------
(* Witnesses: states that must be reached, so that a green run is known to have seen them. *)

InDevice(d, t) == \/ cmds[d][t].st = "owned"
                  \/ cmds[d][t].st = "queued" /\ t \notin Unrung(d)

SomethingInDevice == \E d \in Devs, t \in Tags : InDevice(d, t)

(* ... while the device has a request that uses the buffer in another slot. *)
FailsWhileInDevice(step) ==
  /\ call.at = "unwind" /\ call.fail = step
  /\ \E d \in Devs, t \in Tags, s \in DOMAIN table :
       InDevice(d, t) /\ s # call.slot /\ table[s] = reqs[cmds[d][t].req].node

R8FailsWhileInDevice == FailsWhileInDevice("R8")
R9FailsWhileInDevice == FailsWhileInDevice("R9")
R10FailsWhileInDevice == FailsWhileInDevice("R10")
R11FailsWhileInDevice == FailsWhileInDevice("R11")
R12FailsWhileInDevice == FailsWhileInDevice("R12")
R13FailsWhileInDevice == FailsWhileInDevice("R13")
R14FailsWhileInDevice == FailsWhileInDevice("R14")
R17FailsWhileInDevice == FailsWhileInDevice("R17")
R19FailsWhileInDevice == FailsWhileInDevice("R19")
R20FailsWhileInDevice == FailsWhileInDevice("R20")

(* R14 also fails by itself, when the IOMMU has no address left. *)
NoAddressLeft == call.at = "R14m" /\ ~DM!CanMap(call.rb)

(* A slot was replaced twice while requests were in flight on both old nodes, and the newer
   of the two was drained, released and its tag posted first. *)
NewerNodeDrainedFirst ==
  /\ Len(tags) >= 2 /\ tags[1] = 0 /\ tags[2] = 1
  /\ \E r, q \in Reqs : /\ reqs[r].tag = 1 /\ reqs[r].st = "inflight"
                        /\ reqs[q].tag = 2 /\ reqs[q].st = "complete"

BothDescriptorsClosedBeforeFirstByte ==
  \E d \in Devs, t \in Tags :
    /\ InDevice(d, t) /\ cmds[d][t].moved = 0
    /\ ~files[reqs[cmds[d][t].req].file].fd
    /\ ~dmabufs[regbufs[MappingOf(cmds[d][t].req)].buf].fd

ReleaseWhileInDevice == call.at = "release" /\ BT!Releasing # 0 /\ SomethingInDevice

UnmappedWhileInDevice ==
  /\ call.at = "release" /\ BT!Releasing # 0 /\ SomethingInDevice
  /\ ~DM!Mapped(BT!Releasing)

(* Two tags, both in their second generation or later and idle: four completions or more in a
   ring of two entries. *)
CqWrappedTwice ==
  /\ CqDepth = 2 /\ Gens >= 3
  /\ \E d \in Devs : \A t \in Tags : cmds[d][t].gen >= 2 /\ cmds[d][t].st = "free"

(* One tag: whatever it carries now, another request's command has carried before. *)
TagReused ==
  /\ Cardinality(Tags) = 1
  /\ \E d \in Devs, t \in Tags, r \in Reqs :
       cmds[d][t].st \notin {"free", "ended"} /\ r # cmds[d][t].req /\ reqs[r].res = "ok"

CommandIdReused == Gens = 1 /\ TagReused /\ SomethingInDevice

DescriptorPageReused ==
  Cardinality(DescPages) = 1 /\ TagReused
    /\ \E d \in Devs, t \in Tags : cmds[d][t].desc # <<>> /\ InDevice(d, t)

(* The first registration's lowest address is translated again, for a later registration. *)
AddressReused ==
  /\ Len(tags) >= 2 /\ tags[1] = 1
  /\ \E r \in Reqs : reqs[r].tag = 1 /\ reqs[r].res = "ok"
  /\ \E n \in DOMAIN nodes : nodes[n].tag = 2 /\ nodes[n].imu # 0
       /\ \E i \in DOMAIN regbufs[imus[nodes[n].imu].priv].addrs :
            regbufs[imus[nodes[n].imu].priv].addrs[i] = 1

AddressReusedInDevice ==
  AddressReused /\ \E d \in Devs, t \in Tags : InDevice(d, t) /\ reqs[cmds[d][t].req].tag = 2

(* Requests take the lowest free object, so without reuse they are numbered as submitted. *)
WrongFileBetweenGoodOnes ==
  /\ Closable.files = {} /\ Reapable = {} /\ {1, 2, 3} \subseteq Reqs
  /\ reqs[1].res \in {"none", "ok"} /\ reqs[1].st \in {"inflight", "done", "complete"}
  /\ reqs[2].res = "EBADF" /\ reqs[2].st = "complete"
  /\ reqs[3].res \in {"none", "ok"} /\ reqs[3].st \in {"inflight", "done", "complete"}

CompletedInReverse ==
  /\ Reapable = {} /\ reqs[1].st = "inflight"
  /\ reqs[2].st = "complete" /\ reqs[2].res = "ok"

ReapedInReverse ==
  /\ Reapable = {} /\ reqs[2].st = "done" /\ reqs[1].st = "inflight"
  /\ \E c \in CommandsOf(1) : cmds[c[1]][c[2]].st = "answered"

WaitsForResvWithLockHeld == \E b \in Bufs : WaitingForResv(b)

ReleaseWaitsForResv == WaitsForResvWithLockHeld /\ call.at = "release"

(* A tag is free again, and what was refused for want of one has not come to a worker yet. *)
RefusedBesideFreeTag ==
  \E r \in Reqs : /\ BT!Is(r, "again") \/ BT!Is(r, "punted")
                  /\ NV!FreeTags(DevOf[reqs[r].file]) # {}

(* The slot is emptied while its last request waits for a worker, or in one for a tag. *)
ReplacedWhilePunted ==
  \E r \in Reqs : /\ BT!Is(r, "again") \/ BT!Is(r, "punted") \/ BT!Is(r, "asleep")
                  /\ \A s \in DOMAIN table : table[s] # reqs[r].node

(* A request of two parts was refused inline, whatever tags are free. *)
SplitPunted == \E r \in Reqs : BT!Is(r, "again") /\ reqs[r].left = 2

BothPartsOut == \E r \in Reqs : reqs[r].out = 2

(* The parts of a request end in any order. *)
LastPartEndedFirst ==
  \E r \in Reqs, d \in Devs, t \in Tags :
    /\ reqs[r].st = "inflight" /\ reqs[r].out = 1
    /\ cmds[d][t].req = r /\ cmds[d][t].part = 1 /\ InDevice(d, t)

(* The first part has ended before the second one has a tag, and the request goes on. *)
PartEndedBeforeNext ==
  \E r \in Reqs : reqs[r].st = "issuing" /\ reqs[r].left = 1 /\ reqs[r].out = 0
                   /\ BT!PartsOf(reqs[r].len) = 2

(* A part has failed, and another one is at the device. *)
FirstErrorKept == \E r \in Reqs : reqs[r].st = "inflight" /\ reqs[r].res = "EIO"

(* The slot was given another buffer when one part was out, and the next had no tag yet. *)
ReplacedBetweenParts ==
  \E r \in Reqs : /\ reqs[r].left = 1 /\ reqs[r].out = 1
                  /\ \E s \in DOMAIN table : table[s] \notin {0, reqs[r].node}

(* The tag that a worker sleeps for is that of its own first part. *)
SleepsBesideOwnPart ==
  \E r \in Reqs : BT!Is(r, "asleep") /\ reqs[r].out = 1 /\ NV!FreeTags(1) = {}

(* Another request has the tag between the two parts of one. *)
PartBetweenParts ==
  \E r, q \in Reqs : /\ r # q /\ reqs[r].left = 1 /\ BT!PartsOf(reqs[r].len) = 2
                     /\ BT!AtWorker(r) /\ reqs[q].out = 1

BothPartsMapped ==
  \E r \in Reqs : /\ Cardinality(CommandsOf(r)) = 2
                  /\ \A c \in CommandsOf(r) : maps[c[1]][c[2]] # <<>>

(* A worker is woken, and an inline issue has the tag that was put: it will sleep again. *)
OvertakenByInline ==
  \E r \in Reqs : BT!ToIssue(r) /\ NV!FreeTags(DevOf[reqs[r].file]) = {} /\ call.at = "issue"

PoolEmptyWhileOtherOwnsPage ==
  \E d \in Devs, t, u \in Tags : cmds[d][t].st = "requeued" /\ cmds[d][u].desc # <<>>

(* A command waits for a descriptor page while a mapping, not its own, is taken apart. *)
RequeuedWhileReleasing ==
  /\ call.at = "release" /\ BT!Releasing # 0
  /\ \E d \in Devs, t \in Tags : cmds[d][t].st = "requeued"

(* The same, and its own slot has another node by now: its request alone keeps the mapping. *)
RequeuedWithoutSlot ==
  \E d \in Devs, t \in Tags :
    /\ cmds[d][t].st = "requeued"
    /\ \A s \in DOMAIN table : table[s] \notin {0, reqs[cmds[d][t].req].node}

(* Two mappings fill the IOMMU: the third registration has the addresses of the second one, while a
   command of the first waits for a descriptor page. *)
RequeuedBesideReuse ==
  /\ Len(tags) = 3 /\ tags[2] = 1
  /\ \E d \in Devs, t \in Tags : cmds[d][t].st = "requeued" /\ reqs[cmds[d][t].req].tag = 1
  /\ \E n \in DOMAIN nodes : /\ nodes[n].tag = 3 /\ nodes[n].imu # 0
                            /\ Len(regbufs[imus[nodes[n].imu].priv].addrs) = 3

BothDevicesBusy == \A d \in Devs : \E t \in Tags : InDevice(d, t)

(* The same device address means different memory for each device. *)
AddressSharedByDevices ==
  BothDevicesBusy /\ \E a \in Iovas : \A d \in Devs : iommu[d][a] # 0

TwoBuffersInDevice ==
  \E d, e \in Devs, t, u \in Tags :
    /\ InDevice(d, t) /\ InDevice(e, u)
    /\ MappingOf(cmds[d][t].req) # MappingOf(cmds[e][u].req)

Ended == {dt \in Devs \X Tags : cmds[dt[1]][dt[2]].st = "ended"}

(* The only request there is has another tag while its former one is not free yet. *)
EndedBesideItsNext ==
  /\ Cardinality(Reqs) = 1 /\ Ended # {}
  /\ \E d \in Devs, t \in Tags : cmds[d][t].st = "owned"

(* The CQE is posted, the node gone, the buffer unmapped: the tag that its bytes went under is still taken. *)
ReleasedBeforeItsTag == Ended # {} /\ nodes = <<>> /\ regbufs = <<>> /\ \E k \in DOMAIN tags : tags[k] = 1

DeviceError == \E r \in Reqs : reqs[r].res = "EIO"

UnregisteredWhileInDevice == table = <<>> /\ SomethingInDevice /\ BT!LockFree

OrdinaryBesideDmabuf ==
  \E d \in Devs, t, u \in Tags :
    InDevice(d, t) /\ InDevice(d, u) /\ MapsItself(d, t) /\ ~MapsItself(d, u)

(* The one address there is goes from a command, whose request does not know its end yet, to a
   registration. *)
AddressFromCommand ==
  /\ Cardinality(Iovas) = 1 /\ call.at = "R16"
  /\ \E d \in Devs, t \in Tags : cmds[d][t].st \in {"cpusynced", "clean"} /\ MapsItself(d, t)

(* ... and from a registration, whose release is not over yet, to a command that the device has. *)
AddressToCommand ==
  /\ Cardinality(Iovas) = 1 /\ call.at = "release" /\ BT!Releasing # 0
  /\ regbufs[BT!Releasing].attached
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
    /\ reqs[cmds[d][t].req].node = reqs[cmds[e][u].req].node

TagNotPostedByClosedRing == ring = "closed" /\ BT!LockFree /\ table = <<>> /\ \E k \in DOMAIN tags : tags[k] = 0

(* The mapping that was in the slot of a request that is not issued yet is taken apart. *)
ReleasedBeforeIssue ==
  call.at = "release" /\ BT!Releasing # 0 /\ \E r \in DOMAIN queued : queued[r].how # "import"

(* ... and has been, and the request works in the one that took its place. *)
IssuedOnNewerMapping ==
  /\ Len(tags) >= 2 /\ tags[1] = 1
  /\ \E r \in Reqs : /\ reqs[r].tag = 2 /\ reqs[r].st = "inflight"
                     /\ \A q \in Reqs : reqs[q].tag # 1

(* A worker has the node of a slot that a call empties meanwhile. *)
SlotTakenFromWorker ==
  \E r \in Reqs : BT!AtWorker(r) /\ call.at = "put" /\ call.old = reqs[r].node

(* A worker is the last to have the node, and the table is gone. *)
UnregisteredUnderWorker == table = <<>> /\ BT!LockFree /\ \E r \in Reqs : BT!AtWorker(r)

(* A worker waits for a tag while somebody else has uring_lock, and its own node may go from the slot. *)
WorkerWaitsWhileSlotIsTaken ==
  \E r \in Reqs : BT!Is(r, "asleep") /\ call.at = "put" /\ call.old = reqs[r].node

(* Two workers wait for the same tag. *)
BothWaitForTag == \E r, q \in Reqs : r # q /\ BT!Is(r, "asleep") /\ BT!Is(q, "asleep")

(* A batch has put two tags and woken one worker: another one sleeps beside a free tag. *)
SleepsBesideFreeTag ==
  \E r \in Reqs : BT!Is(r, "asleep") /\ NV!FreeTags(DevOf[reqs[r].file]) # {}

(* A worker that has waited got the tag which another worker's request had. *)
TagPassedOn ==
  \E d \in Devs, t \in Tags, r \in Reqs :
    cmds[d][t].st # "free" /\ r # cmds[d][t].req /\ reqs[r].st = "done" /\ reqs[r].res = "ok"

(* The user has the CQE of a request and empties its slot; a worker still holds its node. *)
SlotTakenBehindWorker ==
  \E r \in Reqs : /\ reqs[r].st = "posted" /\ reqs[r].node # 0
                  /\ \A s \in DOMAIN table : table[s] # reqs[r].node

(* That worker was the last to have it, and task work is to free it: its node goes then. *)
LastHeldByWorker ==
  \E r \in Reqs : reqs[r].st = "unheld" /\ \A s \in DOMAIN table : table[s] # reqs[r].node

(* A worker goes on with a linked request, after the CQE of the one before it. *)
WorkerGoesOn == \E t \in DOMAIN queued : queued[t].how = "next"

(* All workers are busy, and a refused request waits in the list with its node. *)
ListedBehindWorkers == ~BT!WorkerIsFree /\ \E r \in DOMAIN queued : queued[r].how = "punted"

(* A file is closed between the submission of a request and its issue. *)
ClosedBeforeIssue == \E r \in DOMAIN queued : ~files[queued[r].file].fd /\ queued[r].how # "import"
================================================================================
