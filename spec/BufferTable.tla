------------------------------ MODULE BufferTable ------------------------------
(***************************************************************************)
(* The registered-buffer table of one io_uring instance: slots, resource   *)
(* nodes, mapped buffers (imu), the requests that borrow them, tag CQEs,   *)
(* and the uring_lock under which all of that changes.                     *)
(*                                                                         *)
(* One rule carries the design: a buffer is released by whoever drops the  *)
(* last reference of its node, never earlier and never twice, and the tag  *)
(* the user attached is posted at that moment, so that "tag seen" means    *)
(* "no request of this ring uses the buffer any more".                     *)
(*                                                                         *)
(* uring_lock is the variable `call': it is held exactly while a call is   *)
(* in progress, and the record says how far that call has come.  What a    *)
(* dma-buf mapping is, and what NVMe does with a request in flight, is     *)
(* left to DmabufMapping and NvmeQueue: here the outcome of those steps is *)
(* an argument that the environment chooses.                               *)
(*                                                                         *)
(* Left out here, and said in DeferredIssue: links, cancellation, and      *)
(* requests that a worker thread issues; said in ClonedTables: a second    *)
(* ring that shares the memory.  Left out: polling, re-issue, CQ overflow, *)
(* and ring exit with requests in flight.                                  *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
  Slots,      \* indexes of the sparse table, 0 .. n-1
  Reqs,       \* request objects, 1 .. n
  Files,      \* file descriptors a call can name
  Bufs,       \* dma-buf descriptors a call can name
  Kinds,      \* what an update may install: subset of {"dmabuf", "pages", "empty"}
  Tagging,    \* whether a call gives a tag: subset of BOOLEAN
  Fails,      \* steps that may fail by injection: subset of {"none"} \cup FailSteps
  Ops,        \* subset of {"READ_FIXED", "WRITE_FIXED"}
  Bads,       \* ill-formed ranges submitted: subset of {"none"} \cup DOMAIN RangeErrno
  Refusals,   \* calls that R1-R7 refuse, by errno: subset of {"ENXIO", "EINVAL", "EOVERFLOW", "EFAULT"}
  Teardown,   \* how the table goes: subset of {"unregister", "exit"}
  Reapable    \* requests whose CQE the user consumes, so that the object is used again

(***************************************************************************)
(* The steps of a registration that can fail after R7, with the errno that *)
(* the call then returns.  R13 and R14 return what the exporter returns,   *)
(* for which EBUSY stands.                                                 *)
(***************************************************************************)
StepErrno ==
  [R8 |-> "ENOMEM", R9 |-> "EBADF", R10 |-> "EOPNOTSUPP", R11 |-> "EINVAL",
   R12 |-> "EBADF", R13 |-> "EBUSY", R14 |-> "EBUSY", R14m |-> "ENOMEM",
   R17 |-> "ENOMEM", R19 |-> "ENOMEM", R20 |-> "ENOMEM"]

(* Those that a model may make fail by injection; R14m fails when the IOMMU has no address left. *)
FailSteps == DOMAIN StepErrno \ {"R14m"}

(* The stage that follows each stage of a dma-buf registration. *)
NextStage ==
  [R8 |-> "R9", R9 |-> "R10", R10 |-> "R11", R11 |-> "R12", R12 |-> "R13",
   R13 |-> "R14", R14 |-> "R14m", R14m |-> "R16", R16 |-> "R17",
   R17 |-> "R19", R19 |-> "R20", R20 |-> "R23"]

(***************************************************************************)
(* Ranges that the import (I2, I5) or the direct path (D2) refuses: past   *)
(* the end of the buffer, of length zero, not aligned to the logical block.*)
(***************************************************************************)
RangeErrno == [beyond |-> "EFAULT", zero |-> "EFAULT", unaligned |-> "EINVAL"]

ASSUME BufferTableConstants ==
  /\ Slots \subseteq Nat /\ Reqs \subseteq Nat \ {0}
  /\ Kinds \subseteq {"dmabuf", "pages", "empty"}
  /\ Tagging \subseteq BOOLEAN
  /\ Fails \subseteq {"none"} \cup FailSteps
  /\ Ops \subseteq {"READ_FIXED", "WRITE_FIXED"}
  /\ Bads \subseteq {"none"} \cup DOMAIN RangeErrno
  /\ Refusals \subseteq {"ENXIO", "EINVAL", "EOVERFLOW", "EFAULT"}
  /\ Teardown \subseteq {"unregister", "exit"} /\ Reapable \subseteq Reqs

VARIABLES
  ring,       \* "open" or "closed"
  call,       \* who holds uring_lock and how far that call has come; NoCall when free
  table,      \* slot -> node id, 0 for an empty slot; the empty function before registration
  nodes,      \* live node id -> [refs, tag, imu]
  imus,       \* live imu id -> [refs, kind, priv]; priv is the regbuf of a dma-buf imu
  reqs,       \* request -> [st, op, file, node, tag, res, cqes]
  tags        \* tags[k]: how many CQEs the k-th tag given to this ring has produced

btvars == <<ring, call, table, nodes, imus, reqs, tags>>

NoTable == <<>>

NoReq == [st |-> "free", op |-> "none", file |-> 0, node |-> 0, tag |-> 0,
          res |-> "none", cqes |-> 0]

Errnos == {"none", "ENOMEM", "EBADF", "EOPNOTSUPP", "EINVAL", "EBUSY", "EFAULT"}

Results == Errnos \cup {"ok", "EIO", "ECANCELED"}

(***************************************************************************)
(* A call is one record a kind: who it is, `at' which step it goes on, and *)
(* what that kind knows until it returns.  A call that drops a node is at  *)
(* a stage of the drop meanwhile, and has the node in `old'.  The number 0 *)
(* stands for no object.                                                   *)
(***************************************************************************)

(* Nobody holds uring_lock. *)
NoCall == [who |-> "none", at |-> "none"]

DropStages == {"put", "tag", "release"}

(* An update of one slot: what the user asked for, the step that is to fail by injection, the
   errno that the call will return, and the new regbuf and node, until the slot has them. *)
UpdateCalls ==
  [who : {"update"},
   at : DOMAIN NextStage \cup {"R23", "store", "unwind", "return"} \cup DropStages,
   slot : Slots, kind : Kinds, file : {0} \cup Files, buf : {0} \cup Bufs, tagged : Tagging,
   fail : {"none"} \cup Fails, err : Errnos, node : Nat, rb : Nat, old : Nat]

(* The end of the table, slot after slot, by the user or with the ring. *)
TeardownCalls ==
  [who : {"unregister", "exit"}, at : {"next", "return"} \cup DropStages, old : Nat]

(* A copy of another ring's table; and what its source holds meanwhile.  Both are of ClonedTables. *)
CloneCalls == [who : {"clone"}, at : {"next", "return"} \cup DropStages, old : Nat]
SourceCalls == [who : {"source"}, at : {"source"}]

(* The issue of one request, which names a slot and a range of it: by the submitter, or by task
   work (of DeferredIssue). *)
Submissions ==
  [who : {"submit", "tasksubmit"},
   at : {"I1", "I2", "ordinary", "B5", "issue", "cqe", "free", "return"} \cup DropStages,
   slot : Slots, bad : Bads, req : Reqs, old : Nat]

(* Task work that completes one request. *)
TaskWorks == [who : {"taskwork"}, at : {"cqe", "free", "return"} \cup DropStages,
              req : Reqs, old : Nat]

Calls == {NoCall} \cup UpdateCalls \cup TeardownCalls \cup CloneCalls \cup SourceCalls
           \cup Submissions \cup TaskWorks

TypeOK ==
  /\ ring \in {"open", "closed"}
  /\ call \in Calls
  /\ table = NoTable \/ (DOMAIN table = Slots /\ \A s \in Slots : table[s] \in Nat)
  /\ \A n \in DOMAIN nodes : DOMAIN nodes[n] = {"refs", "tag", "imu"} /\ nodes[n].refs \in Nat
  /\ \A i \in DOMAIN imus : imus[i].kind \in {"dmabuf", "pages"} /\ imus[i].refs \in Nat
  /\ DOMAIN reqs = Reqs
  /\ \A r \in Reqs :
       /\ reqs[r].st \in {"free", "issuing", "inflight", "done", "complete"}
       /\ reqs[r].res \in Results /\ reqs[r].cqes \in Nat
  /\ tags \in Seq(Nat)

Init ==
  /\ ring = "open" /\ call = NoCall /\ table = NoTable
  /\ nodes = <<>> /\ imus = <<>>
  /\ reqs = [r \in Reqs |-> NoReq]
  /\ tags = <<>>

--------------------------------------------------------------------------------
(* Helpers. *)

(* The smallest positive number outside S: every allocator here is lowest-first, so a
   freed number is reused at once, which is the hardest case for a stale reference. *)
Lowest(S) == CHOOSE n \in 1 .. Cardinality(S) + 1 : n \notin S /\ 1 .. n - 1 \subseteq S

Without(f, k) == [x \in DOMAIN f \ {k} |-> f[x]]

LockFree == call.who = "none"

(* The kinds of call that carry a request on. *)
OnRequest == {"submit", "tasksubmit", "taskwork"}

(* Whether the running call carries a request on. *)
Carries(r) == call.who \in OnRequest /\ call.req = r

(* Calls at their first step: the end of a table, and the issue of a request. *)
TeardownCall(who) == [who |-> who, at |-> "next", old |-> 0]

Submission(who, s, bad, r, gotFile) ==
  [who |-> who, at |-> IF gotFile THEN "I1" ELSE "cqe", slot |-> s, bad |-> bad, req |-> r, old |-> 0]

FreeReqs == {r \in Reqs : reqs[r].st = "free"}

NextReq == CHOOSE r \in FreeReqs : \A q \in FreeReqs : r <= q

NodeAt(s) == IF s \in DOMAIN table THEN table[s] ELSE 0

KindOfNode(n) == IF nodes[n].imu = 0 THEN "none" ELSE imus[nodes[n].imu].kind

(* Where a call goes on once a node has been dropped. *)
AfterDrop == CASE call.who = "update" -> "store"
               [] call.who \in {"unregister", "exit", "clone"} -> "next"
               [] OTHER -> "return"

(***************************************************************************)
(* The regbuf that the running call is tearing down, 0 if none: that of a  *)
(* node whose last reference is gone, or that of a registration which      *)
(* failed.                                                                 *)
(***************************************************************************)
Releasing ==
  CASE call.at = "release" -> imus[nodes[call.old].imu].priv
    [] call.at = "unwind" -> call.rb
    [] OTHER -> 0

(* A stage at which the call is about to fail, by injection or by what it finds. *)
FailsNow == call.at \in FailSteps /\ call.at = call.fail

(* Whether the user makes one more registration; models of the table alone bound it. *)
MayRegister == TRUE

(* The numbers that a new regbuf may get: those that no imu carries. *)
FreeRegbuf(rb) == \A i \in DOMAIN imus : imus[i].priv # rb

--------------------------------------------------------------------------------
(* Registration: task context, uring_lock held from the first step to the last. *)

(* A sparse table appears; every slot is empty. *)
\* @task io_uring/rsrc.c: io_register_rsrc, base (table)
RegisterSparse ==
  /\ ring = "open" /\ LockFree /\ table = NoTable
  /\ table' = [s \in Slots |-> 0]
  /\ UNCHANGED <<ring, call, nodes, imus, reqs, tags>>

(***************************************************************************)
(* A call refused by R1-R7, before it holds anything: it returns its errno *)
(* and changes nothing.  Without a table every update is -ENXIO; with one, *)
(* a range beyond it or an unknown flag is -EINVAL, a sum that overflows   *)
(* -EOVERFLOW, an unreadable descriptor or a non-zero iovec -EFAULT, a tag *)
(* for an empty slot -EINVAL.                                              *)
(***************************************************************************)
\* @task io_uring/rsrc.c: io_register_rsrc_update, __io_sqe_buffers_update, patch 07 (R1-R5)
\* @task io_uring/rsrc.c: __io_register_rsrc_update, base (R2)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R7)
UpdateRefused(e) ==
  /\ ring = "open" /\ LockFree
  /\ e \in IF table = NoTable THEN {"ENXIO", "EOVERFLOW"} ELSE {"EINVAL", "EOVERFLOW", "EFAULT"}
  /\ UNCHANGED btvars

(* An update of one slot takes uring_lock and has passed R1-R7. *)
\* @task io_uring/rsrc.c: __io_sqe_buffers_update, patch 07 (R2-R5)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, io_register_dmabuf, patch 10 (R6-R7)
StartUpdate(s, kind, f, b, tagged, fail) ==
  /\ ring = "open" /\ LockFree /\ table # NoTable /\ MayRegister
  /\ kind = "empty" => ~tagged
  /\ kind = "dmabuf" <=> f # 0
  /\ kind = "dmabuf" <=> b # 0
  /\ fail \in CASE kind = "dmabuf" -> {"none"} \cup FailSteps
                [] kind = "pages" -> {"none", "R19", "R20"}
                [] kind = "empty" -> {"none"}
  /\ call' = [who |-> "update", slot |-> s, kind |-> kind, file |-> f, buf |-> b,
              tagged |-> tagged, fail |-> fail, err |-> "none", node |-> 0, rb |-> 0, old |-> 0,
              at |-> CASE kind = "dmabuf" -> "R8"
                       [] kind = "pages" -> "R19"
                       [] kind = "empty" -> "R23"]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags>>

(* One step of a dma-buf registration that changes nothing here has succeeded. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8-R18)
Advance(stage) ==
  /\ call.who = "update" /\ call.at = stage /\ ~FailsNow
  /\ call' = [call EXCEPT !.at = NextStage[stage]]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags>>

(* R8: the regbuf exists; every later failure releases it. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8)
SetRegbuf(rb) ==
  /\ call.who = "update" /\ call.at = "R8" /\ ~FailsNow /\ FreeRegbuf(rb)
  /\ call' = [call EXCEPT !.at = "R9", !.rb = rb]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags>>

(* A step fails: its errno is kept for the return, and the unwinding begins. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8-R20)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, base (R19-R20) if call.kind = "pages"
Fail ==
  /\ call.who = "update" /\ call.at \in DOMAIN StepErrno
  /\ call' = [call EXCEPT !.at = "unwind", !.err = StepErrno[call.at]]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags>>

(* R19: a node with one reference, that of the call. *)
\* @task io_uring/rsrc.c: io_rsrc_node_alloc, base (R19)
AllocNode ==
  /\ call.who = "update" /\ call.at = "R19" /\ ~FailsNow
  /\ LET n == Lowest(DOMAIN nodes) IN
       /\ nodes' = nodes @@ (n :> [refs |-> 1, tag |-> 0, imu |-> 0])
       /\ call' = [call EXCEPT !.at = "R20", !.node = n]
  /\ UNCHANGED <<ring, table, imus, reqs, tags>>

(* R20-R22: an imu with one reference, that of the node; it owns the regbuf from here. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R20-R22)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, io_alloc_imu, base (R20-R22) if call.kind = "pages"
AllocImu ==
  /\ call.who = "update" /\ call.at = "R20" /\ ~FailsNow
  /\ LET i == Lowest(DOMAIN imus) IN
       /\ imus' = imus @@ (i :> [refs |-> 1, kind |-> call.kind, priv |-> call.rb])
       /\ nodes' = [nodes EXCEPT ![call.node].imu = i]
  /\ call' = [call EXCEPT !.at = "R23"]
  /\ UNCHANGED <<ring, table, reqs, tags>>

(***************************************************************************)
(* The unwinding is complete: the regbuf (if any) is gone, the node (if    *)
(* any) goes back to its cache, and the call returns its errno.            *)
(***************************************************************************)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8-R20)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, base (R19-R20) if call.kind = "pages"
Unwound ==
  /\ call.at = "unwind"
  /\ nodes' = Without(nodes, call.node)
  /\ call' = [call EXCEPT !.at = "return", !.node = 0, !.rb = 0]
  /\ UNCHANGED <<ring, table, imus, reqs, tags>>

(* R23-R24: the tag is installed, and the old node, if any, leaves the slot. *)
\* @task io_uring/rsrc.c: __io_sqe_buffers_update, base (R23-R24)
TakeSlot ==
  /\ call.who = "update" /\ call.at = "R23"
  /\ tags' = IF call.tagged THEN Append(tags, 0) ELSE tags
  /\ nodes' = IF call.tagged THEN [nodes EXCEPT ![call.node].tag = Len(tags) + 1] ELSE nodes
  /\ table' = [table EXCEPT ![call.slot] = 0]
  /\ call' = [call EXCEPT !.old = table[call.slot],
                          !.at = IF table[call.slot] = 0 THEN "store" ELSE "put"]
  /\ UNCHANGED <<ring, imus, reqs>>

(* R24-R25: the slot takes over the call's reference of the new node. *)
\* @task io_uring/rsrc.c: __io_sqe_buffers_update, base (R24-R25)
StoreNode ==
  /\ call.who = "update" /\ call.at = "store"
  /\ table' = [table EXCEPT ![call.slot] = call.node]
  /\ call' = [call EXCEPT !.at = "return", !.node = 0, !.rb = 0]
  /\ UNCHANGED <<ring, nodes, imus, reqs, tags>>

(* Unregistering the table, or closing the ring when no request is in flight. *)
\* @task io_uring/rsrc.c: io_sqe_buffers_unregister, base (U1)
StartUnregister ==
  /\ "unregister" \in Teardown
  /\ ring = "open" /\ LockFree /\ table # NoTable
  /\ call' = TeardownCall("unregister")
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags>>

(* The user closes the ring; a work item, io_ring_exit_work, does the rest. *)
\* @user io_uring/io_uring.c: io_uring_release, io_ring_ctx_wait_and_kill, base (U1)
CloseRing ==
  /\ "exit" \in Teardown
  /\ ring = "open" /\ LockFree
  /\ \A r \in Reqs : reqs[r].st \in {"free", "complete"}
  /\ ring' = "closed"
  /\ call' = TeardownCall("exit")
  /\ UNCHANGED <<table, nodes, imus, reqs, tags>>

(* U1: the highest occupied slot is emptied; without one the table itself goes. *)
\* @task io_uring/rsrc.c: io_rsrc_data_free, base (U1)
ClearSlot ==
  /\ call.at = "next"
  /\ LET full == {s \in DOMAIN table : table[s] # 0} IN
       IF full = {}
       THEN /\ table' = NoTable
            /\ call' = [call EXCEPT !.at = "return"]
       ELSE LET s == CHOOSE s \in full : \A q \in full : q <= s IN
            /\ table' = [table EXCEPT ![s] = 0]
            /\ call' = [call EXCEPT !.at = "put", !.old = table[s]]
  /\ UNCHANGED <<ring, nodes, imus, reqs, tags>>

(* The call returns and uring_lock is free. *)
\* @task io_uring/register.c: io_uring_register, base (R25)
\* @task io_uring/io_uring.c: io_uring_enter, base if call.who = "submit"
\* @tw io_uring/io_uring.c: ctx_flush_and_put, base if call.who \in {"taskwork", "tasksubmit"}
\* @task io_uring/io_uring.c: io_ring_ctx_free, base if call.who = "exit"
Return ==
  /\ call.at = "return"
  /\ call' = NoCall
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags>>

--------------------------------------------------------------------------------
(* Dropping a node: the same steps for an update, an unregister and a request. *)

(* U1: one reference less; the last one starts the release. *)
\* @task io_uring/rsrc.h: io_put_rsrc_node, base (U1)
\* @task io_uring/rsrc.h: io_reset_rsrc_node, base (R24) if call.who = "update"
PutNode ==
  /\ call.at = "put"
  /\ nodes' = [nodes EXCEPT ![call.old].refs = @ - 1]
  /\ call' = IF nodes[call.old].refs = 1
             THEN [call EXCEPT !.at = "tag"]
             ELSE [call EXCEPT !.at = AfterDrop, !.old = 0]
  /\ UNCHANGED <<ring, table, imus, reqs, tags>>

(***************************************************************************)
(* Whether the release posts a tag now.  A ring that is gone has no CQ.    *)
(* A decision of its own: a design that posts at another moment overrides  *)
(* this operator.                                                          *)
(***************************************************************************)
PostsTag(n) == nodes[n].tag # 0 /\ ring = "open"

(* U2: the tag CQE is posted, and the node gives up its reference of the imu. *)
\* @task io_uring/rsrc.c: io_free_rsrc_node, base (U2)
PostTag ==
  /\ call.at = "tag"
  /\ tags' = IF PostsTag(call.old) THEN [tags EXCEPT ![nodes[call.old].tag] = @ + 1] ELSE tags
  /\ imus' = [imus EXCEPT ![nodes[call.old].imu].refs = @ - 1]
  /\ call' = [call EXCEPT !.at = "release"]
  /\ UNCHANGED <<ring, table, nodes, reqs>>

(* U10: the regbuf is gone; imu and node go back to their caches. *)
\* @task io_uring/rsrc.c: io_buffer_unmap, io_free_imu, io_free_rsrc_node, base (U10)
Released ==
  /\ call.at = "release" /\ imus[nodes[call.old].imu].refs = 0
  /\ imus' = Without(imus, nodes[call.old].imu)
  /\ nodes' = Without(nodes, call.old)
  /\ call' = [call EXCEPT !.at = AfterDrop, !.old = 0]
  /\ UNCHANGED <<ring, table, reqs, tags>>

--------------------------------------------------------------------------------
(* A request: submission and inline issue under uring_lock. *)

(***************************************************************************)
(* An SQE is consumed.  A closed target descriptor (gotFile FALSE) fails   *)
(* the request with -EBADF before anything is imported.                    *)
(***************************************************************************)
\* @task io_uring/io_uring.c: io_submit_sqe, io_issue_sqe, io_assign_file, base (I1)
StartSubmit(s, op, f, bad, gotFile) ==
  /\ ring = "open" /\ LockFree /\ FreeReqs # {}
  /\ reqs' = [reqs EXCEPT ![NextReq] = [NoReq EXCEPT !.st = "issuing", !.op = op,
                                          !.file = IF gotFile THEN f ELSE 0,
                                          !.res = IF gotFile THEN "none" ELSE "EBADF"]]
  /\ call' = Submission("submit", s, bad, NextReq, gotFile)
  /\ UNCHANGED <<ring, table, nodes, imus, tags>>

(* I1: the request takes a reference of the node in the slot, or fails with -EFAULT. *)
\* @task io_uring/rsrc.c: io_find_buf_node, base (I1)
LookupNode ==
  /\ call.at = "I1"
  /\ LET n == NodeAt(call.slot) IN
       IF n = 0
       THEN /\ reqs' = [reqs EXCEPT ![call.req].res = "EFAULT"]
            /\ call' = [call EXCEPT !.at = "cqe"]
            /\ UNCHANGED nodes
       ELSE /\ nodes' = [nodes EXCEPT ![n].refs = @ + 1]
            /\ reqs' = [reqs EXCEPT ![call.req].node = n, ![call.req].tag = nodes[n].tag]
            /\ call' = [call EXCEPT !.at = "I2"]
  /\ UNCHANGED <<ring, table, imus, tags>>

(* I2-I9 and D2: the range is accepted, or the request fails holding its node. *)
\* @task io_uring/rsrc.c: io_import_fixed, io_import_dmabuf, patch 11 (I2-I8)
\* @task io_uring/rw.c: io_init_rw_fixed, patch 12 (I9)
\* @task block/fops.c: blkdev_read_iter, blkdev_write_iter, blkdev_direct_IO, base (D1-D2)
\* @task io_uring/rsrc.c: io_import_fixed, base (I2) if imus[nodes[reqs[call.req].node].imu].kind = "pages"
CheckImport(e) ==
  /\ call.at = "I2"
  /\ call' = [call EXCEPT !.at = IF e # "none" THEN "cqe"
                                 ELSE IF KindOfNode(reqs[call.req].node) = "pages"
                                      THEN "ordinary" ELSE "B5"]
  /\ reqs' = [reqs EXCEPT ![call.req].res = e]
  /\ UNCHANGED <<ring, table, nodes, imus, tags>>

(***************************************************************************)
(* Ordinary pages take the base kernel's path, which maps and unmaps them  *)
(* around each command: here it is one step to the device and one back.    *)
(***************************************************************************)
\* @task io_uring/rw.c: io_read_fixed, base (D1) if reqs[call.req].op = "READ_FIXED"
\* @task io_uring/rw.c: io_write_fixed, base (D1) if reqs[call.req].op = "WRITE_FIXED"
IssueOrdinary ==
  /\ call.at = "ordinary"
  /\ reqs' = [reqs EXCEPT ![call.req].st = "inflight"]
  /\ call' = [call EXCEPT !.at = "return"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags>>

(* B5: the block layer has a request for it; from here its end comes by interrupt. *)
\* @task block/blk-mq.c: blk_mq_submit_bio, base (B5)
Dispatched ==
  /\ call.at = "B5"
  /\ reqs' = [reqs EXCEPT ![call.req].st = "inflight"]
  /\ call' = [call EXCEPT !.at = "issue"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags>>

(* The submitter has queued the command, or left it to kblockd, and goes on. *)
\* @task io_uring/rw.c: io_read_fixed, base (N13) if reqs[call.req].op = "READ_FIXED"
\* @task io_uring/rw.c: io_write_fixed, base (N13) if reqs[call.req].op = "WRITE_FIXED"
IssueReturns ==
  /\ call.at = "issue"
  /\ call' = [call EXCEPT !.at = "return"]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags>>

(* C3, C5: the result is stored and task work queued; no lock is needed. *)
\* @irq io_uring/rw.c: io_complete_rw, base (C3-C5)
Done(r, res) ==
  /\ reqs[r].st = "inflight"
  /\ reqs' = [reqs EXCEPT ![r].st = "done", ![r].res = res]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(***************************************************************************)
(* C6: task work takes uring_lock to complete one request.  A kernel that  *)
(* finds several ended completes them in one batch: all their CQEs, then   *)
(* the drops of their nodes.  Which of several is first, and whether a tag *)
(* comes between two of them, is not said here: only that each tag comes   *)
(* after the CQE of every request that used its buffer.                    *)
(***************************************************************************)
\* @tw io_uring/rw.c: io_req_rw_complete, base (C6)
\* @tw io_uring/io_uring.c: io_handle_tw_list, base (C6)
StartTaskWork(r) ==
  /\ LockFree /\ reqs[r].st = "done"
  /\ call' = [who |-> "taskwork", at |-> "cqe", req |-> r, old |-> 0]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags>>

(* The CQE of the request. *)
\* @tw io_uring/io_uring.h: io_fill_cqe_req, base (C6)
\* @tw io_uring/io_uring.c: __io_submit_flush_completions, base (C6)
PostCqe ==
  /\ call.at = "cqe"
  /\ reqs' = [reqs EXCEPT ![call.req].cqes = @ + 1]
  /\ call' = [call EXCEPT !.at = "free"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags>>

(* The request gives back its file (with DmabufMapping) and goes on to drop its node. *)
\* @tw io_uring/io_uring.c: io_free_batch_list, base (C6)
FreeReq ==
  /\ call.at = "free"
  /\ reqs' = [reqs EXCEPT ![call.req].st = "complete", ![call.req].file = 0, ![call.req].node = 0]
  /\ call' = [call EXCEPT !.old = reqs[call.req].node,
                          !.at = IF reqs[call.req].node = 0 THEN "return" ELSE "put"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags>>

(* The user consumes the CQE; the request object may be used again. *)
\* @user liburing: io_uring_cqe_seen, base (CQE)
ReapCqe(r) ==
  /\ reqs[r].st = "complete" /\ ~Carries(r)
  /\ reqs' = [reqs EXCEPT ![r] = NoReq]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

--------------------------------------------------------------------------------
(* The table alone, in an environment that chooses every outcome. *)

Next ==
  \/ RegisterSparse
  \/ \E e \in Refusals : UpdateRefused(e)
  \/ \E s \in Slots, t \in Tagging, x \in Fails :
       \/ \E k \in Kinds \cap {"dmabuf"}, f \in Files, b \in Bufs : StartUpdate(s, k, f, b, t, x)
       \/ \E k \in Kinds \ {"dmabuf"}, f \in {0}, b \in {0} : StartUpdate(s, k, f, b, t, x)
  \/ \E g \in {"R9", "R10", "R11", "R12", "R13", "R14", "R14m", "R16", "R17"} : Advance(g)
  \/ \E rb \in 1 .. Cardinality(Slots) + Cardinality(Reqs) + 1 : SetRegbuf(rb)
  \/ Fail
  \/ AllocNode \/ AllocImu \/ Unwound \/ TakeSlot \/ StoreNode
  \/ StartUnregister \/ CloseRing \/ ClearSlot \/ Return
  \/ PutNode \/ PostTag \/ Released
  \/ \E s \in Slots, op \in Ops, f \in Files, bad \in Bads, g \in BOOLEAN :
        StartSubmit(s, op, f, bad, g)
  \/ LookupNode
  \/ \E e \in {"none", "EFAULT", "EBADF", "EINVAL"} : CheckImport(e)
  \/ IssueOrdinary \/ Dispatched \/ IssueReturns
  \/ \E r \in Reqs, res \in {"ok", "EIO"} : Done(r, res)
  \/ \E r \in Reqs : StartTaskWork(r)
  \/ PostCqe \/ FreeReq
  \/ \E r \in Reapable : ReapCqe(r)

Spec == Init /\ [][Next]_btvars

--------------------------------------------------------------------------------
(* Laws. *)

(***************************************************************************)
(* The reference count of a node equals what its holders hold: its slot,   *)
(* every request that imported it, the call that is creating it, and the   *)
(* reference that the running call is about to put.                        *)
(***************************************************************************)
NodeHolders(n) ==
  Cardinality({s \in DOMAIN table : table[s] = n})
  + Cardinality({r \in Reqs : reqs[r].node = n})
  + (IF call.who = "update" /\ call.node = n THEN 1 ELSE 0)
  + (IF call.at = "put" /\ call.old = n THEN 1 ELSE 0)

NodeRefsMatchHolders == \A n \in DOMAIN nodes : nodes[n].refs = NodeHolders(n)

(* The reference count of an imu equals the live nodes that point to it. *)
ImuRefsMatchHolders ==
  \A i \in DOMAIN imus :
    imus[i].refs = Cardinality({n \in DOMAIN nodes :
                     nodes[n].imu = i /\ ~(call.at = "release" /\ call.old = n)})

(* Whatever names a node or an imu names a live one. *)
NoDanglingReference ==
  /\ \A s \in DOMAIN table : table[s] # 0 => table[s] \in DOMAIN nodes
  /\ \A r \in Reqs : reqs[r].node # 0 => reqs[r].node \in DOMAIN nodes
  /\ \A n \in DOMAIN nodes : nodes[n].imu # 0 => nodes[n].imu \in DOMAIN imus

(* A node is never held by nobody, except while it is being released. *)
NoNodeLeaked ==
  \A n \in DOMAIN nodes : nodes[n].refs = 0 => call.at \in {"tag", "release"} /\ call.old = n

(* Each tag is posted at most once, and only when no request that imported it is unfinished. *)
TagAtMostOnce == \A k \in DOMAIN tags : tags[k] <= 1

TagAfterLastRequest ==
  \A k \in DOMAIN tags : tags[k] > 0 =>
    \A r \in Reqs : reqs[r].tag = k => reqs[r].st \in {"complete", "free"} /\ reqs[r].cqes = 1

(* A tag that no node carries any more was posted, unless the ring was closed first. *)
TagNotLost ==
  ring = "open" =>
    \A k \in DOMAIN tags : tags[k] = 1 \/ \E n \in DOMAIN nodes : nodes[n].tag = k

(* A request produces one CQE, with a result, and only as its last act. *)
CompletesOnce ==
  \A r \in Reqs :
    /\ reqs[r].cqes <= 1
    /\ reqs[r].st = "complete" <=> (reqs[r].cqes = 1 /\ ~(call.at = "free" /\ call.req = r))
    /\ reqs[r].st = "done" => reqs[r].res # "none"

(* A request in flight holds a node, and a request that is not holds nothing. *)
InFlightHoldsNode ==
  \A r \in Reqs :
    /\ reqs[r].st = "inflight" => reqs[r].node # 0
    /\ reqs[r].st \in {"free", "complete"} => reqs[r].node = 0

(* With the table gone and nothing in flight, nothing of this module is left. *)
NothingLeft ==
  (LockFree /\ table = NoTable /\ \A r \in Reqs : reqs[r].st \in {"free", "complete"})
    => nodes = <<>> /\ imus = <<>>

(***************************************************************************)
(* The lock matrix: nodes, imus, table and tags change only while          *)
(* uring_lock is held, before or after the step.                           *)
(***************************************************************************)
LockCoversTable ==
  [][(nodes' # nodes \/ imus' # imus \/ tags' # tags)
       => call.who # "none" \/ call'.who # "none"]_btvars
================================================================================
