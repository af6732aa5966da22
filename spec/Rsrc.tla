--------------------------------- MODULE Rsrc ----------------------------------
(***************************************************************************)
(* The registered buffers of rings: slots, resource nodes, mapped buffers  *)
(* (imu), tags, and the copies of a table that another ring takes.         *)
(*                                                                         *)
(* One rule carries the design: a buffer is released by whoever drops the  *)
(* last reference of its node, never earlier and never twice, and the tag  *)
(* the user attached is posted at that moment, so that "tag seen" means    *)
(* "no request of this ring uses the buffer any more".                     *)
(***************************************************************************)
EXTENDS Ring

--------------------------------------------------------------------------------
(* Registration: task context, uring_lock held from the first step to the last. *)

(* A sparse table appears; every slot is empty. *)
\* @task io_uring/rsrc.c: io_register_rsrc, base (table)
RegisterSparse(ctx) ==
  /\ ring[ctx] = "open" /\ MayEnter(ctx) /\ table[ctx] = NoTable
  /\ table' = [table EXCEPT ![ctx] = [s \in Slots |-> 0]]
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
UpdateRefused(ctx, e) ==
  /\ ring[ctx] = "open" /\ MayEnter(ctx)
  /\ e \in IF table[ctx] = NoTable THEN {"ENXIO", "EOVERFLOW"} ELSE {"EINVAL", "EOVERFLOW", "EFAULT"}
  /\ UNCHANGED btvars

(***************************************************************************)
(* The steps at which an entry of a kind may fail by injection, "none"     *)
(* among them; and the call that comes to an entry: at its first step.     *)
(* `nr' is how many entries the call has, `done' how many are done.        *)
(***************************************************************************)
MayFailAt(kind) ==
  CASE kind = "dmabuf" -> {"none"} \cup FailSteps
    [] kind = "pages" -> {"none", "R19", "R20"}
    [] kind = "empty" -> {"none"}

AtEntry(who, s, kind, f, b, tagged, fail, nr, done) ==
  [who |-> who, slot |-> s, kind |-> kind, file |-> f, buf |-> b,
   tagged |-> tagged, fail |-> fail, err |-> "none", node |-> 0, rb |-> 0, old |-> 0,
   nr |-> nr, done |-> done,
   at |-> CASE kind = "dmabuf" -> "R8"
            [] kind = "pages" -> "R19"
            [] kind = "empty" -> "R23"]

(* An update of slots from one on takes uring_lock, and its first entry has passed R1-R7. *)
\* @task io_uring/rsrc.c: __io_sqe_buffers_update, patch 07 (R2-R5)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, io_register_dmabuf, patch 10 (R6-R7)
StartUpdate(ctx, s, kind, f, b, tagged, fail, nr) ==
  /\ ring[ctx] = "open" /\ MayEnter(ctx) /\ table[ctx] # NoTable /\ MayRegister(ctx)
  /\ kind = "empty" => ~tagged
  /\ kind = "dmabuf" <=> f # 0
  /\ kind = "dmabuf" <=> b # 0
  /\ fail \in MayFailAt(kind)
  /\ s + nr - 1 \in Slots
  /\ call' = [call EXCEPT ![ctx] = AtEntry("update", s, kind, f, b, tagged, fail, nr, 0)]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags, queued>>

(***************************************************************************)
(* A table appears with an entry for each of its slots, of which the first *)
(* has passed the same tests: all of them or none.  The kernel builds the  *)
(* table aside, and has it in place at the end of the call, also where an  *)
(* entry has failed: nobody can look meanwhile, as all is under            *)
(* uring_lock.  A dma-buf is given by an update alone.  Left out: a        *)
(* registration that is refused before its first entry is done.            *)
(***************************************************************************)
\* @task io_uring/rsrc.c: io_sqe_buffers_register, base (register)
StartRegister(ctx, kind, tagged, fail) ==
  /\ ring[ctx] = "open" /\ MayEnter(ctx) /\ table[ctx] = NoTable /\ MayRegister(ctx)
  /\ kind = "empty" => ~tagged
  /\ fail \in MayFailAt(kind)
  /\ table' = [table EXCEPT ![ctx] = [s \in Slots |-> 0]]
  /\ call' = [call EXCEPT ![ctx] = AtEntry("register", 0, kind, 0, 0, tagged, fail, Cardinality(Slots), 0)]
  /\ UNCHANGED <<ring, nodes, imus, reqs, tags, queued>>

(* The next entry is copied from the user only now, and has passed the tests; it is of the next slot.
   Which slot that is, is a decision of its own. *)
NextSlot(c) == c.slot + 1

\* @task io_uring/rsrc.c: __io_sqe_buffers_update, patch 07 (R3-R5)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, io_register_dmabuf, patch 10 (R6-R7)
\* @task io_uring/rsrc.c: io_sqe_buffers_register, base (register) if call[ctx].who = "register"
NextEntry(ctx, kind, f, b, tagged, fail) ==
  /\ call[ctx].at = "entry"
  /\ kind = "empty" => ~tagged
  /\ kind = "dmabuf" <=> f # 0
  /\ kind = "dmabuf" <=> b # 0
  /\ kind = "dmabuf" => call[ctx].who = "update"
  /\ fail \in MayFailAt(kind)
  /\ call' = [call EXCEPT ![ctx] = AtEntry(@.who, NextSlot(@), kind, f, b, tagged, fail, @.nr, @.done)]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags, queued>>

(***************************************************************************)
(* R25.  An update that has come to its end returns the number of entries  *)
(* that are done, if there are any, whatever became of the next one; else  *)
(* the errno of the first.  A decision of its own.                         *)
(***************************************************************************)
ReturnedErrno(c, errno) == IF c.done > 0 THEN "none" ELSE errno

(* An entry has failed: an update ends, and what the entries before have changed stays; a registration
   gives up the table. *)
AfterFailure(c, errno) ==
  IF c.who = "register" THEN [c EXCEPT !.at = "clear", !.err = errno]
  ELSE [c EXCEPT !.at = "return", !.err = ReturnedErrno(c, errno)]

(* The next entry cannot be copied (-EFAULT), or does not pass the tests: its memory wraps (-EOVERFLOW)
   or is none (-EFAULT), or it has a tag and is empty (-EINVAL). *)
EntryRefusals == Refusals \cap {"EINVAL", "EFAULT", "EOVERFLOW"}

\* @task io_uring/rsrc.c: __io_sqe_buffers_update, patch 07 (R3-R5)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R7)
\* @task io_uring/rsrc.c: io_sqe_buffers_register, base (register) if call[ctx].who = "register"
EntryRefused(ctx, e) ==
  /\ call[ctx].at = "entry"
  /\ call' = [call EXCEPT ![ctx] = AfterFailure(@, e)]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags, queued>>

