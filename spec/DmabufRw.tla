-------------------------------- MODULE DmabufRw --------------------------------
(***************************************************************************)
(* The whole: rings whose registered buffers are dma-bufs or ordinary      *)
(* pages, and fixed reads and writes that NVMe carries out straight in     *)
(* their memory.  A dma-buf is mapped when it is registered; the pages of  *)
(* an ordinary request are mapped when its command is made and unmapped    *)
(* when it is over, in the same address space.                             *)
(*                                                                         *)
(* Every action joins one action each of Requests, DmabufMapping and    *)
(* NvmeQueue, or leaves a component unchanged.  The life of a request: the *)
(* submitter takes uring_lock, a reference of the node and the file, a tag *)
(* and descriptor pages; the device moves bytes through the IOMMU; the     *)
(* interrupt gives descriptors back, ends the bio and, some time later,    *)
(* frees the tag; task work takes uring_lock, posts the CQE, drops file    *)
(* and node; the last one to drop a node posts its tag and takes the       *)
(* mapping apart.                                                          *)
(*                                                                         *)
(* The design described is the intended one: the first posted version with *)
(* the corrections of INTENDED.md.                                         *)
(*                                                                         *)
(* An error may be tried again, and a controller that does not answer is   *)
(* reset, or one for which somebody asks that: the command keeps its tag,  *)
(* and its request the node, so that the mapping which is read again,      *)
(* however late, is the one that it began with, whatever has become of     *)
(* slot, file and buffer.                                                  *)
(*                                                                         *)
(* A reset freezes the queue: who comes is refused as for want of a tag,   *)
(* or waits in a worker, without any lock, until it is over.  If the       *)
(* controller does not come back all of that ends with EIO, and who comes  *)
(* later finds a disk without sectors.  Buffers stay registered, and their *)
(* mappings live: they are given back as they ever are.  If its driver is  *)
(* unbound the mappings for it end before, whoever has them; a buffer that *)
(* was registered for its disk stays registered, and serves nobody.        *)
(*                                                                         *)
(* The user may clear O_DIRECT of a file at any time.  What goes there is  *)
(* served from the page cache, where the CPU copies; so a dma-buf, which   *)
(* it cannot reach, is refused as long as the flag is off.  The cache is   *)
(* taken as written through.                                               *)
(*                                                                         *)
(* Left out: where a worker sleeps, for a tag or at the door of the queue: *)
(* one that had entered before would have its tag in the middle of it, and *)
(* is served while a driver is unbound; the rest as NvmeQueue says.        *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
  Rings, Slots, Reqs, Files, Bufs, Devs,        \* objects
  DevOf, PagesOf, UserPages, Iovas, Shareable,  \* files, buffers and their addresses
  Tags, SqDepth, CqDepth, HeadAtOnce, Gens, DescPages, PrpsPerPage,     \* NVMe queues
  Kinds, Tagging, Ops, Windows, Teardown, Closable, Toggled, Reapable, NoWaits,  \* what the user does
  MaxEntries, WithBuffers,                      \* entries of an update; tables that are made with buffers
  PageSize, PartBytes,                          \* bytes of a page, which is a block; of a command
  Deferrals, Cancels,                           \* the same of requests: put off, cancelled
  Offsets, Counts, Replacing, OntoItself, CloneRefusals,    \* and of clones
  TaskOf, Workers,                              \* tasks, and threads of io-wq
  Refusals, Fails, Answers, Retries, Resets    \* and what goes wrong

(* Queues take whole blocks. *)
ASSUME DmabufRwConstants == PageSize \in Nat \ {0} /\ PartBytes % PageSize = 0

VARIABLES
  ring, call, table, nodes, imus, reqs, tags, queued,       \* Requests
  files, dmabufs, devs, regbufs, iommu, resv, maps,         \* DmabufMapping
  cmds, sq, cq, pool, ctrl                      \* NvmeQueue

btvars == <<ring, call, table, nodes, imus, reqs, tags, queued>>
dmvars == <<files, dmabufs, devs, regbufs, iommu, resv, maps>>
nvvars == <<cmds, sq, cq, pool, ctrl>>
vars == <<ring, call, table, nodes, imus, reqs, tags, queued,
          files, dmabufs, devs, regbufs, iommu, resv, maps, cmds, sq, cq, pool, ctrl>>

(* Any addresses that a mapping of one of the buffers, or a part of it, may have. *)
Layouts ==
  UNION {[1 .. n -> Iovas] : n \in UNION {1 .. k : k \in {PagesOf[b] : b \in Bufs} \cup {UserPages}}}

(* A regbuf is held through the table, through requests, or by the registration in progress. *)
RegbufIds == 1 .. Cardinality(Rings) * (Cardinality(Slots) + Cardinality(Reqs) + 1)

(* What answers the table's requests is known here: these are all that there are. *)
(* And any inline issue may be refused, whatever the user puts off.  Every file is a drive's. *)
RQ == INSTANCE Requests WITH
        Pollable <- {},
        Deferrals <- Deferrals \cup {"refused"},
        Opens <- BOOLEAN,
        Imports <- {"none", "EFAULT", "EBADF", "EINVAL", "EOF", "ENOSPC"}
                     \cup (IF Toggled = {} THEN {} ELSE {"cached"})
                     \cup (IF Ops \subseteq {"READ_FIXED", "WRITE_FIXED"} THEN {} ELSE {"EOPNOTSUPP"}),
        Answers <- {"ok", "EIO"}
DM == INSTANCE DmabufMapping WITH
        Unbindable <- IF "unbound" \in Resets THEN Devs ELSE {}
NV == INSTANCE NvmeQueue WITH
        Lacks <- {"addresses"},
        Parts <- UNION {1 .. RQ!PartsOf(w[2]) : w \in Windows}

TypeOK == RQ!TypeOK /\ DM!TypeOK /\ NV!TypeOK

Init == RQ!Init /\ DM!Init /\ NV!Init

--------------------------------------------------------------------------------
(* Helpers. *)

(***************************************************************************)
(* Scheduling.  Here every actor may move at any time.  A model that wants *)
(* one component coarse overrides MayRun, so that nobody else moves until  *)
(* the group of steps of one owner (the ring with whoever holds its lock,  *)
(* a worker thread with its request, or a device with its queue and its    *)
(* interrupt) has ended; no action is ever written twice.                  *)
(***************************************************************************)
MayRun(owner, group) == TRUE

OfRing(ctx) == <<"ring", ctx>>
Worker(ctx, r) == <<"worker", ctx, r>>
Device(d) == <<"device", d>>
TheUser == <<"user">>

(* Whether a controller may not come back, or go. *)
MayDie == Resets \cap {"fails", "late", "removed", "unbound"} # {}

(***************************************************************************)
(* A mapping must not outlive the binding of its device.  So nothing is    *)
(* mapped for a device whose driver is being unbound, and the driver lets  *)
(* go when no mapping is left.  Decisions of their own: the first version  *)
(* knows of no binding (V1-HOTREMOVE).                                     *)
(***************************************************************************)
MayMapFor(d) == NV!Bound(d)

MappingsEnded(d) == \A rb \in DOMAIN regbufs : regbufs[rb].dev = d => ~DM!Mapped(rb)

(* When the mappings for a device may be taken from those who have them: when its queue is empty for good,
   which is the end of blk_mq_freeze_queue_wait: free tags alone are not, where somebody who has entered
   sleeps for one and will be served.  Here such a sleeper is told EIO (left out, above). *)
MayRevokeFor(d) == NV!Dead(d) /\ \A t \in Tags : cmds[d][t].st = "free"

(* Whether the user makes one more registration; models bound it. *)
MayRegister(ctx) == TRUE

(* The regbuf, hence the mapping, that a request works in; 0 for ordinary pages. *)
MappingOf(ctx, r) == IF reqs[ctx][r].node = 0 THEN 0 ELSE imus[nodes[ctx][reqs[ctx][r].node].imu].priv

(* The ring of a command's request, that request, and the mapping that it works in. *)
RingOf(d, t) == cmds[d][t].ring
ReqOf(d, t) == reqs[RingOf(d, t)][cmds[d][t].req]
MappingOfCmd(d, t) == MappingOf(RingOf(d, t), cmds[d][t].req)

(* The size of the buffer of a request in bytes. *)
SizeOf(ctx, r) ==
  PageSize * (IF MappingOf(ctx, r) = 0 THEN UserPages ELSE PagesOf[regbufs[MappingOf(ctx, r)].buf])

(* The request of a command works in ordinary pages. *)
MapsItself(d, t) == MappingOfCmd(d, t) = 0

(* What stands in the IOMMU for what a command may touch. *)
OwnerOf(d, t) == IF MapsItself(d, t) THEN DM!Command(d, t) ELSE MappingOfCmd(d, t)


RegistrationCall(ctx) ==
  call[ctx].who \in {"update", "register", "unregister", "exit", "clone", "source"}

CallGroup(ctx) ==
  IF RegistrationCall(ctx) THEN "registration"
  ELSE IF call[ctx].who \in {"submit", "tasksubmit"} THEN "submission" ELSE "taskwork"

(* The pages of a request's buffer that the part of a command covers, from the first to the last. *)
FirstOf(d, t) ==
  (ReqOf(d, t).off + (cmds[d][t].part - 1) * PartBytes) \div PageSize + 1

LastOf(d, t) ==
  LET end == (ReqOf(d, t).off + ReqOf(d, t).len) \div PageSize
      last == FirstOf(d, t) + PartBytes \div PageSize - 1 IN
  IF last < end THEN last ELSE end

PagesIn(d, t) == LastOf(d, t) - FirstOf(d, t) + 1

CommandsOf(ctx, r) ==
  {<<d, t>> \in Devs \X Tags :
     cmds[d][t].st # "free" /\ cmds[d][t].ring = ctx /\ cmds[d][t].req = r}

(* Tags whose command is in the submission ring but not yet announced. *)
Unrung(d) == {sq[d].q[i] : i \in sq[d].rung + 1 .. Len(sq[d].q)}

(* A command waits in its queue, which is quiesced, to be set up when that goes on. *)
HeldBack(d, t) == cmds[d][t].st = "tagged" /\ ~NV!Dispatches(d)

(***************************************************************************)
(* Who finds its queue quiesced leaves the command in it and goes on: no   *)
(* issuer waits for a reset.  Whoever has not returned when the queue does *)
(* sets it up after all, here.                                             *)
(***************************************************************************)
LeavesHeldBack == TRUE

(* The command of a request is announced to the device, or left to kblockd or in its queue, or over. *)
QueuedOrLeft(ctx, r) ==
  \A c \in CommandsOf(ctx, r) :
    /\ \/ cmds[c[1]][c[2]].st \notin {"tagged", "synced", "built"}
       \/ LeavesHeldBack /\ HeldBack(c[1], c[2])
    /\ c[2] \notin Unrung(c[1])

(* A step finds that it cannot succeed: injected, or the descriptor it names is closed, or the file is not
   O_DIRECT. *)
StepMustFail(ctx) ==
  \/ RQ!FailsNow(ctx)
  \/ call[ctx].at = "R9" /\ ~files[call[ctx].file].fd
  \/ call[ctx].at = "R11" /\ ~DM!NamesDevice(call[ctx].file)
  \/ call[ctx].at = "R12" /\ ~dmabufs[call[ctx].buf].fd

--------------------------------------------------------------------------------
(* Registration. *)

\* @task io_uring/rsrc.c: io_register_rsrc, base (table)
\* @runs task: takes uring_lock > mmap_lock, uring_lock > fs_reclaim
\* @atomic uring_lock: the whole call, which is taken and given back in it
RegisterSparse(ctx) ==
  /\ RQ!RegisterSparse(ctx) /\ MayRun(OfRing(ctx), "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: io_register_rsrc_update, __io_sqe_buffers_update, patch 07 (R1-R5)
\* @task io_uring/rsrc.c: __io_register_rsrc_update, base (R2)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R7)
\* @runs task: takes uring_lock > mmap_lock
\* @atomic uring_lock: the whole call, which is taken and given back in it
UpdateRefused(ctx, e) ==
  /\ RQ!UpdateRefused(ctx, e) /\ MayRun(OfRing(ctx), "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: __io_sqe_buffers_update, patch 07 (R2-R5)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, io_register_dmabuf, patch 10 (R6-R7)
\* @runs task: takes uring_lock > mmap_lock
StartUpdate(ctx, s, kind, f, b, tagged, fail, nr) ==
  /\ RQ!StartUpdate(ctx, s, kind, f, b, tagged, fail, nr)
  /\ MayRegister(ctx) /\ MayRun(OfRing(ctx), "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

(* Ordinary pages alone: whatever a registration that fails takes back, no mapping is among it. *)
\* @task io_uring/rsrc.c: io_sqe_buffers_register, base (register)
\* @runs task: takes uring_lock > mmap_lock, uring_lock > fs_reclaim
StartRegister(ctx, kind, tagged, fail) ==
  /\ RQ!StartRegister(ctx, kind, tagged, fail)
  /\ MayRegister(ctx) /\ MayRun(OfRing(ctx), "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

(* An entry behind the first takes and gives back what it needs by the steps of one that is alone;
   what the entries before it have taken is their nodes'. *)
\* @task io_uring/rsrc.c: __io_sqe_buffers_update, patch 07 (R3-R5)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, io_register_dmabuf, patch 10 (R6-R7)
\* @task io_uring/rsrc.c: io_sqe_buffers_register, base (register) if call[ctx].who = "register"
\* @runs task: holds uring_lock; takes mmap_lock
NextEntry(ctx, kind, f, b, tagged, fail) ==
  /\ RQ!NextEntry(ctx, kind, f, b, tagged, fail) /\ MayRun(OfRing(ctx), "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: __io_sqe_buffers_update, patch 07 (R3-R5)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R7)
\* @task io_uring/rsrc.c: io_sqe_buffers_register, base (register) if call[ctx].who = "register"
\* @runs task: holds uring_lock; takes mmap_lock
EntryRefused(ctx, e) ==
  /\ RQ!EntryRefused(ctx, e) /\ MayRun(OfRing(ctx), "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: io_clear_table_tags, base from 6.17 (register)
\* @runs task: holds uring_lock
\* @atomic uring_lock: one node after the other; the CQ is not looked at for tags that were not posted
ClearTags(ctx) ==
  /\ RQ!ClearTags(ctx) /\ MayRun(OfRing(ctx), "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8)
\* @runs task: holds uring_lock; takes fs_reclaim
AllocRegbuf(ctx) ==
  /\ RQ!SetRegbuf(ctx, DM!NextRegbuf) /\ MayRun(OfRing(ctx), "registration")
  /\ DM!AllocRegbuf
  /\ UNCHANGED nvvars

\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R9)
\* @runs task: holds uring_lock
GetFile(ctx) ==
  /\ RQ!Advance(ctx, "R9") /\ MayRun(OfRing(ctx), "registration")
  /\ DM!GetFile(call[ctx].rb, call[ctx].file)
  /\ UNCHANGED nvvars

(* R10: the file has a callback that names its DMA device. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R10)
\* @runs task: holds uring_lock
CheckDmaDevice(ctx) ==
  /\ RQ!Advance(ctx, "R10") /\ MayRun(OfRing(ctx), "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task block/bdev.c: block_get_dma_device, patch 05 (R11)
\* @task drivers/nvme/host/pci.c: nvme_pci_get_dma_device, patch 06 (R11)
\* @runs task: holds uring_lock
GetDmaDevice(ctx) ==
  /\ RQ!Advance(ctx, "R11") /\ MayRun(OfRing(ctx), "registration")
  /\ DM!GetDmaDevice(call[ctx].rb)
  /\ UNCHANGED nvvars

\* @task io_uring/dmabuf.c: io_dmabuf_import, patch 08 (R12)
\* @runs task: holds uring_lock
GetDmabuf(ctx) ==
  /\ RQ!Advance(ctx, "R12") /\ MayRun(OfRing(ctx), "registration")
  /\ DM!GetDmabuf(call[ctx].rb, call[ctx].buf)
  /\ UNCHANGED nvvars

\* @task drivers/dma-buf/dma-buf.c: dma_buf_attach, base (R13)
\* @runs task: holds uring_lock; takes fs_reclaim, resv; waits for the exporter
\* @atomic resv: into the list of attachments, under the lock for that alone
Attach(ctx) ==
  /\ RQ!Advance(ctx, "R13") /\ MayRun(OfRing(ctx), "registration")
  /\ DM!Attach(call[ctx].rb)
  /\ UNCHANGED nvvars

(* R14 waits here for as long as the exporter holds resv, with uring_lock held. *)
\* @task drivers/dma-buf/dma-buf.c: dma_buf_map_attachment_unlocked, base (R14)
\* @runs task: holds uring_lock; takes resv
LockForMap(ctx) ==
  /\ RQ!Advance(ctx, "R14") /\ MayRun(OfRing(ctx), "registration")
  /\ DM!LockResv(call[ctx].rb)
  /\ UNCHANGED nvvars

\* @task drivers/dma-buf/dma-buf.c: dma_buf_map_attachment, base (R14)
\* @runs task: holds uring_lock, resv; takes fs_reclaim, iova_lock; waits for the exporter and its fences
\* @atomic resv: all pages of the mapping, and the end of the lock
Map(ctx) ==
  /\ RQ!Advance(ctx, "R14m") /\ MayRun(OfRing(ctx), "registration")
  /\ MayMapFor(regbufs[call[ctx].rb].dev)
  /\ DM!Map(call[ctx].rb)
  /\ UNCHANGED nvvars

\* @task drivers/dma-buf/dma-buf.c: dma_buf_map_attachment, base (R14)
\* @runs task: holds uring_lock, resv; takes fs_reclaim, iova_lock; waits for the exporter
MapFails(ctx) ==
  /\ call[ctx].at = "R14m" /\ MayRun(OfRing(ctx), "registration")
  /\ MayMapFor(regbufs[call[ctx].rb].dev) => ~DM!CanMap(call[ctx].rb)
  /\ DM!MapFails(call[ctx].rb) /\ RQ!Fail(ctx)
  /\ UNCHANGED nvvars

\* @task io_uring/dmabuf.c: io_dmabuf_import, patch 08 (R15-R16)
\* @runs task: holds uring_lock
GetDevice(ctx) ==
  /\ RQ!Advance(ctx, "R16") /\ MayRun(OfRing(ctx), "registration")
  /\ DM!GetDevice(call[ctx].rb)
  /\ UNCHANGED nvvars

\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R17-R18)
\* @runs task: holds uring_lock; takes fs_reclaim
AllocVec(ctx) ==
  /\ RQ!Advance(ctx, "R17") /\ MayRun(OfRing(ctx), "registration")
  /\ DM!AllocVec(call[ctx].rb)
  /\ UNCHANGED nvvars

\* @task io_uring/rsrc.c: io_rsrc_node_alloc, base (R19)
\* @runs task: holds uring_lock; takes fs_reclaim
AllocNode(ctx) ==
  /\ RQ!AllocNode(ctx) /\ MayRun(OfRing(ctx), "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R20-R22)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, io_alloc_imu, base (R20-R22) if call[ctx].kind = "pages"
\* @runs task: holds uring_lock; takes fs_reclaim, mmap_lock
AllocImu(ctx) ==
  /\ RQ!AllocImu(ctx) /\ MayRun(OfRing(ctx), "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

(* The step fails; what it holds is given back by the release steps below. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8-R20)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, base (R19-R20) if call[ctx].kind = "pages"
\* @runs task: holds uring_lock
StepFails(ctx) ==
  /\ StepMustFail(ctx) /\ MayRun(OfRing(ctx), "registration")
  /\ RQ!Fail(ctx)
  /\ UNCHANGED <<dmvars, nvvars>>

(* A failed registration that had no regbuf has nothing but its node to give back. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8, R19-R20)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, base (R19-R20) if call[ctx].kind = "pages"
\* @runs task: holds uring_lock
UnwindNothing(ctx) ==
  /\ call[ctx].at = "unwind" /\ call[ctx].rb = 0 /\ MayRun(OfRing(ctx), "release")
  /\ RQ!Unwound(ctx)
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: __io_sqe_buffers_update, base (R23-R24)
\* @runs task: holds uring_lock
\* @atomic uring_lock: the tag, and the old node out of its slot, which the kernel clears after the drop
TakeSlot(ctx) ==
  /\ RQ!TakeSlot(ctx) /\ MayRun(OfRing(ctx), "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: __io_sqe_buffers_update, base (R24-R25)
\* @runs task: holds uring_lock
StoreNode(ctx) ==
  /\ RQ!StoreNode(ctx) /\ MayRun(OfRing(ctx), "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: io_sqe_buffers_unregister, base (U1)
\* @runs task: takes uring_lock
StartUnregister(ctx) ==
  /\ RQ!StartUnregister(ctx) /\ MayRun(OfRing(ctx), "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @user io_uring/io_uring.c: io_uring_release, io_ring_ctx_wait_and_kill, base (exit)
\* @runs user: takes uring_lock; waits for the fallback work
\* @atomic none: uring_lock for the mark alone; nobody else can enter, as the last descriptor is gone
CloseRing(ctx) ==
  /\ RQ!CloseRing(ctx) /\ MayRun(OfRing(ctx), "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @kworker io_uring/io_uring.c: io_ring_exit_work, io_ring_ctx_free, base (U1)
\* @runs kworker: takes uring_lock; waits for the last request and task work of its task
\* @atomic none: the callback in the task, then uring_lock; nobody names the ring any more
FreeRing(ctx) ==
  /\ RQ!FreeRing(ctx) /\ MayRun(OfRing(ctx), "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: io_rsrc_data_free, base (U1)
\* @runs task, kworker: holds uring_lock
\* @atomic uring_lock: the kernel leaves the slot as it was, and the table goes under the same lock
ClearSlot(ctx) ==
  /\ RQ!ClearSlot(ctx) /\ MayRun(OfRing(ctx), "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/register.c: io_uring_register, base (R25)
\* @task io_uring/io_uring.c: io_uring_enter, base if call[ctx].who = "submit"
\* @tw io_uring/io_uring.c: ctx_flush_and_put, base if call[ctx].who \in {"taskwork", "tasksubmit"}
\* @kworker io_uring/io_uring.c: io_ring_ctx_free, base if call[ctx].who = "exit"
\* @runs task, tw, kworker: holds uring_lock
Return(ctx) ==
  /\ RQ!Return(ctx) /\ MayRun(OfRing(ctx), CallGroup(ctx))
  /\ UNCHANGED <<dmvars, nvvars>>

--------------------------------------------------------------------------------
(* Clones: both rings, and nothing but rings. *)

\* @task io_uring/rsrc.c: io_clone_buffers, base (clone)
\* @runs task: takes uring_lock > uring_lock/1 > fs_reclaim, uring_lock > mmap_lock
\* @atomic uring_lock, uring_lock/1: the new table with a node for each slot, and a count of each imu
StartClone(ctx, src, from, to, n, replace) ==
  /\ RQ!StartClone(ctx, src, from, to, n, replace) /\ MayRun(OfRing(ctx), "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: io_clone_buffers, base (clone)
\* @runs task: holds uring_lock, uring_lock/1
\* @atomic uring_lock, uring_lock/1: the table is there, and both locks are given back
InstallClone(ctx) ==
  /\ RQ!InstallClone(ctx) /\ MayRun(OfRing(ctx), "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: io_register_clone_buffers, base (clone)
\* @runs task: takes uring_lock > uring_lock/1, uring_lock > mmap_lock
CloneRefused(ctx, src, e) ==
  /\ RQ!CloneRefused(ctx, src, e) /\ MayRun(OfRing(ctx), "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

--------------------------------------------------------------------------------
(* Release: the last reference of a node, or a registration that failed. *)

\* @task io_uring/rsrc.h: io_put_rsrc_node, base (U1)
\* @task io_uring/rsrc.h: io_reset_rsrc_node, base (R24) if call[ctx].who = "update"
\* @runs task, tw, kworker: holds uring_lock
PutNode(ctx) ==
  /\ RQ!PutNode(ctx) /\ MayRun(OfRing(ctx), "release")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: io_free_rsrc_node, base (U2)
\* @runs task, tw, kworker: holds uring_lock; takes completion_lock, cq_wait
PostTag(ctx) ==
  /\ RQ!PostTag(ctx) /\ MayRun(OfRing(ctx), "release")
  /\ UNCHANGED <<dmvars, nvvars>>

(* Another node still shares the mapping: the imu stays, and with it all that it holds. *)
\* @task io_uring/rsrc.c: io_buffer_unmap, base (U2)
\* @runs task, tw, kworker: holds uring_lock; takes completion_lock, cq_wait
\* @atomic uring_lock: tag, count of the imu and node; other rings count the imu atomically
KeepSharedImu(ctx) ==
  /\ RQ!KeepSharedImu(ctx) /\ MayRun(OfRing(ctx), "release")
  /\ UNCHANGED <<dmvars, nvvars>>

(* U3, U10 for ordinary pages: they are unpinned. *)
\* @task io_uring/rsrc.c: io_buffer_unmap, base (U3)
\* @runs task, tw, kworker: holds uring_lock
UnpinPages(ctx) ==
  /\ call[ctx].at = "release" /\ RQ!Releasing(ctx) = 0 /\ MayRun(OfRing(ctx), "release")
  /\ RQ!Released(ctx)
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: io_release_reg_dmabuf, patch 10 (U4)
\* @runs task, tw, kworker: holds uring_lock
FreeVec(ctx) ==
  /\ RQ!Releasing(ctx) # 0 /\ MayRun(OfRing(ctx), "release")
  /\ DM!FreeVec(RQ!Releasing(ctx))
  /\ UNCHANGED <<btvars, nvvars>>

\* @task drivers/dma-buf/dma-buf.c: dma_buf_unmap_attachment_unlocked, base (U5)
\* @runs task, tw, kworker: holds uring_lock; takes resv
LockForUnmap(ctx) ==
  /\ RQ!Releasing(ctx) # 0 /\ MayRun(OfRing(ctx), "release")
  /\ DM!Mapped(RQ!Releasing(ctx))
  /\ DM!LockResv(RQ!Releasing(ctx))
  /\ UNCHANGED <<btvars, nvvars>>

\* @task drivers/dma-buf/dma-buf.c: dma_buf_unmap_attachment, base (U5)
\* @runs task, tw, kworker: holds uring_lock, resv; takes iova_lock; waits for the exporter
\* @atomic resv: all pages of the mapping, and the end of the lock
Unmap(ctx) ==
  /\ RQ!Releasing(ctx) # 0 /\ MayRun(OfRing(ctx), "release")
  /\ DM!Unmap(RQ!Releasing(ctx))
  /\ UNCHANGED <<btvars, nvvars>>

\* @task drivers/dma-buf/dma-buf.c: dma_buf_detach, base (U6)
\* @runs task, tw, kworker: holds uring_lock; takes resv; waits for the exporter
\* @atomic resv: out of that list, likewise
Detach(ctx) ==
  /\ RQ!Releasing(ctx) # 0 /\ MayRun(OfRing(ctx), "release")
  /\ DM!Detach(RQ!Releasing(ctx))
  /\ UNCHANGED <<btvars, nvvars>>

\* @task drivers/dma-buf/dma-buf.c: dma_buf_put, base (U7)
\* @runs task, tw, kworker: holds uring_lock
PutDmabuf(ctx) ==
  /\ RQ!Releasing(ctx) # 0 /\ MayRun(OfRing(ctx), "release")
  /\ DM!PutDmabuf(RQ!Releasing(ctx))
  /\ UNCHANGED <<btvars, nvvars>>

\* @task io_uring/dmabuf.c: io_dmabuf_release, patch 08 (U8)
\* @runs task, tw, kworker: holds uring_lock
PutDevice(ctx) ==
  /\ RQ!Releasing(ctx) # 0 /\ MayRun(OfRing(ctx), "release")
  /\ DM!PutDevice(RQ!Releasing(ctx))
  /\ UNCHANGED <<btvars, nvvars>>

\* @task io_uring/rsrc.c: io_release_reg_dmabuf, patch 10 (U9)
\* @runs task, tw, kworker: holds uring_lock
PutFile(ctx) ==
  /\ RQ!Releasing(ctx) # 0 /\ MayRun(OfRing(ctx), "release")
  /\ DM!PutFile(RQ!Releasing(ctx))
  /\ UNCHANGED <<btvars, nvvars>>

\* @task io_uring/rsrc.c: io_release_reg_dmabuf, patch 10 (U10)
\* @task io_uring/rsrc.c: io_buffer_unmap, io_free_imu, io_free_rsrc_node, base (U10)
\* @runs task, tw, kworker: holds uring_lock
FreeRegbuf(ctx) ==
  /\ RQ!Releasing(ctx) # 0 /\ MayRun(OfRing(ctx), "release")
  /\ DM!FreeRegbuf(RQ!Releasing(ctx))
  /\ IF call[ctx].at = "release" THEN RQ!Released(ctx) ELSE RQ!Unwound(ctx)
  /\ UNCHANGED nvvars

--------------------------------------------------------------------------------
(* Submission, and inline issue: by the submitter, or by task work of a linked request. *)

\* @task io_uring/io_uring.c: io_submit_sqe, io_issue_sqe, io_assign_file, base (I1)
\* @runs task: takes uring_lock > fs_reclaim
\* @atomic uring_lock: the SQE is read, checked, and has its file
Submit(ctx, r, s, op, f, off, len) ==
  /\ RQ!StartSubmit(ctx, r, s, op, f, off, len, files[f].fd) /\ MayRun(OfRing(ctx), "submission")
  /\ IF files[f].fd THEN DM!ReqGetFile(f) ELSE UNCHANGED dmvars
  /\ UNCHANGED nvvars

\* @task io_uring/rsrc.c: io_find_buf_node, base (I1)
\* @runs task, tw: holds uring_lock
LookupNode(ctx) ==
  /\ RQ!LookupNode(ctx) /\ MayRun(OfRing(ctx), "submission")
  /\ UNCHANGED <<dmvars, nvvars>>

(* Whether a buffer, of this mapping or of pages, has the array of pages that ranges are cut out of for a vector.
   A decision of its own. *)
HasPageVectors(m) == m = 0

(***************************************************************************)
(* What the import says of a request and its window, in the order of its   *)
(* tests: a vector on what has no pages, the range, the file that the dma- *)
(* buf was registered for, length zero, the size of the disk, which is     *)
(* that of a dead one, 0, or enough, whether the file is O_DIRECT now, and *)
(* the alignment that the direct path asks for: a logical block is a page  *)
(* here. Ordinary pages are bound to no file. Length zero is no error for  *)
(* them: such a request ends at once and moves nothing, without a tag, and *)
(* is left out here: no model with ordinary pages submits it.              *)
(*                                                                         *)
(* It is the flag of the kiocb that is asked, which leads to the one path  *)
(* or the other and is read once, when that is made (io_rw_init_file); a   *)
(* test of the file before it could find another answer (V1-ODIRECT-TOGGLE *)
(* in INTENDED.md).                                                        *)
(***************************************************************************)
ImportErrno(ctx, r) ==
  LET m == MappingOf(ctx, r)
      off == reqs[ctx][r].off
      len == reqs[ctx][r].len IN
  CASE RQ!Vectored(reqs[ctx][r].op) /\ ~HasPageVectors(m) -> "EOPNOTSUPP"
    [] off + len > SizeOf(ctx, r) -> "EFAULT"
    [] m # 0 /\ regbufs[m].file # reqs[ctx][r].file -> "EBADF"
    [] m # 0 /\ len = 0 -> "EFAULT"
    [] NV!Dead(DevOf[reqs[ctx][r].file]) -> IF RQ!Writes(reqs[ctx][r].op) THEN "ENOSPC" ELSE "EOF"
    [] ~files[reqs[ctx][r].file].direct -> IF RQ!Copyable(ctx, r) THEN "cached" ELSE "EINVAL"
    [] off % PageSize # 0 \/ len % PageSize # 0 -> "EINVAL"
    [] OTHER -> "none"

\* @task io_uring/rsrc.c: io_import_fixed, io_import_dmabuf, patch 11 (I2-I8)
\* @task io_uring/rw.c: io_init_rw_fixed, patch 12 (I9)
\* @task block/fops.c: blkdev_read_iter, blkdev_write_iter, blkdev_direct_IO, base (D1-D2)
\* @task block/blk.h: __bio_split_to_limits, patch 04 (B1-B4)
\* @task io_uring/rsrc.c: io_import_reg_vec, base (I2) if reqs[ctx][call[ctx].req].op \in {"READV_FIXED", "WRITEV_FIXED"}
\* @task io_uring/rsrc.c: io_import_fixed, base (I2) if imus[nodes[ctx][reqs[ctx][call[ctx].req].node].imu].kind = "pages"
\* @task io_uring/rw.c: kiocb_done, base (D2) if reqs[ctx][call[ctx].req].op \in {"WRITE_FIXED", "WRITEV_FIXED"}
\* @runs task, tw: holds uring_lock; takes fs_reclaim
\* @atomic uring_lock: the range, the file and the bio
CheckImport(ctx) ==
  /\ call[ctx].at = "I2" /\ MayRun(OfRing(ctx), "submission")
  /\ RQ!CheckImport(ctx, ImportErrno(ctx, call[ctx].req))
  /\ UNCHANGED <<dmvars, nvvars>>

(* Whether an inline issue may not wait: a flag that goes from kiocb to bio to the tag. *)
NoWait == TRUE

(* The part of a request that is handed on next. *)
NextPart(ctx, r) == RQ!PartsOf(reqs[ctx][r].len) - reqs[ctx][r].left + 1

(***************************************************************************)
(* A split that would have to go on behind the first part: a nowait bio    *)
(* ends with -EAGAIN before it has a tag, so that every inline request     *)
(* that is longer than its queue takes goes to a worker.                   *)
(***************************************************************************)
MustSplit(ctx, r) == reqs[ctx][r].left > 1 /\ NoWait

(* The queue is that of the device behind the request's own file. *)
\* @task block/blk-mq.c: blk_mq_get_new_requests, __blk_mq_alloc_requests, base (B5, N1)
\* @task block/blk-mq-tag.c: blk_mq_get_tag, base (B5)
\* @runs task, tw: holds uring_lock; takes q_usage
GetTag(ctx, t) ==
  /\ call[ctx].at = "B5" /\ MayRun(OfRing(ctx), "submission")
  /\ ~MustSplit(ctx, call[ctx].req)
  /\ NV!GetTag(DevOf[reqs[ctx][call[ctx].req].file], t, ctx, call[ctx].req, NextPart(ctx, call[ctx].req))
  /\ RQ!Dispatched(ctx)
  /\ UNCHANGED dmvars

(***************************************************************************)
(* No tag is free, or the queue is frozen.  An inline issue is nowait from *)
(* kiocb to tag, so that the submitter, who holds uring_lock, never sleeps *)
(* for either: the request is refused, and a worker will issue it again    *)
(* (FINDINGS.md, 4), or, with RWF_NOWAIT, nobody.                          *)
(***************************************************************************)
\* @task block/blk-mq-tag.c: blk_mq_get_tag, base (B5)
\* @task block/blk-mq.c: blk_mq_submit_bio, base (B5)
\* @task io_uring/rw.c: io_complete_rw, io_rw_should_reissue, base (C5)
\* @runs task, tw: holds uring_lock; takes q_usage
TagRefused(ctx) ==
  /\ call[ctx].at = "B5" /\ MayRun(OfRing(ctx), "submission")
  /\ NV!NoTagIn(DevOf[reqs[ctx][call[ctx].req].file]) /\ NoWait /\ ~MustSplit(ctx, call[ctx].req)
  /\ ~NV!Dead(DevOf[reqs[ctx][call[ctx].req].file])
  /\ RQ!Refused(ctx)
  /\ UNCHANGED <<dmvars, nvvars>>

(* More than one part, refused for the same reason: before any tag. *)
\* @task block/blk.h: __bio_split_to_limits, base (B4)
\* @task io_uring/rw.c: io_complete_rw, io_rw_should_reissue, base (C5)
\* @runs task, tw: holds uring_lock; takes q_usage
SplitRefused(ctx) ==
  /\ call[ctx].at = "B5" /\ MayRun(OfRing(ctx), "submission")
  /\ MustSplit(ctx, call[ctx].req) /\ ~NV!Dead(DevOf[reqs[ctx][call[ctx].req].file])
  /\ RQ!Refused(ctx)
  /\ UNCHANGED <<dmvars, nvvars>>

(* It passed the test of the disk's size before that died, and comes to its queue now: EIO, no tag, and
   nobody tries again.  This is asked before the bio is split. *)
\* @task block/blk-core.c: __bio_queue_enter, base (B5)
\* @task io_uring/rw.c: io_complete_rw, base (C5)
\* @runs task, tw: holds uring_lock
InlineNotEntered(ctx) ==
  /\ call[ctx].at = "B5" /\ MayRun(OfRing(ctx), "submission")
  /\ NV!Dead(DevOf[reqs[ctx][call[ctx].req].file])
  /\ RQ!InlineNotEntered(ctx)
  /\ UNCHANGED <<dmvars, nvvars>>

(* Task work posts no CQE for it, and hands it to io-wq. *)
\* @tw io_uring/io_uring.c: io_free_batch_list, io_queue_iowq, base (C7)
\* @runs tw: takes uring_lock > acct_lock, uring_lock > workers_lock, uring_lock > fs_reclaim
\* @atomic uring_lock: into the list of io-wq, and a thread for it if there is none
Punt(ctx, r) ==
  /\ RQ!Punt(ctx, r) /\ MayRun(OfRing(ctx), "taskwork")
  /\ UNCHANGED <<dmvars, nvvars>>

(* The command is announced to the device, or waits for kblockd: the submitter goes on. *)
\* @task io_uring/rw.c: io_read_fixed, base (N13) if reqs[ctx][call[ctx].req].op = "READ_FIXED"
\* @task io_uring/rw.c: io_write_fixed, base (N13) if reqs[ctx][call[ctx].req].op = "WRITE_FIXED"
\* @task io_uring/rw.c: io_read, base (N13) if reqs[ctx][call[ctx].req].op = "READV_FIXED"
\* @task io_uring/rw.c: io_write, base (N13) if reqs[ctx][call[ctx].req].op = "WRITEV_FIXED"
\* @runs task, tw: holds uring_lock; takes rcu > sw_lock, rcu > queue_lock
IssueReturns(ctx) ==
  /\ call[ctx].at = "issue" /\ MayRun(OfRing(ctx), "submission")
  /\ QueuedOrLeft(ctx, call[ctx].req)
  /\ RQ!IssueReturns(ctx)
  /\ UNCHANGED <<dmvars, nvvars>>

--------------------------------------------------------------------------------
(* Requests whose issue is put off: linked ones, and those of a worker thread. *)

\* @task io_uring/io_uring.c: io_submit_sqe, base (link)
\* @runs task: holds uring_lock; takes fs_reclaim
PrepareLinked(ctx, r, s, op, f, off, len, how) ==
  /\ RQ!PrepareLinked(ctx, r, s, op, f, off, len, how) /\ MayRun(OfRing(ctx), "submission")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @tw io_uring/io_uring.c: io_queue_next, base (link)
\* @tw io_uring/timeout.c: io_disarm_next, io_fail_links, base (link)
\* @runs task, tw: holds uring_lock; takes completion_lock
\* @atomic uring_lock: one member of the chain; the kernel ends all that follow under completion_lock
LinkSettled(ctx, t, all) ==
  /\ RQ!LinkSettled(ctx, t, all) /\ MayRun(OfRing(ctx), CallGroup(ctx))
  /\ UNCHANGED <<dmvars, nvvars>>

(* A request takes its file when it is issued, whenever it was submitted. *)
\* @tw io_uring/io_uring.c: io_req_task_submit, base (link)
\* @runs tw: takes uring_lock
IssueLinked(ctx, t) ==
  /\ RQ!IssueLinked(ctx, t, files[queued[ctx][t].file].fd) /\ MayRun(OfRing(ctx), "submission")
  /\ IF files[queued[ctx][t].file].fd THEN DM!ReqGetFile(queued[ctx][t].file) ELSE UNCHANGED dmvars
  /\ UNCHANGED nvvars

\* @task io_uring/io_uring.c: io_queue_iowq, base (async)
\* @runs task: takes uring_lock > fs_reclaim, uring_lock > acct_lock, uring_lock > workers_lock
\* @atomic uring_lock: into the list of io-wq, and a thread for it if there is none
StartAsync(ctx, r, s, op, f, off, len) ==
  /\ RQ!StartAsync(ctx, r, s, op, f, off, len) /\ MayRun(OfRing(ctx), "submission")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @worker io_uring/io_uring.c: io_wq_submit_work, io_assign_file, base (async)
\* @runs worker: takes acct_lock > worker_lock
WorkerFindsNoFile(ctx, r) ==
  /\ RQ!WorkerFindsNoFile(ctx, r) /\ MayRun(Worker(ctx, r), "worker")
  /\ ~files[queued[ctx][r].file].fd
  /\ UNCHANGED <<dmvars, nvvars>>

\* @worker io_uring/rsrc.c: io_find_buf_node, base (I1)
\* @runs worker: takes acct_lock > worker_lock, uring_lock
\* @atomic uring_lock: lock, lookup, count and unlock
WorkerLookup(ctx, r) ==
  /\ RQ!WorkerLookup(ctx, r) /\ MayRun(Worker(ctx, r), "worker")
  /\ DM!ReqGetFile(queued[ctx][r].file)     \* whose descriptor is open
  /\ UNCHANGED nvvars

(* The same tests as CheckImport, on what the request has now. *)
\* @worker io_uring/rsrc.c: io_import_fixed, io_import_dmabuf, patch 11 (I2-I8)
\* @worker io_uring/rw.c: io_init_rw_fixed, patch 12 (I9)
\* @worker block/fops.c: blkdev_read_iter, blkdev_write_iter, blkdev_direct_IO, base (D1-D2)
\* @worker block/blk.h: __bio_split_to_limits, patch 04 (B1-B4)
\* @worker io_uring/rsrc.c: io_import_reg_vec, base (I2) if reqs[ctx][r].op \in {"READV_FIXED", "WRITEV_FIXED"}
\* @worker io_uring/rsrc.c: io_import_fixed, base (I2) if imus[nodes[ctx][reqs[ctx][r].node].imu].kind = "pages"
\* @runs worker: takes acct_lock > worker_lock, fs_reclaim
\* @atomic none: only what belongs to the request is read, and its node keeps all of it
WorkerImport(ctx, r) ==
  /\ RQ!WorkerImport(ctx, r, ImportErrno(ctx, r)) /\ MayRun(Worker(ctx, r), "worker")
  /\ UNCHANGED <<dmvars, nvvars>>

(* A worker that has not found a tag tries again when it is woken; an inline issue may overtake it.
   The parts of a longer request come one after the other, each when the one before is on its way to
   the device, or left to kblockd. *)
\* @worker block/blk-core.c: submit_bio_noacct, base (B5)
\* @worker block/blk-mq.c: blk_mq_get_new_requests, __blk_mq_alloc_requests, base (B5, N1)
\* @worker block/blk-mq-tag.c: blk_mq_get_tag, base (B5)
\* @runs worker: takes q_usage
WorkerGetTag(ctx, r, t) ==
  /\ RQ!WorkerDispatched(ctx, r) /\ MayRun(Worker(ctx, r), "worker")
  /\ QueuedOrLeft(ctx, r)
  /\ NV!GetTag(DevOf[reqs[ctx][r].file], t, ctx, r, NextPart(ctx, r))
  /\ UNCHANGED dmvars

(* Where no tag is free the worker sleeps until a put wakes it, and where the queue is frozen until it is
   not; it holds no lock meanwhile. *)
\* @worker block/blk-mq-tag.c: blk_mq_get_tag, base (B5)
\* @worker block/blk-core.c: __bio_queue_enter, base (B5)
\* @runs worker: takes ws_wait, freeze_wq; waits for a tag, or the end of a freeze
WorkerSleeps(ctx, r) ==
  /\ RQ!WorkerSleeps(ctx, r) /\ MayRun(Worker(ctx, r), "worker")
  /\ QueuedOrLeft(ctx, r) /\ NV!NoTagIn(DevOf[reqs[ctx][r].file])
  /\ ~NV!Dead(DevOf[reqs[ctx][r].file])
  /\ UNCHANGED <<dmvars, nvvars>>

(* The same for a worker, which may have slept at the door until the disk died. *)
\* @worker block/blk-core.c: __bio_queue_enter, base (B5)
\* @runs worker: takes freeze_wq
WorkerNotEntered(ctx, r) ==
  /\ RQ!WorkerNotEntered(ctx, r) /\ MayRun(Worker(ctx, r), "worker")
  /\ QueuedOrLeft(ctx, r) /\ NV!Dead(DevOf[reqs[ctx][r].file])
  /\ UNCHANGED <<dmvars, nvvars>>

(* The command is announced to the device, or waits for kblockd: the worker goes on, and returns. *)
\* @worker io_uring/io_uring.c: io_wq_free_work, io_free_req, base (worker)
\* @runs worker: takes worker_lock
WorkerReturns(ctx, r) ==
  /\ RQ!WorkerReturns(ctx, r) /\ MayRun(Worker(ctx, r), "workerput")
  /\ QueuedOrLeft(ctx, r)
  /\ UNCHANGED <<dmvars, nvvars>>

\* @worker io_uring/io_uring.c: io_wq_free_work, io_req_find_next, base (link)
\* @runs worker: takes completion_lock
WorkerSettles(ctx, t, all) ==
  /\ RQ!WorkerSettles(ctx, t, all) /\ MayRun(Worker(ctx, queued[ctx][t].behind), "workerput")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/cancel.c: io_async_cancel_one, base (cancel)
\* @runs task: takes uring_lock > acct_lock
\* @atomic uring_lock: off the list of io-wq under its lock; the search before it finds the same
CancelQueued(ctx, r) ==
  /\ RQ!CancelQueued(ctx, r) /\ MayRun(OfRing(ctx), "submission")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/cancel.c: io_try_cancel, base (cancel)
\* @runs task: takes uring_lock > tctx_lock > acct_lock, uring_lock > tctx_lock > rcu > workers_lock > worker_lock, uring_lock > completion_lock
CancelNotFound(ctx, r) ==
  /\ RQ!CancelNotFound(ctx, r) /\ MayRun(OfRing(ctx), "submission")
  /\ UNCHANGED <<dmvars, nvvars>>

(* The end of a ring: what its exit work finds, and what task work does not issue any more. *)
\* @kworker io_uring/io_uring.c: io_uring_try_cancel_requests, base (exit)
\* @runs kworker: takes uring_lock > tctx_lock > acct_lock, uring_lock > tctx_lock > rcu > workers_lock > worker_lock
\* @atomic uring_lock: one request of a round; what comes between two of them is another step
ExitCancels(ctx, r) ==
  /\ RQ!ExitCancels(ctx, r) /\ MayRun(OfRing(ctx), "submission")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @kworker io_uring/io_uring.c: io_fallback_req_func, io_queue_iowq, base (exit)
\* @runs kworker: takes uring_lock
ExitRefuses(ctx, r) ==
  /\ RQ!ExitRefuses(ctx, r) /\ MayRun(OfRing(ctx), "taskwork")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @tw io_uring/io_uring.c: io_req_task_submit, base (exit)
\* @runs tw: takes uring_lock
LinkDies(ctx, t) ==
  /\ RQ!LinkDies(ctx, t) /\ MayRun(OfRing(ctx), "submission")
  /\ UNCHANGED <<dmvars, nvvars>>

--------------------------------------------------------------------------------
(* Queueing: by whoever issues, or by kblockd after a requeue. *)

\* @task drivers/nvme/host/pci.c: nvme_sync_dma, patch 06 (N3)
\* @runs task, tw: holds uring_lock, rcu
\* @runs worker, kblockd: holds rcu
\* @runs kblockd, reset: holds shutdown_lock, ctrl_srcu, rcu
SyncForDevice(d, t) ==
  /\ NV!SyncForDevice(d, t) /\ MayRun(Device(d), "queueing")
  /\ ~MapsItself(d, t)
  /\ UNCHANGED <<btvars, dmvars>>

(* Ordinary pages are mapped in its place, which hands them to the device as well. *)
\* @task drivers/nvme/host/pci.c: nvme_map_data, base (N3)
\* @runs task, tw: holds uring_lock, rcu; takes iova_lock
\* @runs worker, kblockd: holds rcu; takes iova_lock
\* @runs kblockd, reset: holds shutdown_lock, ctrl_srcu, rcu; takes iova_lock
\* @atomic none: each address is taken under iova_lock; who finds too few gives back what it has
MapPages(d, t) ==
  /\ NV!SyncForDevice(d, t) /\ MayRun(Device(d), "queueing")
  /\ MapsItself(d, t) /\ DM!MapPages(d, t, PagesIn(d, t))
  /\ UNCHANGED btvars

(* No device address is left for them: registrations and other commands have them all. *)
\* @task drivers/nvme/host/pci.c: nvme_map_data, base (N3)
\* @runs task, tw: holds uring_lock, rcu; takes iova_lock, hctx_lock
\* @runs worker, kblockd: holds rcu; takes iova_lock, hctx_lock
\* @runs kblockd, reset: holds shutdown_lock, ctrl_srcu, rcu; takes iova_lock, hctx_lock
SpaceFull(d, t) ==
  /\ NV!SpaceFull(d, t) /\ MayRun(Device(d), "queueing")
  /\ MapsItself(d, t) /\ ~DM!CanMapPages(d, PagesIn(d, t))
  /\ UNCHANGED <<btvars, dmvars>>

(* The device addresses of what a command covers, in order. *)
AddressesOf(d, t) ==
  IF MapsItself(d, t) THEN maps[d][t]
  ELSE SubSeq(regbufs[MappingOfCmd(d, t)].addrs, FirstOf(d, t), LastOf(d, t))

(* One entry a page of the window. *)
\* @task drivers/nvme/host/pci.c: nvme_dma_premapped, patch 06 (N4-N11)
\* @task drivers/nvme/host/pci.c: nvme_map_data, base (N4-N11) if imus[nodes[cmds[d][t].ring][reqs[cmds[d][t].ring][cmds[d][t].req].node].imu].kind = "pages"
\* @runs task, tw: holds uring_lock, rcu; takes pool_lock
\* @runs worker, kblockd: holds rcu; takes pool_lock
\* @runs kblockd, reset: holds shutdown_lock, ctrl_srcu, rcu; takes pool_lock
\* @atomic none: each page is taken under pool_lock; who finds too few gives back what it has
BuildPrps(d, t) ==
  /\ cmds[d][t].st = "synced" /\ MayRun(Device(d), "queueing")
  /\ NV!BuildPrps(d, t, AddressesOf(d, t))
  /\ UNCHANGED <<btvars, dmvars>>

(* What the driver has mapped for the command is unmapped before it is tried again. *)
\* @task drivers/nvme/host/pci.c: nvme_dma_premapped, patch 06 (N8-N9)
\* @task drivers/nvme/host/pci.c: nvme_map_data, base (N8-N9) if imus[nodes[cmds[d][t].ring][reqs[cmds[d][t].ring][cmds[d][t].req].node].imu].kind = "pages"
\* @runs task, tw: holds uring_lock, rcu; takes pool_lock, iova_lock, hctx_lock
\* @runs worker, kblockd: holds rcu; takes pool_lock, iova_lock, hctx_lock
\* @runs kblockd, reset: holds shutdown_lock, ctrl_srcu, rcu; takes pool_lock, iova_lock, hctx_lock
PoolEmpty(d, t) ==
  /\ cmds[d][t].st = "synced" /\ MayRun(Device(d), "queueing")
  /\ NV!PoolEmpty(d, t, PagesIn(d, t))
  /\ IF MapsItself(d, t) THEN DM!UnmapPages(d, t) ELSE UNCHANGED dmvars
  /\ UNCHANGED btvars

\* @kblockd block/blk-mq.c: blk_mq_run_work_fn, base (N1)
\* @task block/blk-mq.c: blk_mq_run_hw_queue, base (N1)
\* @kblockd block/blk-mq.c: blk_mq_requeue_work, base (N1)
\* @runs task, tw: holds uring_lock; takes rcu > hctx_lock
\* @runs worker: takes rcu > hctx_lock
\* @runs kblockd: takes requeue_lock, hctx_lock, rcu > hctx_lock
\* @runs kblockd, reset: holds shutdown_lock, ctrl_srcu; takes rcu > hctx_lock
Requeue(d, t) ==
  /\ NV!Requeue(d, t) /\ MayRun(Device(d), "queueing")
  /\ UNCHANGED <<btvars, dmvars>>

\* @task drivers/nvme/host/pci.c: nvme_sq_copy_cmd, base (N13)
\* @runs task, tw: holds uring_lock, rcu; takes sq_lock
\* @runs worker, kblockd: holds rcu; takes sq_lock
\* @runs kblockd, reset: holds shutdown_lock, ctrl_srcu, rcu; takes sq_lock
\* @atomic sq_lock: the entry and the tail
WriteSqe(d, t) ==
  /\ NV!WriteSqe(d, t) /\ MayRun(Device(d), "queueing")
  /\ UNCHANGED <<btvars, dmvars>>

\* @task drivers/nvme/host/pci.c: nvme_write_sq_db, base (N13)
\* @runs task, tw: holds uring_lock, rcu; takes sq_lock
\* @runs worker, kblockd: holds rcu; takes sq_lock
\* @runs kblockd, reset: holds shutdown_lock, ctrl_srcu, rcu; takes sq_lock
\* @atomic sq_lock: the tail that was told, and the doorbell
RingDoorbell(d) ==
  /\ NV!RingDoorbell(d) /\ MayRun(Device(d), "queueing")
  /\ UNCHANGED <<btvars, dmvars>>

--------------------------------------------------------------------------------
(* Device and interrupt. *)

\* @device NVMe controller: command fetch, NVMe base specification (fetch)
\* @runs device
Fetch(d) ==
  /\ NV!Fetch(d) /\ MayRun(Device(d), "device")
  /\ UNCHANGED <<btvars, dmvars>>

(* The device resolves the address when it uses it: nothing here asks whether it may. *)
\* @device NVMe controller: data transfer through the IOMMU, NVMe base specification (transfer)
\* @runs device
Xfer(d, t) ==
  /\ NV!Xfer(d, t) /\ MayRun(Device(d), "device")
  /\ UNCHANGED <<btvars, dmvars>>

\* @device NVMe controller: completion queue entry, NVMe base specification (CQE)
\* @runs device
Answer(d, t, ok) ==
  /\ NV!Answer(d, t, ok) /\ MayRun(Device(d), "device")
  /\ UNCHANGED <<btvars, dmvars>>

\* @device NVMe controller: completion queue entry with DNR, NVMe base specification (CQE)
\* @runs device
AnswerDnr(d, t) ==
  /\ NV!AnswerDnr(d, t) /\ MayRun(Device(d), "device")
  /\ UNCHANGED <<btvars, dmvars>>

\* @irq drivers/nvme/host/pci.c: nvme_handle_cqe, base (C1)
\* @irq drivers/nvme/host/nvme.h: nvme_find_rq, nvme_try_complete_req, base (C1)
\* @runs irq
\* @runs poller: holds uring_lock, rcu; takes cq_poll_lock
\* @runs kblockd: takes cq_poll_lock
\* @runs kblockd, reset, user: holds shutdown_lock; takes cq_poll_lock
\* @atomic none: a queue has one interrupt handler at a time; who polls it masks that, and has cq_poll_lock
Reap(d) ==
  /\ NV!Reap(d) /\ MayRun(Device(d), "irq")
  /\ UNCHANGED <<btvars, dmvars>>

(* In models that do not ring it with each entry. *)
\* @irq drivers/nvme/host/pci.c: nvme_poll_cq, base (C1)
\* @runs irq
\* @runs poller: holds uring_lock, rcu, cq_poll_lock
\* @runs kblockd: holds cq_poll_lock
\* @runs kblockd, reset, user: holds shutdown_lock, cq_poll_lock
RingCqDoorbell(d) ==
  /\ NV!RingCqDoorbell(d) /\ MayRun(Device(d), "irq")
  /\ UNCHANGED <<btvars, dmvars>>

\* @irq drivers/nvme/host/pci.c: nvme_sync_dma, patch 06 (C2)
\* @runs irq, softirq
\* @runs poller: holds uring_lock
\* @runs poller: holds uring_lock, rcu, cq_poll_lock
\* @runs kblockd: holds cq_poll_lock
\* @runs kblockd, reset, user: holds shutdown_lock, cq_poll_lock
\* @runs kblockd, reset, user: holds shutdown_lock
SyncForCpu(d, t) ==
  /\ NV!SyncForCpu(d, t) /\ MayRun(Device(d), "irq")
  /\ ~MapsItself(d, t)
  /\ UNCHANGED <<btvars, dmvars>>

(* Ordinary pages are unmapped in its place: before the descriptors go, and before the bio ends. *)
\* @irq drivers/nvme/host/pci.c: nvme_unmap_data, base (C2)
\* @runs irq, softirq: takes iova_lock
\* @runs poller: holds uring_lock; takes iova_lock
\* @runs poller: holds uring_lock, rcu, cq_poll_lock; takes iova_lock
\* @runs kblockd: holds cq_poll_lock; takes iova_lock
\* @runs kblockd, reset, user: holds shutdown_lock, cq_poll_lock; takes iova_lock
\* @runs kblockd, reset, user: holds shutdown_lock; takes iova_lock
UnmapPages(d, t) ==
  /\ NV!SyncForCpu(d, t) /\ MayRun(Device(d), "irq")
  /\ DM!UnmapPages(d, t)
  /\ UNCHANGED btvars

\* @irq drivers/nvme/host/pci.c: nvme_free_descriptors, base (C2)
\* @irq drivers/nvme/host/pci.c: nvme_unmap_premapped_data, patch 06 (C2)
\* @runs irq, softirq: takes pool_lock
\* @runs poller: holds uring_lock; takes pool_lock
\* @runs poller: holds uring_lock, rcu, cq_poll_lock; takes pool_lock
\* @runs kblockd: holds cq_poll_lock; takes pool_lock
\* @runs kblockd, reset, user: holds shutdown_lock, cq_poll_lock; takes pool_lock
\* @runs kblockd, reset, user: holds shutdown_lock; takes pool_lock
\* @atomic none: each page is given back under pool_lock; who looks between finds fewer
FreeDescriptors(d, t) ==
  /\ NV!FreeDescriptors(d, t) /\ MayRun(Device(d), "irq")
  /\ UNCHANGED <<btvars, dmvars>>

(***************************************************************************)
(* C3: nobody of io_uring hears of an error that is tried again: the       *)
(* request is in flight as before, with its node, its file and the tag of  *)
(* the block layer.                                                        *)
(***************************************************************************)
\* @irq drivers/nvme/host/core.c: nvme_complete_rq, base (C3)
\* @irq block/blk-mq.c: blk_mq_requeue_request, base (C3)
\* @runs irq, softirq: takes requeue_lock
\* @runs poller: holds uring_lock; takes requeue_lock
\* @runs poller: holds uring_lock, rcu, cq_poll_lock; takes requeue_lock
\* @runs kblockd: holds cq_poll_lock; takes requeue_lock
\* @runs kblockd, reset, user: holds shutdown_lock, cq_poll_lock; takes requeue_lock
\* @runs kblockd, reset, user: holds shutdown_lock; takes requeue_lock
Retry(d, t) ==
  /\ NV!Retry(d, t) /\ MayRun(Device(d), "irq")
  /\ UNCHANGED <<btvars, dmvars>>

(* The requests whose workers sleep for a tag of a device: of whatever ring. *)
Asleep(d) ==
  {<<ctx, r>> \in Rings \X Reqs : RQ!Is(ctx, r, "asleep") /\ DevOf[reqs[ctx][r].file] = d}

(* Nobody sleeps, or the call that puts this tag puts another one after it.  A decision of its own. *)
MayWakeNobody(d, t) == Asleep(d) # {} => \E u \in Tags \ {t} : cmds[d][u].st = "ended"

(* C3, C5: the bio ends; with the last of a request the result is stored and task work queued.  The
   tag is still taken. *)
\* @irq block/blk-mq.c: blk_mq_end_request_batch, base (C3)
\* @irq block/blk-mq.c: blk_update_request, base (C3) if cmds[d][t].ok = FALSE
\* @irq block/bio.c: bio_endio, base (C3)
\* @irq io_uring/rw.c: io_complete_rw, base (C5) if reqs[cmds[d][t].ring][cmds[d][t].req].out = 1
\* @runs irq, softirq
\* @runs poller: holds uring_lock
\* @runs poller: holds uring_lock, rcu, cq_poll_lock
\* @runs kblockd: holds cq_poll_lock
\* @runs kblockd, reset, user: holds shutdown_lock, cq_poll_lock
\* @runs kblockd, reset, user: holds shutdown_lock
\* @atomic none: the result is stored and the task work queued by one exchange; who has it begins then
EndBio(d, t) ==
  /\ NV!EndBio(d, t) /\ MayRun(Device(d), "irq")
  /\ RQ!PartEnds(RingOf(d, t), cmds[d][t].req, IF cmds[d][t].ok THEN "ok" ELSE "EIO")
  /\ UNCHANGED dmvars

(***************************************************************************)
(* C3: the tag is free.  Task work may have run before on another CPU:     *)
(* posted the CQE, dropped the node, unmapped the buffer, and the user may *)
(* have submitted the request object again, which then has another tag.    *)
(* Who puts tags wakes one of the workers that sleep for one (w), at most  *)
(* one a call, however many tags the call puts: those of a batch but the   *)
(* last wake nobody (w is 0), so that workers sleep beside a free tag.     *)
(***************************************************************************)
\* @irq block/blk-mq.c: blk_mq_end_request_batch, base (C3)
\* @irq block/blk-mq.c: __blk_mq_free_request, base (C3) if cmds[d][t].ok = FALSE
\* @kblockd block/blk-mq.c: blk_mq_put_rq_ref, base (abort)
\* @runs kblockd: takes ws_wait, freeze_wq, queue_lock
\* @runs irq, softirq: takes ws_wait, freeze_wq, queue_lock
\* @runs poller: holds uring_lock; takes ws_wait, freeze_wq
\* @runs poller: holds uring_lock, rcu, cq_poll_lock; takes ws_wait, freeze_wq, queue_lock
\* @runs kblockd: holds cq_poll_lock; takes ws_wait, freeze_wq, queue_lock
\* @runs kblockd, reset, user: holds shutdown_lock, cq_poll_lock; takes ws_wait, freeze_wq, queue_lock
\* @runs kblockd, reset, user: holds shutdown_lock; takes ws_wait, freeze_wq, queue_lock
\* @runs task, tw: holds uring_lock, rcu; takes ws_wait, freeze_wq, queue_lock
\* @runs worker, kblockd: holds rcu; takes ws_wait, freeze_wq, queue_lock
\* @runs user: holds ctrl_srcu, rcu; takes ws_wait, freeze_wq, queue_lock
FreeTag(d, t, ctx, w) ==
  /\ NV!FreeTag(d, t) /\ MayRun(Device(d), "tagput")
  /\ IF ctx = 0 THEN w = 0 /\ MayWakeNobody(d, t) /\ UNCHANGED btvars
     ELSE <<ctx, w>> \in Asleep(d) /\ RQ!WorkerWoken(ctx, w)
  /\ UNCHANGED dmvars

--------------------------------------------------------------------------------
(* A reset of a controller: of queue and device alone.  No mapping goes with it, as the device stays
   bound; what a command maps for itself goes when it was taken back, and is mapped anew. *)

\* @kblockd drivers/nvme/host/pci.c: nvme_timeout, base (reset)
\* @runs kblockd: takes cq_poll_lock, ctrl_lock; waits for whoever dispatches and for interrupt handlers
Timeout(d, t) ==
  /\ NV!Timeout(d, t) /\ MayRun(Device(d), "queueing")
  /\ UNCHANGED <<btvars, dmvars>>

\* @kblockd drivers/nvme/host/pci.c: nvme_timeout, base (reset)
\* @runs kblockd: takes cq_poll_lock, ctrl_lock; waits for whoever dispatches and for interrupt handlers
LateAgain(d, t) ==
  /\ NV!LateAgain(d, t) /\ MayRun(Device(d), "queueing")
  /\ UNCHANGED <<btvars, dmvars>>

(* The abort before it: of queue and device alone, too.  Whose command is aborted, and whether it is the one
   that was late, rings and mappings learn from its answer, as of any error. *)
\* @kblockd drivers/nvme/host/pci.c: nvme_timeout, base (abort)
\* @runs kblockd: takes cq_poll_lock; waits for whoever dispatches and for interrupt handlers
PollLate(d, t) ==
  /\ NV!PollLate(d, t) /\ MayRun(Device(d), "queueing")
  /\ UNCHANGED <<btvars, dmvars>>

\* @kblockd drivers/nvme/host/pci.c: nvme_timeout, base (abort)
\* @kblockd drivers/nvme/host/nvme.h: nvme_cid, base (abort)
\* @runs kblockd: takes hctx_lock, queue_lock, rcu > hctx_lock, rcu > sq_lock
\* @atomic none: the mark, the id and the command that names it; who is in between ends the request or begins its next try
AskAbort(d) ==
  /\ NV!AskAbort(d) /\ MayRun(Device(d), "queueing")
  /\ UNCHANGED <<btvars, dmvars>>

\* @device NVMe controller: Abort command, NVMe base specification (abort)
\* @runs device
AbortCommand(d, t) ==
  /\ NV!AbortCommand(d, t) /\ MayRun(Device(d), "device")
  /\ UNCHANGED <<btvars, dmvars>>

\* @device NVMe controller: Abort command, NVMe base specification (abort)
\* @runs device
AbortNothing(d) ==
  /\ NV!AbortNothing(d) /\ MayRun(Device(d), "device")
  /\ UNCHANGED <<btvars, dmvars>>

\* @irq drivers/nvme/host/pci.c: nvme_handle_cqe, base (abort)
\* @runs irq, softirq
\* @runs kblockd: holds cq_poll_lock
EndAbort(d) ==
  /\ NV!EndAbort(d) /\ MayRun(Device(d), "irq")
  /\ UNCHANGED <<btvars, dmvars>>

\* @kblockd drivers/nvme/host/pci.c: nvme_timeout, base (abort)
\* @runs kblockd: takes cq_poll_lock, ctrl_lock; waits for whoever dispatches and for interrupt handlers
AbortLate(d) ==
  /\ NV!AbortLate(d) /\ MayRun(Device(d), "queueing")
  /\ UNCHANGED <<btvars, dmvars>>

(* Of the user or the driver, whatever the rings do: no lock of theirs is needed for it. *)
\* @user drivers/nvme/host/core.c: nvme_reset_ctrl, nvme_reset_ctrl_sync, base (reset)
\* @user drivers/nvme/host/sysfs.c: nvme_sysfs_reset, base (reset)
\* @runs user: takes ctrl_lock; waits for the reset, by sysfs
ResetCtrl(d) ==
  /\ NV!ResetCtrl(d) /\ MayRun(TheUser, "environment")
  /\ UNCHANGED <<btvars, dmvars>>

\* @kblockd drivers/nvme/host/pci.c: nvme_dev_disable, base (reset)
\* @reset drivers/nvme/host/pci.c: nvme_reset_work, nvme_dev_disable, base (reset)
\* @runs kblockd, reset: takes shutdown_lock > ctrl_srcu > freeze_lock, shutdown_lock > ctrl_srcu > queue_lock, shutdown_lock > rcu > queue_lock; waits for whoever dispatches
\* @runs user: takes shutdown_lock > rcu > queue_lock; waits for whoever dispatches
\* @atomic shutdown_lock: frozen, then quiesced, then a wait; who enters or dispatches between did so before
Quiesce(d) ==
  /\ NV!Quiesce(d) /\ MayRun(Device(d), "queueing")
  /\ UNCHANGED <<btvars, dmvars>>

\* @kblockd drivers/nvme/host/pci.c: nvme_dev_disable, base (reset)
\* @kblockd drivers/pci/pci.c: pci_disable_device, base (reset)
\* @reset drivers/nvme/host/pci.c: nvme_reset_work, nvme_dev_disable, base (reset)
\* @runs kblockd, reset, user: holds shutdown_lock; waits for the device and its interrupt handlers
\* @atomic shutdown_lock: the queues, the controller, interrupts and bus mastering; it moves until the last
Disable(d) ==
  /\ NV!Disable(d) /\ MayRun(Device(d), "queueing")
  /\ UNCHANGED <<btvars, dmvars>>

\* @kblockd drivers/nvme/host/core.c: nvme_cancel_tagset, nvme_cancel_request, base (reset)
\* @reset drivers/nvme/host/core.c: nvme_cancel_tagset, nvme_cancel_request, base (reset)
\* @runs kblockd, reset, user: holds shutdown_lock; waits for what others complete
Cancel(d, t) ==
  /\ NV!Cancel(d, t) /\ MayRun(Device(d), "irq")
  /\ UNCHANGED <<btvars, dmvars>>

\* @reset drivers/nvme/host/pci.c: nvme_reset_work, base (reset)
\* @runs reset: takes shutdown_lock > fs_reclaim; waits for the device
\* @atomic none: queues are cleared before the device has them, and nobody dispatches to them
InitQueue(d) ==
  /\ NV!InitQueue(d) /\ MayRun(Device(d), "queueing")
  /\ UNCHANGED <<btvars, dmvars>>

\* @reset drivers/nvme/host/pci.c: nvme_reset_work, base (reset)
\* @runs reset: takes rcu > queue_lock
Unquiesce(d) ==
  /\ NV!Unquiesce(d) /\ MayRun(Device(d), "queueing")
  /\ UNCHANGED <<btvars, dmvars>>

\* @reset drivers/nvme/host/core.c: nvme_wait_freeze, nvme_unfreeze, base (reset)
\* @reset drivers/nvme/host/pci.c: nvme_reset_work, base (reset)
\* @reset block/blk-mq.c: __blk_mq_unfreeze_queue, base (reset)
\* @runs reset: takes ctrl_srcu > freeze_lock > freeze_wq, ctrl_lock; waits for all that is in the queue
Unfreeze(d) ==
  /\ NV!Unfreeze(d) /\ MayRun(Device(d), "queueing")
  /\ RQ!WorkersWoken(Asleep(d))
  /\ UNCHANGED dmvars

--------------------------------------------------------------------------------
(* The end of a controller.  No mapping goes with it either, nor a node, a file or a registration: whoever
   holds them lets go as ever. *)

\* @reset drivers/nvme/host/pci.c: nvme_reset_work, nvme_dev_disable, base (reset)
\* @runs reset: takes ctrl_lock, shutdown_lock > queue_lock; waits for the device
ResetFails(d) ==
  /\ NV!ResetFails(d) /\ MayRun(Device(d), "queueing")
  /\ UNCHANGED <<btvars, dmvars>>

\* @kblockd drivers/nvme/host/pci.c: nvme_timeout, nvme_dev_disable, base (reset)
\* @runs kblockd: takes cq_poll_lock, ctrl_lock; waits for whoever dispatches and for interrupt handlers
LateInReset(d, t) ==
  /\ NV!LateInReset(d, t) /\ MayRun(Device(d), "queueing")
  /\ UNCHANGED <<btvars, dmvars>>

(* Of whoever pulls the drive out, whatever the rings do. *)
\* @user drivers/nvme/host/pci.c: nvme_remove, base (removal)
\* @runs user: takes ctrl_lock
Remove(d) ==
  /\ NV!Remove(d) /\ MayRun(TheUser, "environment")
  /\ UNCHANGED <<btvars, dmvars>>

\* @reset drivers/nvme/host/pci.c: nvme_dev_disable, base (reset)
\* @kblockd drivers/nvme/host/pci.c: nvme_dev_disable, base (reset)
\* @user drivers/nvme/host/pci.c: nvme_remove, nvme_dev_disable, base (removal)
\* @runs kblockd, reset, user: holds shutdown_lock; takes rcu > queue_lock
UnquiesceToFail(d) ==
  /\ NV!UnquiesceToFail(d) /\ MayRun(Device(d), "queueing")
  /\ UNCHANGED <<btvars, dmvars>>

(* The bio ends with EIO, and with the last of a request the request does. *)
\* @kblockd block/blk-mq.c: blk_mq_dispatch_rq_list, base (N1)
\* @kblockd drivers/nvme/host/pci.c: nvme_queue_rq, base (N1)
\* @task block/blk-mq.c: blk_mq_try_issue_directly, base (N1)
\* @kblockd io_uring/rw.c: io_complete_rw, base (C5) if reqs[cmds[d][t].ring][cmds[d][t].req].out = 1
\* @runs task, tw: holds uring_lock, rcu
\* @runs worker, kblockd: holds rcu
\* @runs user: holds ctrl_srcu, rcu
DispatchFails(d, t) ==
  /\ NV!DispatchFails(d, t) /\ MayRun(Device(d), "queueing")
  /\ RQ!PartEnds(RingOf(d, t), cmds[d][t].req, "EIO")
  /\ UNCHANGED dmvars

\* @reset drivers/nvme/host/pci.c: nvme_reset_work, base (reset)
\* @reset block/genhd.c: blk_mark_disk_dead, base (reset)
\* @user drivers/nvme/host/core.c: nvme_remove_namespaces, base (removal)
\* @runs reset, user: takes ctrl_srcu > freeze_lock, ctrl_srcu > queue_lock, ctrl_srcu > freeze_wq, ctrl_srcu > ws_wait, ctrl_srcu > holder_lock; waits for the page cache of the disk
\* @atomic none: the mark, then the sectors, then the freeze; who sees but the first is told EIO as well
MarkDead(d) ==
  /\ NV!MarkDead(d) /\ MayRun(Device(d), "queueing")
  /\ RQ!WorkersWoken(Asleep(d))
  /\ UNCHANGED dmvars

--------------------------------------------------------------------------------
(* The end of a binding: of the queue, of the device, and of the mappings for it, of whatever rings. *)

(* Of whoever unbinds the driver, whatever the rings do; they may have files of its disk open.  Who sleeps
   for a tag of the queue sleeps on, until the device is done with one. *)
\* @user drivers/nvme/host/pci.c: nvme_remove, base (removal)
\* @user drivers/nvme/host/core.c: nvme_remove_namespaces, base (removal)
\* @user block/genhd.c: del_gendisk, base (removal)
\* @runs user: takes ctrl_lock, holder_lock, freeze_lock, queue_lock, freeze_wq, ws_wait; waits for the reset, and for the page cache of the disk
\* @atomic none: no sectors, then the mark, then the freeze; who sees but the first finds no sectors, or is told EIO
Unbind(d) ==
  /\ NV!Unbind(d) /\ MayRun(TheUser, "environment")
  /\ UNCHANGED <<btvars, dmvars>>

(***************************************************************************)
(* The driver ends each mapping that others have made for its device, and  *)
(* tells nobody: of their requests none has a command any more, and none   *)
(* gets one, as the disk is dead.  It needs no lock of a ring for that,    *)
(* since of a registration it takes what resv protects, the mapping, and   *)
(* leaves the rest.                                                        *)
(***************************************************************************)
\* @user drivers/dma-buf/dma-buf.c: dma_buf_unmap_attachment_unlocked, base (removal)
\* @runs user: takes resv > iova_lock; waits for the exporter
\* @atomic resv: all pages of the mapping
Revoke(rb) ==
  /\ DM!Revoke(rb) /\ MayRun(Device(regbufs[rb].dev), "queueing")
  /\ MayRevokeFor(regbufs[rb].dev)
  /\ UNCHANGED <<btvars, nvvars>>

\* @user drivers/nvme/host/pci.c: nvme_remove, nvme_dev_disable, base (removal)
\* @runs user: takes shutdown_lock > queue_lock; waits for all that is in the queue, and for the device
ReleaseDriver(d) ==
  /\ NV!ReleaseDriver(d) /\ MayRun(Device(d), "queueing")
  /\ MappingsEnded(d)
  /\ UNCHANGED <<btvars, dmvars>>

--------------------------------------------------------------------------------
(* Task work. *)

\* @tw io_uring/rw.c: io_req_rw_complete, base (C6)
\* @tw io_uring/io_uring.c: io_handle_tw_list, base (C6)
\* @runs tw: takes uring_lock
StartTaskWork(ctx, r) ==
  /\ RQ!StartTaskWork(ctx, r) /\ MayRun(OfRing(ctx), "taskwork")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @tw io_uring/io_uring.h: io_fill_cqe_req, base (C6)
\* @tw io_uring/io_uring.c: __io_submit_flush_completions, base (C6)
\* @runs task, tw: holds uring_lock; takes completion_lock, cq_wait
PostCqe(ctx) ==
  /\ RQ!PostCqe(ctx) /\ MayRun(OfRing(ctx), CallGroup(ctx))
  /\ UNCHANGED <<dmvars, nvvars>>

\* @tw io_uring/io_uring.c: io_free_batch_list, base (worker)
\* @runs tw: holds uring_lock
LeaveReq(ctx) ==
  /\ RQ!LeaveReq(ctx) /\ MayRun(OfRing(ctx), CallGroup(ctx))
  /\ UNCHANGED <<dmvars, nvvars>>

\* @tw io_uring/io_uring.c: io_req_task_complete, io_handle_tw_list, base (worker)
\* @runs tw: takes uring_lock
StartFreeing(ctx, r) ==
  /\ RQ!StartFreeing(ctx, r) /\ MayRun(OfRing(ctx), "taskwork")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @tw io_uring/io_uring.c: io_free_batch_list, base (C6)
\* @runs task, tw: holds uring_lock
\* @atomic uring_lock: the file, and the node out of the request
FreeReq(ctx) ==
  /\ RQ!FreeReq(ctx) /\ MayRun(OfRing(ctx), CallGroup(ctx))
  /\ LET f == reqs[ctx][call[ctx].req].file IN
       IF f # 0 THEN DM!ReqPutFile(f) ELSE UNCHANGED dmvars
  /\ UNCHANGED nvvars

--------------------------------------------------------------------------------
(* The user and the exporter. *)

\* @user liburing: io_uring_cqe_seen, base (CQE)
\* @runs user
ReapCqe(ctx, r) ==
  /\ RQ!ReapCqe(ctx, r) /\ MayRun(TheUser, "environment")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @user fs/open.c: close, base (close)
\* @user fs/file.c: file_close_fd, base (close)
\* @runs user: takes file_lock
CloseFile(f) ==
  /\ DM!CloseFile(f) /\ MayRun(TheUser, "environment")
  /\ UNCHANGED <<btvars, nvvars>>

\* @user fs/open.c: close, base (close)
\* @user fs/file.c: file_close_fd, base (close)
\* @runs user: takes file_lock
CloseBuf(b) ==
  /\ DM!CloseBuf(b) /\ MayRun(TheUser, "environment")
  /\ UNCHANGED <<btvars, nvvars>>

\* @user fs/fcntl.c: setfl, base (fcntl)
\* @runs user: takes f_lock
SetFlags(f, direct) ==
  /\ DM!SetFlags(f, direct) /\ MayRun(TheUser, "environment")
  /\ UNCHANGED <<btvars, nvvars>>

\* @exporter include/linux/dma-resv.h: dma_resv_lock, base (resv)
\* @runs exporter: takes resv
ExporterLock(b) ==
  /\ DM!ExporterLock(b) /\ MayRun(TheUser, "environment")
  /\ UNCHANGED <<btvars, nvvars>>

\* @exporter include/linux/dma-resv.h: dma_resv_unlock, base (resv)
\* @runs exporter: holds resv
ExporterUnlock(b) ==
  /\ DM!ExporterUnlock(b) /\ MayRun(TheUser, "environment")
  /\ UNCHANGED <<btvars, nvvars>>

--------------------------------------------------------------------------------

Next ==
  \/ \E ctx \in Rings :
       \/ RegisterSparse(ctx)
       \/ \E e \in Refusals : UpdateRefused(ctx, e)
       \/ \E s \in Slots, t \in Tagging, x \in Fails, n \in 1 .. MaxEntries :
            \/ \E k \in Kinds \cap {"dmabuf"}, f \in Files, b \in Bufs : StartUpdate(ctx, s, k, f, b, t, x, n)
            \/ \E k \in Kinds \ {"dmabuf"}, f \in {0}, b \in {0} : StartUpdate(ctx, s, k, f, b, t, x, n)
       \/ AllocRegbuf(ctx) \/ GetFile(ctx) \/ CheckDmaDevice(ctx) \/ GetDmaDevice(ctx)
       \/ GetDmabuf(ctx) \/ Attach(ctx) \/ LockForMap(ctx) \/ Map(ctx) \/ MapFails(ctx)
       \/ GetDevice(ctx) \/ AllocVec(ctx) \/ AllocNode(ctx) \/ AllocImu(ctx)
       \/ StepFails(ctx) \/ UnwindNothing(ctx) \/ TakeSlot(ctx) \/ StoreNode(ctx)
       \/ StartUnregister(ctx) \/ CloseRing(ctx) \/ FreeRing(ctx) \/ ClearSlot(ctx) \/ Return(ctx)
       \/ PutNode(ctx) \/ PostTag(ctx) \/ UnpinPages(ctx)
       \/ FreeVec(ctx) \/ LockForUnmap(ctx) \/ Unmap(ctx) \/ Detach(ctx)
       \/ PutDmabuf(ctx) \/ PutDevice(ctx) \/ PutFile(ctx) \/ FreeRegbuf(ctx)
       \/ \E r \in Reqs, s \in Slots, op \in Ops, f \in Files, w \in Windows :
            Submit(ctx, r, s, op, f, w[1], w[2])
       \/ \E t \in Tags : GetTag(ctx, t)
       \/ LookupNode(ctx) \/ CheckImport(ctx) \/ TagRefused(ctx) \/ SplitRefused(ctx) \/ IssueReturns(ctx)
       \/ \E r \in Reqs, s \in Slots, op \in Ops, f \in Files, w \in Windows :
            \/ \E how \in Deferrals \cap {"link", "hardlink"} :
                 PrepareLinked(ctx, r, s, op, f, w[1], w[2], how)
            \/ \E d \in Deferrals \cap {"async"} : StartAsync(ctx, r, s, op, f, w[1], w[2])
       \/ \E t \in Reqs, all \in BOOLEAN : LinkSettled(ctx, t, all) \/ WorkerSettles(ctx, t, all)
       \/ \E r \in Reqs :
            \/ IssueLinked(ctx, r) \/ WorkerFindsNoFile(ctx, r) \/ WorkerLookup(ctx, r) \/ WorkerImport(ctx, r)
            \/ WorkerSleeps(ctx, r) \/ WorkerReturns(ctx, r) \/ Punt(ctx, r)
       \/ \E r \in Reqs, t \in Tags : WorkerGetTag(ctx, r, t)
       \/ \E r \in Reqs, c \in Cancels \cap {"queued"} : CancelQueued(ctx, r) \/ CancelNotFound(ctx, r)
       \/ \E r \in Reqs, d \in Teardown \cap {"dying"} :
            ExitCancels(ctx, r) \/ ExitRefuses(ctx, r) \/ LinkDies(ctx, r)
       \/ \E r \in Reqs : StartTaskWork(ctx, r) \/ StartFreeing(ctx, r)
       \/ \E r \in Reapable : ReapCqe(ctx, r)
       \/ PostCqe(ctx) \/ LeaveReq(ctx) \/ FreeReq(ctx)
  \/ \E ctx \in {c \in Rings : WithBuffers}, t \in Tagging, x \in Fails, k \in Kinds \ {"dmabuf"} :
       StartRegister(ctx, k, t, x)
  \/ \E ctx \in {c \in Rings : WithBuffers} : ClearTags(ctx)
  \/ \E ctx \in {c \in Rings : MaxEntries > 1 \/ WithBuffers} :
       \/ \E t \in Tagging, x \in Fails :
            \/ \E k \in Kinds \cap {"dmabuf"}, f \in Files, b \in Bufs : NextEntry(ctx, k, f, b, t, x)
            \/ \E k \in Kinds \ {"dmabuf"}, f \in {0}, b \in {0} : NextEntry(ctx, k, f, b, t, x)
       \/ \E e \in Refusals \cap {"EINVAL", "EFAULT", "EOVERFLOW"} : EntryRefused(ctx, e)
  \/ \E ctx \in {c \in Rings : Counts # {}} : KeepSharedImu(ctx) \/ InstallClone(ctx)
  \/ \E ctx, src \in Rings, from, to \in Offsets, n \in Counts, replace \in Replacing :
       StartClone(ctx, src, from, to, n, replace)
  \/ \E ctx, src \in Rings, e \in CloneRefusals : CloneRefused(ctx, src, e)
  \/ \E d \in Devs, t \in Tags :
       \/ SyncForDevice(d, t) \/ MapPages(d, t) \/ SpaceFull(d, t)
       \/ BuildPrps(d, t) \/ PoolEmpty(d, t) \/ Requeue(d, t)
       \/ WriteSqe(d, t) \/ Xfer(d, t)
       \/ SyncForCpu(d, t) \/ UnmapPages(d, t) \/ FreeDescriptors(d, t) \/ Retry(d, t) \/ EndBio(d, t)
  \/ \E d \in Devs, t \in Tags, w \in {<<0, 0>>} \cup (Rings \X Reqs) : FreeTag(d, t, w[1], w[2])
  \/ \E d \in Devs : RingDoorbell(d) \/ Fetch(d) \/ Reap(d)
  \/ \E d \in {e \in Devs : ~HeadAtOnce} : RingCqDoorbell(d)
  \/ \E d \in Devs, t \in Tags, ok \in Answers : Answer(d, t, ok)
  \/ \E d \in Devs, t \in Tags, x \in Answers \ {TRUE} : AnswerDnr(d, t)
  \/ \E d \in Devs, t \in Tags, x \in Resets \cap {"timeout"} : Timeout(d, t)
  \/ \E d \in Devs, t \in Tags, x \in Resets \cap {"abort"} : PollLate(d, t) \/ AbortCommand(d, t) \/ LateAgain(d, t)
  \/ \E d \in Devs, x \in Resets \cap {"abort"} : AskAbort(d) \/ AbortNothing(d) \/ EndAbort(d) \/ AbortLate(d)
  \/ \E d \in Devs, x \in Resets \cap {"asked"} : ResetCtrl(d)
  \/ \E d \in {e \in Devs : Resets # {}}, t \in Tags : Cancel(d, t)
  \/ \E d \in {e \in Devs : Resets # {}} :
       Quiesce(d) \/ Disable(d) \/ InitQueue(d) \/ Unquiesce(d) \/ Unfreeze(d)
  \/ \E d \in Devs, x \in Resets \cap {"fails"} : ResetFails(d)
  \/ \E d \in Devs, t \in Tags, x \in Resets \cap {"late"} : LateInReset(d, t)
  \/ \E d \in Devs, x \in Resets \cap {"removed"} : Remove(d)
  \/ \E d \in {e \in Devs : Resets \cap {"fails", "late", "removed"} # {}} :
       UnquiesceToFail(d) \/ MarkDead(d) \/ \E t \in Tags : DispatchFails(d, t)
  \/ \E d \in Devs, x \in Resets \cap {"unbound"} : Unbind(d) \/ ReleaseDriver(d)
  \/ \E rb \in 1 .. Cardinality(Rings) * (Cardinality(Slots) + Cardinality(Reqs) + 1), x \in Resets \cap {"unbound"} : Revoke(rb)
  \/ \E ctx \in {c \in Rings : Resets \cap {"fails", "late", "removed", "unbound"} # {}} :
       InlineNotEntered(ctx) \/ \E r \in Reqs : WorkerNotEntered(ctx, r)
  \/ \E f \in Closable.files : CloseFile(f)
  \/ \E b \in Closable.bufs : CloseBuf(b)
  \/ \E f \in Toggled, direct \in BOOLEAN : SetFlags(f, direct)
  \/ \E b \in Bufs : ExporterLock(b) \/ ExporterUnlock(b)

Spec == Init /\ [][Next]_vars

--------------------------------------------------------------------------------
(***************************************************************************)
(* Fairness, action by action.  Nothing is demanded of the exporter's wish *)
(* to lock or of a descriptor being closed, and of the user only that the  *)
(* task comes by for its task work (Requests, FairTaskWork).               *)
(***************************************************************************)

(* The next entry of a call, whichever it is. *)
EntryFollows(ctx) ==
  /\ RQ!HaveEntries /\ call[ctx].at = "entry"
  /\ \/ \E t \in Tagging, x \in Fails :
         \/ \E k \in Kinds \cap {"dmabuf"}, f \in Files, b \in Bufs : NextEntry(ctx, k, f, b, t, x)
         \/ \E k \in Kinds \ {"dmabuf"} : NextEntry(ctx, k, 0, 0, t, x)
     \/ \E e \in Refusals \cap {"EINVAL", "EFAULT", "EOVERFLOW"} : EntryRefused(ctx, e)

(***************************************************************************)
(* Weak: who holds uring_lock goes on.  `call' changes by the call's own   *)
(* steps alone, so that each of them stays enabled until it is taken, or   *)
(* until what it names is closed: then StepFails is what stays enabled.    *)
(***************************************************************************)
FairCalls ==
  \A ctx \in Rings :
    /\ WF_vars(AllocRegbuf(ctx)) /\ WF_vars(GetFile(ctx)) /\ WF_vars(CheckDmaDevice(ctx))
    /\ WF_vars(GetDmaDevice(ctx)) /\ WF_vars(GetDmabuf(ctx)) /\ WF_vars(Map(ctx)) /\ WF_vars(MapFails(ctx))
    /\ WF_vars(GetDevice(ctx)) /\ WF_vars(AllocVec(ctx)) /\ WF_vars(AllocNode(ctx)) /\ WF_vars(AllocImu(ctx))
    /\ WF_vars(StepFails(ctx)) /\ WF_vars(UnwindNothing(ctx))
    /\ WF_vars(TakeSlot(ctx)) /\ WF_vars(StoreNode(ctx)) /\ WF_vars(ClearSlot(ctx)) /\ WF_vars(Return(ctx))
    /\ WF_vars(PutNode(ctx)) /\ WF_vars(PostTag(ctx)) /\ WF_vars(UnpinPages(ctx)) /\ WF_vars(FreeVec(ctx))
    /\ WF_vars(Unmap(ctx)) /\ WF_vars(PutDmabuf(ctx)) /\ WF_vars(PutDevice(ctx)) /\ WF_vars(PutFile(ctx))
    /\ WF_vars(FreeRegbuf(ctx)) /\ WF_vars(KeepSharedImu(ctx)) /\ WF_vars(InstallClone(ctx))
    /\ WF_vars(EntryFollows(ctx) \/ ClearTags(ctx))    \* of a call with entries, at one of both
    /\ WF_vars(LookupNode(ctx)) /\ WF_vars(CheckImport(ctx)) /\ WF_vars(IssueReturns(ctx))
    /\ WF_vars(PostCqe(ctx)) /\ WF_vars(LeaveReq(ctx)) /\ WF_vars(FreeReq(ctx))
    /\ WF_vars(\/ (\E t \in Tags : GetTag(ctx, t)) \/ TagRefused(ctx) \/ SplitRefused(ctx)    \* there is a tag, or there is none,
                \/ (MayDie /\ InlineNotEntered(ctx)))    \* or nobody to give any

(* Strong: resv is a fair lock, which the exporter takes again and again. *)
FairResv ==
  \A ctx \in Rings :
    SF_vars(Attach(ctx)) /\ SF_vars(LockForMap(ctx)) /\ SF_vars(LockForUnmap(ctx)) /\ SF_vars(Detach(ctx))

(* Weak: a tag has one holder at a time, and nobody else takes its next step away. *)
FairCommands ==
  \A d \in Devs, t \in Tags :
    /\ WF_vars(SyncForDevice(d, t))
    /\ WF_vars(MapPages(d, t) \/ SpaceFull(d, t))    \* there are addresses, or too few
    /\ WF_vars(BuildPrps(d, t))     \* what it waits for, descriptor pages, is there or PoolEmpty is next
    /\ WF_vars(PoolEmpty(d, t)) /\ WF_vars(Requeue(d, t))
    /\ WF_vars(WriteSqe(d, t))      \* there is always room in the ring
    /\ WF_vars(Xfer(d, t))          \* the device works on what it has fetched
    \* and answers, however it went, or it is found not to, where somebody looks:
    /\ WF_vars(\/ \E ok \in Answers : Answer(d, t, ok)
               \/ \E x \in Resets \cap {"timeout"} : Timeout(d, t)
               \/ \E x \in Resets \cap {"abort"} : LateAgain(d, t)
               \/ \E x \in Resets \cap {"late"} : LateInReset(d, t))
    /\ WF_vars(SyncForCpu(d, t)) /\ WF_vars(UnmapPages(d, t))
    /\ WF_vars(FreeDescriptors(d, t)) /\ WF_vars(Retry(d, t) \/ EndBio(d, t))
    \* Who ended the bio does not stop before this:
    /\ WF_vars(\E w \in {<<0, 0>>} \cup (Rings \X Reqs) : FreeTag(d, t, w[1], w[2]))

(***************************************************************************)
(* Strong: somebody looks at a command that is late, when no other is      *)
(* being looked at.  Weak: who looks goes on; and an abort has its answer, *)
(* or is late itself.  Nothing is demanded of what the answer is.          *)
(***************************************************************************)
FairAborts ==
  \A x \in Resets \cap {"abort"} :
    \A d \in Devs :
      /\ \A t \in Tags : SF_vars(PollLate(d, t))
      /\ WF_vars(AskAbort(d)) /\ WF_vars(EndAbort(d))
      /\ WF_vars(AbortNothing(d) \/ AbortLate(d) \/ \E t \in Tags : AbortCommand(d, t))

(* Weak: a ring that is not empty stays so until its reader has read. *)
FairRings ==
  \A d \in Devs :
    /\ WF_vars(RingDoorbell(d)) /\ WF_vars(Fetch(d)) /\ WF_vars(Reap(d))
    /\ ~HeadAtOnce => WF_vars(RingCqDoorbell(d))    \* who has read rings, when there is no more to read

(***************************************************************************)
(* Strong: who quiesces a queue sets a flag first and waits for those who  *)
(* had begun before; others begin no more.  Weak: the rest of a reset is   *)
(* one thread's, for which nobody else undoes what it found; nobody enters *)
(* a queue that is frozen.                                                 *)
(***************************************************************************)
FairResets ==
  \A d \in Devs, x \in Resets :
    /\ SF_vars(Quiesce(d)) /\ WF_vars(Disable(d)) /\ WF_vars(InitQueue(d)) /\ WF_vars(Unquiesce(d))
    /\ WF_vars(Unfreeze(d))
    \* It need not come back, and then all that is left is the end of it:
    /\ MayDie => /\ WF_vars(UnquiesceToFail(d)) /\ WF_vars(MarkDead(d))
                 /\ \A t \in Tags : WF_vars(DispatchFails(d, t))
    /\ \A t \in Tags : WF_vars(Cancel(d, t))

(* Who has begun to unbind a driver does not stop; and of a disk that died we assume that somebody unbinds
   its driver, too.  Weak: once the queue is empty and no mapping is left there is none any more, if the
   disk did not die before.  Strong: resv, as above. *)
FairUnbinding ==
  \A x \in Resets \cap {"unbound"} :
    (\A d \in Devs : WF_vars(ReleaseDriver(d))) /\ (\A rb \in RegbufIds : SF_vars(Revoke(rb)))

(* Weak: a worker that has begun imports, sleeps, and returns. *)
FairBegun ==
  \A ctx \in Rings :
    \A r \in Reqs :
      /\ WF_vars(RQ!Is(ctx, r, "import") /\ WorkerImport(ctx, r))
      /\ WF_vars(WorkerSleeps(ctx, r) \/ WorkerReturns(ctx, r) \/ (MayDie /\ WorkerNotEntered(ctx, r)))

(***************************************************************************)
(* Strong: task work waits for uring_lock and for the end of the call that *)
(* its task is in, a worker for that lock or for a                         *)
(* tag, and a request in the list of io-wq for a worker, all of which      *)
(* others take and give back again and again.  A request waits             *)
(* for one of these at a time and does not wait for it again before it has *)
(* waited for the next, so that fairness of all of them together is        *)
(* fairness of each (and costs TLC one term a request instead of five).    *)
(***************************************************************************)
FairWaits ==
  \A ctx \in Rings :
    \A r \in Reqs :
      SF_vars(\/ StartTaskWork(ctx, r) \/ StartFreeing(ctx, r) \/ Punt(ctx, r)
              \/ (\E t \in Tags : WorkerGetTag(ctx, r, t)) \/ (\E d \in Devs, t \in Tags : FreeTag(d, t, ctx, r))
              \/ (RQ!Is(ctx, r, "punted") /\ WorkerImport(ctx, r))
              \/ IssueLinked(ctx, r) \/ WorkerLookup(ctx, r) \/ WorkerFindsNoFile(ctx, r))

(* The requests whose issue may be put off: nobody can stop what is left of them. *)
Deferrable == IF Deferrals = {} THEN {} ELSE Reqs

FairDeferred ==
  \A ctx \in Rings :
    \A r \in Deferrable : WF_vars(\E all \in BOOLEAN : LinkSettled(ctx, r, all) \/ WorkerSettles(ctx, r, all))

(* The exporter unlocks what it locked. *)
FairExporter == \A b \in Bufs : WF_vars(ExporterUnlock(b))

Fairness ==
  FairCalls /\ FairResv /\ FairCommands /\ FairRings /\ FairAborts /\ FairResets /\ FairUnbinding /\ FairBegun /\ FairWaits
    /\ FairDeferred /\ FairExporter

FairSpec == Spec /\ Fairness

--------------------------------------------------------------------------------
(* Laws.  Those of the components hold here as they are: RQ!.., DM!.., NV!... *)

(***************************************************************************)
(* INV-DMA-LIVE.  Whatever a device may still touch is mapped for it, by   *)
(* the mapping that the request of the command holds, or by the command    *)
(* itself: also not through an address that now belongs to another         *)
(* mapping.  What a device may touch is what it has, whatever the host     *)
(* thinks of the command by then, and what is on the way to it.            *)
(***************************************************************************)
Untouched(c) ==
  {c.has[i] : i \in c.moved + 1 .. Len(c.has)}
    \cup IF c.st \in {"built", "queued"} THEN DM!Range(c.prps) ELSE {}

NoDmaOutsideMapping ==
  \A d \in Devs, t \in Tags :
    Untouched(cmds[d][t]) # {} =>
      /\ cmds[d][t].st \notin {"free", "ended"}
      /\ \A a \in Untouched(cmds[d][t]) : iommu[d][a] = OwnerOf(d, t)

(* No mapping for a device outlives the binding of its driver. *)
MappingWithinBinding ==
  \A d \in Devs : ctrl[d] = "unbound" =>
    /\ \A a \in Iovas : iommu[d][a] = 0
    /\ MappingsEnded(d) /\ \A t \in Tags : maps[d][t] = <<>>

(* How many pages the part of a command covers, as its length alone says. *)
Covered(d, t) ==
  LET left == ReqOf(d, t).len - (cmds[d][t].part - 1) * PartBytes IN
  (IF left < PartBytes THEN left ELSE PartBytes) \div PageSize

(***************************************************************************)
(* INV-RANGE: the device is told the addresses of the part of the window   *)
(* that the command stands for, all of them, in order: as many pages as    *)
(* the parts before it take are in front.                                  *)
(***************************************************************************)
EntriesAreTheWindow ==
  \A d \in Devs, t \in Tags :
    LET c == cmds[d][t]
        n == Covered(d, t)
        from == (ReqOf(d, t).off + (c.part - 1) * PartBytes) \div PageSize IN
    (\/ c.st \in {"built", "queued", "owned", "answered", "reaped"}
     \/ c.st = "cpusynced" /\ ~MapsItself(d, t)) =>
      /\ Len(c.prps) = n
      /\ c.prps = IF MapsItself(d, t) THEN maps[d][t]
                  ELSE SubSeq(regbufs[MappingOfCmd(d, t)].addrs, from + 1, from + n)

(***************************************************************************)
(* INV-FILE: addresses mapped for one device are given only to its queue,  *)
(* and ordinary pages, which are bound to no file, go to the queue of the  *)
(* request's own.                                                          *)
(***************************************************************************)
QueueOfTheMappedDevice ==
  \A d \in Devs, t \in Tags :
    cmds[d][t].st \notin {"free", "ended"} =>
      /\ ReqOf(d, t).file # 0 /\ DevOf[ReqOf(d, t).file] = d
      /\ MappingOfCmd(d, t) # 0 => regbufs[MappingOfCmd(d, t)].dev = d

(***************************************************************************)
(* A command on ordinary pages has them mapped from the moment they are    *)
(* the device's until they are the CPU's again, and no other command has   *)
(* anything mapped: no request is told its end while its pages are.        *)
(***************************************************************************)
PagesMappedForTheirCommand ==
  \A d \in Devs, t \in Tags :
    (maps[d][t] # <<>>) <=>
      /\ cmds[d][t].st \in {"synced", "built", "queued", "owned", "answered", "reaped"}
      /\ MapsItself(d, t)

(* INV-REF for files: descriptor, registrations and requests hold them. *)
FileRefsMatchHolders ==
  \A f \in Files :
    files[f].refs = DM!RegistrationFileRefs(f)
                    + Cardinality({<<ctx, r>> \in Rings \X Reqs : reqs[ctx][r].file = f})

(* Every regbuf belongs to one imu, or to the registration in progress. *)
RegbufHasOneOwner ==
  \A rb \in DOMAIN regbufs :
    Cardinality({i \in DOMAIN imus : imus[i].priv = rb})
      + Cardinality({ctx \in Rings :
          /\ call[ctx].who = "update" /\ call[ctx].rb = rb
          /\ call[ctx].node # 0 => nodes[ctx][call[ctx].node].imu = 0})
      = 1

(* Who sleeps for a tag is woken: by whoever has one, or by a worker that was woken and has none yet; or by
   the reset that keeps him out. *)
SleeperHasWaker ==
  \A ctx \in Rings : \A r \in DOMAIN queued[ctx] :
    RQ!Is(ctx, r, "asleep") =>
      LET d == DevOf[reqs[ctx][r].file] IN
      \/ \E t \in Tags : cmds[d][t].st # "free"
      \/ NV!Frozen(d) /\ ~NV!Dead(d)
      \/ \E c \in Rings : \E q \in DOMAIN queued[c] :
           RQ!ToIssue(c, q) /\ DevOf[reqs[c][q].file] = d

(* Each part that is out is carried by one tag, and each once; no other request has one. *)
TagIffInFlight ==
  \A ctx \in Rings, r \in Reqs :
    /\ Cardinality(CommandsOf(ctx, r)) = reqs[ctx][r].out
    /\ \A c \in CommandsOf(ctx, r) :
         cmds[c[1]][c[2]].part \in 1 .. RQ!PartsOf(reqs[ctx][r].len) - reqs[ctx][r].left

(***************************************************************************)
(* What the user is told of a request is what its commands came to: the    *)
(* first error of one of them stays, what was never made is one, and a     *)
(* success is that of all.  With NV!SuccessMovedAll, which is a promise of *)
(* the device, it means that everything has moved.                         *)
(***************************************************************************)
ResultIsTheCommands ==
  [][\A ctx \in Rings, r \in Reqs : reqs'[ctx][r].out < reqs[ctx][r].out =>
       LET ended == {c \in CommandsOf(ctx, r) : cmds'[c[1]][c[2]].req # r}
           good == \A c \in ended : cmds[c[1]][c[2]].ok /\ cmds[c[1]][c[2]].st = "clean" IN
       reqs'[ctx][r].res = IF reqs[ctx][r].res # "none" THEN reqs[ctx][r].res
                           ELSE IF ~good THEN "EIO"
                           ELSE IF reqs'[ctx][r].st = "done" THEN "ok" ELSE "none"]_vars

(***************************************************************************)
(* Whoever issues a request, a submitter or a worker, leaves none of its   *)
(* commands half made, nor written to the ring and not announced, also not *)
(* for the next of its parts: each is the device's by then, or over, or    *)
(* was left to kblockd or in a queue that is quiesced.                     *)
(***************************************************************************)
IssuedIsAnnounced ==
  [][\A ctx \in Rings, r \in Reqs :
       (\/ call[ctx].at = "issue" /\ call[ctx].req = r /\ call'[ctx].at # "issue"
        \/ r \in DOMAIN queued[ctx] /\ queued[ctx][r].how = "issued" /\ r \notin DOMAIN queued'[ctx]
        \/ reqs'[ctx][r].out > reqs[ctx][r].out) =>
         \A c \in CommandsOf(ctx, r) :
           /\ cmds[c[1]][c[2]].st \notin {"tagged", "synced", "built"} \/ HeldBack(c[1], c[2])
           /\ \A i \in DOMAIN sq[c[1]].q : sq[c[1]].q[i] = c[2] => i <= sq[c[1]].rung]_vars

(***************************************************************************)
(* A command is put off, to be tried again, for an error, or for want of   *)
(* what it needs and for nothing else: the pages of its list, or, where    *)
(* its pages are mapped for it alone, addresses.  So is a request: for     *)
(* want of a tag, as its queue is frozen, or inline because it has more    *)
(* than one part, or is a write into the page cache.                       *)
(***************************************************************************)
PutOffForWant ==
  [][/\ \A d \in Devs, t \in Tags : cmds'[d][t].st = "requeued" /\ cmds[d][t].st # "requeued" =>
          CASE cmds[d][t].st = "synced" -> ~NV!PagesHold(Cardinality(pool[d]), Covered(d, t))
            [] cmds[d][t].st = "clean" -> ~cmds[d][t].ok
            [] OTHER -> /\ MapsItself(d, t)
                        /\ Cardinality({a \in Iovas : iommu[d][a] = 0}) < Covered(d, t)
     /\ \A ctx \in Rings : \A r \in DOMAIN queued'[ctx] :
          LET way == queued'[ctx][r].how
              refused == way \in {"again", "punted"} /\ r \notin DOMAIN queued[ctx]
              sleeps == way = "asleep" /\ queued[ctx][r].how # "asleep" IN
          refused \/ sleeps =>
            \/ refused /\ reqs[ctx][r].left > 1
            \/ refused /\ RQ!Writes(reqs[ctx][r].op) /\ ~files[reqs[ctx][r].file].direct
            \/ NV!NoTagIn(DevOf[reqs[ctx][r].file])]_vars

(***************************************************************************)
(* INV-RANGE: what is issued lies inside its buffer, moves something, and  *)
(* begins and ends where blocks do; a dma-buf serves the file that it was  *)
(* registered for alone, also where another is of the same device.         *)
(* INV-TYPE: what takes its buffer for an array of pages has one of pages. *)
(***************************************************************************)
OnlyWellFormedIsIssued ==
  \A ctx \in Rings, r \in Reqs :
    reqs[ctx][r].out > 0 =>
      /\ reqs[ctx][r].len > 0 /\ reqs[ctx][r].off + reqs[ctx][r].len <= SizeOf(ctx, r)
      /\ reqs[ctx][r].off % PageSize = 0 /\ reqs[ctx][r].len % PageSize = 0
      /\ MappingOf(ctx, r) # 0 => regbufs[MappingOf(ctx, r)].file = reqs[ctx][r].file
      /\ RQ!Vectored(reqs[ctx][r].op) => RQ!KindOfNode(ctx, reqs[ctx][r].node) = "pages"

(***************************************************************************)
(* After unregistration and quiescence everything is back to its value     *)
(* before registration.                                                    *)
(***************************************************************************)
Quiescent ==
  /\ \A ctx \in Rings :
       /\ RQ!LockFree(ctx) /\ \A s \in DOMAIN table[ctx] : table[ctx][s] = 0
       /\ RQ!AtRest(ctx)
  /\ \A d \in Devs, t \in Tags : cmds[d][t].st # "ended"

QuiescenceRestores ==
  Quiescent =>
    /\ \A ctx \in Rings : nodes[ctx] = <<>>
    /\ imus = <<>> /\ regbufs = <<>>
    /\ \A f \in Files : files[f].refs = IF files[f].fd THEN 1 ELSE 0
    /\ \A b \in Bufs : dmabufs[b].refs = IF dmabufs[b].fd THEN 1 ELSE 0
    /\ \A d \in Devs : devs[d] = 0 /\ pool[d] = DescPages
    /\ \A d \in Devs, a \in Iovas : iommu[d][a] = 0
    /\ \A d \in Devs, t \in Tags : cmds[d][t].st = "free" /\ maps[d][t] = <<>>

(***************************************************************************)
(* The lock matrix.  A registration holds resv only inside R14 and U5,     *)
(* hence under uring_lock; what a regbuf holds changes only under          *)
(* uring_lock, but for the mapping that a removal takes from it.  A step   *)
(* of the interrupt handler neither takes uring_lock nor sleeps, and need  *)
(* not care whether its context has it: the end of a bio that is refused   *)
(* inline runs under it (TagRefused), as all of them do where the ring     *)
(* polls its device.                                                       *)
(***************************************************************************)
ResvOnlyInsideMapOrUnmap ==
  \A b \in Bufs : resv[b] \notin {0, DM!Exporter} =>
    \E ctx \in Rings :
      \/ call[ctx].at = "R14m" /\ call[ctx].rb = resv[b]
      \/ RQ!Releasing(ctx) = resv[b]

RegbufsOnlyUnderLock ==
  [][regbufs' # regbufs =>
       \/ \E ctx \in Rings : call[ctx].who # "none" /\ call'[ctx].who # "none"
       \/ \E rb \in DOMAIN regbufs :
            /\ regbufs[rb].dev # 0 /\ NV!Dead(regbufs[rb].dev)
            /\ regbufs' = [regbufs EXCEPT ![rb].addrs = <<>>]]_vars

(***************************************************************************)
(* INV-WAIT.  Who holds uring_lock waits for resv at R13, R14, U5 and U6.  *)
(* Whose resv it is decides: a registration's belongs to whoever holds     *)
(* uring_lock, so that a step which forgets to give it back waits for      *)
(* itself; the exporter's is given back as long as the exporter waits for  *)
(* nothing of the ring.  ExporterWaits names the edge that no exporter may *)
(* have: an assumption about it, which model checking cannot prove.        *)
(***************************************************************************)
ExporterWaits(b) == {}

(* The next step of a call takes resv.  While it unmaps, it has it. *)
NeedsResv(ctx, b) ==
  \/ call[ctx].at \in {"R13", "R14"} /\ ~RQ!FailsNow(ctx) /\ call[ctx].buf = b
  \/ LET rb == RQ!Releasing(ctx) IN
     /\ rb # 0 /\ regbufs[rb].buf = b
     /\ regbufs[rb].attached /\ ~regbufs[rb].vec
     /\ ~(DM!Mapped(rb) /\ resv[b] = rb)

WaitingForResv(ctx, b) == resv[b] # 0 /\ NeedsResv(ctx, b)

(***************************************************************************)
(* A submission would wait for a tag with uring_lock held if its issue     *)
(* were not nowait; and whoever puts a tag would wait for what TagPutWaits *)
(* names: nothing, since the interrupt needs no lock for it.  A worker that *)
(* sleeps for a tag holds no lock: no edge.  Allocations under uring_lock  *)
(* or resv may wait for reclaim, and reclaim waits for neither (the kernel *)
(* declares resv before reclaim, so that shrinkers only try it): edges     *)
(* that end there close no cycle, and are left out.  So are edges from     *)
(* where nobody waits for: a close waits for uring_lock, and an exit work  *)
(* for the last request and the task of its ring, and neither holds        *)
(* anything meanwhile.                                                     *)
(***************************************************************************)
WaitingForTag(ctx) ==
  call[ctx].at = "B5" /\ ~NoWait /\ NV!FreeTags(DevOf[reqs[ctx][call[ctx].req].file]) = {}

TagPutWaits == {}

(***************************************************************************)
(* An issuer would wait for a reset, a submitter with uring_lock held, if  *)
(* it did not leave what is held back; and a reset would wait for what     *)
(* ResetWaits names: nothing, since the requests that it waits for are     *)
(* over when their bios have ended, for which nobody needs a lock of a     *)
(* ring.  A worker that sleeps for a tag of a queue that is reset holds    *)
(* none either.                                                            *)
(***************************************************************************)
WaitingForReset(ctx) ==
  /\ call[ctx].at = "issue" /\ ~LeavesHeldBack
  /\ \E c \in CommandsOf(ctx, call[ctx].req) : HeldBack(c[1], c[2])

ResetWaits == {}

(* Who holds resv: the exporter, or whoever holds the uring_lock under which a registration does. *)
Holder(b) ==
  IF resv[b] = DM!Exporter THEN <<"exporter", 0>>
  ELSE <<"uring_lock", CHOOSE ctx \in Rings :
          (call[ctx].who = "update" /\ call[ctx].rb = resv[b]) \/ RQ!Releasing(ctx) = resv[b]>>

Waits ==
  {<<<<"uring_lock", cb[1]>>, Holder(cb[2])>> :
     cb \in {cb \in Rings \X Bufs : resv[cb[2]] # 0 /\ NeedsResv(cb[1], cb[2])}}
  \cup UNION {{<<<<"exporter", 0>>, <<x, ctx>>>> : x \in ExporterWaits(b), ctx \in Rings} :
                b \in {b \in Bufs : resv[b] = DM!Exporter}}
  \cup {<<<<"uring_lock", ctx>>, <<"tag", 0>>>> : ctx \in {c \in Rings : WaitingForTag(c)}}
  \cup {<<<<"tag", 0>>, <<x, ctx>>>> : x \in TagPutWaits, ctx \in Rings}
  \cup {<<<<"uring_lock", ctx>>, <<"reset", 0>>>> : ctx \in {c \in Rings : WaitingForReset(c)}}
  \cup {<<<<"reset", 0>>, <<x, ctx>>>> : x \in ResetWaits, ctx \in Rings}

NoWaitCycle ==
  LET W == Waits IN \A e \in W : e[1] # e[2] /\ <<e[2], e[1]>> \notin W

--------------------------------------------------------------------------------
(* Liveness. *)

(* A submitted request completes. *)
SubmittedCompletes ==
  \A ctx \in Rings, r \in Reqs : (reqs[ctx][r].st = "issuing") ~> (reqs[ctx][r].st = "complete")

(* The node of an emptied slot is released, once its requests are done. *)
InTable(ctx, n) == \E s \in DOMAIN table[ctx] : table[ctx][s] = n

EmptiedSlotReleased ==
  \A ctx \in Rings, n \in 1 .. Cardinality(Slots) + Cardinality(Reqs) + 1 :
    (n \in DOMAIN nodes[ctx] /\ ~InTable(ctx, n)) ~> (n \notin DOMAIN nodes[ctx] \/ InTable(ctx, n))

(* Who unbinds a driver comes to an end, whatever has been registered and asked. *)
UnbindEnds == \A d \in Devs : (ctrl[d] = "emptying") ~> (ctrl[d] = "unbound")

--------------------------------------------------------------------------------
(***************************************************************************)
(* Refinement.  A unit of the contract is a page of a buffer, by its       *)
(* number.  The contract sees what the device reaches with the addresses   *)
(* that it has used: the mapping that the IOMMU translates each for, and   *)
(* the page that stands at this place of it.  If an address changed hands  *)
(* under a command, or led to a page that nobody asked for, the contract   *)
(* would have no step for it.  What a command maps itself is a mapping     *)
(* that its request has from the entries to the answer.                    *)
(***************************************************************************)
CommandMappings == {DM!Command(d, t) : d \in Devs, t \in Tags}

LiveMappings ==
  {rb \in DOMAIN regbufs : DM!Mapped(rb)}
    \cup {DM!Command(dt[1], dt[2]) : dt \in {dt \in Devs \X Tags : maps[dt[1]][dt[2]] # <<>>}}

(* The pages in which the range of a request lies, and those of its k-th part. *)
PagesAsked(q) == (q.off \div PageSize + 1) .. ((q.off + q.len + PageSize - 1) \div PageSize)

PagesOfPart(q, k) ==
  {u \in PagesAsked(q) : (u - 1 - q.off \div PageSize) \div (PartBytes \div PageSize) = k - 1}

(* The page of its buffer that is at an address of a mapping, 0 if none is. *)
PlaceIn(addrs, a, first) ==
  IF a \in DM!Range(addrs) THEN first + (CHOOSE i \in DOMAIN addrs : addrs[i] = a) ELSE 0

PageAt(d, m, a) ==
  IF m \in DOMAIN regbufs THEN PlaceIn(regbufs[m].addrs, a, 0)
  ELSE IF \E t \in Tags : DM!Command(d, t) = m /\ maps[d][t] # <<>>
  THEN LET t == CHOOSE t \in Tags : DM!Command(d, t) = m IN
       PlaceIn(maps[d][t], a, (ReqOf(d, t).off + (cmds[d][t].part - 1) * PartBytes) \div PageSize)
  ELSE 0

(* The commands of a request of which the device has not reported, or which are tried again, and what
   it has touched for any, as it knows it itself. *)
Unreported(ctx, r) ==
  {c \in CommandsOf(ctx, r) :
     \/ cmds[c[1]][c[2]].st \in {"tagged", "synced", "requeued", "built", "queued", "owned"}
     \/ NV!TriedAgain(c[1], c[2])}

Touched(d, t) ==
  {<<iommu[d][a], PageAt(d, iommu[d][a], a)>> : a \in {cmds[d][t].has[i] : i \in 1 .. cmds[d][t].moved}}

(* Of what it asks for, the pages of parts that are not handed on, or not reported of. *)
PagesWanted(ctx, r) ==
  LET q == reqs[ctx][r]
      n == RQ!PartsOf(q.len) IN
  IF q.left + q.out = 0
  THEN IF q.st = "issuing" /\ q.res = "none" THEN PagesAsked(q) ELSE {}
  ELSE UNION {PagesOfPart(q, k) : k \in n - q.left + 1 .. n}
         \cup UNION {PagesOfPart(q, cmds[c[1]][c[2]].part) : c \in Unreported(ctx, r)}

(* The stages at which a command on ordinary pages has its mapping. *)
Using == {"built", "queued", "owned", "answered"}

MappingsOf(ctx, r) ==
  IF MappingOf(ctx, r) # 0 THEN {MappingOf(ctx, r)}
  ELSE {DM!Command(c[1], c[2]) : c \in {c \in CommandsOf(ctx, r) : cmds[c[1]][c[2]].st \in Using}}

(* Before its CQE a request is to succeed unless it asks for nothing, or it or one of its commands has
   come to an error that is not tried again. *)
Failed(d, t) == ~cmds[d][t].ok /\ ~NV!TriedAgain(d, t)

ResultOf(ctx, r) ==
  LET q == reqs[ctx][r] IN
  CASE q.st = "free" -> "none"
    [] q.cqes > 0 -> IF q.res = "ok" THEN "ok" ELSE "error"
    [] q.res = "ok" -> "good"
    [] q.res # "none" \/ PagesAsked(q) = {} \/ (\E c \in CommandsOf(ctx, r) : Failed(c[1], c[2])) -> "bad"
    [] OTHER -> "good"

IoOf(ctx, r) ==
  [on |-> MappingsOf(ctx, r), want |-> PagesWanted(ctx, r),
   moved |-> UNION {Touched(c[1], c[2]) : c \in CommandsOf(ctx, r)}, res |-> ResultOf(ctx, r)]

Safe == INSTANCE DmaSafety WITH
          Mappings <- CommandMappings \cup RegbufIds,
          Requests <- Rings \X Reqs,
          Units <- UNION {PagesAsked([off |-> w[1], len |-> w[2]]) : w \in Windows},
          at <- [m \in CommandMappings \cup RegbufIds |->
                   IF m \in DOMAIN regbufs /\ regbufs[m].attached THEN regbufs[m].buf ELSE 0],
          live <- LiveMappings,
          Revocable <- IF "unbound" \in Resets THEN RegbufIds ELSE {},
          Cached <- IF Toggled = {} THEN {} ELSE Rings \X Reqs,
          counts <- [b \in Bufs |-> [attachments |-> dmabufs[b].attachments, pins |-> dmabufs[b].pins,
                                     mappings |-> dmabufs[b].mappings]],
          io <- [q \in Rings \X Reqs |-> IoOf(q[1], q[2])]

ImplementsDmaSafety == Safe!Spec
ImplementsRequests == RQ!Spec
ImplementsDmabufMapping == DM!Spec
ImplementsNvmeQueue == NV!Spec
================================================================================
