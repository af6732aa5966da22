---------------------------- MODULE RequestsProgress ----------------------------
(***************************************************************************)
(* What can go on: the laws of Requests that ask in a state not what it    *)
(* is, but which steps are possible in it.  A guard too many breaks them,  *)
(* where the laws of states and steps break by one too few.                *)
(*                                                                         *)
(* They hold for the implementation wherever its states are compared with  *)
(* these: the steps that are possible are compared in each of them.        *)
(*                                                                         *)
(* Left out: fairness.  That a step is possible does not say that it comes *)
(* to be taken; the liveness of Requests says that.                        *)
(***************************************************************************)
EXTENDS Requests

--------------------------------------------------------------------------------
(* Steps that a call in progress takes; those that fail are the environment's, unless they must. *)
CallGoesOn(ctx) ==
  \/ PutNode(ctx) \/ PostTag(ctx) \/ KeepSharedImu(ctx) \/ Released(ctx) \/ Return(ctx)
  \/ LookupNode(ctx) \/ (\E e \in Imports : CheckImport(ctx, e)) \/ IssueOrdinary(ctx)
  \/ Dispatched(ctx) \/ IssueReturns(ctx) \/ PostCqe(ctx) \/ LeaveReq(ctx) \/ FreeReq(ctx)
  \/ (\E t \in Reqs, all \in BOOLEAN : LinkSettled(ctx, t, all))
  \/ (\E g \in {"R9", "R10", "R11", "R12", "R13", "R14", "R14m", "R16", "R17"} : Advance(ctx, g))
  \/ (\E rb \in 1 .. MostRegbufs : SetRegbuf(ctx, rb)) \/ (FailsNow(ctx) /\ Fail(ctx))
  \/ AllocNode(ctx) \/ AllocImu(ctx) \/ Unwound(ctx) \/ TakeSlot(ctx) \/ StoreNode(ctx)
  \/ FreeRing(ctx) \/ ClearSlot(ctx) \/ InstallClone(ctx) \/ ClearTags(ctx) \/ EntryFollows(ctx)

(* Steps that a request takes by task work, a worker, or whoever answers it. *)
RequestGoesOn(ctx, r) ==
  \/ StartTaskWork(ctx, r) \/ (\E res \in Answers : PartEnds(ctx, r, res)) \/ StartFreeing(ctx, r)
  \/ (\E g \in Opens : IssueLinked(ctx, r, g)) \/ WorkerLookup(ctx, r)
  \/ WorkerFindsNoFile(ctx, r) \/ (\E e \in Imports : WorkerImport(ctx, r, e))
  \/ WorkerIssueOrdinary(ctx, r) \/ WorkerDispatched(ctx, r) \/ WorkerReturns(ctx, r)
  \/ (\E all \in BOOLEAN : WorkerSettles(ctx, r, all)) \/ Punt(ctx, r) \/ WorkerWoken(ctx, r)
  \/ ExitCancels(ctx, r) \/ ExitRefuses(ctx, r) \/ LinkDies(ctx, r)

(***************************************************************************)
(* When nobody but the user can do anything, nothing is left to be done:   *)
(* no call has stopped on its way, and no request waits for somebody who   *)
(* never comes.  Who answers a request is here the environment, and not    *)
(* the user.                                                               *)
(***************************************************************************)
OnlyQuietStops ==
  \/ ENABLED <<\E ctx \in Rings : CallGoesOn(ctx) \/ \E r \in Reqs : RequestGoesOn(ctx, r)>>_btvars
  \/ \A ctx \in Rings :
       /\ call[ctx] = NoCall /\ queued[ctx] = <<>> /\ ring[ctx] # "dying"
       /\ AtRest(ctx)

(***************************************************************************)
(* A worker thread that is idle, or may be created, does not leave work of *)
(* its own task in the list: how busy the threads of other tasks are is    *)
(* nothing to it.                                                          *)
(***************************************************************************)
WorkersServe ==
  (\A c \in Rings : call[c].who = "none") =>
    \A ctx \in Rings :
      LET busy == {<<c, r>> \in Rings \X Reqs : TaskOf[c] = TaskOf[ctx] /\ r \in DOMAIN queued[c]
                     /\ queued[c][r].how \in {"next", "import", "issue", "asleep", "issued"}} IN
      Cardinality(busy) < Workers =>
        \A r \in DOMAIN queued[ctx] :
          queued[ctx][r].how \in {"worker", "punted"} => ENABLED <<RequestGoesOn(ctx, r)>>_btvars

(***************************************************************************)
(* A task that is in no call can begin with any that is well-formed: the   *)
(* state of a ring decides what a call returns, and keeps nobody from      *)
(* asking.  Whatever a kind of buffer cannot fail at is no such call, nor  *)
(* is a tag for an empty slot.                                             *)
(***************************************************************************)
CanFailAt ==
  [dmabuf |-> {"none"} \cup FailSteps, pages |-> {"none", "R19", "R20"}, empty |-> {"none"}]

UpdatesAreAnswered(ctx) ==
  \A s \in Slots, k \in Kinds, t \in Tagging, n \in 1 .. MaxEntries :
    \A x \in Fails \cap CanFailAt[k], f \in IF k = "dmabuf" THEN Files ELSE {0},
       b \in IF k = "dmabuf" THEN Bufs ELSE {0} :
      (k = "empty" /\ t) \/ s + n - 1 \notin Slots
        \/ ENABLED <<StartUpdate(ctx, s, k, f, b, t, x, n)>>_btvars

RegistrationsAreAnswered(ctx) ==
  \A k \in Kinds \ {"dmabuf"}, t \in Tagging : \A x \in Fails \cap CanFailAt[k] :
    (k = "empty" /\ t) \/ ENABLED <<StartRegister(ctx, k, t, x)>>_btvars

(* Any entry may come next where a call has one more. *)
EntriesAreAnswered ==
  HaveEntries => \A ctx \in {c \in Rings : call[c].at = "entry"} :
    /\ \A e \in EntryRefusals : ENABLED <<EntryRefused(ctx, e)>>_btvars
    /\ \A k \in Kinds \ {"dmabuf"}, t \in Tagging : \A x \in Fails \cap CanFailAt[k] :
         (k = "empty" /\ t) \/ ENABLED <<NextEntry(ctx, k, 0, 0, t, x)>>_btvars

SubmissionsAreAnswered(ctx) ==
  \A s \in Slots, op \in Ops, f \in Files, w \in Windows :
    /\ \A g \in Opens : ENABLED <<\E r \in Reqs : StartSubmit(ctx, r, s, op, f, w[1], w[2], g)>>_btvars
    /\ "async" \in Deferrals => ENABLED <<\E r \in Reqs : StartAsync(ctx, r, s, op, f, w[1], w[2])>>_btvars

(* A table is cloned whole, whichever way that is said, to where there is none or it may be replaced. *)
ClonesAreAnswered(ctx) ==
  \A src \in {c \in Rings : (c # ctx \/ OntoItself) /\ ring[c] = "open" /\ table[c] # NoTable} :
    \A n \in Counts \cap {0, SlotCount}, replace \in Replacing :
      table[ctx] = NoTable \/ replace => ENABLED <<StartClone(ctx, src, 0, 0, n, replace)>>_btvars

CallsAreAnswered ==
  /\ EntriesAreAnswered
  /\ (\A c \in Rings : call[c].who = "none") =>
    \A ctx \in {c \in Rings : ring[c] = "open"} :
      /\ table[ctx] = NoTable => ENABLED <<RegisterSparse(ctx)>>_btvars
      /\ table[ctx] = NoTable /\ WithBuffers /\ MayRegister(ctx) => RegistrationsAreAnswered(ctx)
      /\ table[ctx] # NoTable /\ MayRegister(ctx) => UpdatesAreAnswered(ctx)
      /\ table[ctx] # NoTable /\ "unregister" \in Teardown => ENABLED <<StartUnregister(ctx)>>_btvars
      /\ (\E r \in Reqs : reqs[ctx][r].st = "free") => SubmissionsAreAnswered(ctx)
      /\ MayClone(ctx) => ClonesAreAnswered(ctx)
      /\ (\/ "dying" \in Teardown
          \/ "exit" \in Teardown /\ AtRest(ctx)) =>
           ENABLED <<CloseRing(ctx)>>_btvars
      /\ \A r \in Reapable : reqs[ctx][r].st = "complete" => ENABLED <<ReapCqe(ctx, r)>>_btvars

(* Who is asked to cancel finds what lies in the list of io-wq, and what waits in poll. *)
CancelFindsWhatWaits ==
  \A ctx \in Rings, r \in Reqs : ring[ctx] = "open" /\ (\A c \in Rings : call[c].who = "none") =>
    /\ (/\ "queued" \in Cancels
        /\ r \in DOMAIN queued[ctx] /\ queued[ctx][r].how \in {"worker", "punted"}) =>
         ENABLED <<CancelQueued(ctx, r)>>_btvars
    /\ (/\ "inflight" \in Cancels
        /\ reqs[ctx][r].st = "inflight" /\ InPoll(ctx, reqs[ctx][r])) =>
         ENABLED <<CancelInFlight(ctx, r)>>_btvars

(***************************************************************************)
(* The exit work finds what nobody has begun: in the list of io-wq, whether *)
(* a worker thread is idle or not; what waits in poll; and what was refused *)
(* and waits for task work, which its task may never run.                  *)
(***************************************************************************)
ExitFindsWhatWaits ==
  \A ctx \in Rings, r \in Reqs : ring[ctx] = "dying" /\ call[ctx].who = "none" =>
    /\ (/\ r \in DOMAIN queued[ctx]
        /\ queued[ctx][r].how \in {"worker", "punted"}) => ENABLED <<ExitCancels(ctx, r)>>_btvars
    /\ (/\ r \in DOMAIN queued[ctx]
        /\ queued[ctx][r].how = "again") => ENABLED <<ExitRefuses(ctx, r)>>_btvars
    /\ (/\ reqs[ctx][r].st = "inflight"
        /\ InPoll(ctx, reqs[ctx][r])) => ENABLED <<ExitCancels(ctx, r)>>_btvars
================================================================================
