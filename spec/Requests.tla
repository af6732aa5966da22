------------------------------- MODULE Requests --------------------------------
(***************************************************************************)
(* A request from its SQE to its CQE, and rings as a whole, in an          *)
(* environment that chooses every outcome.                                 *)
(*                                                                         *)
(* One rule carries the design: a request binds to the node that is in its *)
(* slot when it is ISSUED, not when it is submitted: until then it names a *)
(* slot and holds nothing, so that the buffer it was meant for may be      *)
(* replaced, and its tag posted, before it runs; it then uses the newer    *)
(* one.  What was issued and refused for want of a tag keeps its node: the *)
(* worker that issues it again does not look.                              *)
(***************************************************************************)
EXTENDS Rsrc, IoWq

--------------------------------------------------------------------------------
(***************************************************************************)
(* A request.  Its life: an SQE is consumed.  The submitter issues it at   *)
(* once, under uring_lock (st is "issuing", and the call is on it); or the *)
(* issue is put off (it is in `queued'): a linked request waits for the    *)
(* one that it is behind, and then for task work, which issues it like a   *)
(* submission; one of io-wq waits for a worker thread, which holds         *)
(* uring_lock for the lookup alone.  Whoever issues it looks up its file,  *)
(* takes a reference of the node that is in the slot now, imports the      *)
(* range, and hands it on ("inflight").  It ends by interrupt, by an       *)
(* error before or a cancellation meanwhile ("done"); task work takes      *)
(* uring_lock, posts the CQE ("complete"), gives the file back, tells the  *)
(* linked request behind it, and drops the node.                           *)
(***************************************************************************)

--------------------------------------------------------------------------------
(* Submission, and inline issue under uring_lock. *)

(***************************************************************************)
(* An SQE is consumed.  A closed target descriptor (gotFile FALSE) fails   *)
(* the request with -EBADF before anything is imported.                    *)
(***************************************************************************)
\* @task io_uring/io_uring.c: io_submit_sqe, io_issue_sqe, io_assign_file, base (I1)
StartSubmit(ctx, r, s, op, f, off, len, gotFile) ==
  /\ ring[ctx] = "open" /\ MayEnter(ctx) /\ r \in FreeReqs(ctx) /\ MayTakeReq(ctx, r)
  /\ reqs' = [reqs EXCEPT ![ctx][r] =
                IF gotFile THEN [Submitted(op, off, len) EXCEPT !.file = f]
                ELSE Over(Submitted(op, off, len), "EBADF")]
  /\ call' = [call EXCEPT ![ctx] = Submission("submit", s, r, gotFile)]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>

(* I1: the request takes a reference of the node in the slot, or fails with -EFAULT. *)
\* @task io_uring/rsrc.c: io_find_buf_node, base (I1)
LookupNode(ctx) ==
  /\ call[ctx].at = "I1"
  /\ LET n == NodeAt(ctx, call[ctx].slot) IN
       IF n = 0
       THEN /\ reqs' = [reqs EXCEPT ![ctx][call[ctx].req] = Over(@, "EFAULT")]
            /\ call' = [call EXCEPT ![ctx].at = "cqe"]
            /\ UNCHANGED nodes
       ELSE /\ nodes' = [nodes EXCEPT ![ctx][n].refs = @ + 1]
            /\ reqs' = [reqs EXCEPT ![ctx][call[ctx].req].node = n,
                                    ![ctx][call[ctx].req].tag = nodes[ctx][n].tag]
            /\ call' = [call EXCEPT ![ctx].at = "I2"]
  /\ UNCHANGED <<ring, table, imus, tags, queued>>

(***************************************************************************)
(* I2-I9 and D2: the range is accepted, or the request fails holding its   *)
(* node.  What the import refuses (-EFAULT, -EBADF) is completed in the    *)
(* submission itself.  What the file refuses (-EINVAL) is so for a read;   *)
(* a write ends as if the device had answered, by task work, also where    *)
(* the disk has no sectors any more (-ENOSPC); a read then comes back with *)
(* 0 bytes (EOF).  Of a file that is not O_DIRECT the page cache, which has*)
(* the pages here, serves a read at once, and a write not before a worker  *)
(* asks, who may wait: with RWF_NOWAIT not at all.                         *)
(***************************************************************************)
\* @task io_uring/rsrc.c: io_import_fixed, io_import_dmabuf, patch 11 (I2-I8)
\* @task io_uring/rw.c: io_init_rw_fixed, patch 12 (I9)
\* @task block/fops.c: blkdev_read_iter, blkdev_write_iter, blkdev_direct_IO, base (D1-D2)
\* @task io_uring/rsrc.c: io_import_reg_vec, base (I2) if reqs[ctx][call[ctx].req].op \in {"READV_FIXED", "WRITEV_FIXED"}
\* @task io_uring/rsrc.c: io_import_fixed, base (I2) if imus[nodes[ctx][reqs[ctx][call[ctx].req].node].imu].kind = "pages"
\* @task io_uring/rw.c: kiocb_done, base (D2) if reqs[ctx][call[ctx].req].op \in {"WRITE_FIXED", "WRITEV_FIXED"}
CheckImport(ctx, e) ==
  /\ call[ctx].at = "I2"
  /\ FileAnswers(ctx, call[ctx].req, e)
  /\ LET r == call[ctx].req IN
     CASE e \in {"EINVAL", "ENOSPC"} /\ Writes(reqs[ctx][r].op) ->
            /\ reqs' = [reqs EXCEPT ![ctx][r] = Ended(@, e)]
            /\ call' = [call EXCEPT ![ctx].at = "return"]
            /\ UNCHANGED queued
       [] e = "cached" /\ MayWaitForCache(ctx, r) /\ ~MayBePutOff(r) ->
            /\ reqs' = [reqs EXCEPT ![ctx][r] = Ended(@, "EAGAIN")]
            /\ call' = [call EXCEPT ![ctx].at = "return"]
            /\ UNCHANGED queued
       [] e = "cached" /\ MayWaitForCache(ctx, r) /\ MayBePutOff(r) ->
            /\ queued' = [queued EXCEPT ![ctx] =
                           Queue(ctx, r, "punted", call[ctx].slot, reqs[ctx][r].file, 0)]
            /\ call' = [call EXCEPT ![ctx].at = "return"]
            /\ UNCHANGED reqs
       [] OTHER ->
            /\ reqs' = [reqs EXCEPT ![ctx][r] = IF e = "none" THEN Accepted(@) ELSE Over(@, ToldOf(e))]
            /\ call' = [call EXCEPT ![ctx].at =
                          IF e # "none" THEN "cqe" ELSE IF Polls(ctx, r) THEN "ordinary" ELSE "B5"]
            /\ UNCHANGED queued
  /\ UNCHANGED <<ring, table, nodes, imus, tags>>

(***************************************************************************)
(* A request on ordinary pages of a pollable file waits for the file's     *)
(* other end.                                                              *)
(***************************************************************************)
\* @task io_uring/rw.c: io_read_fixed, base (D1) if reqs[ctx][call[ctx].req].op = "READ_FIXED"
\* @task io_uring/rw.c: io_write_fixed, base (D1) if reqs[ctx][call[ctx].req].op = "WRITE_FIXED"
IssueOrdinary(ctx) ==
  /\ call[ctx].at = "ordinary"
  /\ reqs' = [reqs EXCEPT ![ctx][call[ctx].req] = Polling(@)]
  /\ call' = [call EXCEPT ![ctx].at = "return"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>

(***************************************************************************)
(* B5: the block layer has a request for a part of it, whose end comes by  *)
(* interrupt; with the last part the submission is over.                   *)
(***************************************************************************)
\* @task block/blk-mq.c: blk_mq_submit_bio, base (B5)
Dispatched(ctx) ==
  /\ call[ctx].at = "B5"
  /\ reqs' = [reqs EXCEPT ![ctx][call[ctx].req] = HandedOn(@)]
  /\ IF reqs[ctx][call[ctx].req].left = 1
     THEN call' = [call EXCEPT ![ctx].at = "issue"]
     ELSE UNCHANGED call
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>

(* Where a request goes whose inline issue is refused: task work finds out.  A kernel alternative. *)
WhereRefused == "again"

(***************************************************************************)
(* B4, B5: it has more than one part, or no tag is free, and an inline     *)
(* issue does not wait (REQ_NOWAIT): the bio ends with -EAGAIN in the      *)
(* submission itself.  No CQE: the request keeps node and file, and task   *)
(* work will find out that it is to be issued again.  With RWF_NOWAIT that *)
(* is its result: it is not issued again, and task work completes it.      *)
(***************************************************************************)
\* @task block/blk-mq.c: blk_mq_submit_bio, base (B5)
\* @task io_uring/rw.c: io_complete_rw, io_rw_should_reissue, base (C5)
Refused(ctx) ==
  /\ call[ctx].at = "B5"
  /\ LET r == call[ctx].req IN
       IF MayBePutOff(r)
       THEN /\ queued' = [queued EXCEPT ![ctx] =
                           Queue(ctx, r, WhereRefused, call[ctx].slot, reqs[ctx][r].file, 0)]
            /\ UNCHANGED reqs
       ELSE /\ reqs' = [reqs EXCEPT ![ctx][r] = Ended(@, "EAGAIN")]
            /\ UNCHANGED queued
  /\ call' = [call EXCEPT ![ctx].at = "return"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags>>

(* B5: the disk is dead, for which an inline issue does not wait either: the bio ends with EIO, which is
   not tried again, and task work completes the request. *)
\* @task block/blk-core.c: __bio_queue_enter, base (B5)
\* @task io_uring/rw.c: io_complete_rw, base (C5)
InlineNotEntered(ctx) ==
  /\ call[ctx].at = "B5"
  /\ reqs' = [reqs EXCEPT ![ctx][call[ctx].req] = NotEntered(@)]
  /\ call' = [call EXCEPT ![ctx].at = "return"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>

(* The submitter has queued the command, or left it to kblockd, and goes on. *)
\* @task io_uring/rw.c: io_read_fixed, base (N13) if reqs[ctx][call[ctx].req].op = "READ_FIXED"
\* @task io_uring/rw.c: io_write_fixed, base (N13) if reqs[ctx][call[ctx].req].op = "WRITE_FIXED"
\* @task io_uring/rw.c: io_read, base (N13) if reqs[ctx][call[ctx].req].op = "READV_FIXED"
\* @task io_uring/rw.c: io_write, base (N13) if reqs[ctx][call[ctx].req].op = "WRITEV_FIXED"
IssueReturns(ctx) ==
  /\ call[ctx].at = "issue"
  /\ call' = [call EXCEPT ![ctx].at = "return"]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags, queued>>

--------------------------------------------------------------------------------
(* Submission: the issue is put off. *)

(***************************************************************************)
(* The SQE that was consumed last has IOSQE_IO_LINK, or IOSQE_IO_HARDLINK, *)
(* and here is the next one: the whole chain is prepared before its head   *)
(* is issued.  Neither file nor node are looked up yet.                    *)
(***************************************************************************)
\* @task io_uring/io_uring.c: io_submit_sqe, base (link)
PrepareLinked(ctx, r, s, op, f, off, len, how) ==
  /\ call[ctx].who = "submit" /\ r \in FreeReqs(ctx) /\ MayTakeReq(ctx, r)
  /\ \/ call[ctx].at = "I1"
     \/ call[ctx].at = "cqe" /\ reqs[ctx][call[ctx].req].node = 0 /\ reqs[ctx][call[ctx].req].res = "EBADF"
  /\ reqs' = [reqs EXCEPT ![ctx][r] = Submitted(op, off, len)]
  /\ queued' = [queued EXCEPT ![ctx] = Queue(ctx, r, how, s, f, LastOf(ctx, call[ctx].req))]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(***************************************************************************)
(* The SQE has IOSQE_ASYNC: the request goes to the list of io-wq without  *)
(* an attempt.  uring_lock is taken, but nothing of the table is touched.  *)
(***************************************************************************)
\* @task io_uring/io_uring.c: io_queue_iowq, base (async)
StartAsync(ctx, r, s, op, f, off, len) ==
  /\ ring[ctx] = "open" /\ MayEnter(ctx) /\ r \in FreeReqs(ctx) /\ MayTakeReq(ctx, r)
  /\ reqs' = [reqs EXCEPT ![ctx][r] = Submitted(op, off, len)]
  /\ queued' = [queued EXCEPT ![ctx] = Queue(ctx, r, "worker", s, f, 0)]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

--------------------------------------------------------------------------------
(* The end of a request: interrupt, task work, and the user. *)

(***************************************************************************)
(* C3, C5: a part has ended.  With the last one the result is stored and   *)
(* task work queued; no lock is needed.  What waits in poll on a dying     *)
(* ring has no answer any more: task work does not ask the file (what has  *)
(* had its answer before keeps it here, and there may not).                *)
(***************************************************************************)
\* @irq block/bio.c: bio_endio, base (C3)
\* @irq io_uring/rw.c: io_complete_rw, base (C5) if reqs[ctx][r].out = 1
PartEnds(ctx, r, res) ==
  /\ reqs[ctx][r].out > 0 /\ ~(IsDying(ctx) /\ Polls(ctx, r))
  /\ reqs' = [reqs EXCEPT ![ctx][r] = PartOver(@, res)]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags, queued>>

(***************************************************************************)
(* C6: task work takes uring_lock to complete one request.  A kernel that  *)
(* finds several ended completes them in one batch: all their CQEs, then   *)
(* the drops of their nodes.  Which of several is first, and whether a tag *)
(* comes between two of them, is not said here: only that each tag comes   *)
(* after the CQE of every request that used its buffer.                    *)
(***************************************************************************)
\* @tw io_uring/rw.c: io_req_rw_complete, base (C6)
\* @tw io_uring/io_uring.c: io_handle_tw_list, base (C6)
StartTaskWork(ctx, r) ==
  /\ MayEnter(ctx) /\ reqs[ctx][r].st = "done"
  /\ call' = [call EXCEPT ![ctx] = [who |-> "taskwork", at |-> "cqe", req |-> r, old |-> 0]]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags, queued>>

(* The CQE of the request. *)
\* @tw io_uring/io_uring.h: io_fill_cqe_req, base (C6)
\* @tw io_uring/io_uring.c: __io_submit_flush_completions, base (C6)
PostCqe(ctx) ==
  /\ call[ctx].at = "cqe"
  /\ reqs' = [reqs EXCEPT ![ctx][call[ctx].req].cqes = @ + 1]
  /\ call' = [call EXCEPT ![ctx].at = "free"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>

(* A worker still has a reference of the request: task work drops its own and leaves the rest. *)
\* @tw io_uring/io_uring.c: io_free_batch_list, base (worker)
LeaveReq(ctx) ==
  /\ call[ctx].at = "free" /\ HeldByWorker(ctx, call[ctx].req)
  /\ reqs' = [reqs EXCEPT ![ctx][call[ctx].req].st = "posted"]
  /\ call' = [call EXCEPT ![ctx].at = "return"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>

(* The worker was the last to have the request: task work frees it, and posts no second CQE. *)
\* @tw io_uring/io_uring.c: io_req_task_complete, io_handle_tw_list, base (worker)
StartFreeing(ctx, r) ==
  /\ MayEnter(ctx) /\ reqs[ctx][r].st = "unheld"
  /\ call' = [call EXCEPT ![ctx] = [who |-> "taskwork", at |-> "free", req |-> r, old |-> 0]]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags, queued>>

(* The request gives back its file (with DmabufMapping) and goes on to drop its node. *)
\* @tw io_uring/io_uring.c: io_free_batch_list, base (C6)
FreeReq(ctx) ==
  /\ call[ctx].at = "free" /\ ~HeldByWorker(ctx, call[ctx].req)
  /\ reqs' = [reqs EXCEPT ![ctx][call[ctx].req] =
                [@ EXCEPT !.st = "complete", !.file = 0, !.node = 0]]
  /\ call' = [call EXCEPT ![ctx].old = reqs[ctx][call[ctx].req].node,
                          ![ctx].at = IF reqs[ctx][call[ctx].req].node = 0 THEN "return" ELSE "put"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>

(* The user consumes the CQE; the request object may be used again.  A kernel uses it again before
   that; nobody but the user looks at the CQE, and what begins next takes uring_lock. *)
\* @user liburing: io_uring_cqe_seen, base (CQE)
ReapCqe(ctx, r) ==
  /\ reqs[ctx][r].st = "complete" /\ ~Carries(ctx, r)
  /\ reqs' = [reqs EXCEPT ![ctx][r] = NoReq]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags, queued>>

--------------------------------------------------------------------------------
(* Links: the request before has come to its end. *)

(***************************************************************************)
(* The request before is complete, and is about to drop its node: if it    *)
(* did all that it was asked for, or the link is hard, task work will      *)
(* issue the next one, otherwise that one ends with -ECANCELED and never   *)
(* touches the table.  `ok' may still be less than was asked for (all is   *)
(* FALSE), since bytes are not counted here.  A kernel ends the whole      *)
(* chain at once, with whatever links it has; one after the other comes to *)
(* the same CQEs in the same order.                                        *)
(***************************************************************************)
\* @tw io_uring/io_uring.c: io_queue_next, base (link)
\* @tw io_uring/timeout.c: io_disarm_next, io_fail_links, base (link)
LinkSettled(ctx, t, all) ==
  /\ MustSettle(ctx) /\ t = TailOf(ctx, call[ctx].req)
  /\ all => reqs[ctx][call[ctx].req].res = "ok"
  /\ IF GoesOn(ctx, t, all)
     THEN /\ queued' = [queued EXCEPT ![ctx][t].how = "task", ![ctx][t].behind = 0]
          /\ UNCHANGED reqs
     ELSE /\ queued' = [queued EXCEPT ![ctx] = Without(Severed(ctx, t), t)]
          /\ reqs' = [reqs EXCEPT ![ctx][t] = Ended(@, "ECANCELED")]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(***************************************************************************)
(* Task work takes uring_lock and issues a linked request.  Its file is    *)
(* looked up now; with an open one it goes on at I1 like a submission.     *)
(***************************************************************************)
\* @tw io_uring/io_uring.c: io_req_task_submit, base (link)
IssueLinked(ctx, t, gotFile) ==
  /\ MayEnter(ctx) /\ Is(ctx, t, "task") /\ ~IsDying(ctx)
  /\ call' = [call EXCEPT ![ctx] = Submission("tasksubmit", queued[ctx][t].slot, t, gotFile)]
  /\ reqs' = [reqs EXCEPT ![ctx][t] =
                IF gotFile THEN [@ EXCEPT !.file = queued[ctx][t].file] ELSE Over(@, "EBADF")]
  /\ queued' = [queued EXCEPT ![ctx] = Without(@, t)]
  /\ UNCHANGED <<ring, table, nodes, imus, tags>>

