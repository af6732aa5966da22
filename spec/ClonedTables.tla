------------------------------ MODULE ClonedTables ------------------------------
(***************************************************************************)
(* Two rings, one of which may copy the buffer table of the other: both    *)
(* then use the same memory, each through nodes of its own.                *)
(*                                                                         *)
(* One rule carries the design: what rings share is the imu, and nothing   *)
(* else.  A node belongs to one ring and is counted under its uring_lock;  *)
(* the imu counts the nodes of all rings, and its memory is given back by  *)
(* whoever drops the last of them.  A clone's node has no tag, and the tag *)
(* of a node is posted with that node, whatever other rings still do with  *)
(* the memory: so "tag seen" means "no request of THIS ring uses the       *)
(* buffer any more", and says nothing of the others (TagMeansUnused is no  *)
(* law here: see FINDINGS.md).                                             *)
(*                                                                         *)
(* The variables of BufferTable, but for `imus', are those of the ring     *)
(* that is looked at, "here"; `away' holds the same of the other one.      *)
(* Switch changes which is which and nothing else: it is no step of a      *)
(* system, but says whose step comes next, so that every action of         *)
(* BufferTable is here under its own name and is said once for both rings. *)
(*                                                                         *)
(* Left out: more than two rings, a ring that clones its own table, tables *)
(* of different sizes, a clone that runs out of memory, requests whose     *)
(* issue is put off or refused, cancellation, and what BufferTable leaves  *)
(* out.                                                                    *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
  Slots, Reqs, Files, Bufs, Kinds, Tagging, Fails, Ops, Windows, PartBytes,
  Refusals, Teardown,
  Reapable,   \* those of BufferTable, the same for both rings
  Offsets,    \* first slots that a clone may name, in the source and in the destination
  Counts,     \* how many slots it may name; 0 for the whole table
  Replacing,  \* whether it may replace a table: subset of BOOLEAN
  CloneRefusals,  \* clones that are refused, by errno: subset of CloneErrnos
  Opens,      \* whether a descriptor is found open: subset of BOOLEAN
  Imports,    \* what an import answers: subset of {"none", "EFAULT", "EBADF", "EINVAL"}
  Answers     \* how a request in flight ends: subset of {"ok", "EIO"}

(* EBADF, EOPNOTSUPP: the descriptor of the source is closed, or no ring's. *)
CloneErrnos == {"EBADF", "EOPNOTSUPP", "EINVAL", "EBUSY", "ENXIO", "EOVERFLOW"}

ASSUME ClonedTablesConstants ==
  /\ Offsets \subseteq Slots /\ Counts \subseteq Nat
  /\ Replacing \subseteq BOOLEAN
  /\ CloneRefusals \subseteq CloneErrnos
  /\ Opens \subseteq BOOLEAN
  /\ Imports \subseteq {"none", "EFAULT", "EBADF", "EINVAL"}
  /\ Answers \subseteq {"ok", "EIO"}

VARIABLES
  ring, call, table, nodes, imus, reqs, tags,
  queued,     \* BufferTable: the ring here; imus are of both
  away,       \* the other ring: [ring, call, table, nodes, reqs, tags, queued]
  fresh       \* slot -> node id: the table that a clone in progress builds; NoTable when none is

btvars == <<ring, call, table, nodes, imus, reqs, tags, queued>>
cvars == <<away, fresh>>
vars == <<ring, call, table, nodes, imus, reqs, tags, queued, away, fresh>>

BT == INSTANCE BufferTable WITH Pollable <- Files, Deferrals <- {}, Cancels <- {}, Workers <- 0

Here == [ring |-> ring, call |-> call, table |-> table, nodes |-> nodes, reqs |-> reqs, tags |-> tags,
         queued |-> queued]

TypeOK ==
  /\ BT!TypeOK
  /\ DOMAIN away = DOMAIN Here
  /\ away.ring \in {"open", "closed"}
  /\ away.call \in BT!Calls
  /\ away.table = BT!NoTable \/ DOMAIN away.table = Slots
  /\ \A n \in DOMAIN away.nodes : DOMAIN away.nodes[n] = {"refs", "tag", "imu"}
  /\ DOMAIN away.reqs = Reqs /\ away.tags \in Seq(Nat)
  /\ queued = <<>> /\ away.queued = <<>>
  /\ fresh = BT!NoTable \/ DOMAIN fresh = Slots

Init == BT!Init /\ away = Here /\ fresh = BT!NoTable

--------------------------------------------------------------------------------
(* Helpers. *)

(* What a clone's source holds while its table is copied: its uring_lock, and no more. *)
SourceCall == [who |-> "source", at |-> "source"]

BothLocksFree == BT!LockFree /\ away.call = BT!NoCall

SlotCount == Cardinality(Slots)

(* The table that a clone makes has as many slots as there are. *)
SameSize(to, n) == IF table = BT!NoTable THEN n = 0 \/ to + n = SlotCount ELSE to + n <= SlotCount

(* The slots that a clone fills. *)
Filled(to, n) == to .. to + (IF n = 0 THEN SlotCount ELSE n) - 1

(* The k slots of a clone that are not empty get new numbers, the lowest first. *)
NewNode(k) ==
  LET free == {n \in 1 .. Cardinality(DOMAIN nodes) + SlotCount : n \notin DOMAIN nodes}
  IN CHOOSE n \in free : Cardinality({m \in free : m <= n}) = k

(* How many nodes of a table, given as a function, are the node n. *)
HeldIn(slots, n) == Cardinality({s \in DOMAIN slots : slots[s] = n})

(* The regbuf that is a call's own, 0 if none. *)
RegbufOf(c) == IF c.who = "update" THEN c.rb ELSE 0

(* The lowest number that no regbuf of either ring has: what DmabufMapping gives. *)
NextRegbuf ==
  BT!Lowest(({imus[i].priv : i \in DOMAIN imus} \cup {RegbufOf(call), RegbufOf(away.call)}) \ {0})

(* The requests of both rings in whose way it is to end the memory of an imu. *)
UsedBy(ringNodes, ringReqs, i) ==
  {r \in Reqs : ringReqs[r].node # 0 /\ ringNodes[ringReqs[r].node].imu = i}

(* Whether the user registers or clones once more, and whose step may come next; models bound it. *)
MayRegister == TRUE
MayClone == TRUE
MaySwitch == TRUE

--------------------------------------------------------------------------------
(* Cloning: task context, both uring_locks held from the first step to the last. *)

(***************************************************************************)
(* The tag of a clone's node: none, whatever the source's node has.  A     *)
(* decision of its own.                                                    *)
(***************************************************************************)
CloneTag(node) == 0

(* The references that a node of the old table has from the new one, for slots that are kept. *)
KeptRefs(kept) == kept

(***************************************************************************)
(* The ring here takes over `n' slots of the ring away from `from' on, as  *)
(* its own from `to' on (all of them for n = 0).  Each slot that is not    *)
(* empty gets a new node, which shares the imu.  The new table is built    *)
(* aside; with `replace' the slots outside the range keep their nodes, and *)
(* the old table goes as on unregistering, the highest slot first.         *)
(***************************************************************************)
\* @task io_uring/rsrc.c: io_clone_buffers, base (clone)
StartClone(from, to, n, replace) ==
  /\ ring = "open" /\ away.ring = "open" /\ BothLocksFree /\ MayClone
  /\ away.table # BT!NoTable
  /\ table # BT!NoTable => replace
  /\ n = 0 => from = 0 /\ to = 0
  /\ from + n <= SlotCount
  /\ SameSize(to, n)
  /\ LET filled == {s \in Filled(to, n) : away.table[s + from - to] # 0}
         kept == {s \in DOMAIN table : s \notin Filled(to, n) /\ table[s] # 0}
         source(s) == away.nodes[away.table[s + from - to]]
         new(s) == NewNode(Cardinality({q \in filled : q <= s}))
         made == [m \in {new(s) : s \in filled} |->
                    LET s == CHOOSE q \in filled : new(q) = m
                    IN [refs |-> 1, tag |-> CloneTag(source(s)), imu |-> source(s).imu]]
     IN /\ fresh' = [s \in Slots |-> IF s \in filled THEN new(s)
                                     ELSE IF s \in kept THEN table[s] ELSE 0]
        /\ nodes' = [m \in DOMAIN nodes |->
                       [nodes[m] EXCEPT !.refs = @ + KeptRefs(Cardinality({s \in kept : table[s] = m}))]]
                    @@ made
        /\ imus' = [i \in DOMAIN imus |->
                      [imus[i] EXCEPT !.refs = @ + Cardinality({s \in filled : source(s).imu = i})]]
  /\ call' = [who |-> "clone", at |-> IF table = BT!NoTable THEN "return" ELSE "next", old |-> 0]
  /\ away' = [away EXCEPT !.call = SourceCall]
  /\ UNCHANGED <<ring, table, reqs, tags, queued>>

(* The old table is gone: the new one takes its place, and both uring_locks are free. *)
\* @task io_uring/rsrc.c: io_clone_buffers, base (clone)
InstallClone ==
  /\ call.who = "clone" /\ call.at = "return"
  /\ table' = fresh /\ fresh' = BT!NoTable
  /\ call' = BT!NoCall /\ away' = [away EXCEPT !.call = BT!NoCall]
  /\ UNCHANGED <<ring, nodes, imus, reqs, tags, queued>>

(***************************************************************************)
(* A clone that is refused returns its errno and changes nothing: a wrong  *)
(* descriptor, a count beyond the source's table, an offset without a      *)
(* count (-EINVAL), a range that ends beyond the source's table            *)
(* (-EOVERFLOW), a source without a table (-ENXIO), a table here and no    *)
(* leave to replace it (-EBUSY).                                           *)
(***************************************************************************)
\* @task io_uring/rsrc.c: io_register_clone_buffers, base (clone)
CloneRefused(e) ==
  /\ ring = "open" /\ away.ring = "open" /\ BothLocksFree
  /\ e = "EBUSY" => table # BT!NoTable
  /\ e = "ENXIO" => away.table = BT!NoTable
  /\ e = "EOVERFLOW" => away.table # BT!NoTable
  /\ UNCHANGED vars

(* The step that comes next is one of the other ring. *)
Switch ==
  /\ MaySwitch
  /\ ring' = away.ring /\ call' = away.call /\ table' = away.table
  /\ nodes' = away.nodes /\ reqs' = away.reqs /\ tags' = away.tags
  /\ queued' = away.queued
  /\ away' = Here
  /\ UNCHANGED <<imus, fresh>>

--------------------------------------------------------------------------------
(* Dropping a node whose imu others share. *)

(***************************************************************************)
(* U2: the tag CQE is posted, and the node gives up its reference of the   *)
(* imu: the last one starts the release of the memory.  To drop the        *)
(* reference and to learn that it was the last is ONE step, since another  *)
(* ring's drop of the same imu runs under another lock.                    *)
(***************************************************************************)
\* @task io_uring/rsrc.c: io_free_rsrc_node, base (U2)
PostTag ==
  /\ BT!PostTag
  /\ imus[nodes[call.old].imu].refs = 1
  /\ UNCHANGED cvars

(* The same, when nodes of this ring or another still share the imu: only the node goes. *)
\* @task io_uring/rsrc.c: io_buffer_unmap, base (U2)
KeepSharedImu ==
  /\ call.at = "tag" /\ imus[nodes[call.old].imu].refs > 1
  /\ tags' = IF BT!PostsTag(call.old) THEN [tags EXCEPT ![nodes[call.old].tag] = @ + 1] ELSE tags
  /\ imus' = [imus EXCEPT ![nodes[call.old].imu].refs = @ - 1]
  /\ nodes' = BT!Without(nodes, call.old)
  /\ call' = [call EXCEPT !.at = BT!AfterDrop, !.old = 0]
  /\ UNCHANGED <<ring, table, reqs, queued, cvars>>

--------------------------------------------------------------------------------
(* The steps of the ring here, as BufferTable has them. *)

(* R8: regbufs are numbered across rings. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8)
SetRegbuf == BT!SetRegbuf(NextRegbuf) /\ UNCHANGED cvars

(* A clone gives back both locks: InstallClone. *)
\* @task io_uring/register.c: io_uring_register, base (R25)
\* @task io_uring/io_uring.c: io_uring_enter, base if call.who = "submit"
\* @tw io_uring/io_uring.c: ctx_flush_and_put, base if call.who \in {"taskwork", "tasksubmit"}
\* @task io_uring/io_uring.c: io_ring_ctx_free, base if call.who = "exit"
Return == call.who # "clone" /\ BT!Return /\ UNCHANGED cvars

\* @task io_uring/rsrc.c: io_register_rsrc, base (table)
RegisterSparse == BT!RegisterSparse /\ UNCHANGED cvars

\* @task io_uring/rsrc.c: io_register_rsrc_update, __io_sqe_buffers_update, patch 07 (R1-R5)
\* @task io_uring/rsrc.c: __io_register_rsrc_update, base (R2)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R7)
UpdateRefused(e) == BT!UpdateRefused(e) /\ UNCHANGED cvars

\* @task io_uring/rsrc.c: __io_sqe_buffers_update, patch 07 (R2-R5)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, io_register_dmabuf, patch 10 (R6-R7)
StartUpdate(s, kind, f, b, tagged, fail) ==
  BT!StartUpdate(s, kind, f, b, tagged, fail) /\ MayRegister /\ UNCHANGED cvars

\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8-R18)
Advance(stage) == BT!Advance(stage) /\ UNCHANGED cvars

\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8-R20)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, base (R19-R20) if call.kind = "pages"
Fail == BT!Fail /\ UNCHANGED cvars

\* @task io_uring/rsrc.c: io_rsrc_node_alloc, base (R19)
AllocNode == BT!AllocNode /\ UNCHANGED cvars

\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R20-R22)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, io_alloc_imu, base (R20-R22) if call.kind = "pages"
AllocImu == BT!AllocImu /\ UNCHANGED cvars

\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8-R20)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, base (R19-R20) if call.kind = "pages"
Unwound == BT!Unwound /\ UNCHANGED cvars

\* @task io_uring/rsrc.c: __io_sqe_buffers_update, base (R23-R24)
TakeSlot == BT!TakeSlot /\ UNCHANGED cvars

\* @task io_uring/rsrc.c: __io_sqe_buffers_update, base (R24-R25)
StoreNode == BT!StoreNode /\ UNCHANGED cvars

\* @task io_uring/rsrc.c: io_sqe_buffers_unregister, base (U1)
StartUnregister == BT!StartUnregister /\ UNCHANGED cvars

\* @user io_uring/io_uring.c: io_uring_release, io_ring_ctx_wait_and_kill, base (U1)
CloseRing == BT!CloseRing /\ UNCHANGED cvars

\* @task io_uring/rsrc.c: io_rsrc_data_free, base (U1)
ClearSlot == BT!ClearSlot /\ UNCHANGED cvars

\* @task io_uring/rsrc.h: io_put_rsrc_node, base (U1)
\* @task io_uring/rsrc.h: io_reset_rsrc_node, base (R24) if call.who = "update"
PutNode == BT!PutNode /\ UNCHANGED cvars

\* @task io_uring/rsrc.c: io_buffer_unmap, io_free_imu, io_free_rsrc_node, base (U10)
Released == BT!Released /\ UNCHANGED cvars

\* @task io_uring/io_uring.c: io_submit_sqe, io_issue_sqe, io_assign_file, base (I1)
StartSubmit(r, s, op, f, off, len, gotFile) ==
  BT!StartSubmit(r, s, op, f, off, len, gotFile) /\ UNCHANGED cvars

\* @task io_uring/rsrc.c: io_find_buf_node, base (I1)
LookupNode == BT!LookupNode /\ UNCHANGED cvars

\* @task io_uring/rsrc.c: io_import_fixed, io_import_dmabuf, patch 11 (I2-I8)
\* @task io_uring/rw.c: io_init_rw_fixed, patch 12 (I9)
\* @task block/fops.c: blkdev_read_iter, blkdev_write_iter, blkdev_direct_IO, base (D1-D2)
\* @task io_uring/rsrc.c: io_import_fixed, base (I2) if imus[nodes[reqs[call.req].node].imu].kind = "pages"
CheckImport(e) == BT!CheckImport(e) /\ UNCHANGED cvars

\* @task io_uring/rw.c: io_read_fixed, base (D1) if reqs[call.req].op = "READ_FIXED"
\* @task io_uring/rw.c: io_write_fixed, base (D1) if reqs[call.req].op = "WRITE_FIXED"
IssueOrdinary == BT!IssueOrdinary /\ UNCHANGED cvars

\* @task block/blk-mq.c: blk_mq_submit_bio, base (B5)
Dispatched == BT!Dispatched /\ UNCHANGED cvars

\* @task io_uring/rw.c: io_read_fixed, base (N13) if reqs[call.req].op = "READ_FIXED"
\* @task io_uring/rw.c: io_write_fixed, base (N13) if reqs[call.req].op = "WRITE_FIXED"
IssueReturns == BT!IssueReturns /\ UNCHANGED cvars

\* @irq block/bio.c: bio_endio, base (C3)
\* @irq io_uring/rw.c: io_complete_rw, base (C5) if reqs[r].out = 1
PartEnds(r, res) == BT!PartEnds(r, res) /\ UNCHANGED cvars

\* @tw io_uring/rw.c: io_req_rw_complete, base (C6)
\* @tw io_uring/io_uring.c: io_handle_tw_list, base (C6)
StartTaskWork(r) == BT!StartTaskWork(r) /\ UNCHANGED cvars

\* @tw io_uring/io_uring.h: io_fill_cqe_req, base (C6)
\* @tw io_uring/io_uring.c: __io_submit_flush_completions, base (C6)
PostCqe == BT!PostCqe /\ UNCHANGED cvars

\* @tw io_uring/io_uring.c: io_free_batch_list, base (C6)
FreeReq == BT!FreeReq /\ UNCHANGED cvars

\* @user liburing: io_uring_cqe_seen, base (CQE)
ReapCqe(r) == BT!ReapCqe(r) /\ UNCHANGED cvars

--------------------------------------------------------------------------------
Next ==
  \/ \E from \in Offsets, to \in Offsets, n \in Counts, replace \in Replacing :
       StartClone(from, to, n, replace)
  \/ InstallClone
  \/ \E e \in CloneRefusals : CloneRefused(e)
  \/ Switch
  \/ KeepSharedImu
  \/ RegisterSparse
  \/ \E e \in Refusals : UpdateRefused(e)
  \/ \E s \in Slots, t \in Tagging, x \in Fails :
       \/ \E k \in Kinds \cap {"dmabuf"}, f \in Files, b \in Bufs : StartUpdate(s, k, f, b, t, x)
       \/ \E k \in Kinds \ {"dmabuf"}, f \in {0}, b \in {0} : StartUpdate(s, k, f, b, t, x)
  \/ \E g \in {"R9", "R10", "R11", "R12", "R13", "R14", "R14m", "R16", "R17"} : Advance(g)
  \/ SetRegbuf \/ Fail
  \/ AllocNode \/ AllocImu \/ Unwound \/ TakeSlot \/ StoreNode
  \/ StartUnregister \/ CloseRing \/ ClearSlot \/ Return
  \/ PutNode \/ PostTag \/ Released
  \/ \E r \in Reqs, s \in Slots, op \in Ops, f \in Files, w \in Windows, g \in Opens :
       StartSubmit(r, s, op, f, w[1], w[2], g)
  \/ LookupNode
  \/ \E e \in Imports : CheckImport(e)
  \/ IssueOrdinary \/ Dispatched \/ IssueReturns
  \/ \E r \in Reqs, res \in Answers : PartEnds(r, res)
  \/ \E r \in Reqs : StartTaskWork(r)
  \/ PostCqe \/ FreeReq
  \/ \E r \in Reapable : ReapCqe(r)

Spec == Init /\ [][Next]_vars

--------------------------------------------------------------------------------
(* Laws.  Those of BufferTable that speak of one ring's states hold here as they are: BT!... *)

(* As in BufferTable, and a clone in progress holds what its new table names. *)
NodeRefsMatchHolders ==
  \A n \in DOMAIN nodes :
    nodes[n].refs = BT!NodeHolders(n) + (IF call.who = "clone" THEN HeldIn(fresh, n) ELSE 0)

(* The nodes of one ring that share an imu; the one that is being released gave its reference up. *)
Sharing(ringNodes, ringCall, i) ==
  {n \in DOMAIN ringNodes :
     ringNodes[n].imu = i /\ ~(ringCall.at = "release" /\ ringCall.old = n)}

(* The reference count of an imu equals the nodes of all rings that point to it. *)
ImuRefsMatchHolders ==
  \A i \in DOMAIN imus :
    imus[i].refs = Cardinality(Sharing(nodes, call, i)) + Cardinality(Sharing(away.nodes, away.call, i))

(* Of all nodes that share an imu, only the one that was registered may have a tag. *)
OneTagForEachImu ==
  \A i \in DOMAIN imus :
    Cardinality({n \in DOMAIN nodes : nodes[n].imu = i /\ nodes[n].tag # 0})
    + Cardinality({n \in DOMAIN away.nodes : away.nodes[n].imu = i /\ away.nodes[n].tag # 0}) <= 1

(* Memory is given back once, by the last node: no other node and no request of any ring has it. *)
ReleasedByLast ==
  call.at = "release" =>
    LET i == nodes[call.old].imu IN
    /\ i \in DOMAIN imus
    /\ {n \in DOMAIN nodes : nodes[n].imu = i} = {call.old}
    /\ {n \in DOMAIN away.nodes : away.nodes[n].imu = i} = {}
    /\ UsedBy(nodes, reqs, i) = {} /\ UsedBy(away.nodes, away.reqs, i) = {}

(* With both tables gone and nothing in flight on either ring, nothing is left. *)
Quiet(r) == r.call = BT!NoCall /\ r.table = BT!NoTable
            /\ \A q \in Reqs : r.reqs[q].st \in {"free", "complete"}

NothingLeft == Quiet(Here) /\ Quiet(away) => nodes = <<>> /\ away.nodes = <<>> /\ imus = <<>>

(* A clone holds both locks; its source does nothing else meanwhile. *)
CloneLocksBoth ==
  /\ call.who = "clone" <=> away.call.who = "source"
  /\ fresh # BT!NoTable <=> "clone" \in {call.who, away.call.who}

(***************************************************************************)
(* NOT a law, and what a user of tags would like to be one: when a tag is  *)
(* about to be posted, no request of ANY ring works in the buffer.  It     *)
(* holds as long as nobody clones.                                         *)
(***************************************************************************)
TagMeansUnused ==
  call.at = "tag" /\ BT!PostsTag(call.old) =>
    LET i == nodes[call.old].imu IN
    UsedBy(nodes, reqs, i) = {} /\ UsedBy(away.nodes, away.reqs, i) = {}

(* The lock matrix: a ring's nodes, tags and table change only while its uring_lock is held. *)
LockCoversTable ==
  [][~(away' = Here /\ Here' = away) /\ (nodes' # nodes \/ imus' # imus \/ tags' # tags)
       => call.who # "none" \/ call'.who # "none"]_vars
================================================================================
