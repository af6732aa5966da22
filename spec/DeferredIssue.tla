----------------------------- MODULE DeferredIssue -----------------------------
(***************************************************************************)
(* Requests that are issued later than they are submitted, or elsewhere:   *)
(* linked ones, which wait for the request before them, and those that a   *)
(* worker thread of io-wq issues.  And cancellation, which ends a request  *)
(* that waits.                                                             *)
(*                                                                         *)
(* One rule carries the module: a request binds to the node that is in its *)
(* slot when it is ISSUED, not when it is submitted.  A queued request     *)
(* names a slot and holds nothing, so that the buffer it was meant for may *)
(* be replaced, and its tag posted, before it runs; it then uses the newer *)
(* one.  Once issued it is a request like any other, and what it holds is  *)
(* dropped by the ordinary path, also when it was cancelled.               *)
(*                                                                         *)
(* Each action of BufferTable is here under its own name; where it says    *)
(* nothing more than BT!.., queued requests do not matter to it.           *)
(*                                                                         *)
(* Left out: hard links, timeouts, drain, linked requests that a worker    *)
(* issues, and the end of the task.  What a worker does after the lookup   *)
(* is one step.                                                            *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
  Slots, Reqs, Files, Bufs, Kinds, Tagging, Fails, Ops, Bads, Refusals, Teardown,
  Reapable,   \* those of BufferTable
  Deferrals,  \* how the user defers an issue: subset of {"link", "async"}
  Cancels,    \* what the user cancels: subset of {"queued", "inflight"}
  Opens,      \* whether a descriptor is found open: subset of BOOLEAN
  Imports,    \* what an import answers: subset of {"none", "EFAULT", "EBADF", "EINVAL"}
  Answers     \* how a request in flight ends: subset of {"ok", "EIO"}

ASSUME DeferredIssueConstants ==
  /\ Deferrals \subseteq {"link", "async"} /\ Cancels \subseteq {"queued", "inflight"}
  /\ Opens \subseteq BOOLEAN
  /\ Imports \subseteq {"none", "EFAULT", "EBADF", "EINVAL"}
  /\ Answers \subseteq {"ok", "EIO"}

VARIABLES
  ring, call, table, nodes, imus, reqs, tags,   \* BufferTable
  queued      \* request that is not issued yet -> [how, slot, file, bad, behind]

btvars == <<ring, call, table, nodes, imus, reqs, tags>>
vars == <<ring, call, table, nodes, imus, reqs, tags, queued>>

BT == INSTANCE BufferTable

(* "link": waits for the request that it is behind; "task": task work will issue it;
   "worker": in the list of io-wq. *)
Ways == {"link", "task", "worker"}

TypeOK ==
  /\ BT!TypeOK
  /\ DOMAIN queued \subseteq Reqs
  /\ \A r \in DOMAIN queued :
       /\ DOMAIN queued[r] = {"how", "slot", "file", "bad", "behind"}
       /\ queued[r].how \in Ways /\ queued[r].slot \in Slots
       /\ queued[r].file \in Files /\ queued[r].bad \in Bads
       /\ queued[r].behind \in {0} \cup Reqs
       /\ queued[r].how = "link" <=> queued[r].behind # 0

Init == BT!Init /\ queued = <<>>

--------------------------------------------------------------------------------
(* Helpers. *)

Is(r, how) == r \in DOMAIN queued /\ queued[r].how = how

(* The linked request behind a request, 0 if there is none. *)
TailOf(r) ==
  LET tails == {t \in DOMAIN queued : queued[t].behind = r}
  IN IF r = 0 \/ tails = {} THEN 0 ELSE CHOOSE t \in tails : TRUE

RECURSIVE LastOf(_)
(* The last request of the chain that a request begins. *)
LastOf(r) == IF TailOf(r) = 0 THEN r ELSE LastOf(TailOf(r))

(* The request of the running call is complete, and the one behind it does not know yet. *)
MustSettle ==
  call.who \in BT!OnRequest /\ reqs[call.req].st = "complete" /\ TailOf(call.req) # 0

(* A request that a worker has looked the node up for, and not issued yet. *)
AtWorker(r) == reqs[r].st = "issuing" /\ reqs[r].node # 0 /\ ~BT!Carries(r)

(* A submitted request that is not issued: it names a slot and has nothing of it. *)
Submitted(op) == [BT!NoReq EXCEPT !.st = "issuing", !.op = op]

Queue(r, how, s, f, bad, behind) ==
  queued @@ (r :> [how |-> how, slot |-> s, file |-> f, bad |-> bad, behind |-> behind])

(* A request ends before it is issued: task work posts its CQE. *)
EndsUnissued(r, res) ==
  /\ reqs' = [reqs EXCEPT ![r].st = "done", ![r].res = res]
  /\ queued' = BT!Without(queued, r)

--------------------------------------------------------------------------------
(* Submission: the issue is put off. *)

(***************************************************************************)
(* The SQE that is being consumed has IOSQE_IO_LINK, and here is the next  *)
(* one: the whole chain is prepared before its head is issued.  Neither    *)
(* file nor node are looked up yet.                                        *)
(***************************************************************************)
\* @task io_uring/io_uring.c: io_submit_sqe, base (link)
PrepareLinked(s, op, f, bad) ==
  /\ call.who = "submit" /\ BT!FreeReqs # {}
  /\ \/ call.at = "I1"
     \/ call.at = "cqe" /\ reqs[call.req].node = 0 /\ reqs[call.req].res = "EBADF"
  /\ reqs' = [reqs EXCEPT ![BT!NextReq] = Submitted(op)]
  /\ queued' = Queue(BT!NextReq, "link", s, f, bad, LastOf(call.req))
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(***************************************************************************)
(* The SQE has IOSQE_ASYNC: the request goes to the list of io-wq without  *)
(* an attempt.  uring_lock is taken, but nothing of the table is touched.  *)
(***************************************************************************)
\* @task io_uring/io_uring.c: io_queue_iowq, base (async)
StartAsync(s, op, f, bad) ==
  /\ ring = "open" /\ BT!LockFree /\ BT!FreeReqs # {}
  /\ reqs' = [reqs EXCEPT ![BT!NextReq] = Submitted(op)]
  /\ queued' = Queue(BT!NextReq, "worker", s, f, bad, 0)
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

--------------------------------------------------------------------------------
(* Links: the request before has come to its end. *)

(***************************************************************************)
(* The request before is complete, and is about to drop its node: if it    *)
(* did all that it was asked for, task work will issue the next one,       *)
(* otherwise that one ends with -ECANCELED and never touches the table.    *)
(* `ok' may still be less than was asked for (all is FALSE), since BT does *)
(* not count bytes.  A kernel ends the whole chain here; one after the     *)
(* other comes to the same CQEs in the same order.                         *)
(***************************************************************************)
\* @tw io_uring/io_uring.c: io_queue_next, base (link)
\* @worker io_uring/io_uring.c: io_wq_free_work, base (link)
LinkSettled(t, all) ==
  /\ MustSettle /\ t = TailOf(call.req)
  /\ all => reqs[call.req].res = "ok"
  /\ IF all
     THEN /\ queued' = [queued EXCEPT ![t].how = "task", ![t].behind = 0]
          /\ UNCHANGED reqs
     ELSE EndsUnissued(t, "ECANCELED")
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(***************************************************************************)
(* Task work takes uring_lock and issues a linked request.  Its file is    *)
(* looked up now; with an open one it goes on at I1 like a submission.     *)
(***************************************************************************)
\* @tw io_uring/io_uring.c: io_req_task_submit, base (link)
IssueLinked(t, gotFile) ==
  /\ BT!LockFree /\ Is(t, "task")
  /\ call' = BT!Submission("tasksubmit", queued[t].slot, queued[t].bad, t, gotFile)
  /\ reqs' = [reqs EXCEPT ![t].file = IF gotFile THEN queued[t].file ELSE 0,
                          ![t].res = IF gotFile THEN "none" ELSE "EBADF"]
  /\ queued' = BT!Without(queued, t)
  /\ UNCHANGED <<ring, table, nodes, imus, tags>>

--------------------------------------------------------------------------------
(* A worker thread: it holds uring_lock for the lookup alone. *)

(* The worker finds the descriptor closed. *)
\* @worker io_uring/io_uring.c: io_wq_submit_work, io_assign_file, base (async)
WorkerFindsNoFile(r) ==
  /\ Is(r, "worker")
  /\ EndsUnissued(r, "EBADF")
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(***************************************************************************)
(* The worker takes uring_lock, takes a reference of the node that is in   *)
(* the slot now, or finds none, and gives the lock back: one step, as      *)
(* nobody can see the middle.  Which of several requests is first, and in  *)
(* which order workers end them, is not said: whoever compares with a      *)
(* kernel compares their completions as a set.                             *)
(***************************************************************************)
\* @worker io_uring/rsrc.c: io_find_buf_node, base (I1)
WorkerLookup(r) ==
  /\ BT!LockFree /\ Is(r, "worker")
  /\ LET n == BT!NodeAt(queued[r].slot) IN
       IF n = 0
       THEN EndsUnissued(r, "EFAULT") /\ UNCHANGED nodes
       ELSE /\ nodes' = [nodes EXCEPT ![n].refs = @ + 1]
            /\ reqs' = [reqs EXCEPT ![r].node = n, ![r].tag = nodes[n].tag,
                                    ![r].file = queued[r].file]
            /\ queued' = BT!Without(queued, r)
  /\ UNCHANGED <<ring, call, table, imus, tags>>

(***************************************************************************)
(* The worker imports the range and issues, without uring_lock: whoever    *)
(* holds it may replace the slot meanwhile.  A request that fails keeps    *)
(* its node until task work drops it.                                      *)
(***************************************************************************)
\* @worker io_uring/io_uring.c: io_wq_submit_work, base (I2-I9, D1)
WorkerIssue(r, e) ==
  /\ AtWorker(r)
  /\ reqs' = [reqs EXCEPT ![r].st = IF e = "none" THEN "inflight" ELSE "done", ![r].res = e]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags, queued>>

--------------------------------------------------------------------------------
(* Cancellation, by a request or by a call. *)

(* A request that no worker has begun is taken off the list of io-wq. *)
\* @task io_uring/cancel.c: io_async_cancel_one, base (cancel)
CancelQueued(r) ==
  /\ BT!LockFree /\ Is(r, "worker")
  /\ EndsUnissued(r, "ECANCELED")
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(***************************************************************************)
(* A linked request that is not issued yet is in no list that is searched: *)
(* the cancellation returns -ENOENT, and nothing changes.                  *)
(***************************************************************************)
\* @task io_uring/cancel.c: io_try_cancel, base (cancel)
CancelNotFound(r) ==
  /\ BT!LockFree
  /\ Is(r, "link") \/ Is(r, "task")
  /\ UNCHANGED vars

(***************************************************************************)
(* A request that waits, as on a pipe, ends with -ECANCELED and holds its  *)
(* node until task work drops it.  One that the device has is not found:   *)
(* a dma-buf's requests never wait elsewhere.                              *)
(***************************************************************************)
\* @task io_uring/poll.c: io_poll_cancel, base (cancel)
CancelInFlight(r) ==
  /\ BT!LockFree
  /\ reqs[r].st = "inflight" /\ BT!KindOfNode(reqs[r].node) = "pages"
  /\ BT!Done(r, "ECANCELED")
  /\ UNCHANGED queued

--------------------------------------------------------------------------------
(* The steps of the table. *)

(* A request that is complete tells the one behind it before it drops its node. *)
\* @task io_uring/rsrc.h: io_put_rsrc_node, base (U1)
\* @task io_uring/rsrc.h: io_reset_rsrc_node, base (R24) if call.who = "update"
PutNode == BT!PutNode /\ ~MustSettle /\ UNCHANGED queued

(* The same for a request that has no node. *)
\* @task io_uring/register.c: io_uring_register, base (R25)
\* @task io_uring/io_uring.c: io_uring_enter, base if call.who = "submit"
\* @tw io_uring/io_uring.c: ctx_flush_and_put, base if call.who \in {"taskwork", "tasksubmit"}
\* @task io_uring/io_uring.c: io_ring_ctx_free, base if call.who = "exit"
Return == BT!Return /\ ~MustSettle /\ UNCHANGED queued

\* @task io_uring/rsrc.c: io_register_rsrc, base (table)
RegisterSparse == BT!RegisterSparse /\ UNCHANGED queued

\* @task io_uring/rsrc.c: io_register_rsrc_update, __io_sqe_buffers_update, patch 07 (R1-R5)
\* @task io_uring/rsrc.c: __io_register_rsrc_update, base (R2)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R7)
UpdateRefused(e) == BT!UpdateRefused(e) /\ UNCHANGED queued

(* Whether the user makes one more registration; models bound it. *)
MayRegister == TRUE

\* @task io_uring/rsrc.c: __io_sqe_buffers_update, patch 07 (R2-R5)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, io_register_dmabuf, patch 10 (R6-R7)
StartUpdate(s, kind, f, b, tagged, fail) ==
  BT!StartUpdate(s, kind, f, b, tagged, fail) /\ MayRegister /\ UNCHANGED queued

\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8-R18)
Advance(stage) == BT!Advance(stage) /\ UNCHANGED queued

\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8)
SetRegbuf(rb) == BT!SetRegbuf(rb) /\ UNCHANGED queued

\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8-R20)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, base (R19-R20) if call.kind = "pages"
Fail == BT!Fail /\ UNCHANGED queued

\* @task io_uring/rsrc.c: io_rsrc_node_alloc, base (R19)
AllocNode == BT!AllocNode /\ UNCHANGED queued

\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R20-R22)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, io_alloc_imu, base (R20-R22) if call.kind = "pages"
AllocImu == BT!AllocImu /\ UNCHANGED queued

\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8-R20)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, base (R19-R20) if call.kind = "pages"
Unwound == BT!Unwound /\ UNCHANGED queued

\* @task io_uring/rsrc.c: __io_sqe_buffers_update, base (R23-R24)
TakeSlot == BT!TakeSlot /\ UNCHANGED queued

\* @task io_uring/rsrc.c: __io_sqe_buffers_update, base (R24-R25)
StoreNode == BT!StoreNode /\ UNCHANGED queued

\* @task io_uring/rsrc.c: io_sqe_buffers_unregister, base (U1)
StartUnregister == BT!StartUnregister /\ UNCHANGED queued

\* @user io_uring/io_uring.c: io_uring_release, io_ring_ctx_wait_and_kill, base (U1)
CloseRing == BT!CloseRing /\ UNCHANGED queued

\* @task io_uring/rsrc.c: io_rsrc_data_free, base (U1)
ClearSlot == BT!ClearSlot /\ UNCHANGED queued

\* @task io_uring/rsrc.c: io_free_rsrc_node, base (U2)
PostTag == BT!PostTag /\ UNCHANGED queued

\* @task io_uring/rsrc.c: io_buffer_unmap, io_free_imu, io_free_rsrc_node, base (U10)
Released == BT!Released /\ UNCHANGED queued

\* @task io_uring/io_uring.c: io_submit_sqe, io_issue_sqe, io_assign_file, base (I1)
StartSubmit(s, op, f, bad, gotFile) ==
  BT!StartSubmit(s, op, f, bad, gotFile) /\ UNCHANGED queued

\* @task io_uring/rsrc.c: io_find_buf_node, base (I1)
LookupNode == BT!LookupNode /\ UNCHANGED queued

\* @task io_uring/rsrc.c: io_import_fixed, io_import_dmabuf, patch 11 (I2-I8)
\* @task io_uring/rw.c: io_init_rw_fixed, patch 12 (I9)
\* @task block/fops.c: blkdev_read_iter, blkdev_write_iter, blkdev_direct_IO, base (D1-D2)
\* @task io_uring/rsrc.c: io_import_fixed, base (I2) if imus[nodes[reqs[call.req].node].imu].kind = "pages"
CheckImport(e) == BT!CheckImport(e) /\ UNCHANGED queued

\* @task io_uring/rw.c: io_read_fixed, base (D1) if reqs[call.req].op = "READ_FIXED"
\* @task io_uring/rw.c: io_write_fixed, base (D1) if reqs[call.req].op = "WRITE_FIXED"
IssueOrdinary == BT!IssueOrdinary /\ UNCHANGED queued

\* @task block/blk-mq.c: blk_mq_submit_bio, base (B5)
Dispatched == BT!Dispatched /\ UNCHANGED queued

\* @task io_uring/rw.c: io_read_fixed, base (N13) if reqs[call.req].op = "READ_FIXED"
\* @task io_uring/rw.c: io_write_fixed, base (N13) if reqs[call.req].op = "WRITE_FIXED"
IssueReturns == BT!IssueReturns /\ UNCHANGED queued

\* @irq io_uring/rw.c: io_complete_rw, base (C3-C5)
Done(r, res) == BT!Done(r, res) /\ UNCHANGED queued

\* @tw io_uring/rw.c: io_req_rw_complete, base (C6)
\* @tw io_uring/io_uring.c: io_handle_tw_list, base (C6)
StartTaskWork(r) == BT!StartTaskWork(r) /\ UNCHANGED queued

\* @tw io_uring/io_uring.h: io_fill_cqe_req, base (C6)
\* @tw io_uring/io_uring.c: __io_submit_flush_completions, base (C6)
PostCqe == BT!PostCqe /\ UNCHANGED queued

\* @tw io_uring/io_uring.c: io_free_batch_list, base (C6)
FreeReq == BT!FreeReq /\ UNCHANGED queued

\* @user liburing: io_uring_cqe_seen, base (CQE)
ReapCqe(r) == BT!ReapCqe(r) /\ UNCHANGED queued

--------------------------------------------------------------------------------
Next ==
  \/ \E s \in Slots, op \in Ops, f \in Files, bad \in Bads :
       \/ \E d \in Deferrals \cap {"link"} : PrepareLinked(s, op, f, bad)
       \/ \E d \in Deferrals \cap {"async"} : StartAsync(s, op, f, bad)
  \/ \E t \in Reqs, all \in BOOLEAN : LinkSettled(t, all)
  \/ \E t \in Reqs, g \in Opens : IssueLinked(t, g)
  \/ \E r \in Reqs, g \in Opens \cap {TRUE} : WorkerLookup(r)
  \/ \E r \in Reqs, g \in Opens \cap {FALSE} : WorkerFindsNoFile(r)
  \/ \E r \in Reqs, e \in Imports : WorkerIssue(r, e)
  \/ \E r \in Reqs, c \in Cancels \cap {"queued"} : CancelQueued(r) \/ CancelNotFound(r)
  \/ \E r \in Reqs, c \in Cancels \cap {"inflight"} : CancelInFlight(r)
  \/ PutNode \/ Return
  \/ RegisterSparse
  \/ \E e \in Refusals : UpdateRefused(e)
  \/ \E s \in Slots, t \in Tagging, x \in Fails :
       \/ \E k \in Kinds \cap {"dmabuf"}, f \in Files, b \in Bufs : StartUpdate(s, k, f, b, t, x)
       \/ \E k \in Kinds \ {"dmabuf"}, f \in {0}, b \in {0} : StartUpdate(s, k, f, b, t, x)
  \/ \E g \in {"R9", "R10", "R11", "R12", "R13", "R14", "R14m", "R16", "R17"} : Advance(g)
  \/ \E rb \in 1 .. Cardinality(Slots) + Cardinality(Reqs) + 1 : SetRegbuf(rb)
  \/ Fail
  \/ AllocNode \/ AllocImu \/ Unwound \/ TakeSlot \/ StoreNode
  \/ StartUnregister \/ CloseRing \/ ClearSlot
  \/ PostTag \/ Released
  \/ \E s \in Slots, op \in Ops, f \in Files, bad \in Bads, g \in Opens :
       StartSubmit(s, op, f, bad, g)
  \/ LookupNode
  \/ \E e \in Imports : CheckImport(e)
  \/ IssueOrdinary \/ Dispatched \/ IssueReturns
  \/ \E r \in Reqs, res \in Answers : Done(r, res)
  \/ \E r \in Reqs : StartTaskWork(r)
  \/ PostCqe \/ FreeReq
  \/ \E r \in Reapable : ReapCqe(r)

Spec == Init /\ [][Next]_vars

(***************************************************************************)
(* Fairness, action by action.  Nothing is demanded of the user, neither a *)
(* submission, nor a registration, nor a cancellation.                     *)
(***************************************************************************)

(* Weak: `call' changes by the call's own steps alone, so that each stays enabled until it is taken. *)
FairCalls ==
  /\ WF_vars(PutNode) /\ WF_vars(Return) /\ WF_vars(PostTag) /\ WF_vars(Released)
  /\ \A t \in Reqs : WF_vars(\E all \in BOOLEAN : LinkSettled(t, all))  \* whichever way it went
  /\ \A g \in {"R9", "R10", "R11", "R12", "R13", "R14", "R14m", "R16", "R17"} : WF_vars(Advance(g))
  /\ WF_vars(\E rb \in 1 .. Cardinality(Slots) + Cardinality(Reqs) + 1 : SetRegbuf(rb))
  /\ WF_vars(Fail) /\ WF_vars(AllocNode) /\ WF_vars(AllocImu) /\ WF_vars(Unwound)
  /\ WF_vars(TakeSlot) /\ WF_vars(StoreNode) /\ WF_vars(ClearSlot)
  /\ WF_vars(LookupNode) /\ WF_vars(\E e \in Imports : CheckImport(e))
  /\ WF_vars(IssueOrdinary) /\ WF_vars(Dispatched) /\ WF_vars(IssueReturns)
  /\ WF_vars(PostCqe) /\ WF_vars(FreeReq)

(* Strong: task work waits for uring_lock, a fair lock that others take and free again and again. *)
FairTaskWork == \A r \in Reqs : SF_vars(StartTaskWork(r))
FairLinks == \A r \in Reqs : SF_vars(\E g \in Opens : IssueLinked(r, g))

(* A worker begins with a request: it finds the file or not. *)
WorkerBegins(r) ==
  \/ \E g \in Opens \cap {TRUE} : WorkerLookup(r)
  \/ \E g \in Opens \cap {FALSE} : WorkerFindsNoFile(r)

(* Strong: a worker waits for the same lock; then, weakly, it goes on without one. *)
FairWorkers ==
  \A r \in Reqs : SF_vars(WorkerBegins(r)) /\ WF_vars(\E e \in Imports : WorkerIssue(r, e))

(* Weak: the other end of a file answers, in whichever way. *)
FairAnswers == \A r \in Reqs : WF_vars(\E res \in Answers : Done(r, res))

Fairness == FairCalls /\ FairTaskWork /\ FairLinks /\ FairWorkers /\ FairAnswers

FairSpec == Spec /\ Fairness

--------------------------------------------------------------------------------
(* Laws.  Those of BufferTable that speak of states hold here as they are: BT!... *)

(* What is queued holds nothing: no node, no file, and no tag waits for it. *)
QueuedHoldsNothing ==
  \A r \in DOMAIN queued : reqs[r] = Submitted(reqs[r].op)

(* A submitted request is in somebody's hands: the call's, a queue's or a worker's. *)
NobodyForgotten ==
  \A r \in Reqs : reqs[r].st = "issuing" => BT!Carries(r) \/ r \in DOMAIN queued \/ AtWorker(r)

(* A linked request is behind one that has no CQE yet, or got it just now; alone and not in a circle. *)
LinkedBehindLive ==
  \A t \in DOMAIN queued :
    LET head == queued[t].behind IN
    head # 0 =>
      /\ reqs[head].st # "free" /\ (reqs[head].cqes = 0 \/ BT!Carries(head))
      /\ \A u \in DOMAIN queued : queued[u].behind = head => u = t
      /\ LastOf(t) # head

(***************************************************************************)
(* The point of the module.  Whoever gets a node gets it while it is being *)
(* issued, and it is the one that is in its slot at this moment; a worker  *)
(* waits until nobody holds uring_lock.                                    *)
(***************************************************************************)
SlotNamedBy(r) == IF r \in DOMAIN queued THEN queued[r].slot ELSE call.slot

BindsAtIssue ==
  [][\A r \in Reqs : reqs[r].node = 0 /\ reqs'[r].node # 0 =>
       /\ reqs[r].st = "issuing" /\ (r \in DOMAIN queued => BT!LockFree)
       /\ reqs'[r].node = BT!NodeAt(SlotNamedBy(r))]_vars

(* A linked request moves on after the CQE of the one before it, and is issued only after a success. *)
TailAfterHead ==
  [][\A t \in DOMAIN queued :
       Is(t, "link") /\ ~(t \in DOMAIN queued' /\ queued'[t].how = "link") =>
         LET head == queued[t].behind IN
         /\ reqs[head].cqes = 1
         /\ t \in DOMAIN queued' => reqs[head].res = "ok"]_vars

(* Only what has not begun, or waits, is cancelled: never what task work or the user has. *)
CancelledInTime ==
  [][\A r \in Reqs : reqs'[r].res = "ECANCELED" /\ reqs[r].res # "ECANCELED" =>
       r \in DOMAIN queued \/ reqs[r].st = "inflight"]_vars

(* The lock matrix of BufferTable, where a worker's lookup takes and gives the lock in one step. *)
LockCoversTable ==
  [][(nodes' # nodes \/ imus' # imus \/ tags' # tags)
       => call.who # "none" \/ call'.who # "none" \/ \E r \in Reqs : WorkerLookup(r)]_vars

(* Liveness: whatever was put off is completed in the end. *)
QueuedCompletes ==
  \A r \in Reqs : (r \in DOMAIN queued) ~> (reqs[r].st \in {"complete", "free"})
================================================================================
