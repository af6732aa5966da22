--------------------------------- MODULE Ring ----------------------------------
(***************************************************************************)
(* The state of io_uring instances (struct io_ring_ctx) and of their       *)
(* requests (struct io_kiocb): what several rings have each, and the mapped*)
(* buffers (imu), which they share; a call in progress, which is how       *)
(* uring_lock is held; and what is said of all of these in one place.  What*)
(* changes them is in Rsrc, in IoWq and in Requests.                       *)
(*                                                                         *)
(* uring_lock is the variable `call': it is held exactly while a call is   *)
(* in progress, and the record says how far that call has come.  What a    *)
(* dma-buf mapping is, and what NVMe does with a request in flight, is     *)
(* left to DmabufMapping and NvmeQueue: here the outcome of those steps is *)
(* an argument that the environment chooses.                               *)
(*                                                                         *)
(* Left out: polling, re-issue for other reasons than a tag, timeouts,     *)
(* drain, that a worker thread is created by its task, and the end of the  *)
(* task; tables of different sizes, a clone that runs out of memory.  A    *)
(* completion queue never fills here: CompletionQueue says what comes then.*)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
  Rings,      \* io_uring instances, 1 .. n; ctx in what follows
  Slots,      \* indexes of the sparse tables, 0 .. n-1
  Reqs,       \* request objects of each ring, 1 .. n
  Files,      \* file descriptors a call can name
  Pollable,   \* those of them on which a request waits in poll, as on a pipe: subset of Files
  Bufs,       \* dma-buf descriptors a call can name
  Kinds,      \* what an update may install: subset of {"dmabuf", "pages", "empty"}
  Tagging,    \* whether an entry of a call gives a tag: subset of BOOLEAN
  MaxEntries, \* entries that one update may have
  WithBuffers, \* whether a table may be made with buffers in it, and not only sparse
  Fails,      \* steps that may fail by injection: subset of {"none"} \cup FailSteps
  Ops,        \* subset of {"READ_FIXED", "WRITE_FIXED", "READV_FIXED", "WRITEV_FIXED"}
  Windows,    \* what a request may ask for in its buffer: <<offset, length>> in bytes
  PartBytes,  \* bytes that one request of the block layer may carry, as its queue limits say
  Refusals,   \* calls that R1-R7 refuse, by errno: subset of {"ENXIO", "EINVAL", "EOVERFLOW", "EFAULT"}
  Teardown,   \* how the table goes: subset of {"unregister", "exit", "dying"}; with a ring that is
              \* closed when nothing is under way in it ("exit"), or at any time ("dying")
  NoWaits,    \* requests that the user submits with RWF_NOWAIT: subset of Reqs
  Reapable,   \* requests whose CQE the user consumes, so that the object is used again
  Deferrals,  \* how an issue is put off: subset of {"link", "hardlink", "async", "refused"}
  Cancels,    \* what the user cancels: subset of {"queued", "inflight"}
  Offsets,    \* first slots that a clone may name, in the source and in the destination
  Counts,     \* how many slots it may name; 0 for the whole table; no clone if it is empty
  Replacing,  \* whether it may replace a table: subset of BOOLEAN
  OntoItself, \* whether a ring may clone its own table
  CloneRefusals,  \* clones that are refused, by errno: subset of CloneErrnos
  TaskOf,     \* ctx -> the task that made it, which submits and runs its task work
  Workers,    \* how many worker threads io-wq has at most for one task
  Opens,      \* whether a descriptor is found open: subset of BOOLEAN
  Imports,    \* what an import answers: subset of {"none", "EFAULT", "EBADF", "EINVAL"}; where a disk
              \* may die, also {"EOF", "ENOSPC"}; where a file need not be O_DIRECT, also {"cached"};
              \* where operations are vectored, also {"EOPNOTSUPP"}
  Answers     \* how a request in flight ends: subset of {"ok", "EIO"}; EIO stands for every errno of a device

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

(* EBADF, EOPNOTSUPP: the descriptor of the source is closed, or no ring's. *)
CloneErrnos == {"EBADF", "EOPNOTSUPP", "EINVAL", "EBUSY", "ENXIO", "EOVERFLOW"}

ASSUME RingConstants ==
  /\ Rings \subseteq Nat \ {0}
  /\ Slots \subseteq Nat /\ Reqs \subseteq Nat \ {0} /\ Pollable \subseteq Files
  /\ Kinds \subseteq {"dmabuf", "pages", "empty"}
  /\ Tagging \subseteq BOOLEAN
  /\ MaxEntries \in Nat \ {0} /\ WithBuffers \in BOOLEAN
  /\ Fails \subseteq {"none"} \cup FailSteps
  /\ Ops \subseteq {"READ_FIXED", "WRITE_FIXED", "READV_FIXED", "WRITEV_FIXED"}
  /\ Windows \subseteq Nat \X Nat /\ PartBytes \in Nat \ {0}
  /\ Refusals \subseteq {"ENXIO", "EINVAL", "EOVERFLOW", "EFAULT"}
  /\ Teardown \subseteq {"unregister", "exit", "dying"} /\ {Reapable, NoWaits} \subseteq SUBSET Reqs
  /\ Deferrals \subseteq {"link", "hardlink", "async", "refused"} /\ Cancels \subseteq {"queued", "inflight"}
  /\ Offsets \subseteq Slots /\ Counts \subseteq Nat /\ Replacing \subseteq BOOLEAN
  /\ OntoItself \in BOOLEAN /\ CloneRefusals \subseteq CloneErrnos
  /\ TaskOf \in [Rings -> Nat]
  /\ Workers \in Nat
  /\ Opens \subseteq BOOLEAN
  /\ Imports \subseteq {"none", "EFAULT", "EBADF", "EINVAL", "EOF", "ENOSPC", "cached", "EOPNOTSUPP"}
  /\ Answers \subseteq {"ok", "EIO"}

VARIABLES
  ring,       \* ctx -> "open"; "dying": closed, and its requests go on to their ends; "closed": they
              \* have, and its exit work gives back what is left
  call,       \* ctx -> who holds its uring_lock and how far that call has come; NoCall when free
  table,      \* ctx -> slot -> node id, 0 for an empty slot; the empty function before registration
  nodes,      \* ctx -> live node id -> [refs, tag, imu]
  imus,       \* of all rings: live imu id -> [refs, kind, priv]; priv is the regbuf of a dma-buf imu
  reqs,       \* ctx -> request -> [st, op, file, node, tag, res, cqes, off, len, left, out]
  tags,       \* ctx -> k -> how many CQEs the k-th tag given to this ring has produced
  queued      \* ctx -> request that is put off, or that a worker has -> [how, slot, file, behind]

btvars == <<ring, call, table, nodes, imus, reqs, tags, queued>>

NoTable == <<>>

NoReq == [st |-> "free", op |-> "none", file |-> 0, node |-> 0, tag |-> 0,
          res |-> "none", cqes |-> 0, off |-> 0, len |-> 0, left |-> 0, out |-> 0]

Errnos == {"none", "ENOMEM", "EBADF", "EOPNOTSUPP", "EINVAL", "EBUSY", "EFAULT", "EOVERFLOW"}

(* EOF is no errno: a read comes back with 0 bytes, as behind the end of its file. *)
Results == Errnos \cup {"ok", "EIO", "EAGAIN", "ECANCELED", "EOF", "ENOSPC"}

(***************************************************************************)
(* A call is one record a kind: who it is, `at' which step it goes on, and *)
(* what that kind knows until it returns.  A call that drops a node is at  *)
(* a stage of the drop meanwhile, and has the node in `old'.  The number 0 *)
(* stands for no object.                                                   *)
(***************************************************************************)

(* Nobody holds uring_lock. *)
NoCall == [who |-> "none", at |-> "none"]

DropStages == {"put", "tag", "release"}

(* An update, or a registration with buffers: of the entry that it is at, what the user asked for,
   the step that is to fail by injection, and the new regbuf and node, until the slot has them; how
   many entries it has (nr) and how many of them are done; and the errno that it will return, "none"
   where it returns what is done. *)
UpdateCalls ==
  [who : {"update", "register"},
   at : DOMAIN NextStage \cup {"R23", "store", "entry", "unwind", "clear", "next", "return"} \cup DropStages,
   slot : Slots, kind : Kinds, file : {0} \cup Files, buf : {0} \cup Bufs, tagged : Tagging,
   fail : {"none"} \cup Fails, err : Errnos, node : Nat, rb : Nat, old : Nat, nr : Nat, done : Nat]

(* The end of the table, slot after slot, by the user or with the ring. *)
TeardownCalls ==
  [who : {"unregister", "exit"}, at : {"next", "return"} \cup DropStages, old : Nat]

(* A copy of the table of another ring: `from' whom, the table that is built meanwhile, and whether
   the user gave leave to put it in the place of one. *)
CloneCalls ==
  [who : {"clone"}, at : {"next", "return"} \cup DropStages, old : Nat,
   from : Rings, fresh : [Slots -> Nat], replace : BOOLEAN]

(* What a clone's source holds while its table is copied: its uring_lock, and no more. *)
SourceCall == [who |-> "source", at |-> "source"]

(* The issue of one request, which names a slot: by the submitter, or by task work. *)
Submissions ==
  [who : {"submit", "tasksubmit"},
   at : {"I1", "I2", "ordinary", "B5", "issue", "cqe", "free", "return"} \cup DropStages,
   slot : Slots, req : Reqs, old : Nat]

(* Task work that completes one request. *)
TaskWorks == [who : {"taskwork"}, at : {"cqe", "free", "return"} \cup DropStages,
              req : Reqs, old : Nat]

Calls == {NoCall} \cup UpdateCalls \cup TeardownCalls \cup CloneCalls \cup {SourceCall}
           \cup Submissions \cup TaskWorks

(* "link": waits for the success of the request that it is behind; "hardlink": for its end, whatever
   that is; "task": task work will issue it; "worker": in the list of io-wq; "next": a worker goes on
   with it, after the one before it; "import": a worker has its node and its file, and imports the
   range; "issue": the worker has imported it; "asleep": it sleeps, since there was no tag; "issued":
   the worker has handed it on, or it has failed, and the worker still has a reference of it;
   "again": its inline issue was refused, and task work will hand it to io-wq; "punted": it is in
   the list of io-wq with the node and the file that it got inline. *)
Ways ==
  {"link", "hardlink", "task", "worker", "next", "import", "issue", "asleep", "issued", "again", "punted"}

(* Those of them that wait for another request, *)
Links == {"link", "hardlink"}

(* those that hold nothing of the slot that they name, *)
Unbound == Links \cup {"task", "worker", "next"}

(* and those that have their node and their file, and are not issued. *)
Bound == {"import", "issue", "asleep", "again", "punted"}

(* Those that keep a worker thread busy: it holds a reference of the request from "import" on. *)
AtWork == {"next", "import", "issue", "asleep", "issued"}

TypeOK ==
  /\ \A v \in {DOMAIN ring, DOMAIN call, DOMAIN table, DOMAIN nodes,
              DOMAIN reqs, DOMAIN tags, DOMAIN queued} : v = Rings
  /\ \A i \in DOMAIN imus : imus[i].kind \in {"dmabuf", "pages"} /\ imus[i].refs \in Nat
  /\ \A ctx \in Rings :
       /\ ring[ctx] \in {"open", "dying", "closed"}
       /\ call[ctx] \in Calls
       /\ \/ table[ctx] = NoTable
          \/ DOMAIN table[ctx] = Slots /\ \A s \in Slots : table[ctx][s] \in Nat
       /\ \A n \in DOMAIN nodes[ctx] :
            DOMAIN nodes[ctx][n] = {"refs", "tag", "imu"} /\ nodes[ctx][n].refs \in Nat
       /\ DOMAIN reqs[ctx] = Reqs
       /\ \A r \in Reqs :
            /\ reqs[ctx][r].st \in
                 {"free", "issuing", "inflight", "done", "posted", "unheld", "complete"}
            /\ reqs[ctx][r].res \in Results /\ reqs[ctx][r].cqes \in Nat
            /\ reqs[ctx][r].off \in Nat /\ reqs[ctx][r].len \in Nat
            /\ reqs[ctx][r].left \in Nat /\ reqs[ctx][r].out \in Nat
       /\ tags[ctx] \in Seq(Nat)
       /\ DOMAIN queued[ctx] \subseteq Reqs
       /\ \A r \in DOMAIN queued[ctx] :
            /\ DOMAIN queued[ctx][r] = {"how", "slot", "file", "behind"}
            /\ queued[ctx][r].how \in Ways /\ queued[ctx][r].slot \in Slots
            /\ queued[ctx][r].file \in Files
            /\ queued[ctx][r].behind \in {0} \cup Reqs
            /\ queued[ctx][r].how \in Links <=> queued[ctx][r].behind # 0

Init ==
  /\ ring = [ctx \in Rings |-> "open"] /\ call = [ctx \in Rings |-> NoCall]
  /\ table = [ctx \in Rings |-> NoTable]
  /\ nodes = [ctx \in Rings |-> <<>>] /\ imus = <<>>
  /\ reqs = [ctx \in Rings |-> [r \in Reqs |-> NoReq]]
  /\ tags = [ctx \in Rings |-> <<>>] /\ queued = [ctx \in Rings |-> <<>>]

--------------------------------------------------------------------------------
(* Helpers. *)

(* The smallest positive number outside S: every allocator here is lowest-first, so a
   freed number is reused at once, which is the hardest case for a stale reference. *)
Lowest(S) == CHOOSE n \in 1 .. Cardinality(S) + 1 : n \notin S /\ 1 .. n - 1 \subseteq S

Without(f, k) == [x \in DOMAIN f \ {k} |-> f[x]]

LockFree(ctx) == call[ctx].who = "none"

(***************************************************************************)
(* The task of a ring is in one call at a time, whichever of its rings     *)
(* that is of, and runs the task work of all of them only when it is in    *)
(* none: a call that waits keeps all of them waiting.  What a ring lends   *)
(* to a clone needs nobody, and the end of a ring is a work queue's, once  *)
(* the task has let go of it.  Simpler than Linux: a task that waits for   *)
(* another one's uring_lock counts as free here, where it sleeps; a ring   *)
(* has one task; and no ring is one of SQPOLL, whose requests complete in  *)
(* a thread of its own.                                                    *)
(***************************************************************************)
OfTask(ctx) == call[ctx].who \notin {"none", "source", "exit"}

InOtherCall(ctx) == \E c \in Rings \ {ctx} : TaskOf[c] = TaskOf[ctx] /\ OfTask(c)

(* Whether it can begin with a call.  A decision of its own. *)
TaskIsFree(ctx) == ~InOtherCall(ctx)

(* The task of a ring, outside of calls, begins with one, or runs task work. *)
MayEnter(ctx) == LockFree(ctx) /\ TaskIsFree(ctx)

(* The kinds of call that put buffers into slots, entry by entry. *)
OnEntries == {"update", "register"}

(* The kinds of call that carry a request on. *)
OnRequest == {"submit", "tasksubmit", "taskwork"}

(* Whether the running call carries a request on. *)
Carries(ctx, r) == call[ctx].who \in OnRequest /\ call[ctx].req = r

(* Calls at their first step: the end of a table, and the issue of a request. *)
TeardownCall(who) == [who |-> who, at |-> "next", old |-> 0]

Submission(who, s, r, gotFile) ==
  [who |-> who, at |-> IF gotFile THEN "I1" ELSE "cqe", slot |-> s, req |-> r, old |-> 0]

FreeReqs(ctx) == {r \in Reqs : reqs[ctx][r].st = "free"}

(* Every request of a ring has come to its end, and nobody has a reference of one. *)
AtRest(ctx) == \A r \in Reqs : reqs[ctx][r].st \in {"free", "complete"}

(* The ring is closed, and what is under way in it goes on. *)
IsDying(ctx) == ring[ctx] = "dying"

(* Which of them the allocator gives; models choose one. *)
MayTakeReq(ctx, r) == TRUE

NodeAt(ctx, s) == IF s \in DOMAIN table[ctx] THEN table[ctx][s] ELSE 0

KindOfNode(ctx, n) == IF nodes[ctx][n].imu = 0 THEN "none" ELSE imus[nodes[ctx][n].imu].kind

(***************************************************************************)
(* Whether a request that has its node and its file waits in poll, and     *)
(* never comes to a queue.  A dma-buf is bound to a file of a drive.       *)
(***************************************************************************)
Polls(ctx, r) == KindOfNode(ctx, reqs[ctx][r].node) = "pages" /\ reqs[ctx][r].file \in Pollable

(* Where a call goes on once a node has been dropped. *)
AfterDrop(ctx) == CASE call[ctx].who = "update" -> "store"
               [] call[ctx].who \in {"unregister", "exit", "clone", "register"} -> "next"
               [] OTHER -> "return"

(***************************************************************************)
(* The regbuf that the running call is tearing down, 0 if none: that of a  *)
(* node whose last reference is gone, or that of a registration which      *)
(* failed.                                                                 *)
(***************************************************************************)
Releasing(ctx) ==
  CASE call[ctx].at = "release" -> imus[nodes[ctx][call[ctx].old].imu].priv
    [] call[ctx].at = "unwind" -> call[ctx].rb
    [] OTHER -> 0

(* A stage at which the call is about to fail, by injection or by what it finds. *)
FailsNow(ctx) == call[ctx].at \in FailSteps /\ call[ctx].at = call[ctx].fail

(* Whether the user makes one more registration, or clones; models of the table alone bound it. *)
MayRegister(ctx) == TRUE
MayClone(ctx) == TRUE

(* As many regbufs can live at one time: held through tables, requests and registrations. *)
MostRegbufs == Cardinality(Rings) * (Cardinality(Slots) + Cardinality(Reqs) + 1)

(* The numbers that a new regbuf may get: those that no imu carries, of whatever ring. *)
FreeRegbuf(rb) ==
  /\ \A i \in DOMAIN imus : imus[i].priv # rb
  /\ \A ctx \in Rings : call[ctx].who = "update" => call[ctx].rb # rb

--------------------------------------------------------------------------------
(***************************************************************************)
(* Helpers: what a request asks for, and its parts.  The block layer cuts  *)
(* what is longer than its queue takes into requests of its own, here      *)
(* parts: one after the other is `left' to be handed on, and those that    *)
(* are are `out' until their bios end, in any order.  The request ends     *)
(* with the last of them.                                                  *)
(***************************************************************************)

(* What an operation does: it moves bytes into the file, or out of it; and it names ranges of its buffer by a
   vector, here one of them. *)
Writes(op) == op \in {"WRITE_FIXED", "WRITEV_FIXED"}
Vectored(op) == op \in {"READV_FIXED", "WRITEV_FIXED"}

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

(***************************************************************************)
(* Whether the page cache can serve a request: the CPU copies what         *)
(* ordinary pages have, and has no page of a dma-buf to copy; and what     *)
(* polls is on no disk.  A decision of its own: copying helpers that do    *)
(* not know such memory move nothing, and report success.                  *)
(***************************************************************************)
Copyable(ctx, r) == KindOfNode(ctx, reqs[ctx][r].node) = "pages" /\ ~Polls(ctx, r)

(* Whether a submission leaves a request to a worker: each write, which a block device refuses where it may
   not wait (blkdev_write_iter).  A read whose pages are not cached waits as well, and is left out: here they
   are.  Another decision. *)
MayWaitForCache(ctx, r) == Writes(reqs[ctx][r].op)

(***************************************************************************)
(* Whether a request goes to a worker when its inline issue is refused.    *)
(* With RWF_NOWAIT (REQ_F_NOWAIT) it does not; one that a worker has from  *)
(* the start (IOSQE_ASYNC) waits there like any other, as the worker asks  *)
(* without the flag.  A decision of its own.                               *)
(***************************************************************************)
MayBePutOff(r) == r \notin NoWaits

(* Behind the end of a file a read comes back with 0 bytes, and a write is refused; from the page cache comes
   what can be copied. *)
FileAnswers(ctx, r, e) ==
  /\ e = "EOF" => ~Writes(reqs[ctx][r].op)
  /\ e = "ENOSPC" => Writes(reqs[ctx][r].op)
  /\ e = "cached" => Copyable(ctx, r)

(* What is told of a request that is over when its range is imported. *)
ToldOf(e) == IF e = "cached" THEN "ok" ELSE e

(* What is left of it is refused at the door of its queue, with EIO; what was handed on comes to its own
   end before it. *)
NotEntered(q) ==
  IF q.out = 0 THEN Ended(q, IF q.res = "none" THEN "EIO" ELSE q.res)
  ELSE [q EXCEPT !.st = "inflight", !.left = 0, !.res = IF @ = "none" THEN "EIO" ELSE @]

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

Is(ctx, r, how) == r \in DOMAIN queued[ctx] /\ queued[ctx][r].how = how

(* It waits for another request, by whichever link. *)
IsBehind(ctx, r) == r \in DOMAIN queued[ctx] /\ queued[ctx][r].how \in Links

(* The linked request behind a request, 0 if there is none. *)
TailOf(ctx, r) ==
  LET tails == {t \in DOMAIN queued[ctx] : queued[ctx][t].behind = r}
  IN IF r = 0 \/ tails = {} THEN 0 ELSE CHOOSE t \in tails : TRUE

RECURSIVE LastOf(_, _)
(* The last request of the chain that a request begins. *)
LastOf(ctx, r) == IF TailOf(ctx, r) = 0 THEN r ELSE LastOf(ctx, TailOf(ctx, r))

(***************************************************************************)
(* Whether a linked request is issued when the one before it has come to   *)
(* its end, and did all that it was asked for, or less.  A link is of the  *)
(* request before: IOSQE_IO_LINK there goes on after a success alone,      *)
(* IOSQE_IO_HARDLINK whatever it came to.  A decision of its own.          *)
(***************************************************************************)
GoesOn(ctx, t, all) == all \/ Is(ctx, t, "hardlink")

(***************************************************************************)
(* A link that breaks breaks the chain, to its end and whole: who is       *)
(* cancelled for it takes with it what is behind, be that hard-linked or   *)
(* not, which is so left with a soft link.  Another decision.              *)
(***************************************************************************)
Severed(ctx, t) ==
  [u \in DOMAIN queued[ctx] |->
     IF queued[ctx][u].behind = t THEN [queued[ctx][u] EXCEPT !.how = "link"] ELSE queued[ctx][u]]

(* The request of the running call is complete, and the one behind it does not know yet. *)
MustSettle(ctx) ==
  call[ctx].who \in OnRequest /\ reqs[ctx][call[ctx].req].st = "complete" /\ TailOf(ctx, call[ctx].req) # 0

(* A request that a worker has begun with, and not issued yet. *)
AtWorker(ctx, r) == Is(ctx, r, "import") \/ Is(ctx, r, "issue") \/ Is(ctx, r, "asleep")

(* The same, and its range is accepted: what is left is the issue itself. *)
ToIssue(ctx, r) == Is(ctx, r, "issue")

(* How many worker threads of the task of a ring are busy, for whichever of its rings. *)
BusyWorkers(ctx) ==
  Cardinality({<<c, r>> \in Rings \X Reqs :
    TaskOf[c] = TaskOf[ctx] /\ r \in DOMAIN queued[c] /\ queued[c][r].how \in AtWork})

(* A worker thread is idle, or may still be created. *)
WorkerIsFree(ctx) == BusyWorkers(ctx) < Workers

(***************************************************************************)
(* Whether a worker still has a reference of a request that task work is   *)
(* to free.  A decision of its own: a design whose requests are not        *)
(* counted overrides this operator.                                        *)
(***************************************************************************)
HeldByWorker(ctx, r) == Is(ctx, r, "issued")

Queue(ctx, r, how, s, f, behind) ==
  queued[ctx] @@ (r :> [how |-> how, slot |-> s, file |-> f, behind |-> behind])

(* A request ends before it is issued: task work posts its CQE. *)
EndsUnissued(ctx, r, res) ==
  /\ reqs' = [reqs EXCEPT ![ctx][r] = Ended(@, res)]
  /\ queued' = [queued EXCEPT ![ctx] = Without(@, r)]

(* The same in the hands of a worker, which keeps its reference until it returns to io-wq. *)
FailsAtWorker(ctx, r, res) ==
  /\ reqs' = [reqs EXCEPT ![ctx][r] = [Ended(@, res) EXCEPT !.file = queued[ctx][r].file]]
  /\ queued' = [queued EXCEPT ![ctx][r].how = "issued"]
================================================================================
