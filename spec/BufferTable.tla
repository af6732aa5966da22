------------------------------ MODULE BufferTable ------------------------------
(***************************************************************************)
(* The registered-buffer table of one io_uring instance: slots, resource   *)
(* nodes, mapped buffers (imu), the requests that borrow them, tag CQEs,   *)
(* and the uring_lock under which all of that changes.                     *)
(*                                                                         *)
(* Two rules carry the design.  A buffer is released by whoever drops the  *)
(* last reference of its node, never earlier and never twice, and the tag  *)
(* the user attached is posted at that moment, so that "tag seen" means    *)
(* "no request of this ring uses the buffer any more".  And a request      *)
(* binds to the node that is in its slot when it is ISSUED, not when it is *)
(* submitted: until then it names a slot and holds nothing, so that the    *)
(* buffer it was meant for may be replaced, and its tag posted, before it  *)
(* runs; it then uses the newer one.  What was issued and refused for want *)
(* of a tag keeps its node: the worker that issues it again does not look. *)
(*                                                                         *)
(* uring_lock is the variable `call': it is held exactly while a call is   *)
(* in progress, and the record says how far that call has come.  What a    *)
(* dma-buf mapping is, and what NVMe does with a request in flight, is     *)
(* left to DmabufMapping and NvmeQueue: here the outcome of those steps is *)
(* an argument that the environment chooses.                               *)
(*                                                                         *)
(* Left out here, and said in ClonedTables: a second ring that shares the  *)
(* memory.  Left out: polling, re-issue for other reasons than a tag, CQ   *)
(* overflow, ring exit with requests in flight, hard links, timeouts,      *)
(* drain, that a worker thread is created by its task, and the end of the  *)
(* task.                                                                   *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
  Slots,      \* indexes of the sparse table, 0 .. n-1
  Reqs,       \* request objects, 1 .. n
  Files,      \* file descriptors a call can name
  Pollable,   \* those of them on which a request waits in poll, as on a pipe: subset of Files
  Bufs,       \* dma-buf descriptors a call can name
  Kinds,      \* what an update may install: subset of {"dmabuf", "pages", "empty"}
  Tagging,    \* whether a call gives a tag: subset of BOOLEAN
  Fails,      \* steps that may fail by injection: subset of {"none"} \cup FailSteps
  Ops,        \* subset of {"READ_FIXED", "WRITE_FIXED"}
  Windows,    \* what a request may ask for in its buffer: <<offset, length>> in bytes
  PartBytes,  \* bytes that one request of the block layer may carry, as its queue limits say
  Refusals,   \* calls that R1-R7 refuse, by errno: subset of {"ENXIO", "EINVAL", "EOVERFLOW", "EFAULT"}
  Teardown,   \* how the table goes: subset of {"unregister", "exit"}
  Reapable,   \* requests whose CQE the user consumes, so that the object is used again
  Deferrals,  \* how an issue is put off: subset of {"link", "async", "refused"}
  Cancels,    \* what the user cancels: subset of {"queued", "inflight"}
  Workers,    \* how many worker threads io-wq has at most
  Opens,      \* whether a descriptor is found open: subset of BOOLEAN
  Imports,    \* what an import answers: subset of {"none", "EFAULT", "EBADF", "EINVAL"}
  Answers     \* how a request in flight ends: subset of {"ok", "EIO"}

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

ASSUME BufferTableConstants ==
  /\ Slots \subseteq Nat /\ Reqs \subseteq Nat \ {0} /\ Pollable \subseteq Files
  /\ Kinds \subseteq {"dmabuf", "pages", "empty"}
  /\ Tagging \subseteq BOOLEAN
  /\ Fails \subseteq {"none"} \cup FailSteps
  /\ Ops \subseteq {"READ_FIXED", "WRITE_FIXED"}
  /\ Windows \subseteq Nat \X Nat /\ PartBytes \in Nat \ {0}
  /\ Refusals \subseteq {"ENXIO", "EINVAL", "EOVERFLOW", "EFAULT"}
  /\ Teardown \subseteq {"unregister", "exit"} /\ Reapable \subseteq Reqs
  /\ Deferrals \subseteq {"link", "async", "refused"} /\ Cancels \subseteq {"queued", "inflight"}
  /\ Workers \in Nat
  /\ Opens \subseteq BOOLEAN
  /\ Imports \subseteq {"none", "EFAULT", "EBADF", "EINVAL"}
  /\ Answers \subseteq {"ok", "EIO"}

VARIABLES
  ring,       \* "open" or "closed"
  call,       \* who holds uring_lock and how far that call has come; NoCall when free
  table,      \* slot -> node id, 0 for an empty slot; the empty function before registration
  nodes,      \* live node id -> [refs, tag, imu]
  imus,       \* live imu id -> [refs, kind, priv]; priv is the regbuf of a dma-buf imu
  reqs,       \* request -> [st, op, file, node, tag, res, cqes, off, len, left, out]
  tags,       \* tags[k]: how many CQEs the k-th tag given to this ring has produced
  queued      \* request that is put off, or that a worker has -> [how, slot, file, behind]

btvars == <<ring, call, table, nodes, imus, reqs, tags, queued>>

NoTable == <<>>

NoReq == [st |-> "free", op |-> "none", file |-> 0, node |-> 0, tag |-> 0,
          res |-> "none", cqes |-> 0, off |-> 0, len |-> 0, left |-> 0, out |-> 0]

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

(* The issue of one request, which names a slot: by the submitter, or by task work. *)
Submissions ==
  [who : {"submit", "tasksubmit"},
   at : {"I1", "I2", "ordinary", "B5", "issue", "cqe", "free", "return"} \cup DropStages,
   slot : Slots, req : Reqs, old : Nat]

(* Task work that completes one request. *)
TaskWorks == [who : {"taskwork"}, at : {"cqe", "free", "return"} \cup DropStages,
              req : Reqs, old : Nat]

Calls == {NoCall} \cup UpdateCalls \cup TeardownCalls \cup CloneCalls \cup SourceCalls
           \cup Submissions \cup TaskWorks

(* "link": waits for the request that it is behind; "task": task work will issue it; "worker": in
   the list of io-wq; "next": a worker goes on with it, after the one before it; "import": a worker
   has its node and its file, and imports the range; "issue": the worker has imported it; "asleep":
   it sleeps, since there was no tag; "issued": the worker has handed it on, or it has failed, and
   the worker still has a reference of it;
   "again": its inline issue was refused, and task work will hand it to io-wq; "punted": it is in
   the list of io-wq with the node and the file that it got inline. *)
Ways ==
  {"link", "task", "worker", "next", "import", "issue", "asleep", "issued", "again", "punted"}

(* Those of them that hold nothing of the slot that they name, *)
Unbound == {"link", "task", "worker", "next"}

(* and those that have their node and their file, and are not issued. *)
Bound == {"import", "issue", "asleep", "again", "punted"}

(* Those that keep a worker thread busy: it holds a reference of the request from "import" on. *)
AtWork == {"next", "import", "issue", "asleep", "issued"}

TypeOK ==
  /\ ring \in {"open", "closed"}
  /\ call \in Calls
  /\ table = NoTable \/ (DOMAIN table = Slots /\ \A s \in Slots : table[s] \in Nat)
  /\ \A n \in DOMAIN nodes : DOMAIN nodes[n] = {"refs", "tag", "imu"} /\ nodes[n].refs \in Nat
  /\ \A i \in DOMAIN imus : imus[i].kind \in {"dmabuf", "pages"} /\ imus[i].refs \in Nat
  /\ DOMAIN reqs = Reqs
  /\ \A r \in Reqs :
       /\ reqs[r].st \in {"free", "issuing", "inflight", "done", "posted", "unheld", "complete"}
       /\ reqs[r].res \in Results /\ reqs[r].cqes \in Nat
       /\ reqs[r].off \in Nat /\ reqs[r].len \in Nat
       /\ reqs[r].left \in Nat /\ reqs[r].out \in Nat
  /\ tags \in Seq(Nat)
  /\ DOMAIN queued \subseteq Reqs
  /\ \A r \in DOMAIN queued :
       /\ DOMAIN queued[r] = {"how", "slot", "file", "behind"}
       /\ queued[r].how \in Ways /\ queued[r].slot \in Slots
       /\ queued[r].file \in Files
       /\ queued[r].behind \in {0} \cup Reqs
       /\ queued[r].how = "link" <=> queued[r].behind # 0

Init ==
  /\ ring = "open" /\ call = NoCall /\ table = NoTable
  /\ nodes = <<>> /\ imus = <<>>
  /\ reqs = [r \in Reqs |-> NoReq]
  /\ tags = <<>> /\ queued = <<>>

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

Submission(who, s, r, gotFile) ==
  [who |-> who, at |-> IF gotFile THEN "I1" ELSE "cqe", slot |-> s, req |-> r, old |-> 0]

FreeReqs == {r \in Reqs : reqs[r].st = "free"}

(* Which of them the allocator gives; models choose one. *)
MayTakeReq(r) == TRUE

NodeAt(s) == IF s \in DOMAIN table THEN table[s] ELSE 0

KindOfNode(n) == IF nodes[n].imu = 0 THEN "none" ELSE imus[nodes[n].imu].kind

(***************************************************************************)
(* Whether a request that has its node and its file waits in poll, and     *)
(* never comes to a queue.  A dma-buf is bound to a file of a drive.       *)
(***************************************************************************)
Polls(r) == KindOfNode(reqs[r].node) = "pages" /\ reqs[r].file \in Pollable

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
(***************************************************************************)
(* Helpers: what a request asks for, and its parts.  The block layer cuts  *)
(* what is longer than its queue takes into requests of its own, here      *)
(* parts: one after the other is `left' to be handed on, and those that    *)
(* are are `out' until their bios end, in any order.  The request ends     *)
(* with the last of them.                                                  *)
(***************************************************************************)

(* How many parts a window has: this depends on its length alone. *)
PartsOf(len) == IF len <= PartBytes THEN 1 ELSE (len + PartBytes - 1) \div PartBytes

(* A submitted request that is not issued: it names a slot and has nothing of it. *)
Submitted(op, off, len) ==
  [NoReq EXCEPT !.st = "issuing", !.op = op, !.off = off, !.len = len]

(* A request whose result is known: what it asked for matters to nobody any more. *)
Over(q, res) == [q EXCEPT !.res = res, !.off = 0, !.len = 0, !.left = 0, !.out = 0]

(* The same, and task work completes it. *)
Ended(q, res) == [Over(q, res) EXCEPT !.st = "done"]

(* Its range is accepted: all of its parts are still to be handed on. *)
Accepted(q) == [q EXCEPT !.left = PartsOf(q.len)]

(* One of its parts, or the last one, has been handed on. *)
HandedOn(q) ==
  [q EXCEPT !.left = @ - 1, !.out = @ + 1, !.st = IF q.left = 1 THEN "inflight" ELSE @]

(* It waits in poll, whole. *)
Polling(q) == [q EXCEPT !.st = "inflight", !.left = 0, !.out = 1]

(* Whether the part that ends is the last of its request: a decision of its own. *)
IsLastPart(q) == q.left = 0 /\ q.out = 1

(* What a request knows of its result when a part ends: the first error wins.  Another decision. *)
ResultSoFar(had, now) == IF had # "none" \/ now = "ok" THEN had ELSE now

(* One of its parts has ended with a result, and the request with it if that was the last. *)
PartOver(q, res) ==
  LET so == ResultSoFar(q.res, res) IN
  IF IsLastPart(q)
  THEN Ended(q, IF so = "none" THEN "ok" ELSE so)
  ELSE [q EXCEPT !.out = @ - 1, !.res = so]

--------------------------------------------------------------------------------
(* Helpers: requests whose issue is put off. *)

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
  call.who \in OnRequest /\ reqs[call.req].st = "complete" /\ TailOf(call.req) # 0

(* A request that a worker has begun with, and not issued yet. *)
AtWorker(r) == Is(r, "import") \/ Is(r, "issue") \/ Is(r, "asleep")

(* The same, and its range is accepted: what is left is the issue itself. *)
ToIssue(r) == Is(r, "issue")

(* How many worker threads are busy. *)
BusyWorkers == Cardinality({r \in DOMAIN queued : queued[r].how \in AtWork})

(* A worker thread is idle, or may still be created. *)
WorkerIsFree == BusyWorkers < Workers

(***************************************************************************)
(* Whether a worker still has a reference of a request that task work is   *)
(* to free.  A decision of its own: a design whose requests are not        *)
(* counted overrides this operator.                                        *)
(***************************************************************************)
HeldByWorker(r) == Is(r, "issued")

Queue(r, how, s, f, behind) ==
  queued @@ (r :> [how |-> how, slot |-> s, file |-> f, behind |-> behind])

(* A request ends before it is issued: task work posts its CQE. *)
EndsUnissued(r, res) ==
  /\ reqs' = [reqs EXCEPT ![r] = Ended(@, res)]
  /\ queued' = Without(queued, r)

(* The same in the hands of a worker, which keeps its reference until it returns to io-wq. *)
FailsAtWorker(r, res) ==
  /\ reqs' = [reqs EXCEPT ![r] = [Ended(@, res) EXCEPT !.file = queued[r].file]]
  /\ queued' = [queued EXCEPT ![r].how = "issued"]

--------------------------------------------------------------------------------
(* Registration: task context, uring_lock held from the first step to the last. *)

(* A sparse table appears; every slot is empty. *)
\* @task io_uring/rsrc.c: io_register_rsrc, base (table)
RegisterSparse ==
  /\ ring = "open" /\ LockFree /\ table = NoTable
  /\ table' = [s \in Slots |-> 0]
  /\ UNCHANGED <<ring, call, nodes, imus, reqs, tags, queued>>

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
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags, queued>>

(* One step of a dma-buf registration that changes nothing here has succeeded. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8-R18)
Advance(stage) ==
  /\ call.who = "update" /\ call.at = stage /\ ~FailsNow
  /\ call' = [call EXCEPT !.at = NextStage[stage]]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags, queued>>

(* R8: the regbuf exists; every later failure releases it. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8)
SetRegbuf(rb) ==
  /\ call.who = "update" /\ call.at = "R8" /\ ~FailsNow /\ FreeRegbuf(rb)
  /\ call' = [call EXCEPT !.at = "R9", !.rb = rb]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags, queued>>

(* A step fails: its errno is kept for the return, and the unwinding begins. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8-R20)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, base (R19-R20) if call.kind = "pages"
Fail ==
  /\ call.who = "update" /\ call.at \in DOMAIN StepErrno
  /\ call' = [call EXCEPT !.at = "unwind", !.err = StepErrno[call.at]]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags, queued>>

(* R19: a node with one reference, that of the call. *)
\* @task io_uring/rsrc.c: io_rsrc_node_alloc, base (R19)
AllocNode ==
  /\ call.who = "update" /\ call.at = "R19" /\ ~FailsNow
  /\ LET n == Lowest(DOMAIN nodes) IN
       /\ nodes' = nodes @@ (n :> [refs |-> 1, tag |-> 0, imu |-> 0])
       /\ call' = [call EXCEPT !.at = "R20", !.node = n]
  /\ UNCHANGED <<ring, table, imus, reqs, tags, queued>>

(* R20-R22: an imu with one reference, that of the node; it owns the regbuf from here. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R20-R22)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, io_alloc_imu, base (R20-R22) if call.kind = "pages"
AllocImu ==
  /\ call.who = "update" /\ call.at = "R20" /\ ~FailsNow
  /\ LET i == Lowest(DOMAIN imus) IN
       /\ imus' = imus @@ (i :> [refs |-> 1, kind |-> call.kind, priv |-> call.rb])
       /\ nodes' = [nodes EXCEPT ![call.node].imu = i]
  /\ call' = [call EXCEPT !.at = "R23"]
  /\ UNCHANGED <<ring, table, reqs, tags, queued>>

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
  /\ UNCHANGED <<ring, table, imus, reqs, tags, queued>>

(* R23-R24: the tag is installed, and the old node, if any, leaves the slot.  The kernel clears the
   slot after the release; nobody can look in between, as both are under uring_lock. *)
\* @task io_uring/rsrc.c: __io_sqe_buffers_update, base (R23-R24)
TakeSlot ==
  /\ call.who = "update" /\ call.at = "R23"
  /\ tags' = IF call.tagged THEN Append(tags, 0) ELSE tags
  /\ nodes' = IF call.tagged THEN [nodes EXCEPT ![call.node].tag = Len(tags) + 1] ELSE nodes
  /\ table' = [table EXCEPT ![call.slot] = 0]
  /\ call' = [call EXCEPT !.old = table[call.slot],
                          !.at = IF table[call.slot] = 0 THEN "store" ELSE "put"]
  /\ UNCHANGED <<ring, imus, reqs, queued>>

(* R24-R25: the slot takes over the call's reference of the new node. *)
\* @task io_uring/rsrc.c: __io_sqe_buffers_update, base (R24-R25)
StoreNode ==
  /\ call.who = "update" /\ call.at = "store"
  /\ table' = [table EXCEPT ![call.slot] = call.node]
  /\ call' = [call EXCEPT !.at = "return", !.node = 0, !.rb = 0]
  /\ UNCHANGED <<ring, nodes, imus, reqs, tags, queued>>

(* Unregistering the table, or closing the ring when no request is in flight. *)
\* @task io_uring/rsrc.c: io_sqe_buffers_unregister, base (U1)
StartUnregister ==
  /\ "unregister" \in Teardown
  /\ ring = "open" /\ LockFree /\ table # NoTable
  /\ call' = TeardownCall("unregister")
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags, queued>>

(* The user closes the ring; a work item, io_ring_exit_work, does the rest. *)
\* @user io_uring/io_uring.c: io_uring_release, io_ring_ctx_wait_and_kill, base (U1)
CloseRing ==
  /\ "exit" \in Teardown
  /\ ring = "open" /\ LockFree
  /\ \A r \in Reqs : reqs[r].st \in {"free", "complete"}
  /\ ring' = "closed"
  /\ call' = TeardownCall("exit")
  /\ UNCHANGED <<table, nodes, imus, reqs, tags, queued>>

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
  /\ UNCHANGED <<ring, nodes, imus, reqs, tags, queued>>

(* The call returns and uring_lock is free; a request that is complete has told the one behind it. *)
\* @task io_uring/register.c: io_uring_register, base (R25)
\* @task io_uring/io_uring.c: io_uring_enter, base if call.who = "submit"
\* @tw io_uring/io_uring.c: ctx_flush_and_put, base if call.who \in {"taskwork", "tasksubmit"}
\* @task io_uring/io_uring.c: io_ring_ctx_free, base if call.who = "exit"
Return ==
  /\ call.at = "return" /\ ~MustSettle
  /\ call' = NoCall
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags, queued>>

--------------------------------------------------------------------------------
(* Dropping a node: the same steps for an update, an unregister and a request. *)

(* U1: one reference less; the last one starts the release.  A request that is complete tells the
   one behind it first. *)
\* @task io_uring/rsrc.h: io_put_rsrc_node, base (U1)
\* @task io_uring/rsrc.h: io_reset_rsrc_node, base (R24) if call.who = "update"
PutNode ==
  /\ call.at = "put" /\ ~MustSettle
  /\ nodes' = [nodes EXCEPT ![call.old].refs = @ - 1]
  /\ call' = IF nodes[call.old].refs = 1
             THEN [call EXCEPT !.at = "tag"]
             ELSE [call EXCEPT !.at = AfterDrop, !.old = 0]
  /\ UNCHANGED <<ring, table, imus, reqs, tags, queued>>

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
  /\ UNCHANGED <<ring, table, nodes, reqs, queued>>

(* U10: the regbuf is gone; imu and node go back to their caches. *)
\* @task io_uring/rsrc.c: io_buffer_unmap, io_free_imu, io_free_rsrc_node, base (U10)
Released ==
  /\ call.at = "release" /\ imus[nodes[call.old].imu].refs = 0
  /\ imus' = Without(imus, nodes[call.old].imu)
  /\ nodes' = Without(nodes, call.old)
  /\ call' = [call EXCEPT !.at = AfterDrop, !.old = 0]
  /\ UNCHANGED <<ring, table, reqs, tags, queued>>

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
StartSubmit(r, s, op, f, off, len, gotFile) ==
  /\ ring = "open" /\ LockFree /\ r \in FreeReqs /\ MayTakeReq(r)
  /\ reqs' = [reqs EXCEPT ![r] = IF gotFile THEN [Submitted(op, off, len) EXCEPT !.file = f]
                                 ELSE Over(Submitted(op, off, len), "EBADF")]
  /\ call' = Submission("submit", s, r, gotFile)
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>

(* I1: the request takes a reference of the node in the slot, or fails with -EFAULT. *)
\* @task io_uring/rsrc.c: io_find_buf_node, base (I1)
LookupNode ==
  /\ call.at = "I1"
  /\ LET n == NodeAt(call.slot) IN
       IF n = 0
       THEN /\ reqs' = [reqs EXCEPT ![call.req] = Over(@, "EFAULT")]
            /\ call' = [call EXCEPT !.at = "cqe"]
            /\ UNCHANGED nodes
       ELSE /\ nodes' = [nodes EXCEPT ![n].refs = @ + 1]
            /\ reqs' = [reqs EXCEPT ![call.req].node = n, ![call.req].tag = nodes[n].tag]
            /\ call' = [call EXCEPT !.at = "I2"]
  /\ UNCHANGED <<ring, table, imus, tags, queued>>

(***************************************************************************)
(* I2-I9 and D2: the range is accepted, or the request fails holding its   *)
(* node.  What the import refuses (-EFAULT, -EBADF) is completed in the    *)
(* submission itself.  What the file refuses (-EINVAL) is so for a read;   *)
(* a write ends as if the device had answered, by task work.               *)
(***************************************************************************)
\* @task io_uring/rsrc.c: io_import_fixed, io_import_dmabuf, patch 11 (I2-I8)
\* @task io_uring/rw.c: io_init_rw_fixed, patch 12 (I9)
\* @task block/fops.c: blkdev_read_iter, blkdev_write_iter, blkdev_direct_IO, base (D1-D2)
\* @task io_uring/rsrc.c: io_import_fixed, base (I2) if imus[nodes[reqs[call.req].node].imu].kind = "pages"
\* @task io_uring/rw.c: kiocb_done, base (D2) if reqs[call.req].op = "WRITE_FIXED"
CheckImport(e) ==
  /\ call.at = "I2"
  /\ IF e = "EINVAL" /\ reqs[call.req].op = "WRITE_FIXED"
     THEN /\ reqs' = [reqs EXCEPT ![call.req] = Ended(@, e)]
          /\ call' = [call EXCEPT !.at = "return"]
     ELSE /\ reqs' = [reqs EXCEPT ![call.req] = IF e = "none" THEN Accepted(@) ELSE Over(@, e)]
          /\ call' = [call EXCEPT !.at = IF e # "none" THEN "cqe"
                                         ELSE IF Polls(call.req) THEN "ordinary" ELSE "B5"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>

(***************************************************************************)
(* A request on ordinary pages of a pollable file waits for the file's     *)
(* other end.                                                              *)
(***************************************************************************)
\* @task io_uring/rw.c: io_read_fixed, base (D1) if reqs[call.req].op = "READ_FIXED"
\* @task io_uring/rw.c: io_write_fixed, base (D1) if reqs[call.req].op = "WRITE_FIXED"
IssueOrdinary ==
  /\ call.at = "ordinary"
  /\ reqs' = [reqs EXCEPT ![call.req] = Polling(@)]
  /\ call' = [call EXCEPT !.at = "return"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>

(***************************************************************************)
(* B5: the block layer has a request for a part of it, whose end comes by  *)
(* interrupt; with the last part the submission is over.                   *)
(***************************************************************************)
\* @task block/blk-mq.c: blk_mq_submit_bio, base (B5)
Dispatched ==
  /\ call.at = "B5"
  /\ reqs' = [reqs EXCEPT ![call.req] = HandedOn(@)]
  /\ call' = IF reqs[call.req].left = 1 THEN [call EXCEPT !.at = "issue"] ELSE call
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>

(* Where a request goes whose inline issue is refused: task work finds out.  A kernel alternative. *)
WhereRefused == "again"

(***************************************************************************)
(* B4, B5: it has more than one part, or no tag is free, and an inline     *)
(* issue does not wait (REQ_NOWAIT): the bio ends with -EAGAIN in the      *)
(* submission itself.  No CQE: the request keeps node and file, and task   *)
(* work will find out that it is to be issued again.                       *)
(***************************************************************************)
\* @task block/blk-mq.c: blk_mq_submit_bio, base (B5)
\* @task io_uring/rw.c: io_complete_rw, io_rw_should_reissue, base (C5)
Refused ==
  /\ call.at = "B5"
  /\ queued' = Queue(call.req, WhereRefused, call.slot, reqs[call.req].file, 0)
  /\ call' = [call EXCEPT !.at = "return"]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags>>

(* The submitter has queued the command, or left it to kblockd, and goes on. *)
\* @task io_uring/rw.c: io_read_fixed, base (N13) if reqs[call.req].op = "READ_FIXED"
\* @task io_uring/rw.c: io_write_fixed, base (N13) if reqs[call.req].op = "WRITE_FIXED"
IssueReturns ==
  /\ call.at = "issue"
  /\ call' = [call EXCEPT !.at = "return"]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags, queued>>

--------------------------------------------------------------------------------
(* Submission: the issue is put off. *)

(***************************************************************************)
(* The SQE that is being consumed has IOSQE_IO_LINK, and here is the next  *)
(* one: the whole chain is prepared before its head is issued.  Neither    *)
(* file nor node are looked up yet.                                        *)
(***************************************************************************)
\* @task io_uring/io_uring.c: io_submit_sqe, base (link)
PrepareLinked(r, s, op, f, off, len) ==
  /\ call.who = "submit" /\ r \in FreeReqs /\ MayTakeReq(r)
  /\ \/ call.at = "I1"
     \/ call.at = "cqe" /\ reqs[call.req].node = 0 /\ reqs[call.req].res = "EBADF"
  /\ reqs' = [reqs EXCEPT ![r] = Submitted(op, off, len)]
  /\ queued' = Queue(r, "link", s, f, LastOf(call.req))
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(***************************************************************************)
(* The SQE has IOSQE_ASYNC: the request goes to the list of io-wq without  *)
(* an attempt.  uring_lock is taken, but nothing of the table is touched.  *)
(***************************************************************************)
\* @task io_uring/io_uring.c: io_queue_iowq, base (async)
StartAsync(r, s, op, f, off, len) ==
  /\ ring = "open" /\ LockFree /\ r \in FreeReqs /\ MayTakeReq(r)
  /\ reqs' = [reqs EXCEPT ![r] = Submitted(op, off, len)]
  /\ queued' = Queue(r, "worker", s, f, 0)
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

--------------------------------------------------------------------------------
(***************************************************************************)
(* A worker thread: it holds uring_lock for the lookup alone.  There are   *)
(* `Workers' of them at most; one that has ended an item takes the next of *)
(* the list.  From the first step to its return to io-wq a worker has a    *)
(* reference of the request of its own, beside the one that task work      *)
(* drops: the CQE may be out, and node and file still held.                *)
(***************************************************************************)

(* A worker takes a request that has nothing yet: from the list, or from the end of a link. *)
MayBegin(r) == (Is(r, "worker") /\ WorkerIsFree) \/ Is(r, "next")

(* The worker finds the descriptor closed. *)
\* @worker io_uring/io_uring.c: io_wq_submit_work, io_assign_file, base (async)
WorkerFindsNoFile(r) ==
  /\ MayBegin(r)
  /\ reqs' = [reqs EXCEPT ![r] = Ended(@, "EBADF")]
  /\ queued' = [queued EXCEPT ![r].how = "issued"]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(***************************************************************************)
(* The worker has the file, takes uring_lock, takes a reference of the     *)
(* node that is in the slot now, or finds none, and gives the lock back:   *)
(* one step, as nobody can see the middle.  Which of several requests is   *)
(* first, and in which order workers end them, is not said: whoever        *)
(* compares with a kernel compares their completions as a set.             *)
(***************************************************************************)
\* @worker io_uring/rsrc.c: io_find_buf_node, base (I1)
WorkerLookup(r) ==
  /\ LockFree /\ MayBegin(r)
  /\ LET n == NodeAt(queued[r].slot) IN
       IF n = 0
       THEN FailsAtWorker(r, "EFAULT") /\ UNCHANGED nodes
       ELSE /\ nodes' = [nodes EXCEPT ![n].refs = @ + 1]
            /\ reqs' = [reqs EXCEPT ![r].node = n, ![r].tag = nodes[n].tag,
                                    ![r].file = queued[r].file]
            /\ queued' = [queued EXCEPT ![r].how = "import"]
  /\ UNCHANGED <<ring, call, table, imus, tags>>

(***************************************************************************)
(* Task work takes uring_lock, posts no CQE for a request that was         *)
(* refused, and hands it to io-wq as it is: with its node and its file.    *)
(***************************************************************************)
\* @tw io_uring/io_uring.c: io_free_batch_list, io_queue_iowq, base (C7)
Punt(r) ==
  /\ LockFree /\ Is(r, "again")
  /\ queued' = [queued EXCEPT ![r].how = "punted"]
  /\ UNCHANGED <<ring, call, table, nodes, imus, reqs, tags>>

(***************************************************************************)
(* The worker imports the range without uring_lock: whoever holds it may   *)
(* replace the slot meanwhile.  A request that fails keeps its node until  *)
(* task work drops it.  One that was punted begins here: its node is what  *)
(* it got inline, and the slot is not looked at again.                     *)
(***************************************************************************)
\* @worker io_uring/rsrc.c: io_import_fixed, io_import_dmabuf, patch 11 (I2-I8)
\* @worker io_uring/rw.c: io_init_rw_fixed, patch 12 (I9)
\* @worker block/fops.c: blkdev_read_iter, blkdev_write_iter, blkdev_direct_IO, base (D1-D2)
\* @worker io_uring/rsrc.c: io_import_fixed, base (I2) if imus[nodes[reqs[r].node].imu].kind = "pages"
WorkerImport(r, e) ==
  /\ Is(r, "import") \/ (Is(r, "punted") /\ WorkerIsFree)
  /\ IF e = "none"
     THEN queued' = [queued EXCEPT ![r].how = "issue"] /\ reqs' = [reqs EXCEPT ![r] = Accepted(@)]
     ELSE FailsAtWorker(r, e)
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(* The worker issues a request on a pollable file, as IssueOrdinary does. *)
\* @worker io_uring/rw.c: io_read_fixed, base (D1) if reqs[r].op = "READ_FIXED"
\* @worker io_uring/rw.c: io_write_fixed, base (D1) if reqs[r].op = "WRITE_FIXED"
WorkerIssueOrdinary(r) ==
  /\ ToIssue(r) /\ Polls(r)
  /\ reqs' = [reqs EXCEPT ![r] = Polling(@)]
  /\ queued' = [queued EXCEPT ![r].how = "issued"]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(* B5: the block layer has a request for a part of it; the worker may have waited for that, with no
   lock, and goes on with the next part, if there is one. *)