--------------------------------------------------------------------------------
(* Cancellation, by a request or by a call. *)

(* A request that no worker has begun is taken off the list of io-wq. *)
\* @task io_uring/cancel.c: io_async_cancel_one, base (cancel)
CancelQueued(ctx, r) ==
  /\ ring[ctx] = "open" /\ MayEnter(ctx)
  /\ Is(ctx, r, "worker") \/ Is(ctx, r, "punted")
  /\ EndsUnissued(ctx, r, "ECANCELED")
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(***************************************************************************)
(* A linked request that is not issued yet is in no list that is searched, *)
(* and neither is one that was refused and waits for task work: the        *)
(* cancellation returns -ENOENT, and nothing changes.                      *)
(***************************************************************************)
\* @task io_uring/cancel.c: io_try_cancel, base (cancel)
CancelNotFound(ctx, r) ==
  /\ ring[ctx] = "open" /\ MayEnter(ctx)
  /\ IsBehind(ctx, r) \/ Is(ctx, r, "task") \/ Is(ctx, r, "again")
  /\ UNCHANGED btvars

(***************************************************************************)
(* A request that waits, as on a pipe, ends with -ECANCELED and holds its  *)
(* node until task work drops it.  One that the device has is not found.   *)
(***************************************************************************)
\* @task io_uring/poll.c: io_poll_cancel, base (cancel)
CancelInFlight(ctx, r) ==
  /\ ring[ctx] = "open" /\ MayEnter(ctx)
  /\ reqs[ctx][r].st = "inflight" /\ Polls(ctx, r)
  /\ PartEnds(ctx, r, "ECANCELED")

