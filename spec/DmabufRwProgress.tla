---------------------------- MODULE DmabufRwProgress ----------------------------
(***************************************************************************)
(* What can go on in the whole, as RequestsProgress says it of rings       *)
(* alone: which steps are possible when the user and the exporter leave    *)
(* everything as it is.                                                    *)
(*                                                                         *)
(* Left out: fairness, as there; and that a step leads anywhere: whoever   *)
(* finds no descriptor page tries again for as long as there is none.      *)
(***************************************************************************)
EXTENDS DmabufRw

--------------------------------------------------------------------------------
(* Steps of a call that drops a node, and releases what it held. *)
DropGoesOn(ctx) ==
  \/ PutNode(ctx) \/ PostTag(ctx) \/ KeepSharedImu(ctx) \/ UnpinPages(ctx)
  \/ /\ RQ!Releasing(ctx) # 0
     /\ \/ FreeVec(ctx) \/ LockForUnmap(ctx) \/ Unmap(ctx) \/ Detach(ctx)
        \/ PutDmabuf(ctx) \/ PutDevice(ctx) \/ PutFile(ctx) \/ FreeRegbuf(ctx)

(* Steps of a call that changes a table. *)
RegistrationGoesOn(ctx) ==
  \/ AllocRegbuf(ctx) \/ GetFile(ctx) \/ CheckDmaDevice(ctx) \/ GetDmaDevice(ctx)
  \/ GetDmabuf(ctx) \/ Attach(ctx) \/ LockForMap(ctx) \/ Map(ctx) \/ MapFails(ctx)
  \/ GetDevice(ctx) \/ AllocVec(ctx) \/ AllocNode(ctx) \/ AllocImu(ctx)
  \/ StepFails(ctx) \/ UnwindNothing(ctx) \/ TakeSlot(ctx) \/ StoreNode(ctx)
  \/ ClearSlot(ctx) \/ InstallClone(ctx) \/ ClearTags(ctx) \/ EntryFollows(ctx)

(* Steps of a call that issues a request. *)
IssueGoesOn(ctx) ==
  \/ LookupNode(ctx) \/ CheckImport(ctx) \/ (\E t \in Tags : GetTag(ctx, t))
  \/ TagRefused(ctx) \/ SplitRefused(ctx) \/ InlineNotEntered(ctx) \/ IssueReturns(ctx)

(* Steps of a call that ends a request, or what it is linked to. *)
EndGoesOn(ctx) ==
  \/ PostCqe(ctx) \/ LeaveReq(ctx) \/ FreeReq(ctx)
  \/ (\E t \in Reqs, all \in BOOLEAN : LinkSettled(ctx, t, all))

(* Steps that a call in progress takes, and the one that the exit work of a dying ring begins with. *)
CallGoesOn(ctx) ==
  \/ call[ctx].who # "none" /\ (Return(ctx) \/ DropGoesOn(ctx))
  \/ RegistrationCall(ctx) /\ RegistrationGoesOn(ctx)
  \/ CallGroup(ctx) = "submission" /\ IssueGoesOn(ctx)
  \/ call[ctx].who \in RQ!OnRequest /\ EndGoesOn(ctx)
  \/ FreeRing(ctx)

(* Steps of task work and of workers for one request. *)
RequestGoesOn(ctx, r) ==
  \/ StartTaskWork(ctx, r) \/ StartFreeing(ctx, r) \/ IssueLinked(ctx, r) \/ Punt(ctx, r)
  \/ WorkerFindsNoFile(ctx, r) \/ WorkerLookup(ctx, r) \/ WorkerImport(ctx, r)
  \/ (\E t \in Tags : WorkerGetTag(ctx, r, t)) \/ WorkerSleeps(ctx, r) \/ WorkerNotEntered(ctx, r)
  \/ WorkerReturns(ctx, r)
  \/ (\E all \in BOOLEAN : WorkerSettles(ctx, r, all))
  \/ ExitCancels(ctx, r) \/ ExitRefuses(ctx, r) \/ LinkDies(ctx, r)

