---------------------------- MODULE MCDeferredIssue ----------------------------
(***************************************************************************)
(* Bounds for models of DeferredIssue, and wrong steps planted one at a    *)
(* time: a seed's cfg puts one of them in the place of the right one.      *)
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

--------------------------------------------------------------------------------
(* Seeds. *)

(* A request for a worker takes its node when it is submitted. *)
StartAsyncBinds(s, op, f, bad) ==
  /\ ring = "open" /\ BT!LockFree /\ BT!FreeReqs # {}
  /\ LET n == BT!NodeAt(s) IN
       /\ reqs' = [reqs EXCEPT ![BT!NextReq] =
                    [Submitted(op) EXCEPT !.node = n, !.tag = IF n = 0 THEN 0 ELSE nodes[n].tag]]
       /\ nodes' = IF n = 0 THEN nodes ELSE [nodes EXCEPT ![n].refs = @ + 1]
  /\ queued' = Queue(BT!NextReq, "worker", s, f, bad, 0)
  /\ UNCHANGED <<ring, call, table, imus, tags>>

(* A worker looks into the lowest slot, whichever the request names. *)
WorkerLooksIntoSlot0(r) ==
  /\ BT!LockFree /\ Is(r, "worker")
  /\ LET n == BT!NodeAt(0) IN
       IF n = 0
       THEN EndsUnissued(r, "EFAULT") /\ UNCHANGED nodes
       ELSE /\ nodes' = [nodes EXCEPT ![n].refs = @ + 1]
            /\ reqs' = [reqs EXCEPT ![r].node = n, ![r].tag = nodes[n].tag,
                                    ![r].file = queued[r].file]
            /\ queued' = BT!Without(queued, r)
  /\ UNCHANGED <<ring, call, table, imus, tags>>

(* A worker takes the reference while somebody else holds uring_lock. *)
WorkerNeedsNoLock(r) ==
  /\ Is(r, "worker")
  /\ LET n == BT!NodeAt(queued[r].slot) IN
       /\ n # 0
       /\ nodes' = [nodes EXCEPT ![n].refs = @ + 1]
       /\ reqs' = [reqs EXCEPT ![r].node = n, ![r].tag = nodes[n].tag,
                               ![r].file = queued[r].file]
       /\ queued' = BT!Without(queued, r)
  /\ UNCHANGED <<ring, call, table, imus, tags>>

(* What the request before came to is not looked at. *)
LinkSettledBlindly(t, all) ==
  /\ MustSettle /\ t = TailOf(call.req) /\ all
  /\ queued' = [queued EXCEPT ![t].how = "task", ![t].behind = 0]
  /\ UNCHANGED <<ring, call, table, nodes, imus, reqs, tags>>

(* Nobody tells the linked request: it stays behind a request that is gone. *)
NothingToSettle == FALSE

(* A request leaves its queue and nobody has it. *)
LinkSettledForgets(t, all) ==
  /\ MustSettle /\ t = TailOf(call.req) /\ all
  /\ queued' = BT!Without(queued, t)
  /\ UNCHANGED <<ring, call, table, nodes, imus, reqs, tags>>

(* A cancelled request forgets its node, and nobody puts it. *)
CancelInFlightForgets(r) ==
  /\ BT!LockFree
  /\ reqs[r].st = "inflight" /\ BT!KindOfNode(reqs[r].node) = "pages"
  /\ reqs' = [reqs EXCEPT ![r].st = "done", ![r].res = "ECANCELED", ![r].node = 0]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags, queued>>

(* A cancelled request puts its node at once: nobody holds uring_lock. *)
CancelInFlightPuts(r) ==
  /\ BT!LockFree
  /\ reqs[r].st = "inflight" /\ BT!KindOfNode(reqs[r].node) = "pages"
  /\ reqs' = [reqs EXCEPT ![r].st = "done", ![r].res = "ECANCELED", ![r].node = 0]
  /\ nodes' = [nodes EXCEPT ![reqs[r].node].refs = @ - 1]
  /\ UNCHANGED <<ring, call, table, imus, tags, queued>>

(* A request that has ended already is cancelled all the same. *)
CancelInFlightLate(r) ==
  /\ BT!LockFree
  /\ reqs[r].st = "done"
  /\ reqs' = [reqs EXCEPT ![r].res = "ECANCELED"]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags, queued>>

(* Fairness with one part left out: what is linked, or for a worker, never completes. *)
TaskWorkIssuesNothing ==
  /\ Spec /\ WF_vars(CallSteps)
  /\ \A r \in Reqs :
       /\ SF_vars(StartTaskWork(r))
       /\ SF_vars(WorkerBegins(r))
       /\ WF_vars(\E e \in Imports : WorkerIssue(r, e))
       /\ WF_vars(\E res \in Answers : Done(r, res))

NoWorker ==
  /\ Spec /\ WF_vars(CallSteps)
  /\ \A r \in Reqs :
       /\ SF_vars(StartTaskWork(r))
       /\ SF_vars(\E g \in Opens : IssueLinked(r, g))
       /\ WF_vars(\E res \in Answers : Done(r, res))
================================================================================