\* @worker block/blk-mq.c: blk_mq_submit_bio, base (B5)
WorkerDispatched(r) ==
  /\ ToIssue(r) /\ ~Polls(r)
  /\ reqs' = [reqs EXCEPT ![r] = HandedOn(@)]
  /\ queued' = IF reqs[r].left = 1 THEN [queued EXCEPT ![r].how = "issued"] ELSE queued
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(* B5: there is no tag.  The worker, who has no lock, sleeps until a put wakes it. *)
\* @worker block/blk-mq-tag.c: blk_mq_get_tag, base (B5)
WorkerSleeps(r) ==
  /\ ToIssue(r) /\ ~Polls(r)
  /\ queued' = [queued EXCEPT ![r].how = "asleep"]
  /\ UNCHANGED <<ring, call, table, nodes, imus, reqs, tags>>

(* Somebody who put a tag has woken it: it tries again, and may find none again. *)
\* @irq block/blk-mq.c: __blk_mq_free_request, base (B5)
WorkerWoken(r) ==
  /\ Is(r, "asleep")
  /\ queued' = [queued EXCEPT ![r].how = "issue"]
  /\ UNCHANGED <<ring, call, table, nodes, imus, reqs, tags>>

(***************************************************************************)
(* The worker returns to io-wq and drops its reference.  Whoever drops the *)
(* last one frees the request: if task work was here before and has posted *)
(* the CQE, that is the worker, which leaves it to task work once more.    *)
(***************************************************************************)
\* @worker io_uring/io_uring.c: io_wq_free_work, io_free_req, base (worker)
WorkerReturns(r) ==
  /\ Is(r, "issued") /\ (reqs[r].st = "posted" => TailOf(r) = 0)
  /\ queued' = Without(queued, r)
  /\ IF reqs[r].st = "posted" THEN reqs' = [reqs EXCEPT ![r].st = "unheld"] ELSE UNCHANGED reqs
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(***************************************************************************)
(* It is the last to have a request that another is linked to, and goes on *)
(* with that one, without task work and without the list of io-wq; or that *)
(* one ends with -ECANCELED.                                               *)
(***************************************************************************)
\* @worker io_uring/io_uring.c: io_wq_free_work, io_req_find_next, base (link)
WorkerSettles(t, all) ==
  /\ Is(t, "link")
  /\ LET head == queued[t].behind IN
       /\ reqs[head].st = "posted"
       /\ all => reqs[head].res = "ok"
       /\ IF all
          THEN /\ queued' = [Without(queued, head) EXCEPT ![t].how = "next", ![t].behind = 0]
               /\ reqs' = [reqs EXCEPT ![head].st = "unheld"]
          ELSE /\ queued' = Without(Without(queued, head), t)
               /\ reqs' = [reqs EXCEPT ![head].st = "unheld",
                                       ![t] = Ended(@, "ECANCELED")]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