--------------------------------------------------------------------------------
(***************************************************************************)
(* The end of a ring.  What is under way when it is closed (Rsrc,          *)
(* CloseRing) goes on: what a device has comes to its result; a worker     *)
(* that has begun goes on, also one that sleeps for a tag; task work posts *)
(* CQEs as before.  Only what was put off is not issued any more: its exit *)
(* work cancels, round after round, what nobody has begun.  Then the last  *)
(* reference goes, and FreeRing comes.  Simpler than Linux: where a ring   *)
(* defers its task work (IORING_SETUP_DEFER_TASKRUN) the exit work has all *)
(* of it run by a work queue; here only what it refuses to issue again.    *)
(***************************************************************************)

(***************************************************************************)
(* One request that the exit work finds.  In the list of io-wq it is       *)
(* cancelled; so is one with which a worker was about to go on after the   *)
(* one before it, and the worker returns; one that waits in poll is woken  *)
(* to end with -ECANCELED.  A worker may be faster: what it has begun with *)
(* is not stopped.                                                         *)
(***************************************************************************)
\* @kworker io_uring/io_uring.c: io_uring_try_cancel_requests, base (exit)
ExitCancels(ctx, r) ==
  /\ IsDying(ctx) /\ LockFree(ctx)
  /\ \/ /\ Is(ctx, r, "worker") \/ Is(ctx, r, "punted")
        /\ EndsUnissued(ctx, r, "ECANCELED")
     \/ /\ Is(ctx, r, "next")
        /\ reqs' = [reqs EXCEPT ![ctx][r] = Ended(@, "ECANCELED")]
        /\ queued' = [queued EXCEPT ![ctx][r].how = "issued"]
     \/ /\ reqs[ctx][r].st = "inflight" /\ Polls(ctx, r)
        /\ reqs' = [reqs EXCEPT ![ctx][r] = PartOver(@, "ECANCELED")]
        /\ UNCHANGED queued
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(***************************************************************************)
(* What was refused and waits to be issued again: where the exit work has  *)
(* the task work run by a work queue, there is no io-wq that it could go   *)
(* to, and it ends.  Where its own task runs it, it is handed over as ever *)
(* (Punt), and lies in the list.                                           *)
(***************************************************************************)
\* @kworker io_uring/io_uring.c: io_fallback_req_func, io_queue_iowq, base (exit)
ExitRefuses(ctx, r) ==
  /\ IsDying(ctx) /\ LockFree(ctx) /\ Is(ctx, r, "again")
  /\ EndsUnissued(ctx, r, "ECANCELED")
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(* Task work does not issue what was linked to a success, or hard-linked: it ends with -EFAULT, and what is
   behind it with -ECANCELED, or the same way. *)