(* The tag that a node keeps whose registration has failed: none.  A decision of its own. *)
KeptTag(node) == 0

(***************************************************************************)
(* A registration that has failed takes the tags back that it has given,   *)
(* the last of the ring's: the user learns that there is no table, and so  *)
(* nothing that a tag could tell of.  Then the table goes, as on           *)
(* unregistering.                                                          *)
(***************************************************************************)
\* @task io_uring/rsrc.c: io_clear_table_tags, base from 6.17 (register)
ClearTags(ctx) ==
  /\ call[ctx].at = "clear"
  /\ LET mine == {table[ctx][s] : s \in Slots} \ {0}
         gone == {n \in mine : nodes[ctx][n].tag # 0 /\ KeptTag(nodes[ctx][n]) = 0} IN
       /\ nodes' = [nodes EXCEPT ![ctx] =
                      [n \in DOMAIN @ |->
                         LET node == nodes[ctx][n] IN
                         IF n \in mine THEN [node EXCEPT !.tag = KeptTag(node)] ELSE node]]
       /\ tags' = [tags EXCEPT ![ctx] = SubSeq(@, 1, Len(@) - Cardinality(gone))]
  /\ call' = [call EXCEPT ![ctx].at = "next"]
  /\ UNCHANGED <<ring, table, imus, reqs, queued>>

(* One step of a dma-buf registration that changes nothing here has succeeded. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8-R18)
Advance(ctx, stage) ==
  /\ call[ctx].who = "update" /\ call[ctx].at = stage /\ ~FailsNow(ctx)
  /\ call' = [call EXCEPT ![ctx].at = NextStage[stage]]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags, queued>>

(* R8: the regbuf exists; every later failure releases it. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8)
SetRegbuf(ctx, rb) ==
  /\ call[ctx].who = "update" /\ call[ctx].at = "R8" /\ ~FailsNow(ctx) /\ FreeRegbuf(rb)
  /\ call' = [call EXCEPT ![ctx].at = "R9", ![ctx].rb = rb]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags, queued>>

(* A step fails: its errno is kept for the return, and the unwinding begins. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8-R20)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, base (R19-R20) if call[ctx].kind = "pages"
Fail(ctx) ==
  /\ call[ctx].who \in OnEntries /\ call[ctx].at \in DOMAIN StepErrno
  /\ call' = [call EXCEPT ![ctx].at = "unwind", ![ctx].err = StepErrno[call[ctx].at]]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags, queued>>

(* R19: a node with one reference, that of the call. *)
\* @task io_uring/rsrc.c: io_rsrc_node_alloc, base (R19)
AllocNode(ctx) ==
  /\ call[ctx].who \in OnEntries /\ call[ctx].at = "R19" /\ ~FailsNow(ctx)
  /\ LET n == Lowest(DOMAIN nodes[ctx]) IN
       /\ nodes' = [nodes EXCEPT ![ctx] = @ @@ (n :> [refs |-> 1, tag |-> 0, imu |-> 0])]
       /\ call' = [call EXCEPT ![ctx].at = "R20", ![ctx].node = n]
  /\ UNCHANGED <<ring, table, imus, reqs, tags, queued>>

(* R20-R22: an imu with one reference, that of the node; it owns the regbuf from here. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R20-R22)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, io_alloc_imu, base (R20-R22) if call[ctx].kind = "pages"
AllocImu(ctx) ==
  /\ call[ctx].who \in OnEntries /\ call[ctx].at = "R20" /\ ~FailsNow(ctx)
  /\ LET i == Lowest(DOMAIN imus) IN
       /\ imus' = imus @@ (i :> [refs |-> 1, kind |-> call[ctx].kind, priv |-> call[ctx].rb])
       /\ nodes' = [nodes EXCEPT ![ctx][call[ctx].node].imu = i]
  /\ call' = [call EXCEPT ![ctx].at = "R23"]
  /\ UNCHANGED <<ring, table, reqs, tags, queued>>

(***************************************************************************)
(* The unwinding is complete: the regbuf (if any) is gone, the node (if    *)
(* any) goes back to its cache, and the entry has failed.                  *)
(***************************************************************************)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8-R20)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, base (R19-R20) if call[ctx].kind = "pages"
Unwound(ctx) ==
  /\ call[ctx].at = "unwind"
  /\ nodes' = [nodes EXCEPT ![ctx] = Without(@, call[ctx].node)]
  /\ call' = [call EXCEPT ![ctx] = [AfterFailure(@, @.err) EXCEPT !.node = 0, !.rb = 0]]
  /\ UNCHANGED <<ring, table, imus, reqs, tags, queued>>