--------------------------------------------------------------------------------
(* The end of a request: interrupt, task work, and the user. *)

(***************************************************************************)
(* C3, C5: a part has ended.  With the last one the result is stored and   *)
(* task work queued; no lock is needed.                                    *)
(***************************************************************************)
\* @irq block/bio.c: bio_endio, base (C3)
\* @irq io_uring/rw.c: io_complete_rw, base (C5) if reqs[r].out = 1
PartEnds(r, res) ==
  /\ reqs[r].out > 0
  /\ reqs' = [reqs EXCEPT ![r] = PartOver(@, res)]
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
StartTaskWork(r) ==
  /\ LockFree /\ reqs[r].st = "done"
  /\ call' = [who |-> "taskwork", at |-> "cqe", req |-> r, old |-> 0]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags, queued>>

(* The CQE of the request. *)
\* @tw io_uring/io_uring.h: io_fill_cqe_req, base (C6)
\* @tw io_uring/io_uring.c: __io_submit_flush_completions, base (C6)
PostCqe ==
  /\ call.at = "cqe"
  /\ reqs' = [reqs EXCEPT ![call.req].cqes = @ + 1]
  /\ call' = [call EXCEPT !.at = "free"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>

(* A worker still has a reference of the request: task work drops its own and leaves the rest. *)
\* @tw io_uring/io_uring.c: io_free_batch_list, base (worker)
LeaveReq ==
  /\ call.at = "free" /\ HeldByWorker(call.req)
  /\ reqs' = [reqs EXCEPT ![call.req].st = "posted"]
  /\ call' = [call EXCEPT !.at = "return"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>