\* @tw io_uring/io_uring.c: io_req_task_submit, base (exit)
LinkDies(ctx, t) ==
  /\ IsDying(ctx) /\ MayEnter(ctx) /\ Is(ctx, t, "task")
  /\ call' = [call EXCEPT ![ctx] = Submission("tasksubmit", queued[ctx][t].slot, t, FALSE)]
  /\ reqs' = [reqs EXCEPT ![ctx][t] = Over(@, "EFAULT")]
  /\ queued' = [queued EXCEPT ![ctx] = Without(@, t)]
  /\ UNCHANGED <<ring, table, nodes, imus, tags>>

--------------------------------------------------------------------------------
(* Rings alone, in an environment that chooses every outcome. *)

Next ==
  \/ \E ctx \in Rings :
       \/ RegisterSparse(ctx)
       \/ \E e \in Refusals : UpdateRefused(ctx, e)
       \/ \E s \in Slots, t \in Tagging, x \in Fails, n \in 1 .. MaxEntries :
            \/ \E k \in Kinds \cap {"dmabuf"}, f \in Files, b \in Bufs : StartUpdate(ctx, s, k, f, b, t, x, n)
            \/ \E k \in Kinds \ {"dmabuf"}, f \in {0}, b \in {0} : StartUpdate(ctx, s, k, f, b, t, x, n)
       \/ \E g \in {"R9", "R10", "R11", "R12", "R13", "R14", "R14m", "R16", "R17"} : Advance(ctx, g)
       \/ \E rb \in 1 .. MostRegbufs : SetRegbuf(ctx, rb)
       \/ Fail(ctx)
       \/ AllocNode(ctx) \/ AllocImu(ctx) \/ Unwound(ctx) \/ TakeSlot(ctx) \/ StoreNode(ctx)
       \/ StartUnregister(ctx) \/ CloseRing(ctx) \/ FreeRing(ctx) \/ ClearSlot(ctx) \/ Return(ctx)
       \/ PutNode(ctx) \/ PostTag(ctx) \/ Released(ctx)
       \/ \E r \in Reqs, s \in Slots, op \in Ops, f \in Files, w \in Windows, g \in Opens :
             StartSubmit(ctx, r, s, op, f, w[1], w[2], g)
       \/ LookupNode(ctx)
       \/ \E e \in Imports : CheckImport(ctx, e)
       \/ IssueOrdinary(ctx) \/ Dispatched(ctx) \/ IssueReturns(ctx)
       \/ \E r \in Reqs, res \in Answers : PartEnds(ctx, r, res)
       \/ \E r \in Reqs : StartTaskWork(ctx, r) \/ StartFreeing(ctx, r)
       \/ PostCqe(ctx) \/ LeaveReq(ctx) \/ FreeReq(ctx)
       \/ \E r \in Reapable : ReapCqe(ctx, r)
       \/ \E r \in Reqs, s \in Slots, op \in Ops, f \in Files, w \in Windows :
            \/ \E how \in Deferrals \cap Links : PrepareLinked(ctx, r, s, op, f, w[1], w[2], how)
            \/ \E d \in Deferrals \cap {"async"} : StartAsync(ctx, r, s, op, f, w[1], w[2])
       \/ \E t \in Reqs, all \in BOOLEAN : LinkSettled(ctx, t, all) \/ WorkerSettles(ctx, t, all)
       \/ \E t \in Reqs, g \in Opens : IssueLinked(ctx, t, g)
       \/ \E r \in Reqs, g \in Opens \cap {TRUE} : WorkerLookup(ctx, r)
       \/ \E r \in Reqs, g \in Opens \cap {FALSE} : WorkerFindsNoFile(ctx, r)
       \/ \E r \in Reqs, e \in Imports : WorkerImport(ctx, r, e)
       \/ \E r \in Reqs : WorkerIssueOrdinary(ctx, r) \/ WorkerDispatched(ctx, r) \/ WorkerReturns(ctx, r)
       \/ \E d \in Deferrals \cap {"refused"} : Refused(ctx)
       \/ \E e \in Imports \cap {"EOF"} : InlineNotEntered(ctx)
       \/ \E r \in Reqs, e \in Imports \cap {"EOF"} : WorkerNotEntered(ctx, r)
       \/ \E r \in Reqs : Punt(ctx, r)
       \/ \E d \in Deferrals \cap {"refused"}, r \in Reqs : WorkerSleeps(ctx, r) \/ WorkerWoken(ctx, r)
       \/ \E r \in Reqs, c \in Cancels \cap {"queued"} : CancelQueued(ctx, r) \/ CancelNotFound(ctx, r)
       \/ \E r \in Reqs, c \in Cancels \cap {"inflight"} : CancelInFlight(ctx, r)
       \/ \E r \in Reqs, d \in Teardown \cap {"dying"} :
            ExitCancels(ctx, r) \/ ExitRefuses(ctx, r) \/ LinkDies(ctx, r)
  \/ \E ctx \in {c \in Rings : WithBuffers}, t \in Tagging, x \in Fails, k \in Kinds \ {"dmabuf"} :
       StartRegister(ctx, k, t, x)
  \/ \E ctx \in {c \in Rings : WithBuffers} : ClearTags(ctx)
  \/ \E ctx \in {c \in Rings : MaxEntries > 1 \/ WithBuffers} :
       \/ \E t \in Tagging, x \in Fails :
            \/ \E k \in Kinds \cap {"dmabuf"}, f \in Files, b \in Bufs : NextEntry(ctx, k, f, b, t, x)
            \/ \E k \in Kinds \ {"dmabuf"}, f \in {0}, b \in {0} : NextEntry(ctx, k, f, b, t, x)
       \/ \E e \in EntryRefusals : EntryRefused(ctx, e)
  \/ \E ctx \in {c \in Rings : Counts # {}} : KeepSharedImu(ctx) \/ InstallClone(ctx)
  \/ \E ctx, src \in Rings, from, to \in Offsets, n \in Counts, replace \in Replacing :
       StartClone(ctx, src, from, to, n, replace)
  \/ \E ctx, src \in Rings, e \in CloneRefusals : CloneRefused(ctx, src, e)

Spec == Init /\ [][Next]_btvars

(***************************************************************************)
(* Fairness, action by action.  Of the user neither a submission is        *)
(* demanded, nor a registration, nor a cancellation; but see FairTaskWork. *)
(***************************************************************************)

(* Whether a call may have a second entry. *)
HaveEntries == MaxEntries > 1 \/ WithBuffers

(* The next entry of a call, whichever it is. *)
EntryFollows(ctx) ==
  /\ HaveEntries /\ call[ctx].at = "entry"
  /\ \/ \E t \in Tagging, x \in Fails :
         \/ \E k \in Kinds \cap {"dmabuf"}, f \in Files, b \in Bufs : NextEntry(ctx, k, f, b, t, x)
         \/ \E k \in Kinds \ {"dmabuf"} : NextEntry(ctx, k, 0, 0, t, x)
     \/ \E e \in EntryRefusals : EntryRefused(ctx, e)

(* Weak: `call' changes by the call's own steps alone, so that each stays enabled until it is taken. *)
FairCalls ==
  \A ctx \in Rings :
    /\ WF_btvars(PutNode(ctx)) /\ WF_btvars(Return(ctx)) /\ WF_btvars(PostTag(ctx)) /\ WF_btvars(Released(ctx))
    /\ WF_btvars(KeepSharedImu(ctx)) /\ WF_btvars(InstallClone(ctx)) /\ WF_btvars(ClearTags(ctx))
    /\ WF_btvars(EntryFollows(ctx))
    /\ \A t \in Reqs : WF_btvars(\E all \in BOOLEAN : LinkSettled(ctx, t, all))  \* whichever way it went
    /\ \A g \in {"R9", "R10", "R11", "R12", "R13", "R14", "R14m", "R16", "R17"} : WF_btvars(Advance(ctx, g))
    /\ WF_btvars(\E rb \in 1 .. MostRegbufs : SetRegbuf(ctx, rb))
    /\ WF_btvars(Fail(ctx)) /\ WF_btvars(AllocNode(ctx)) /\ WF_btvars(AllocImu(ctx)) /\ WF_btvars(Unwound(ctx))
    /\ WF_btvars(TakeSlot(ctx)) /\ WF_btvars(StoreNode(ctx)) /\ WF_btvars(ClearSlot(ctx))
    /\ WF_btvars(LookupNode(ctx)) /\ WF_btvars(\E e \in Imports : CheckImport(ctx, e))
    /\ WF_btvars(IssueOrdinary(ctx)) /\ WF_btvars(Dispatched(ctx) \/ Refused(ctx))
    /\ WF_btvars(IssueReturns(ctx))
    /\ WF_btvars(PostCqe(ctx)) /\ WF_btvars(LeaveReq(ctx)) /\ WF_btvars(FreeReq(ctx))

(***************************************************************************)
(* Strong: task work waits for uring_lock, a fair lock that others take    *)
(* and free again and again, and for its task, which is in call after call *)
(* of other rings, and between them in none.  An ordinary task runs it on  *)
(* its next way out of the kernel and is made to leave.  On a ring with    *)
(* DEFER_TASKRUN it runs only when the task waits for completions, on a    *)
(* ring that is polled only when somebody polls: there this fairness is a  *)
(* demand on the user, for completions and for what was refused and is to  *)
(* be punted.                                                              *)
(***************************************************************************)
FairTaskWork ==
  \A ctx \in Rings :
    \A r \in Reqs :
      SF_btvars(StartTaskWork(ctx, r)) /\ SF_btvars(StartFreeing(ctx, r)) /\ SF_btvars(Punt(ctx, r))

FairLinks ==
  \A ctx \in Rings : \A r \in Reqs : SF_btvars(\E g \in Opens : IssueLinked(ctx, r, g))

(* A worker begins with a request: it finds the file or not, or has it from the inline issue. *)
WorkerBegins(ctx, r) ==
  \/ \E g \in Opens \cap {TRUE} : WorkerLookup(ctx, r)
  \/ \E g \in Opens \cap {FALSE} : WorkerFindsNoFile(ctx, r)
  \/ (Is(ctx, r, "punted") /\ \E e \in Imports : WorkerImport(ctx, r, e))

(* Strong: a worker waits for the same lock, and a request for a worker, in a list whose first is
   taken first; then, weakly, the worker goes on without a lock, and returns. *)
FairWorkers ==
  \A ctx \in Rings :
    \A r \in Reqs :
      /\ SF_btvars(WorkerBegins(ctx, r))
      /\ WF_btvars(Is(ctx, r, "import") /\ \E e \in Imports : WorkerImport(ctx, r, e))
      /\ WF_btvars(WorkerIssueOrdinary(ctx, r)) /\ WF_btvars(WorkerDispatched(ctx, r))
      /\ WF_btvars(WorkerReturns(ctx, r)) /\ WF_btvars(\E all \in BOOLEAN : WorkerSettles(ctx, r, all))

(* Weak: the other end of a file answers, in whichever way. *)
FairAnswers ==
  \A ctx \in Rings : \A r \in Reqs : WF_btvars(\E res \in Answers : PartEnds(ctx, r, res))

Fairness == FairCalls /\ FairTaskWork /\ FairLinks /\ FairWorkers /\ FairAnswers

FairSpec == Spec /\ Fairness

(***************************************************************************)
(* The same for the end of a ring, with what ends requests that are under  *)
(* way.  Strong: they wait for uring_lock, for the task, for a worker, or  *)
(* for a tag, all of which others take and give back again and again; the  *)
(* exit work looks again and again.  A request waits for one of these at a *)
(* time, and not again before it has waited for the next, so that fairness *)
(* of all of them together is fairness of each (and costs TLC one term a   *)
(* request instead of eight).  Of the user nothing is demanded but what    *)
(* FairTaskWork says, and not that it closes; of the drive, that a tag is  *)
(* put in the end, so that who sleeps for one is woken (weak), and finds   *)
(* one at some time.                                                       *)
(***************************************************************************)
FairUnderWay ==
  \A ctx \in Rings :
    \A r \in Reqs :
      /\ SF_btvars(\/ StartTaskWork(ctx, r) \/ StartFreeing(ctx, r) \/ Punt(ctx, r) \/ WorkerBegins(ctx, r)
                   \/ (\E g \in Opens : IssueLinked(ctx, r, g)) \/ WorkerDispatched(ctx, r)
                   \/ ExitCancels(ctx, r) \/ ExitRefuses(ctx, r) \/ LinkDies(ctx, r))
      /\ WF_btvars(Is(ctx, r, "import") /\ \E e \in Imports : WorkerImport(ctx, r, e))
      /\ WF_btvars(WorkerIssueOrdinary(ctx, r)) /\ WF_btvars(WorkerWoken(ctx, r))
      /\ WF_btvars(WorkerReturns(ctx, r)) /\ WF_btvars(\E all \in BOOLEAN : WorkerSettles(ctx, r, all))

(* Strong: the exit work waits for the task, which is in call after call of other rings, and between
   them in none. *)
FairExit == \A ctx \in Rings : SF_btvars(FreeRing(ctx))

ExitSpec == Spec /\ FairCalls /\ FairAnswers /\ FairUnderWay /\ FairExit

--------------------------------------------------------------------------------
(* Laws of requests. *)

(* A request produces one CQE, with a result, and only as its last act. *)
CompletesOnce ==
  \A ctx \in Rings :
    \A r \in Reqs :
      /\ reqs[ctx][r].cqes <= 1
      /\ reqs[ctx][r].cqes = 1 <=> \/ reqs[ctx][r].st \in {"posted", "unheld", "complete"}
                                   \/ call[ctx].at = "free" /\ call[ctx].req = r
      /\ reqs[ctx][r].st = "done" => reqs[ctx][r].res # "none"

(* A request in flight holds a node, and a request that is not holds nothing. *)
InFlightHoldsNode ==
  \A ctx \in Rings :
    \A r \in Reqs :
      /\ reqs[ctx][r].st = "inflight" \/ reqs[ctx][r].out > 0 => reqs[ctx][r].node # 0
      /\ reqs[ctx][r].st \in {"free", "complete"} => reqs[ctx][r].node = 0

(* What is in flight has no result yet, but for the error of a part that has ended: whoever was
   refused is not issued all the same. *)
NoResultBeforeTheEnd ==
  \A ctx \in Rings :
    \A r \in Reqs :
      reqs[ctx][r].st = "inflight" =>
        \/ reqs[ctx][r].res = "none"
        \/ reqs[ctx][r].res \in Answers \ {"ok"} /\ reqs[ctx][r].out < PartsOf(reqs[ctx][r].len)

(* A request is in flight until its last part has ended, and no longer. *)
EndsWithLastPart ==
  \A ctx \in Rings :
    \A r \in Reqs :
      /\ reqs[ctx][r].st = "inflight" => reqs[ctx][r].left = 0 /\ reqs[ctx][r].out > 0
      /\ reqs[ctx][r].st \notin {"issuing", "inflight"} => reqs[ctx][r].left = 0 /\ reqs[ctx][r].out = 0

(* What was not issued yet holds nothing: no node, no file, and no tag waits for it. *)
QueuedHoldsNothing ==
  \A ctx \in Rings :
    \A r \in DOMAIN queued[ctx] :
      queued[ctx][r].how \in Unbound =>
        LET q == reqs[ctx][r] IN q = Submitted(q.op, q.off, q.len)

(* What was refused keeps what it got, whatever becomes of its slot: a worker does not look again. *)
RefusedKeepsNode ==
  \A ctx \in Rings :
    \A r \in DOMAIN queued[ctx] : queued[ctx][r].how \in Bound => reqs[ctx][r].node # 0 /\ reqs[ctx][r].file # 0

(* Who must not wait is not put off, but told that it would have to; and nobody else is. *)
NoWaitIsTold ==
  \A ctx \in Rings :
    \A r \in Reqs :
      /\ r \in NoWaits => ~Is(ctx, r, "again") /\ ~Is(ctx, r, "punted")
      /\ reqs[ctx][r].res = "EAGAIN" => r \in NoWaits

(* A submitted request is in somebody's hands: the call's, a queue's or a worker's. *)
NobodyForgotten ==
  \A ctx \in Rings :
    \A r \in Reqs : reqs[ctx][r].st = "issuing" => Carries(ctx, r) \/ r \in DOMAIN queued[ctx]

(* A task is in one call: what it began at one of its rings it does not leave for another. *)
OneCallATask == \A ctx \in Rings : OfTask(ctx) => ~InOtherCall(ctx)

(* A linked request is behind one that has no CQE yet, or got it just now; alone and not in a circle. *)
LinkedBehindLive ==
  \A ctx \in Rings :
    \A t \in DOMAIN queued[ctx] :
      LET head == queued[ctx][t].behind IN
      head # 0 =>
        /\ reqs[ctx][head].st # "free"
        /\ reqs[ctx][head].cqes = 0 \/ Carries(ctx, head) \/ HeldByWorker(ctx, head)
        /\ \A u \in DOMAIN queued[ctx] : queued[ctx][u].behind = head => u = t
        /\ LastOf(ctx, t) # head

(***************************************************************************)
(* The second rule of the design.  Whoever gets a node gets it while it is being *)
(* issued, and it is the one that is in its slot at this moment; a worker  *)
(* waits until nobody holds uring_lock.                                    *)
(***************************************************************************)
SlotNamedBy(ctx, r) == IF r \in DOMAIN queued[ctx] THEN queued[ctx][r].slot ELSE call[ctx].slot

BindsAtIssue ==
  [][\A ctx \in Rings : \A r \in Reqs : reqs[ctx][r].node = 0 /\ reqs'[ctx][r].node # 0 =>
       /\ reqs[ctx][r].st = "issuing" /\ (r \in DOMAIN queued[ctx] => LockFree(ctx))
       /\ reqs'[ctx][r].node = NodeAt(ctx, SlotNamedBy(ctx, r))]_btvars

(* A linked request moves on after the CQE of the one before it, and is issued only after a success, if
   the link is not hard. *)
TailAfterHead ==
  [][\A ctx \in Rings : \A t \in DOMAIN queued[ctx] :
       IsBehind(ctx, t) /\ ~(t \in DOMAIN queued'[ctx] /\ queued'[ctx][t].how \in Links) =>
         LET head == queued[ctx][t].behind IN
         /\ reqs[ctx][head].cqes = 1
         /\ t \in DOMAIN queued'[ctx] => reqs[ctx][head].res = "ok" \/ Is(ctx, t, "hardlink")]_btvars

(***************************************************************************)
(* A hard link holds: what is behind it is not cancelled for what the one  *)
(* before it came to, but goes on.  It is severed only with the chain:     *)
(* when the one before it is cancelled, unissued, for its own link; then   *)
(* it always is.                                                           *)
(***************************************************************************)
HardlinksHold ==
  [][\A ctx \in Rings : \A t \in DOMAIN queued[ctx] : Is(ctx, t, "hardlink") =>
       LET head == queued[ctx][t].behind
           severed == IsBehind(ctx, head) /\ head \notin DOMAIN queued'[ctx] IN
       /\ t \in DOMAIN queued'[ctx]
       /\ queued'[ctx][t].how = "link" <=> severed]_btvars

(* A request on ordinary pages of a file that polls. *)
InPoll(ctx, q) ==
  q.node # 0 /\ nodes[ctx][q.node].imu # 0 /\ imus[nodes[ctx][q.node].imu].kind = "pages"
    /\ q.file \in Pollable

(* Only what has not begun, or waits in poll, is cancelled: never what task work or the user has, nor
   what a device has; at the end of a ring also what a worker is about to begin with. *)
CancelledInTime ==
  [][\A ctx \in Rings : \A r \in Reqs : reqs'[ctx][r].res = "ECANCELED" /\ reqs[ctx][r].res # "ECANCELED" =>
       \/ r \in DOMAIN queued[ctx] /\ queued[ctx][r].how \notin AtWork
       \/ ring[ctx] = "dying" /\ r \in DOMAIN queued[ctx] /\ queued[ctx][r].how = "next"
       \/ reqs[ctx][r].st = "inflight" /\ InPoll(ctx, reqs[ctx][r])]_btvars

(***************************************************************************)
(* What goes to a queue is handed on part by part; what waits in poll goes *)
(* to none: it is whole, needs no tag, and so is never refused or asleep.  *)
(***************************************************************************)
QueuesTakeParts ==
  [][\A ctx \in Rings, r \in Reqs :
       LET q == reqs[ctx][r]
           p == reqs'[ctx][r] IN
       p.st \in {"issuing", "inflight"} /\ (p.left < q.left \/ p.out > q.out) =>
         IF InPoll(ctx, q) THEN p.left = 0 /\ p.out = 1 /\ q.left = PartsOf(q.len)
         ELSE \/ p.left = q.left - 1 /\ p.out = q.out + 1
              \/ p.left = 0 /\ p.out = q.out /\ p.res = "EIO"]_btvars    \* NotEntered

PollWaitsForNoTag ==
  \A ctx \in Rings, r \in Reqs : InPoll(ctx, reqs[ctx][r]) =>
    /\ r \in DOMAIN queued[ctx] => queued[ctx][r].how \notin {"again", "punted", "asleep"}
    /\ call[ctx].at \in {"B5", "issue"} => call[ctx].req # r

(***************************************************************************)
(* A chain is whole before its head is issued: what comes behind it comes  *)
(* when nothing of the head was looked up in the table, be it since it has *)
(* just been read, be it since its descriptor is closed, so that it has no *)
(* file; and before the head's CQE.                                        *)
(***************************************************************************)
ChainBeforeIssue ==
  [][\A ctx \in Rings : \A t \in DOMAIN queued'[ctx] \ DOMAIN queued[ctx] :
       queued'[ctx][t].how \in Links =>
         /\ call[ctx].who = "submit"
         /\ call[ctx].at = "I1" \/ reqs[ctx][call[ctx].req].file = 0
         /\ reqs[ctx][call[ctx].req].cqes = 0]_btvars

(***************************************************************************)
(* Who takes uring_lock for one step finds it free, and its task in no     *)
(* call of another ring: who submits for io-wq, or cancels, or hands to    *)
(* io-wq what was refused.  What is linked is cancelled by the call that   *)
(* ends the one before, or by a worker; and at the end of a ring by a work *)
(* queue, which does not need the task.                                    *)
(***************************************************************************)
OneStepFindsLockFree ==
  [][\A ctx \in Rings, r \in Reqs :
       LET cancels == reqs'[ctx][r].res = "ECANCELED" /\ reqs[ctx][r].res # "ECANCELED" /\ ~IsBehind(ctx, r) IN
       (\/ reqs[ctx][r].st = "free" /\ reqs'[ctx][r].st # "free" /\ call'[ctx] = call[ctx]
           /\ queued'[ctx][r].how = "worker"
        \/ cancels
        \/ Is(ctx, r, "again") /\ r \in DOMAIN queued'[ctx] /\ queued'[ctx][r].how = "punted") =>
         \A c \in Rings : c = ctx \/ TaskOf[c] = TaskOf[ctx] =>
           \/ call[c].who \in IF c = ctx THEN {"none"} ELSE {"none", "source", "exit"}
           \/ c # ctx /\ cancels /\ ring[ctx] = "dying"]_btvars

(***************************************************************************)
(* Nobody enters a ring that is dying.  Its requests are completed, and    *)
(* what task work finds linked to a success is not issued.                 *)
(***************************************************************************)
NobodyEntersDyingRing ==
  \A ctx \in Rings : ring[ctx] = "dying" =>
    /\ call[ctx].who \in {"none", "taskwork", "tasksubmit"}
    /\ call[ctx].who = "tasksubmit" => reqs[ctx][call[ctx].req].res = "EFAULT"

(***************************************************************************)
(* Nothing new comes to a ring that is closed: no request, nothing that is *)
(* put off, and no node to a request but by a worker that was faster than  *)
(* the exit work.                                                          *)
(***************************************************************************)
NothingNewInDyingRing ==
  [][\A ctx \in Rings, r \in Reqs : ring[ctx] # "open" =>
       /\ reqs[ctx][r].st = "free" => reqs'[ctx][r].st = "free"
       /\ r \in DOMAIN queued'[ctx] => r \in DOMAIN queued[ctx]
       /\ reqs[ctx][r].node = 0 /\ reqs'[ctx][r].node # 0 => Is(ctx, r, "worker") \/ Is(ctx, r, "next")]_btvars

(***************************************************************************)
(* What ends a ring begins when the last of its requests is over, and not  *)
(* before: until then each buffer of its table is where it was.            *)
(***************************************************************************)
BuffersOutliveRequests ==
  \A ctx \in Rings :
    call[ctx].who = "exit" =>
      queued[ctx] = <<>> /\ AtRest(ctx)

(* A ring is closed, and then ended, under its uring_lock: nobody is in the middle of a call. *)
RingsEndInOrder ==
  [][\A ctx \in Rings : ring'[ctx] # ring[ctx] =>
       /\ <<ring[ctx], ring'[ctx]>> \in {<<"open", "dying">>, <<"dying", "closed">>}
       /\ call[ctx].who = "none" /\ table'[ctx] = table[ctx]
       /\ ring'[ctx] = "closed" <=> call'[ctx].who = "exit"]_btvars

(***************************************************************************)
(* Nobody enters a ring that is closed: its requests are over, and but for *)
(* the work that ends it nothing is done in it, by whomever.               *)
(***************************************************************************)
NobodyEntersClosedRing ==
  \A ctx \in Rings : ring[ctx] = "closed" =>
    /\ call[ctx].who \in {"none", "exit"} /\ queued[ctx] = <<>>
    /\ call[ctx].who = "none" => table[ctx] = NoTable
    /\ AtRest(ctx)

(***************************************************************************)
(* A request succeeds by what was in flight for it, and on no other path;  *)
(* but where files need not be O_DIRECT the CPU may have copied what is of *)
(* ordinary pages: a read where it is issued, a write in a worker alone.   *)
(***************************************************************************)
SuccessWasInFlight ==
  [][\A ctx \in Rings, r \in Reqs :
       reqs'[ctx][r].res = "ok" /\ reqs[ctx][r].res # "ok" =>
         \/ reqs[ctx][r].st = "inflight"
         \/ /\ "cached" \in Imports /\ KindOfNode(ctx, reqs[ctx][r].node) = "pages"
            /\ ~Writes(reqs[ctx][r].op) \/ r \in DOMAIN queued[ctx]]_btvars

(***************************************************************************)
(* What may follow where a call is.  A node is dropped the same way by all *)
(* of them, and then the call goes on.                                     *)
(***************************************************************************)
GoesOnAt ==
  [update |-> "store", register |-> "next", unregister |-> "next", exit |-> "next", clone |-> "next",
   submit |-> "return", tasksubmit |-> "return", taskwork |-> "return"]

OfSubmission ==
  [I1 |-> {"I2", "cqe"}, I2 |-> {"ordinary", "B5", "cqe", "return"}, ordinary |-> {"return"},
   B5 |-> {"issue", "return"}, issue |-> {"return"}, cqe |-> {"free"}, free |-> {"put", "return"}]

StepsAfter(c) ==
  CASE c.at = "put" -> {"tag", GoesOnAt[c.who]}
    [] c.at = "tag" -> {"release", GoesOnAt[c.who]}
    [] c.at = "release" -> {GoesOnAt[c.who]}
    [] c.at = "next" -> {"put", "return"}
    [] c.at = "R23" -> {"put", "store"}
    [] c.at = "store" -> {IF c.done + 1 = c.nr THEN "return" ELSE "entry"}
    [] c.at = "entry" -> {"R8", "R19", "R23", IF c.who = "register" THEN "clear" ELSE "return"}
    [] c.at = "unwind" -> {IF c.who = "register" THEN "clear" ELSE "return"}
    [] c.at = "clear" -> {"next"}
    [] c.at \in DOMAIN NextStage -> {NextStage[c.at], "unwind"}
    [] c.at \in DOMAIN OfSubmission -> OfSubmission[c.at]
    [] OTHER -> {}

(* Where an entry begins: by what it installs. *)
EntryBegins(c) == c.at = [dmabuf |-> "R8", pages |-> "R19", empty |-> "R23"][c.kind] /\ c.err = "none"

(* Where a call begins: an update at its first entry, a registration at that of the first of all slots; a
   clone where there is a table to empty, or none; a submission, or task work, where its file is open, or
   for what still has a result to tell. *)
IsFirstStep(ctx, c) ==
  CASE c.who = "update" -> EntryBegins(c) /\ c.done = 0 /\ c.nr \in 1 .. MaxEntries
    [] c.who = "register" -> EntryBegins(c) /\ c.done = 0 /\ c.slot = 0 /\ c.nr = Cardinality(Slots)
    [] c.who \in {"unregister", "exit"} -> c.at = "next"
    [] c.who = "clone" -> /\ c.at = IF c.replace THEN "next" ELSE "return"
                          /\ c.replace <=> table[ctx] # NoTable
    [] c.who \in {"submit", "tasksubmit"} -> c.at = IF reqs'[ctx][c.req].res = "none" THEN "I1" ELSE "cqe"
    [] c.who = "taskwork" -> c.at = IF reqs[ctx][c.req].st = "done" THEN "cqe" ELSE "free"
    [] OTHER -> TRUE

(***************************************************************************)
(* A call goes from entry to entry, slot after slot, keeps what the user   *)
(* asks for in each, and counts those that are done; the errno of one that *)
(* fails it keeps, but for an update that has others to tell of.           *)
(***************************************************************************)
EntriesFollow(c, d) ==
  /\ d.nr = c.nr /\ d.done = IF c.at = "store" THEN c.done + 1 ELSE c.done
  /\ IF c.at = "entry" /\ d.at \notin {"return", "clear"}
     THEN EntryBegins(d) /\ d.slot = c.slot + 1
     ELSE \A k \in {"slot", "kind", "file", "buf", "tagged", "fail"} : d[k] = c[k]
  /\ c.err # "none" => d.err = c.err \/ (c.who = "update" /\ d.at = "return" /\ c.done > 0)

(***************************************************************************)
(* A call begins at the first step of its kind, goes from step to step in  *)
(* one order, with the arguments that the user gave, and comes to its end  *)
(* at no other step than the last, nor before the table that it empties is *)
(* gone; an errno that it has found is the one that it returns.            *)
(***************************************************************************)
CallsGoInOrder ==
  [][\A ctx \in Rings :
       LET c == call[ctx]
           d == call'[ctx] IN
       c # d =>
         CASE c.who = "none" -> IsFirstStep(ctx, d)
           [] d = NoCall -> c.at \in {"return", "source"}
           [] OTHER ->
                /\ d.who = c.who /\ d.at \in StepsAfter(c)
                /\ c.at = "next" /\ d.at = "return" => table'[ctx] = NoTable
                /\ c.who \in OnEntries => EntriesFollow(c, d)
                /\ c.who \in OnRequest => d.req = c.req
                /\ c.who \in {"submit", "tasksubmit"} => d.slot = c.slot
                /\ c.who = "clone" => d.from = c.from /\ d.fresh = c.fresh /\ d.replace = c.replace]_btvars

(* What may follow each state of a request: what fails at once is completed where it is issued. *)
StatesAfter ==
  [free |-> {"issuing"}, issuing |-> {"inflight", "done", "complete"}, inflight |-> {"done"},
   done |-> {"posted", "complete"}, posted |-> {"unheld"}, unheld |-> {"complete"},
   complete |-> {"free"}]

(***************************************************************************)
(* A request goes from state to state in this order, none twice until the  *)
(* object is free again.  What fails where it is submitted is completed    *)
(* there, but for a write that its file refuses, for what finds its disk   *)
(* dead, and for what would have to wait and must not, which never are.    *)
(***************************************************************************)
RequestsGoInOrder ==
  [][\A ctx \in Rings, r \in Reqs :
       LET q == reqs[ctx][r]
           p == reqs'[ctx][r]
           late == \/ Writes(q.op) /\ p.res \in {"EINVAL", "ENOSPC"}
                   \/ call[ctx].at = "B5" \/ p.res = "EAGAIN" IN
       p.st # q.st =>
         /\ p.st \in StatesAfter[q.st]
         /\ q.st = "issuing" /\ call[ctx].who \in {"submit", "tasksubmit"} /\ call[ctx].req = r
            /\ r \notin DOMAIN queued[ctx] =>                     \* no worker has it yet
              (p.st = "done" => late) /\ (p.st = "complete" => ~late)]_btvars

(***************************************************************************)
(* A request keeps what it asks for until its result is known, what it     *)
(* holds until it is complete, its result for good; and what is of its end *)
(* is gone when the object is free.                                        *)
(***************************************************************************)
RequestsKeepWhatTheyHave ==
  [][\A ctx \in Rings, r \in Reqs :
       LET q == reqs[ctx][r]
           p == reqs'[ctx][r] IN
       p # q /\ q.st # "free" =>
         IF p.st = "free" THEN p = NoReq
         ELSE /\ p.op = q.op /\ p.cqes >= q.cqes
              /\ p.res = "none" \/ p.left + p.out > 0 => p.off = q.off /\ p.len = q.len
              /\ q.res # "none" => p.res = q.res
              /\ q.tag # 0 => p.tag = q.tag
              /\ q.node # 0 => p.node = IF p.st = "complete" THEN 0 ELSE q.node
              /\ q.file # 0 => p.file = IF p.st = "complete" THEN 0 ELSE q.file]_btvars

(* What may follow each way in which a request waits, other than that it does not wait any more. *)
WaysAfter ==
  [link |-> {"task", "next"}, hardlink |-> {"task", "next", "link"}, task |-> {},
   worker |-> {"import", "issued"}, next |-> {"import", "issued"}, import |-> {"issue", "issued"},
   issue |-> {"asleep", "issued"}, asleep |-> {"issue"}, issued |-> {}, again |-> {"punted"},
   punted |-> {"issue", "issued"}]

(* What was put off goes on way after way, and names the slot and the file of its SQE throughout; it is
   behind the same request, or behind none. *)
QueuedGoInOrder ==
  [][\A ctx \in Rings : \A r \in DOMAIN queued[ctx] \cap DOMAIN queued'[ctx] :
       LET q == queued[ctx][r]
           p == queued'[ctx][r] IN
       p # q => /\ p.how \in WaysAfter[q.how] /\ p.slot = q.slot /\ p.file = q.file
                /\ p.behind = IF p.how \in Links THEN q.behind ELSE 0]_btvars

(***************************************************************************)
(* The lock matrix: nodes, imus, table and tags change only while          *)
(* uring_lock is held, before or after the step; a worker's lookup, and a  *)
(* table that appears, take and give it in one step.                       *)
(***************************************************************************)
LockCoversTable ==
  [][/\ \A ctx \in Rings :
          (nodes'[ctx] # nodes[ctx] \/ table'[ctx] # table[ctx] \/ tags'[ctx] # tags[ctx])
            => \/ call[ctx].who # "none" \/ call'[ctx].who # "none"
               \/ RegisterSparse(ctx) \/ \E r \in Reqs : WorkerLookup(ctx, r)
     /\ imus' # imus => \E ctx \in Rings : call[ctx].who # "none" \/ call'[ctx].who # "none"]_btvars

(* Liveness: the end of a ring ends. *)
RingEnds == \A ctx \in Rings : (ring[ctx] = "dying") ~> (ring[ctx] = "closed" /\ call[ctx].who = "none")

(* Liveness: whatever was put off is completed in the end. *)
QueuedCompletes ==
  \A ctx \in Rings, r \in Reqs : (r \in DOMAIN queued[ctx]) ~> (reqs[ctx][r].st \in {"complete", "free"})
================================================================================