(* R23-R24: the tag is installed, and the old node, if any, leaves the slot.  The kernel clears the
   slot after the release; nobody can look in between, as both are under uring_lock. *)
\* @task io_uring/rsrc.c: __io_sqe_buffers_update, base (R23-R24)
TakeSlot(ctx) ==
  /\ call[ctx].who \in OnEntries /\ call[ctx].at = "R23"
  /\ IF call[ctx].tagged
     THEN /\ tags' = [tags EXCEPT ![ctx] = Append(@, 0)]
          /\ nodes' = [nodes EXCEPT ![ctx][call[ctx].node].tag = Len(tags[ctx]) + 1]
     ELSE UNCHANGED <<tags, nodes>>
  /\ table' = [table EXCEPT ![ctx][call[ctx].slot] = 0]
  /\ call' = [call EXCEPT ![ctx].old = table[ctx][call[ctx].slot],
                          ![ctx].at = IF table[ctx][call[ctx].slot] = 0 THEN "store" ELSE "put"]
  /\ UNCHANGED <<ring, imus, reqs, queued>>

(* R24-R25: the slot takes over the call's reference of the new node, and the entry is done. *)
\* @task io_uring/rsrc.c: __io_sqe_buffers_update, base (R24-R25)
StoreNode(ctx) ==
  /\ call[ctx].who \in OnEntries /\ call[ctx].at = "store"
  /\ table' = [table EXCEPT ![ctx][call[ctx].slot] = call[ctx].node]
  /\ call' = [call EXCEPT ![ctx].at = IF call[ctx].done + 1 = call[ctx].nr THEN "return" ELSE "entry",
                          ![ctx].done = @ + 1, ![ctx].node = 0, ![ctx].rb = 0]
  /\ UNCHANGED <<ring, nodes, imus, reqs, tags, queued>>

(* Unregistering the table: requests that use its buffers go on, and it waits for none of them. *)
\* @task io_uring/rsrc.c: io_sqe_buffers_unregister, base (U1)
StartUnregister(ctx) ==
  /\ "unregister" \in Teardown
  /\ ring[ctx] = "open" /\ MayEnter(ctx) /\ table[ctx] # NoTable
  /\ call' = [call EXCEPT ![ctx] = TeardownCall("unregister")]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags, queued>>

(***************************************************************************)
(* Whether the user closes a ring now: a model of "exit" alone leaves out  *)
(* the closings with requests under way, which one of "dying" has.         *)
(***************************************************************************)
MayClose(ctx) == "dying" \in Teardown \/ ("exit" \in Teardown /\ AtRest(ctx))

(***************************************************************************)
(* Nothing names the ring any more.  The call takes uring_lock, so that it *)
(* waits behind whoever has it, and returns without waiting for a request: *)
(* from now on the ring is dying.  Nobody enters it, and what is under way *)
(* goes on (Requests, the end of a ring).                                  *)
(***************************************************************************)
\* @user io_uring/io_uring.c: io_uring_release, io_ring_ctx_wait_and_kill, base (exit)
CloseRing(ctx) ==
  /\ MayClose(ctx)
  /\ ring[ctx] = "open" /\ MayEnter(ctx)
  /\ ring' = [ring EXCEPT ![ctx] = "dying"]
  /\ UNCHANGED <<call, table, nodes, imus, reqs, tags, queued>>

(* Whether the exit work has waited long enough: for the last reference of the last request.  A
   decision of its own. *)
LastIsFreed(ctx) == AtRest(ctx)