(* The worker was the last to have the request: task work frees it, and posts no second CQE. *)
\* @tw io_uring/io_uring.c: io_req_task_complete, io_handle_tw_list, base (worker)
StartFreeing(r) ==
  /\ LockFree /\ reqs[r].st = "unheld"
  /\ call' = [who |-> "taskwork", at |-> "free", req |-> r, old |-> 0]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags, queued>>

(* The request gives back its file (with DmabufMapping) and goes on to drop its node. *)
\* @tw io_uring/io_uring.c: io_free_batch_list, base (C6)
FreeReq ==
  /\ call.at = "free" /\ ~HeldByWorker(call.req)
  /\ reqs' = [reqs EXCEPT ![call.req].st = "complete", ![call.req].file = 0, ![call.req].node = 0]
  /\ call' = [call EXCEPT !.old = reqs[call.req].node,
                          !.at = IF reqs[call.req].node = 0 THEN "return" ELSE "put"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>

(* The user consumes the CQE; the request object may be used again.  A kernel uses it again before
   that; nobody but the user looks at the CQE, and what begins next takes uring_lock. *)
\* @user liburing: io_uring_cqe_seen, base (CQE)
ReapCqe(r) ==
  /\ reqs[r].st = "complete" /\ ~Carries(r)
  /\ reqs' = [reqs EXCEPT ![r] = NoReq]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags, queued>>

