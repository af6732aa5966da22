---------------------------- MODULE MCDeferredIssue ----------------------------
(***************************************************************************)
(* Bounds for models of DeferredIssue.                                     *)
(***************************************************************************)
EXTENDS DeferredIssue

CONSTANTS
  MaxTags,    \* tags that registrations may use up
  MaxNodes    \* live nodes at which the user stops registering

(* Safe: registrations beyond the bound repeat what fewer already do with reused numbers. *)
MCMayRegister == Len(tags) < MaxTags /\ Cardinality(DOMAIN nodes) < MaxNodes

(* Safe: the table never looks into the number of a regbuf, so that one choice of it stands for all. *)
MCFreeRegbuf(rb) == rb = BT!Lowest({imus[i].priv : i \in DOMAIN imus} \ {0})

--------------------------------------------------------------------------------
(* The laws of BufferTable, under their names. *)
NodeRefsMatchHolders == BT!NodeRefsMatchHolders
ImuRefsMatchHolders == BT!ImuRefsMatchHolders
NoDanglingReference == BT!NoDanglingReference
NoNodeLeaked == BT!NoNodeLeaked
TagAtMostOnce == BT!TagAtMostOnce
TagAfterLastRequest == BT!TagAfterLastRequest
TagNotLost == BT!TagNotLost
CompletesOnce == BT!CompletesOnce
InFlightHoldsNode == BT!InFlightHoldsNode
NothingLeft == BT!NothingLeft

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
  /\ TagNotLost
  /\ CompletesOnce
  /\ InFlightHoldsNode
  /\ NothingLeft
  /\ QueuedHoldsNothing
  /\ NobodyForgotten
  /\ LinkedBehindLive

StepLaws ==
  /\ BindsAtIssue
  /\ TailAfterHead
  /\ CancelledInTime
  /\ LockCoversTable

Liveness ==
  /\ QueuedCompletes

--------------------------------------------------------------------------------
(* Witnesses. *)

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