(***************************************************************************)
(* The exit work of a dying ring, io_ring_exit_work: when the last request *)
(* is freed, and the task of the ring has run io_tctx_exit_cb, which the   *)
(* work put on its task work, it takes uring_lock and gives back the table *)
(* as on unregistering.  As long as the task stands in a call of another   *)
(* ring nothing is given back; callback and lock are one step here.  Its   *)
(* tags are posted, into memory that nobody looks at, unless it is the     *)
(* user's own (IORING_SETUP_NO_MMAP).                                      *)
(***************************************************************************)
\* @kworker io_uring/io_uring.c: io_ring_exit_work, io_ring_ctx_free, base (U1)
FreeRing(ctx) ==
  /\ IsDying(ctx) /\ MayEnter(ctx) /\ LastIsFreed(ctx)
  /\ ring' = [ring EXCEPT ![ctx] = "closed"]
  /\ call' = [call EXCEPT ![ctx] = TeardownCall("exit")]
  /\ UNCHANGED <<table, nodes, imus, reqs, tags, queued>>

(* U1: the highest occupied slot is emptied; without one the table itself goes.  The kernel drops the node and
   leaves the slot as it was; nobody can look there, as the table goes under the same uring_lock. *)
\* @task io_uring/rsrc.c: io_rsrc_data_free, base (U1)
ClearSlot(ctx) ==
  /\ call[ctx].at = "next"
  /\ LET full == {s \in DOMAIN table[ctx] : table[ctx][s] # 0} IN
       IF full = {}
       THEN /\ table' = [table EXCEPT ![ctx] = NoTable]
            /\ call' = [call EXCEPT ![ctx].at = "return"]
       ELSE LET s == CHOOSE s \in full : \A q \in full : q <= s IN
            /\ table' = [table EXCEPT ![ctx][s] = 0]
            /\ call' = [call EXCEPT ![ctx].at = "put", ![ctx].old = table[ctx][s]]
  /\ UNCHANGED <<ring, nodes, imus, reqs, tags, queued>>

(* The call returns and uring_lock is free; a request that is complete has told the one behind it.
   A clone gives back both locks: InstallClone. *)
\* @task io_uring/register.c: io_uring_register, base (R25)
\* @task io_uring/io_uring.c: io_uring_enter, base if call[ctx].who = "submit"
\* @tw io_uring/io_uring.c: ctx_flush_and_put, base if call[ctx].who \in {"taskwork", "tasksubmit"}
\* @kworker io_uring/io_uring.c: io_ring_ctx_free, base if call[ctx].who = "exit"
Return(ctx) ==
  /\ call[ctx].at = "return" /\ call[ctx].who # "clone" /\ ~MustSettle(ctx)
  /\ call' = [call EXCEPT ![ctx] = NoCall]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags, queued>>

--------------------------------------------------------------------------------
(***************************************************************************)
(* Cloning: a ring copies the buffer table of another one, and both then   *)
(* use the same memory, each through nodes of its own.  What rings share   *)
(* is the imu, and nothing else: a node is counted under the uring_lock of *)
(* its ring, the imu counts the nodes of all rings, and its memory is      *)
(* given back by whoever drops the last of them.  A clone's node has no    *)
(* tag, and the tag of a node is posted with that node, whatever other     *)
(* rings still do with the memory (TagMeansUnused is no law: FINDINGS.md). *)
(* Task context, both uring_locks held from the first step to the last.    *)
(***************************************************************************)

SlotCount == Cardinality(Slots)

(* The table that a clone makes has as many slots as there are. *)
SameSize(ctx, to, n) ==
  IF table[ctx] = NoTable THEN n = 0 \/ to + n = SlotCount ELSE to + n <= SlotCount

(* The slots that a clone fills. *)
Filled(to, n) == to .. to + (IF n = 0 THEN SlotCount ELSE n) - 1

(* The k slots of a clone that are not empty get new numbers, the lowest first. *)
NewNode(ctx, k) ==
  LET free == {n \in 1 .. Cardinality(DOMAIN nodes[ctx]) + SlotCount : n \notin DOMAIN nodes[ctx]}
  IN CHOOSE n \in free : Cardinality({m \in free : m <= n}) = k

(* What the source of a clone holds meanwhile, and the tag of a clone's node: none, whatever the
   source's node has.  Decisions of their own. *)
HeldInSource == SourceCall
CloneTag(node) == 0

(* The slots that a clone is to leave alone: all outside of its range; not on every kernel.  And those
   that it leaves alone.  Decisions of their own. *)
Spared(to, n) == Slots \ Filled(to, n)
KeptSlots(to, n) == Spared(to, n)

(* The references that a node of the old table has from the new one, for slots that are kept. *)
KeptRefs(kept) == kept

(* A table is replaced with the user's leave alone: -EBUSY.  A decision of its own. *)
MayReplace(ctx, replace) == table[ctx] # NoTable => replace

(***************************************************************************)
(* A ring takes over `n' slots of another from `from' on, as its own from  *)
(* `to' on (all of them for n = 0).  Each slot that is not empty gets a    *)
(* new node, which shares the imu.  The new table is built aside; with     *)
(* `replace' the slots outside the range keep their nodes, and the old     *)
(* table goes as on unregistering, the highest slot first.  It may be its  *)
(* own source, whose lock it then has already: a buffer comes to be in two *)
(* of its slots, by two nodes.  Left out: the source of another user       *)
(* (-EINVAL), and one that only its own task may use (-EEXIST).            *)
(***************************************************************************)
\* @task io_uring/rsrc.c: io_clone_buffers, base (clone)
StartClone(ctx, src, from, to, n, replace) ==
  /\ (src # ctx \/ OntoItself) /\ ring[ctx] = "open" /\ ring[src] = "open"
  /\ MayEnter(ctx) /\ LockFree(src) /\ MayClone(ctx)
  /\ table[src] # NoTable
  /\ MayReplace(ctx, replace)
  /\ n = 0 => from = 0 /\ to = 0
  /\ from + n <= SlotCount
  /\ SameSize(ctx, to, n)
  /\ LET filled == {s \in Filled(to, n) : table[src][s + from - to] # 0}
         kept == {s \in KeptSlots(to, n) \cap DOMAIN table[ctx] : table[ctx][s] # 0}
         source(s) == nodes[src][table[src][s + from - to]]
         new(s) == NewNode(ctx, Cardinality({q \in filled : q <= s}))
         made == [m \in {new(s) : s \in filled} |->
                    LET s == CHOOSE q \in filled : new(q) = m
                    IN [refs |-> 1, tag |-> CloneTag(source(s)), imu |-> source(s).imu]]
         keeping(m) == KeptRefs(Cardinality({s \in kept : table[ctx][s] = m}))
         fresh == [s \in Slots |-> IF s \in filled THEN new(s)
                                   ELSE IF s \in kept THEN table[ctx][s] ELSE 0]
     IN /\ nodes' = [nodes EXCEPT ![ctx] =
                       [m \in DOMAIN @ |-> [@[m] EXCEPT !.refs = @ + keeping(m)]] @@ made]
        /\ imus' = [i \in DOMAIN imus |->
                      [imus[i] EXCEPT !.refs = @ + Cardinality({s \in filled : source(s).imu = i})]]
        /\ call' = [call EXCEPT
                      ![src] = HeldInSource,
                      ![ctx] = [who |-> "clone", old |-> 0, from |-> src, fresh |-> fresh,
                                replace |-> table[ctx] # NoTable /\ replace,
                                at |-> IF table[ctx] = NoTable THEN "return" ELSE "next"]]
  /\ UNCHANGED <<ring, table, reqs, tags, queued>>

(* The old table is gone: the new one takes its place, and both uring_locks are free. *)
\* @task io_uring/rsrc.c: io_clone_buffers, base (clone)
InstallClone(ctx) ==
  /\ call[ctx].who = "clone" /\ call[ctx].at = "return"
  /\ table' = [table EXCEPT ![ctx] = call[ctx].fresh]
  /\ call' = [call EXCEPT ![ctx] = NoCall, ![call[ctx].from] = NoCall]
  /\ UNCHANGED <<ring, nodes, imus, reqs, tags, queued>>

(***************************************************************************)
(* A clone that is refused returns its errno and changes nothing: a wrong  *)
(* descriptor, a count beyond the source's table, an offset without a      *)
(* count (-EINVAL), a range that ends beyond the source's table            *)
(* (-EOVERFLOW), a source without a table (-ENXIO), a table here and no    *)
(* leave to replace it (-EBUSY).                                           *)
(***************************************************************************)
\* @task io_uring/rsrc.c: io_register_clone_buffers, base (clone)
CloneRefused(ctx, src, e) ==
  /\ (src # ctx \/ OntoItself) /\ ring[ctx] = "open" /\ ring[src] = "open" /\ MayEnter(ctx) /\ LockFree(src)
  /\ e = "EBUSY" => table[ctx] # NoTable
  /\ e = "ENXIO" => table[src] = NoTable
  /\ e = "EOVERFLOW" => table[src] # NoTable
  /\ UNCHANGED btvars

--------------------------------------------------------------------------------
(* Dropping a node: the same steps for an update, an unregister and a request. *)

(* U1: one reference less; the last one starts the release.  A request that is complete tells the
   one behind it first. *)
\* @task io_uring/rsrc.h: io_put_rsrc_node, base (U1)
\* @task io_uring/rsrc.h: io_reset_rsrc_node, base (R24) if call[ctx].who = "update"
PutNode(ctx) ==
  /\ call[ctx].at = "put" /\ ~MustSettle(ctx)
  /\ nodes' = [nodes EXCEPT ![ctx][call[ctx].old].refs = @ - 1]
  /\ call' = [call EXCEPT ![ctx] =
                IF nodes[ctx][@.old].refs = 1
                THEN [@ EXCEPT !.at = "tag"]
                ELSE [@ EXCEPT !.at = AfterDrop(ctx), !.old = 0]]
  /\ UNCHANGED <<ring, table, imus, reqs, tags, queued>>

(***************************************************************************)
(* Whether the release posts a tag now: also at the end of the ring, where *)
(* nobody sees it.  A decision of its own: a design that posts at another  *)
(* moment overrides this operator.                                         *)
(***************************************************************************)
PostsTag(ctx, n) == nodes[ctx][n].tag # 0

(* The tags of a ring after those of a node were posted, if it has one. *)
TagsAfter(ctx, n) ==
  IF PostsTag(ctx, n) THEN [tags EXCEPT ![ctx][nodes[ctx][n].tag] = @ + 1] ELSE tags

(***************************************************************************)
(* U2: the tag CQE is posted, and the node gives up its reference of the   *)
(* imu: the last one starts the release of the memory.  To drop the        *)
(* reference and to learn that it was the last is ONE step, since another  *)
(* ring's drop of the same imu runs under another lock.                    *)
(***************************************************************************)
\* @task io_uring/rsrc.c: io_free_rsrc_node, base (U2)
PostTag(ctx) ==
  /\ call[ctx].at = "tag" /\ imus[nodes[ctx][call[ctx].old].imu].refs = 1
  /\ tags' = TagsAfter(ctx, call[ctx].old)
  /\ imus' = [imus EXCEPT ![nodes[ctx][call[ctx].old].imu].refs = 0]
  /\ call' = [call EXCEPT ![ctx].at = "release"]
  /\ UNCHANGED <<ring, table, nodes, reqs, queued>>

(* The same, when nodes of this ring or another still share the imu: only the node goes. *)
\* @task io_uring/rsrc.c: io_buffer_unmap, base (U2)
KeepSharedImu(ctx) ==
  /\ call[ctx].at = "tag" /\ imus[nodes[ctx][call[ctx].old].imu].refs > 1
  /\ tags' = TagsAfter(ctx, call[ctx].old)
  /\ imus' = [imus EXCEPT ![nodes[ctx][call[ctx].old].imu].refs = @ - 1]
  /\ nodes' = [nodes EXCEPT ![ctx] = Without(@, call[ctx].old)]
  /\ call' = [call EXCEPT ![ctx].at = AfterDrop(ctx), ![ctx].old = 0]
  /\ UNCHANGED <<ring, table, reqs, queued>>

(* U10: the regbuf is gone; imu and node go back to their caches. *)
\* @task io_uring/rsrc.c: io_buffer_unmap, io_free_imu, io_free_rsrc_node, base (U10)
Released(ctx) ==
  /\ call[ctx].at = "release" /\ imus[nodes[ctx][call[ctx].old].imu].refs = 0
  /\ imus' = Without(imus, nodes[ctx][call[ctx].old].imu)
  /\ nodes' = [nodes EXCEPT ![ctx] = Without(@, call[ctx].old)]
  /\ call' = [call EXCEPT ![ctx].at = AfterDrop(ctx), ![ctx].old = 0]
  /\ UNCHANGED <<ring, table, reqs, tags, queued>>

--------------------------------------------------------------------------------
(* Laws of nodes, mapped buffers and tags. *)

(***************************************************************************)
(* The reference count of a node equals what its holders hold: its slot,   *)
(* every request that imported it, the call that is creating it, the       *)
(* reference that the running call is about to put, and the table that a   *)
(* clone builds.                                                           *)
(***************************************************************************)
HeldIn(slots, n) == Cardinality({s \in DOMAIN slots : slots[s] = n})

NodeHolders(ctx, n) ==
  Cardinality({s \in DOMAIN table[ctx] : table[ctx][s] = n})
  + Cardinality({r \in Reqs : reqs[ctx][r].node = n})
  + (IF call[ctx].who \in OnEntries /\ call[ctx].node = n THEN 1 ELSE 0)
  + (IF call[ctx].at = "put" /\ call[ctx].old = n THEN 1 ELSE 0)
  + (IF call[ctx].who = "clone" THEN HeldIn(call[ctx].fresh, n) ELSE 0)

NodeRefsMatchHolders ==
  \A ctx \in Rings : \A n \in DOMAIN nodes[ctx] : nodes[ctx][n].refs = NodeHolders(ctx, n)

(* The nodes of all rings. *)
LiveNodes == UNION {{ctx} \X DOMAIN nodes[ctx] : ctx \in Rings}

(* The reference count of an imu equals the live nodes of all rings that point to it; the one that
   is being released gave its reference up. *)
ImuRefsMatchHolders ==
  \A i \in DOMAIN imus :
    imus[i].refs = Cardinality({<<ctx, n>> \in LiveNodes :
                     nodes[ctx][n].imu = i /\ ~(call[ctx].at = "release" /\ call[ctx].old = n)})

(* Whatever names a node or an imu names a live one. *)
NoDanglingReference ==
  \A ctx \in Rings :
    /\ \A s \in DOMAIN table[ctx] : table[ctx][s] # 0 => table[ctx][s] \in DOMAIN nodes[ctx]
    /\ \A r \in Reqs : reqs[ctx][r].node # 0 => reqs[ctx][r].node \in DOMAIN nodes[ctx]
    /\ \A n \in DOMAIN nodes[ctx] : nodes[ctx][n].imu # 0 => nodes[ctx][n].imu \in DOMAIN imus

(* A node is never held by nobody, except while it is being released. *)
NoNodeLeaked ==
  \A ctx \in Rings :
    \A n \in DOMAIN nodes[ctx] :
      nodes[ctx][n].refs = 0 => call[ctx].at \in {"tag", "release"} /\ call[ctx].old = n

(* Each tag is posted at most once, and only when no request that imported it is unfinished.  Posted is what
   the ring accepted: one whose completion queue is full and which finds no memory to remember it drops it. *)
TagAtMostOnce ==
  \A ctx \in Rings : \A k \in DOMAIN tags[ctx] : tags[ctx][k] <= 1

TagAfterLastRequest ==
  \A ctx \in Rings :
    \A k \in DOMAIN tags[ctx] : tags[ctx][k] > 0 =>
      \A r \in Reqs : reqs[ctx][r].tag = k => reqs[ctx][r].st \in {"complete", "free"} /\ reqs[ctx][r].cqes = 1

(* The tag is posted before the buffer is taken apart (FINDINGS.md, 2), and once. *)
TagBeforeRelease ==
  \A ctx \in Rings :
    call[ctx].at = "release" =>
      LET k == nodes[ctx][call[ctx].old].tag IN k # 0 => tags[ctx][k] = 1

(* A tag that no node carries any more was posted. *)
TagNotLost ==
  \A ctx \in Rings :
    \A k \in DOMAIN tags[ctx] : tags[ctx][k] = 1 \/ \E n \in DOMAIN nodes[ctx] : nodes[ctx][n].tag = k

(* A regbuf is that of one imu, or of the registration that is making one. *)
RegbufsHaveOneName ==
  /\ \A i, k \in DOMAIN imus : imus[i].priv # 0 /\ imus[i].priv = imus[k].priv => i = k
  /\ \A ctx \in Rings : call[ctx].who = "update" /\ call[ctx].rb # 0 =>
       /\ \A c \in Rings : call[c].who = "update" /\ call[c].rb = call[ctx].rb => c = ctx
       /\ \A i \in DOMAIN imus : imus[i].priv = call[ctx].rb =>
            call[ctx].node # 0 /\ nodes[ctx][call[ctx].node].imu = i

(***************************************************************************)
(* An entry in which a step fails takes nothing up: it does not come to    *)
(* its slot, nor to a success if it is the only one; where no step has     *)
(* failed there is nothing to unwind, nor a table to give up; and an entry *)
(* that is over, however it ended, leaves nothing with the call.           *)
(***************************************************************************)
FailedCallChangesNothing ==
  \A ctx \in Rings : call[ctx].who \in OnEntries =>
    LET givesUp == call[ctx].who = "register" /\ call[ctx].at \in {"clear", "next"} \cup DropStages IN
    /\ call[ctx].at \in {"R23", "store", "entry"} \cup DropStages /\ ~givesUp =>
         call[ctx].fail = "none" /\ call[ctx].err = "none"
    /\ call[ctx].at = "unwind" \/ givesUp => call[ctx].err # "none"
    /\ call[ctx].at = "return" /\ call[ctx].fail # "none" => call[ctx].err # "none" \/ call[ctx].done > 0
    /\ call[ctx].at \in {"entry", "return"} \/ givesUp => call[ctx].node = 0 /\ call[ctx].rb = 0

(***************************************************************************)
(* What the user learns: an update that returns an errno has changed no    *)
(* slot, and any other returns how many it has, one at least, and not all  *)
(* only where an entry has failed (CallsGoInOrder).  After a registration  *)
(* there are all of its buffers, or an errno and no table.                 *)
(***************************************************************************)
ReturnsWhatIsDone ==
  \A ctx \in Rings : call[ctx].who \in OnEntries /\ call[ctx].at = "return" =>
    IF call[ctx].who = "update" THEN call[ctx].err = "none" <=> call[ctx].done > 0
    ELSE IF call[ctx].err = "none" THEN call[ctx].done = call[ctx].nr
    ELSE table[ctx] = NoTable

(* With the table gone and nothing in flight, nothing of this module is left. *)
Quiet(ctx) ==
  LockFree(ctx) /\ table[ctx] = NoTable /\ AtRest(ctx)

NothingLeft ==
  /\ \A ctx \in Rings : Quiet(ctx) => nodes[ctx] = <<>>
  /\ (\A ctx \in Rings : Quiet(ctx)) => imus = <<>>

(***************************************************************************)
(* Who is not named keeps what he has.  A slot changes by the call that    *)
(* names it: an entry empties its own and fills it, if it has not failed;  *)
(* the end of a table empties the highest; a clone puts in place what it   *)
(* has built.                                                              *)
(***************************************************************************)
SlotsChangeByName ==
  [][\A ctx \in Rings : table'[ctx] # table[ctx] =>
       LET c == call[ctx]
           full == {s \in DOMAIN table[ctx] : table[ctx][s] # 0} IN
       CASE c.who = "none" -> table[ctx] = NoTable /\ table'[ctx] = [s \in Slots |-> 0]
         [] c.who \in OnEntries /\ c.at \in {"R23", "store"} ->
              /\ c.err = "none"
              /\ table'[ctx] = [table[ctx] EXCEPT ![c.slot] = IF c.at = "R23" THEN 0 ELSE c.node]
         [] c.who \in {"unregister", "exit", "clone", "register"} /\ c.at = "next" ->
              IF full = {} THEN table'[ctx] = NoTable
              ELSE \E s \in full : /\ \A q \in full : q <= s
                                   /\ table'[ctx] = [table[ctx] EXCEPT ![s] = 0]
         [] c.who = "clone" /\ c.at = "return" -> table'[ctx] = c.fresh
         [] OTHER -> FALSE]_btvars

(***************************************************************************)
(* What a clone builds, for some range of slots: in each slot outside of   *)
(* it the node that is there now, and inside a new one, with one reference *)
(* and no tag, of the imu of one slot of its source, the same distance     *)
(* away for all of them; or nothing, where there is nothing.               *)
(***************************************************************************)
ClonesCopyTheirSource ==
  [][\A ctx \in Rings : call[ctx].who = "none" /\ call'[ctx].who = "clone" =>
       LET d == call'[ctx]
           theirs == table[d.from]
           mine(s) == IF table[ctx] = NoTable THEN 0 ELSE table[ctx][s] IN
       \E from, to \in Slots : \E n \in 1 .. Cardinality(Slots) :
         \A s \in Slots :
           IF s < to \/ s >= to + n \/ s + from - to \notin Slots
           THEN d.fresh[s] = IF s \in Spared(to, n) \/ s \in Filled(to, n) THEN mine(s) ELSE 0
           ELSE IF theirs[s + from - to] = 0 THEN d.fresh[s] = 0
           ELSE /\ d.fresh[s] \in DOMAIN nodes'[ctx] \ DOMAIN nodes[ctx]
                /\ nodes'[ctx][d.fresh[s]] =
                     [refs |-> 1, tag |-> 0, imu |-> nodes[d.from][theirs[s + from - to]].imu]]_btvars

(***************************************************************************)
(* A tag is given once, by an entry that asked for one and has not failed, *)
(* and is posted by nothing but the release of the node that carries it,   *)
(* which nobody holds any more.  A registration that fails posts none:     *)
(* what it has given it takes back, and nothing else.                      *)
(***************************************************************************)
TagsTellOfReleases ==
  [][\A ctx \in Rings : tags'[ctx] # tags[ctx] =>
       LET c == call[ctx] IN
       CASE c.at = "tag" ->
              LET n == nodes[ctx][c.old] IN
              /\ n.refs = 0 /\ n.tag # 0 /\ c.who # "register"
              /\ tags'[ctx] = [tags[ctx] EXCEPT ![n.tag] = @ + 1]
         [] c.at = "clear" ->
              /\ tags'[ctx] = SubSeq(tags[ctx], 1, Len(tags'[ctx]))
              /\ \A k \in Len(tags'[ctx]) + 1 .. Len(tags[ctx]) :
                   /\ \E s \in Slots : table[ctx][s] # 0 /\ nodes[ctx][table[ctx][s]].tag = k
                   /\ \A n \in DOMAIN nodes'[ctx] : nodes'[ctx][n].tag # k
         [] OTHER ->
              /\ c.who \in OnEntries /\ c.at = "R23" /\ c.tagged /\ c.err = "none"
              /\ tags'[ctx] = Append(tags[ctx], 0)
              /\ nodes'[ctx][c.node].tag = Len(tags'[ctx])]_btvars

(* Of all nodes that share an imu, only the one that was registered may have a tag. *)
OneTagForEachImu ==
  \A i \in DOMAIN imus :
    Cardinality({<<ctx, n>> \in LiveNodes : nodes[ctx][n].imu = i /\ nodes[ctx][n].tag # 0}) <= 1

(* The requests of a ring in whose way it is to end the memory of an imu. *)
UsedBy(ctx, i) == {r \in Reqs : reqs[ctx][r].node # 0 /\ nodes[ctx][reqs[ctx][r].node].imu = i}

(* Memory is given back once, by the last node: no other node and no request of any ring has it. *)
ReleasedByLast ==
  \A ctx \in Rings :
    call[ctx].at = "release" =>
      LET i == nodes[ctx][call[ctx].old].imu IN
      /\ i \in DOMAIN imus
      /\ {<<c, n>> \in LiveNodes : nodes[c][n].imu = i} = {<<ctx, call[ctx].old>>}
      /\ \A c \in Rings : UsedBy(c, i) = {}

(* A clone holds both locks; its source does nothing else meanwhile, which it may be itself. *)
CloneLocksBoth ==
  \A ctx \in Rings :
    /\ call[ctx].who = "clone" /\ call[ctx].from # ctx => call[call[ctx].from] = SourceCall
    /\ call[ctx] = SourceCall =>
         Cardinality({c \in Rings : call[c].who = "clone" /\ call[c].from = ctx}) = 1

(* A clone that may not replace a table finds none: none goes that the user has not given up. *)
ClonesReplaceWithLeave ==
  \A ctx \in Rings : call[ctx].who = "clone" /\ ~call[ctx].replace => table[ctx] = NoTable

(***************************************************************************)
(* NOT a law, and what a user of tags would like to be one: when a tag is  *)
(* about to be posted, no request of ANY ring works in the buffer.  It     *)
(* holds as long as nobody clones.                                         *)
(***************************************************************************)
TagMeansUnused ==
  \A ctx \in Rings :
    call[ctx].at = "tag" /\ PostsTag(ctx, call[ctx].old) =>
      \A c \in Rings : UsedBy(c, nodes[ctx][call[ctx].old].imu) = {}
================================================================================