--------------------------------------------------------------------------------
(* Links: the request before has come to its end. *)

(***************************************************************************)
(* The request before is complete, and is about to drop its node: if it    *)
(* did all that it was asked for, task work will issue the next one,       *)
(* otherwise that one ends with -ECANCELED and never touches the table.    *)
(* `ok' may still be less than was asked for (all is FALSE), since bytes   *)
(* are not counted here.  A kernel ends the whole chain at once; one after *)
(* the other comes to the same CQEs in the same order.                     *)
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
  /\ LockFree /\ Is(t, "task")
  /\ call' = Submission("tasksubmit", queued[t].slot, t, gotFile)
  /\ reqs' = [reqs EXCEPT ![t] = IF gotFile THEN [@ EXCEPT !.file = queued[t].file]
                                 ELSE Over(@, "EBADF")]
  /\ queued' = Without(queued, t)
  /\ UNCHANGED <<ring, table, nodes, imus, tags>>

--------------------------------------------------------------------------------
(* Cancellation, by a request or by a call. *)

(* A request that no worker has begun is taken off the list of io-wq. *)
\* @task io_uring/cancel.c: io_async_cancel_one, base (cancel)
CancelQueued(r) ==
  /\ LockFree
  /\ Is(r, "worker") \/ Is(r, "punted")
  /\ EndsUnissued(r, "ECANCELED")
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>

(***************************************************************************)
(* A linked request that is not issued yet is in no list that is searched, *)
(* and neither is one that was refused and waits for task work: the        *)
(* cancellation returns -ENOENT, and nothing changes.                      *)
(***************************************************************************)
\* @task io_uring/cancel.c: io_try_cancel, base (cancel)
CancelNotFound(r) ==
  /\ LockFree
  /\ Is(r, "link") \/ Is(r, "task") \/ Is(r, "again")
  /\ UNCHANGED btvars

(***************************************************************************)
(* A request that waits, as on a pipe, ends with -ECANCELED and holds its  *)
(* node until task work drops it.  One that the device has is not found.   *)
(***************************************************************************)
\* @task io_uring/poll.c: io_poll_cancel, base (cancel)
CancelInFlight(r) ==
  /\ LockFree
  /\ reqs[r].st = "inflight" /\ Polls(r)
  /\ PartEnds(r, "ECANCELED")

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
  \/ \E r \in Reqs, s \in Slots, op \in Ops, f \in Files, w \in Windows, g \in Opens :
        StartSubmit(r, s, op, f, w[1], w[2], g)
  \/ LookupNode
  \/ \E e \in Imports : CheckImport(e)
  \/ IssueOrdinary \/ Dispatched \/ IssueReturns
  \/ \E r \in Reqs, res \in Answers : PartEnds(r, res)
  \/ \E r \in Reqs : StartTaskWork(r) \/ StartFreeing(r)
  \/ PostCqe \/ LeaveReq \/ FreeReq
  \/ \E r \in Reapable : ReapCqe(r)
  \/ \E r \in Reqs, s \in Slots, op \in Ops, f \in Files, w \in Windows :
       \/ \E d \in Deferrals \cap {"link"} : PrepareLinked(r, s, op, f, w[1], w[2])
       \/ \E d \in Deferrals \cap {"async"} : StartAsync(r, s, op, f, w[1], w[2])
  \/ \E t \in Reqs, all \in BOOLEAN : LinkSettled(t, all) \/ WorkerSettles(t, all)
  \/ \E t \in Reqs, g \in Opens : IssueLinked(t, g)
  \/ \E r \in Reqs, g \in Opens \cap {TRUE} : WorkerLookup(r)
  \/ \E r \in Reqs, g \in Opens \cap {FALSE} : WorkerFindsNoFile(r)
  \/ \E r \in Reqs, e \in Imports : WorkerImport(r, e)
  \/ \E r \in Reqs : WorkerIssueOrdinary(r) \/ WorkerDispatched(r) \/ WorkerReturns(r)
  \/ \E d \in Deferrals \cap {"refused"} : Refused
  \/ \E r \in Reqs : Punt(r)
  \/ \E d \in Deferrals \cap {"refused"}, r \in Reqs : WorkerSleeps(r) \/ WorkerWoken(r)
  \/ \E r \in Reqs, c \in Cancels \cap {"queued"} : CancelQueued(r) \/ CancelNotFound(r)
  \/ \E r \in Reqs, c \in Cancels \cap {"inflight"} : CancelInFlight(r)

Spec == Init /\ [][Next]_btvars

(***************************************************************************)
(* Fairness, action by action.  Nothing is demanded of the user, neither a *)
(* submission, nor a registration, nor a cancellation.                     *)
(***************************************************************************)

(* Weak: `call' changes by the call's own steps alone, so that each stays enabled until it is taken. *)
FairCalls ==
  /\ WF_btvars(PutNode) /\ WF_btvars(Return) /\ WF_btvars(PostTag) /\ WF_btvars(Released)
  /\ \A t \in Reqs : WF_btvars(\E all \in BOOLEAN : LinkSettled(t, all))  \* whichever way it went
  /\ \A g \in {"R9", "R10", "R11", "R12", "R13", "R14", "R14m", "R16", "R17"} : WF_btvars(Advance(g))
  /\ WF_btvars(\E rb \in 1 .. Cardinality(Slots) + Cardinality(Reqs) + 1 : SetRegbuf(rb))
  /\ WF_btvars(Fail) /\ WF_btvars(AllocNode) /\ WF_btvars(AllocImu) /\ WF_btvars(Unwound)
  /\ WF_btvars(TakeSlot) /\ WF_btvars(StoreNode) /\ WF_btvars(ClearSlot)
  /\ WF_btvars(LookupNode) /\ WF_btvars(\E e \in Imports : CheckImport(e))
  /\ WF_btvars(IssueOrdinary) /\ WF_btvars(Dispatched \/ Refused) /\ WF_btvars(IssueReturns)
  /\ WF_btvars(PostCqe) /\ WF_btvars(LeaveReq) /\ WF_btvars(FreeReq)

