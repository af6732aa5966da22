--------------------------------- MODULE IoWq ----------------------------------
(***************************************************************************)
(* The worker threads of io-wq, which issue requests in place of their     *)
(* submitters: what was put off, and what was refused inline.              *)
(***************************************************************************)
EXTENDS Ring

--------------------------------------------------------------------------------
(***************************************************************************)
(* A worker thread: it holds uring_lock for the lookup alone.  There are   *)
(* `Workers' of them at most, for all rings of one task (Linux counts      *)
(* bound and unbound work apart: a refused request of a drive is of the    *)
(* one kind, one that asked for a worker of the other); one that has       *)
(* ended an item takes the next of the list.  From the first step to its   *)
(* return to io-wq a worker has a reference of the request of its own,     *)
(* beside the one that task work drops: the CQE may be out, and node and   *)
(* file still held.  A worker that finds uring_lock taken sleeps with its  *)
(* item: here the item is in the list until then, which nobody can tell    *)
(* from it but by counting threads (one that sleeps so takes the place of  *)
(* another, for as long as the lock is held).                              *)
(***************************************************************************)

(* A worker takes a request that has nothing yet: from the list, or from the end of a link. *)
MayBegin(ctx, r) == (Is(ctx, r, "worker") /\ WorkerIsFree(ctx)) \/ Is(ctx, r, "next")

(* The worker finds the descriptor closed. *)
\* @worker io_uring/io_uring.c: io_wq_submit_work, io_assign_file, base (async)
WorkerFindsNoFile(ctx, r) ==
  /\ MayBegin(ctx, r)
  /\ reqs' = [reqs EXCEPT ![ctx][r] = Ended(@, "EBADF")]
  /\ queued' = [queued EXCEPT ![ctx][r].how = "issued"]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(***************************************************************************)
(* The worker has the file, takes uring_lock, takes a reference of the     *)
(* node that is in the slot now, or finds none, and gives the lock back:   *)
(* one step, as nobody can see the middle.  Which of several requests is   *)
(* first, and in which order workers end them, is not said: whoever        *)
(* compares with a kernel compares their completions as a set.             *)
(***************************************************************************)
\* @worker io_uring/rsrc.c: io_find_buf_node, base (I1)
WorkerLookup(ctx, r) ==
  /\ LockFree(ctx) /\ MayBegin(ctx, r)
  /\ LET n == NodeAt(ctx, queued[ctx][r].slot) IN
       IF n = 0
       THEN FailsAtWorker(ctx, r, "EFAULT") /\ UNCHANGED nodes
       ELSE /\ nodes' = [nodes EXCEPT ![ctx][n].refs = @ + 1]
            /\ reqs' = [reqs EXCEPT ![ctx][r].node = n, ![ctx][r].tag = nodes[ctx][n].tag,
                                    ![ctx][r].file = queued[ctx][r].file]
            /\ queued' = [queued EXCEPT ![ctx][r].how = "import"]
  /\ UNCHANGED <<ring, call, table, imus, tags>>

(***************************************************************************)
(* Task work takes uring_lock, posts no CQE for a request that was         *)
(* refused, and hands it to io-wq as it is: with its node and its file.    *)
(***************************************************************************)
\* @tw io_uring/io_uring.c: io_free_batch_list, io_queue_iowq, base (C7)
Punt(ctx, r) ==
  /\ MayEnter(ctx) /\ Is(ctx, r, "again")
  /\ queued' = [queued EXCEPT ![ctx][r].how = "punted"]
  /\ UNCHANGED <<ring, call, table, nodes, imus, reqs, tags>>

(***************************************************************************)
(* The worker imports the range without uring_lock: whoever holds it may   *)
(* replace the slot meanwhile.  A request that fails keeps its node until  *)
(* task work drops it.  One that was punted begins here: its node is what  *)
(* it got inline, and the slot is not looked at again.  What the page      *)
(* cache serves is over here.                                              *)
(***************************************************************************)
\* @worker io_uring/rsrc.c: io_import_fixed, io_import_dmabuf, patch 11 (I2-I8)
\* @worker io_uring/rw.c: io_init_rw_fixed, patch 12 (I9)
\* @worker block/fops.c: blkdev_read_iter, blkdev_write_iter, blkdev_direct_IO, base (D1-D2)
\* @worker io_uring/rsrc.c: io_import_reg_vec, base (I2) if reqs[ctx][r].op \in {"READV_FIXED", "WRITEV_FIXED"}
\* @worker io_uring/rsrc.c: io_import_fixed, base (I2) if imus[nodes[ctx][reqs[ctx][r].node].imu].kind = "pages"
WorkerImport(ctx, r, e) ==
  /\ Is(ctx, r, "import") \/ (Is(ctx, r, "punted") /\ WorkerIsFree(ctx))
  /\ FileAnswers(ctx, r, e)
  /\ IF e = "none"
     THEN queued' = [queued EXCEPT ![ctx][r].how = "issue"] /\ reqs' = [reqs EXCEPT ![ctx][r] = Accepted(@)]
     ELSE FailsAtWorker(ctx, r, ToldOf(e))
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(* The worker issues a request on a pollable file, as IssueOrdinary does. *)
\* @worker io_uring/rw.c: io_read_fixed, base (D1) if reqs[ctx][r].op = "READ_FIXED"
\* @worker io_uring/rw.c: io_write_fixed, base (D1) if reqs[ctx][r].op = "WRITE_FIXED"
WorkerIssueOrdinary(ctx, r) ==
  /\ ToIssue(ctx, r) /\ Polls(ctx, r)
  /\ reqs' = [reqs EXCEPT ![ctx][r] = Polling(@)]
  /\ queued' = [queued EXCEPT ![ctx][r].how = "issued"]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(* B5: the block layer has a request for a part of it; the worker may have waited for that, with no
   lock, and goes on with the next part, if there is one. *)
\* @worker block/blk-mq.c: blk_mq_submit_bio, base (B5)
WorkerDispatched(ctx, r) ==
  /\ ToIssue(ctx, r) /\ ~Polls(ctx, r)
  /\ reqs' = [reqs EXCEPT ![ctx][r] = HandedOn(@)]
  /\ IF reqs[ctx][r].left = 1
     THEN queued' = [queued EXCEPT ![ctx][r].how = "issued"]
     ELSE UNCHANGED queued
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(* B5: there is no tag.  The worker, who has no lock, sleeps until a put wakes it. *)
\* @worker block/blk-mq-tag.c: blk_mq_get_tag, base (B5)
WorkerSleeps(ctx, r) ==
  /\ ToIssue(ctx, r) /\ ~Polls(ctx, r)
  /\ queued' = [queued EXCEPT ![ctx][r].how = "asleep"]
  /\ UNCHANGED <<ring, call, table, nodes, imus, reqs, tags>>

(* B5: the disk is dead.  What the worker was about to hand on ends with EIO, and so does all that is left
   of the request. *)
\* @worker block/blk-core.c: __bio_queue_enter, base (B5)
WorkerNotEntered(ctx, r) ==
  /\ ToIssue(ctx, r) /\ ~Polls(ctx, r)
  /\ reqs' = [reqs EXCEPT ![ctx][r] = NotEntered(@)]
  /\ queued' = [queued EXCEPT ![ctx][r].how = "issued"]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(* Somebody who put a tag has woken it: it tries again, and may find none again. *)
\* @irq block/blk-mq.c: __blk_mq_free_request, base (B5)
WorkerWoken(ctx, r) ==
  /\ Is(ctx, r, "asleep")
  /\ queued' = [queued EXCEPT ![ctx][r].how = "issue"]
  /\ UNCHANGED <<ring, call, table, nodes, imus, reqs, tags>>

(* The queue that some of them wait for is frozen no more, or its disk is dead: all of these are woken, of
   whatever ring. *)
WorkersWoken(asleep) ==
  /\ queued' = [ctx \in Rings |->
                  [r \in DOMAIN queued[ctx] |->
                     IF <<ctx, r>> \in asleep THEN [queued[ctx][r] EXCEPT !.how = "issue"] ELSE queued[ctx][r]]]
  /\ UNCHANGED <<ring, call, table, nodes, imus, reqs, tags>>

(***************************************************************************)
(* The worker returns to io-wq and drops its reference.  Whoever drops the *)
(* last one frees the request: if task work was here before and has posted *)
(* the CQE, that is the worker, which leaves it to task work once more.    *)
(***************************************************************************)
\* @worker io_uring/io_uring.c: io_wq_free_work, io_free_req, base (worker)
WorkerReturns(ctx, r) ==
  /\ Is(ctx, r, "issued") /\ (reqs[ctx][r].st = "posted" => TailOf(ctx, r) = 0)
  /\ queued' = [queued EXCEPT ![ctx] = Without(@, r)]
  /\ IF reqs[ctx][r].st = "posted" THEN reqs' = [reqs EXCEPT ![ctx][r].st = "unheld"] ELSE UNCHANGED reqs
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(***************************************************************************)
(* It is the last to have a request that another is linked to, and goes on *)
(* with that one, without task work and without the list of io-wq; or that *)
(* one ends with -ECANCELED, and so will what is behind it.                *)
(***************************************************************************)
\* @worker io_uring/io_uring.c: io_wq_free_work, io_req_find_next, base (link)
WorkerSettles(ctx, t, all) ==
  /\ IsBehind(ctx, t)
  /\ LET head == queued[ctx][t].behind IN
       /\ reqs[ctx][head].st = "posted"
       /\ all => reqs[ctx][head].res = "ok"
       /\ IF GoesOn(ctx, t, all)
          THEN /\ queued' = [queued EXCEPT ![ctx] =
                               [Without(@, head) EXCEPT ![t].how = "next", ![t].behind = 0]]
               /\ reqs' = [reqs EXCEPT ![ctx][head].st = "unheld"]
          ELSE /\ queued' = [queued EXCEPT ![ctx] = Without(Without(Severed(ctx, t), head), t)]
               /\ reqs' = [reqs EXCEPT ![ctx][head].st = "unheld",
                                       ![ctx][t] = Ended(@, "ECANCELED")]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

--------------------------------------------------------------------------------
(* Laws of workers. *)

(***************************************************************************)
(* A request is free when nobody has a reference of it: as long as a       *)
(* worker has one it is in use, and the CQE alone ends nothing.            *)
(***************************************************************************)
WorkerHoldsLive ==
  \A ctx \in Rings :
    \A r \in DOMAIN queued[ctx] :
      queued[ctx][r].how = "issued" => reqs[ctx][r].st \in {"inflight", "done", "posted"}

(* io-wq has no more threads at work for a task than it may have, whichever rings they work for. *)
WorkersBounded ==
  \A ctx \in Rings : BusyWorkers(ctx) <= Workers
================================================================================
