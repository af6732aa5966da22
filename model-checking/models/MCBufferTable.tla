----------------------------- MODULE MCBufferTable -----------------------------
(***************************************************************************)
(* Bounds for models of BufferTable alone, in an environment that chooses  *)
(* the outcome of every step.                                              *)
(***************************************************************************)
EXTENDS BufferTable

CONSTANTS
  LowestFirst,  \* whether of what is free the lowest number is taken
  MaxTags,    \* tags that registrations may use up
  MaxNodes    \* live nodes at which the user stops registering

(* Safe: registrations beyond the bound repeat what fewer already do with reused numbers. *)
MCMayRegister == Len(tags) < MaxTags /\ Cardinality(DOMAIN nodes) < MaxNodes

(* Safe: requests differ by their numbers alone, and the lowest is used again at once, which is the
   hardest case for a stale reference. *)
MCMayTakeReq(r) == LowestFirst => \A q \in FreeReqs : r <= q

(* Safe: the table never looks into the number of a regbuf, so that one choice of it stands for all;
   the lowest free one is what DmabufMapping gives. *)
MCFreeRegbuf(rb) == rb = Lowest({imus[i].priv : i \in DOMAIN imus} \ {0})

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

StepLaws ==
  /\ BindsAtIssue
  /\ TailAfterHead
  /\ CancelledInTime
  /\ SuccessWasInFlight
  /\ LockCoversTable

Liveness ==
  /\ QueuedCompletes

--------------------------------------------------------------------------------
(* Witnesses: states that must be reached, so that a green run is known to have seen them. *)

(* A request holds the node of a slot that was given another node since. *)
OldNodeOutlivesItsSlot ==
  \E r \in Reqs : /\ reqs[r].st = "inflight"
                  /\ \A s \in DOMAIN table : table[s] # reqs[r].node
                  /\ \E s \in DOMAIN table : table[s] # 0

(* The last reference is that of a request, and its release posts the tag. *)
RequestReleasesNode == call.who = "taskwork" /\ call.at = "tag" /\ nodes[call.old].tag # 0

(* The same buffer in flight on a file that waits, and on one whose queue has the request. *)
PagesOnEitherFile ==
  \E r, q \in Reqs :
    /\ reqs[r].st = "inflight" /\ reqs[q].st = "inflight" /\ reqs[r].node = reqs[q].node
    /\ Polls(r) /\ KindOfNode(reqs[q].node) = "pages" /\ ~Polls(q)

TwoRequestsOneNode == \E r, q \in Reqs : r # q /\ reqs[r].node # 0 /\ reqs[r].node = reqs[q].node

(* A registration fails after its node exists, while a request is in flight. *)
UnwindsNodeWhileInFlight ==
  call.at = "unwind" /\ call.node # 0 /\ \E r \in Reqs : reqs[r].st = "inflight"

(* A registration fails where a failure was injected, with everything it took so far. *)
UnwindsAsInjected == call.at = "unwind" /\ call.fail = "R20" /\ call.rb # 0 /\ call.node # 0

TagDroppedWithRing == call.who = "exit" /\ call.at = "tag" /\ nodes[call.old].tag # 0

RequestReused == \E r \in Reqs : reqs[r].st = "issuing" /\ \E k \in DOMAIN tags : tags[k] = 1

(* The slot that a queued linked request names was emptied and filled again: its tag is posted. *)
TagPostedBeforeTail ==
  \E t \in DOMAIN queued : queued[t].how = "link" /\ \E k \in DOMAIN tags : tags[k] = 1

(* A linked request borrows a node that is younger than the one its head holds. *)
TailBoundToNewerBuffer ==
  \E t, h \in Reqs : /\ reqs[t].st = "inflight" /\ reqs[h].st = "complete"
                     /\ reqs[h].tag # 0 /\ reqs[t].tag > reqs[h].tag

TailCancelled ==
  \E t, h \in Reqs : /\ reqs[t].st = "done" /\ reqs[t].res = "ECANCELED" /\ reqs[t].node = 0
                     /\ reqs[h].res = "EIO"

(* Cancelling the head cancels what is linked to it. *)
HeadCancelledCancelsTail ==
  \E t, h \in Reqs : /\ t # h /\ reqs[t].st = "done" /\ reqs[t].res = "ECANCELED"
                     /\ reqs[h].res = "ECANCELED" /\ reqs[h].cqes = 1

(* The slot of a request that no worker has begun was filled with a younger buffer. *)
WorkerBoundToNewerBuffer ==
  \E r \in Reqs : Is(r, "worker") /\ \E k \in DOMAIN tags : tags[k] = 1

(* A worker holds the node of a slot that another call empties meanwhile. *)
SlotTakenFromWorker ==
  \E r \in Reqs : /\ AtWorker(r) /\ call.who = "update" /\ call.at = "put"
                  /\ call.old = reqs[r].node

CancelledReleasesNode ==
  /\ call.who = "taskwork" /\ call.at = "tag" /\ reqs[call.req].res = "ECANCELED"

ChainOfThree == \E t \in DOMAIN queued : queued[t].behind \in DOMAIN queued
================================================================================