(* Strong: task work waits for uring_lock, a fair lock that others take and free again and again. *)
FairTaskWork ==
  \A r \in Reqs : SF_btvars(StartTaskWork(r)) /\ SF_btvars(StartFreeing(r)) /\ SF_btvars(Punt(r))
FairLinks == \A r \in Reqs : SF_btvars(\E g \in Opens : IssueLinked(r, g))

(* A worker begins with a request: it finds the file or not, or has it from the inline issue. *)
WorkerBegins(r) ==
  \/ \E g \in Opens \cap {TRUE} : WorkerLookup(r)
  \/ \E g \in Opens \cap {FALSE} : WorkerFindsNoFile(r)
  \/ (Is(r, "punted") /\ \E e \in Imports : WorkerImport(r, e))

(* Strong: a worker waits for the same lock, and a request for a worker, in a list whose first is
   taken first; then, weakly, the worker goes on without a lock, and returns. *)
FairWorkers ==
  \A r \in Reqs :
    /\ SF_btvars(WorkerBegins(r))
    /\ WF_btvars(Is(r, "import") /\ \E e \in Imports : WorkerImport(r, e))
    /\ WF_btvars(WorkerIssueOrdinary(r)) /\ WF_btvars(WorkerDispatched(r))
    /\ WF_btvars(WorkerReturns(r)) /\ WF_btvars(\E all \in BOOLEAN : WorkerSettles(r, all))