(* Steps for one command, by whoever queues it, the device and its interrupt. *)
CommandGoesOn(d, t) ==
  \/ Xfer(d, t) \/ (\E ok \in Answers : Answer(d, t, ok)) \/ EndBio(d, t)
  \/ SyncForDevice(d, t) \/ MapPages(d, t) \/ SpaceFull(d, t) \/ BuildPrps(d, t) \/ PoolEmpty(d, t)
  \/ Requeue(d, t) \/ WriteSqe(d, t) \/ SyncForCpu(d, t) \/ UnmapPages(d, t) \/ FreeDescriptors(d, t)
  \/ Retry(d, t) \/ Cancel(d, t) \/ DispatchFails(d, t)
  \/ (\E w \in {<<0, 0>>} \cup (Rings \X Reqs) : FreeTag(d, t, w[1], w[2]))

(* A reset that was decided is carried out: nobody need wait for a command to time out. *)
ResetGoesOn(d) ==
  \/ Quiesce(d) \/ Disable(d) \/ InitQueue(d) \/ Unquiesce(d) \/ Unfreeze(d)
  \/ UnquiesceToFail(d) \/ MarkDead(d)

(* So is a removal. *)
UnbindingGoesOn(d) ==
  /\ "unbound" \in Resets /\ NV!Dead(d)
  /\ ReleaseDriver(d) \/ \E rb \in RegbufIds : Revoke(rb)

(* Who looks at a late command goes on, whatever becomes of the command. *)
AbortGoesOn(d) == AskAbort(d) \/ EndAbort(d)

QueueGoesOn(d) ==
  \/ RingDoorbell(d) \/ Fetch(d) \/ Reap(d) \/ RingCqDoorbell(d)
  \/ AbortGoesOn(d) \/ ResetGoesOn(d) \/ UnbindingGoesOn(d)

(* Whose step is found the soonest comes first; only a command that there is takes steps. *)
SomebodyGoesOn ==
  \/ \E ctx \in Rings : CallGoesOn(ctx)
  \/ \E d \in Devs, t \in Tags : cmds[d][t].st # "free" /\ CommandGoesOn(d, t)
  \/ \E ctx \in Rings, r \in Reqs : RequestGoesOn(ctx, r)
  \/ \E d \in Devs : QueueGoesOn(d)

(* The call of a ring waits for the reservation lock that the exporter has. *)
WaitsForExporter(ctx) == \E b \in Bufs : resv[b] = DM!Exporter /\ NeedsResv(ctx, b)

(* Its task is in such a call of another ring. *)
TaskWaitsForExporter(ctx) ==
  \E c \in Rings \ {ctx} :
    TaskOf[c] = TaskOf[ctx] /\ call[c].who \notin {"none", "source", "exit"} /\ WaitsForExporter(c)

(* The mapping that keeps a driver from letting go waits for him, too. *)
UnbindingWaitsForExporter(d) ==
  \E rb \in DOMAIN regbufs :
    regbufs[rb].dev = d /\ DM!Mapped(rb) /\ resv[regbufs[rb].buf] = DM!Exporter

(* A ring in which nothing is begun and not ended, but for the lock that it lends to a clone. *)
IsIdle(ctx) ==
  /\ \/ call[ctx].who = "none"
     \/ call[ctx].who = "source" /\ \E c \in Rings : call[c].who = "clone" /\ WaitsForExporter(c)
  /\ queued[ctx] = <<>> /\ ring[ctx] # "dying"
  /\ RQ!AtRest(ctx)

(***************************************************************************)
(* When nobody but the user and the exporter can do anything, no device    *)
(* has a command, and each ring has come to rest, or its call waits for    *)
(* the exporter, who has the lock, or its task does in a call of another;  *)
(* and whoever unbinds a driver has done so, or waits for him.             *)
(***************************************************************************)
OnlyQuietStops ==
  \/ ENABLED <<SomebodyGoesOn>>_vars
  \/ /\ \A d \in Devs, t \in Tags : cmds[d][t].st = "free"
     /\ \A d \in Devs : ctrl[d] = "emptying" => UnbindingWaitsForExporter(d)
     /\ \A ctx \in Rings : IsIdle(ctx) \/ WaitsForExporter(ctx) \/ TaskWaitsForExporter(ctx)
================================================================================