(* Weak: the other end of a file answers, in whichever way. *)
FairAnswers == \A r \in Reqs : WF_btvars(\E res \in Answers : PartEnds(r, res))

Fairness == FairCalls /\ FairTaskWork /\ FairLinks /\ FairWorkers /\ FairAnswers

FairSpec == Spec /\ Fairness

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

(* The tag is posted before the buffer is taken apart (FINDINGS.md, 2), and once. *)
TagBeforeRelease ==
  call.at = "release" /\ ring = "open" =>
    LET k == nodes[call.old].tag IN k # 0 => tags[k] = 1

(* A tag that no node carries any more was posted, unless the ring was closed first. *)
TagNotLost ==
  ring = "open" =>
    \A k \in DOMAIN tags : tags[k] = 1 \/ \E n \in DOMAIN nodes : nodes[n].tag = k

(* A request produces one CQE, with a result, and only as its last act. *)
CompletesOnce ==
  \A r \in Reqs :
    /\ reqs[r].cqes <= 1
    /\ reqs[r].cqes = 1 <=> \/ reqs[r].st \in {"posted", "unheld", "complete"}
                            \/ call.at = "free" /\ call.req = r
    /\ reqs[r].st = "done" => reqs[r].res # "none"

(* A request in flight holds a node, and a request that is not holds nothing. *)
InFlightHoldsNode ==
  \A r \in Reqs :
    /\ reqs[r].st = "inflight" \/ reqs[r].out > 0 => reqs[r].node # 0
    /\ reqs[r].st \in {"free", "complete"} => reqs[r].node = 0

(* What is in flight has no result yet, but for the error of a part that has ended: whoever was
   refused is not issued all the same. *)
NoResultBeforeTheEnd ==
  \A r \in Reqs :
    reqs[r].st = "inflight" =>
      \/ reqs[r].res = "none"
      \/ reqs[r].res \in Answers \ {"ok"} /\ reqs[r].out < PartsOf(reqs[r].len)

(* A request is in flight until its last part has ended, and no longer. *)
EndsWithLastPart ==
  \A r \in Reqs :
    /\ reqs[r].st = "inflight" => reqs[r].left = 0 /\ reqs[r].out > 0
    /\ reqs[r].st \notin {"issuing", "inflight"} => reqs[r].left = 0 /\ reqs[r].out = 0

(* With the table gone and nothing in flight, nothing of this module is left. *)
NothingLeft ==
  (LockFree /\ table = NoTable /\ \A r \in Reqs : reqs[r].st \in {"free", "complete"})
    => nodes = <<>> /\ imus = <<>>

(* What was not issued yet holds nothing: no node, no file, and no tag waits for it. *)
QueuedHoldsNothing ==
  \A r \in DOMAIN queued : queued[r].how \in Unbound => reqs[r] = Submitted(reqs[r].op, reqs[r].off, reqs[r].len)

(* What was refused keeps what it got, whatever becomes of its slot: a worker does not look again. *)
RefusedKeepsNode ==
  \A r \in DOMAIN queued : queued[r].how \in Bound => reqs[r].node # 0 /\ reqs[r].file # 0

(* A submitted request is in somebody's hands: the call's, a queue's or a worker's. *)
NobodyForgotten ==
  \A r \in Reqs : reqs[r].st = "issuing" => Carries(r) \/ r \in DOMAIN queued

(***************************************************************************)
(* A request is free when nobody has a reference of it: as long as a       *)
(* worker has one it is in use, and the CQE alone ends nothing.            *)
(***************************************************************************)
WorkerHoldsLive ==
  \A r \in DOMAIN queued :
    queued[r].how = "issued" => reqs[r].st \in {"inflight", "done", "posted"}

(* io-wq has no more threads at work than it may have. *)
WorkersBounded == BusyWorkers <= Workers

(* A linked request is behind one that has no CQE yet, or got it just now; alone and not in a circle. *)
LinkedBehindLive ==
  \A t \in DOMAIN queued :
    LET head == queued[t].behind IN
    head # 0 =>
      /\ reqs[head].st # "free"
      /\ reqs[head].cqes = 0 \/ Carries(head) \/ HeldByWorker(head)
      /\ \A u \in DOMAIN queued : queued[u].behind = head => u = t
      /\ LastOf(t) # head

(***************************************************************************)
(* The second rule of the design.  Whoever gets a node gets it while it is being *)
(* issued, and it is the one that is in its slot at this moment; a worker  *)
(* waits until nobody holds uring_lock.                                    *)
(***************************************************************************)
SlotNamedBy(r) == IF r \in DOMAIN queued THEN queued[r].slot ELSE call.slot

BindsAtIssue ==
  [][\A r \in Reqs : reqs[r].node = 0 /\ reqs'[r].node # 0 =>
       /\ reqs[r].st = "issuing" /\ (r \in DOMAIN queued => LockFree)
       /\ reqs'[r].node = NodeAt(SlotNamedBy(r))]_btvars

(* A linked request moves on after the CQE of the one before it, and is issued only after a success. *)
TailAfterHead ==
  [][\A t \in DOMAIN queued :
       Is(t, "link") /\ ~(t \in DOMAIN queued' /\ queued'[t].how = "link") =>
         LET head == queued[t].behind IN
         /\ reqs[head].cqes = 1
         /\ t \in DOMAIN queued' => reqs[head].res = "ok"]_btvars

(* Only what has not begun, or waits, is cancelled: never what task work or the user has. *)
CancelledInTime ==
  [][\A r \in Reqs : reqs'[r].res = "ECANCELED" /\ reqs[r].res # "ECANCELED" =>
       \/ r \in DOMAIN queued /\ queued[r].how \notin AtWork
       \/ reqs[r].st = "inflight"]_btvars

(* A request succeeds by what was in flight for it, and on no other path. *)
SuccessWasInFlight ==
  [][\A r \in Reqs : reqs'[r].res = "ok" /\ reqs[r].res # "ok" => reqs[r].st = "inflight"]_btvars

(***************************************************************************)
(* The lock matrix: nodes, imus, table and tags change only while          *)
(* uring_lock is held, before or after the step; a worker's lookup, and a  *)
(* table that appears, take and give it in one step.                       *)
(***************************************************************************)
LockCoversTable ==
  [][(nodes' # nodes \/ imus' # imus \/ table' # table \/ tags' # tags)
       => \/ call.who # "none" \/ call'.who # "none"
          \/ RegisterSparse \/ \E r \in Reqs : WorkerLookup(r)]_btvars

(* Liveness: whatever was put off is completed in the end. *)
QueuedCompletes ==
  \A r \in Reqs : (r \in DOMAIN queued) ~> (reqs[r].st \in {"complete", "free"})
================================================================================
