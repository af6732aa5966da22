-------------------------------- MODULE DmabufRw --------------------------------
(***************************************************************************)
(* The whole: one ring whose registered buffers are dma-bufs or ordinary   *)
(* pages, and fixed reads and writes that NVMe carries out straight in     *)
(* their memory.  A dma-buf is mapped when it is registered; the pages of  *)
(* an ordinary request are mapped when its command is made and unmapped    *)
(* when it is over, in the same address space.                             *)
(*                                                                         *)
(* Every action joins one action each of BufferTable, DmabufMapping and    *)
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
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
  Slots, Reqs, Files, Bufs, Devs,               \* objects
  DevOf, PagesOf, UserPages, Iovas, Shareable,  \* files, buffers and their addresses
  Tags, SqDepth, CqDepth, Gens, DescPages, PrpsPerPage,     \* NVMe queues
  Kinds, Tagging, Ops, Windows, Teardown, Closable, Reapable,  \* what the user does
  PageSize, PartBytes,                          \* bytes of a page, which is a block; of a command
  Deferrals, Cancels,                           \* the same of requests: put off, cancelled
  Workers,                                      \* threads of io-wq
  Refusals, Fails, Answers                \* and what goes wrong

(* Queues take whole blocks. *)
ASSUME DmabufRwConstants == PageSize \in Nat \ {0} /\ PartBytes % PageSize = 0

VARIABLES
  ring, call, table, nodes, imus, reqs, tags, queued,       \* BufferTable
  files, dmabufs, devs, regbufs, iommu, resv, maps,         \* DmabufMapping
  cmds, sq, cq, pool                            \* NvmeQueue

btvars == <<ring, call, table, nodes, imus, reqs, tags, queued>>
dmvars == <<files, dmabufs, devs, regbufs, iommu, resv, maps>>
nvvars == <<cmds, sq, cq, pool>>
vars == <<ring, call, table, nodes, imus, reqs, tags, queued,
          files, dmabufs, devs, regbufs, iommu, resv, maps, cmds, sq, cq, pool>>

(* Any addresses that a mapping of one of the buffers may have. *)
Layouts == UNION {[1 .. n -> Iovas] : n \in {PagesOf[b] : b \in Bufs} \cup {UserPages}}

(* A regbuf is held through the table, through requests, or by the registration in progress. *)
RegbufIds == 1 .. Cardinality(Slots) + Cardinality(Reqs) + 1

(* What answers the table's requests is known here: these are all that there are. *)
(* And any inline issue may be refused, whatever the user puts off.  Every file is a drive's. *)
BT == INSTANCE BufferTable WITH
        Pollable <- {},
        Deferrals <- Deferrals \cup {"refused"},
        Opens <- BOOLEAN,
        Imports <- {"none", "EFAULT", "EBADF", "EINVAL"},
        Answers <- {"ok", "EIO"}
DM == INSTANCE DmabufMapping
NV == INSTANCE NvmeQueue WITH
        Lacks <- {"addresses"},
        Parts <- UNION {1 .. BT!PartsOf(w[2]) : w \in Windows}

TypeOK == BT!TypeOK /\ DM!TypeOK /\ NV!TypeOK

Init == BT!Init /\ DM!Init /\ NV!Init

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

TheRing == <<"ring", 1>>
Worker(r) == <<"worker", r>>
Device(d) == <<"device", d>>

(* Whether the user makes one more registration; models bound it. *)
MayRegister == TRUE

(* The regbuf, hence the mapping, that a request works in; 0 for ordinary pages. *)
MappingOf(r) == IF reqs[r].node = 0 THEN 0 ELSE imus[nodes[reqs[r].node].imu].priv

(* The size of the buffer of a request in bytes. *)
SizeOf(r) ==
  PageSize * (IF MappingOf(r) = 0 THEN UserPages ELSE PagesOf[regbufs[MappingOf(r)].buf])

(* The request of a command works in ordinary pages. *)
MapsItself(d, t) == MappingOf(cmds[d][t].req) = 0

(* What stands in the IOMMU for what a command may touch. *)
OwnerOf(d, t) == IF MapsItself(d, t) THEN DM!Command(d, t) ELSE MappingOf(cmds[d][t].req)


RegistrationCall == call.who \in {"update", "unregister", "exit"}

CallGroup == IF RegistrationCall THEN "registration"
             ELSE IF call.who \in {"submit", "tasksubmit"} THEN "submission" ELSE "taskwork"

(* The pages of a request's buffer that the part of a command covers, from the first to the last. *)
FirstOf(d, t) ==
  (reqs[cmds[d][t].req].off + (cmds[d][t].part - 1) * PartBytes) \div PageSize + 1

LastOf(d, t) ==
  LET end == (reqs[cmds[d][t].req].off + reqs[cmds[d][t].req].len) \div PageSize
      last == FirstOf(d, t) + PartBytes \div PageSize - 1 IN
  IF last < end THEN last ELSE end

PagesIn(d, t) == LastOf(d, t) - FirstOf(d, t) + 1

CommandsOf(r) == {<<d, t>> \in Devs \X Tags : cmds[d][t].st # "free" /\ cmds[d][t].req = r}

(* Tags whose command is in the submission ring but not yet announced. *)
Unrung(d) == {sq[d].q[i] : i \in sq[d].rung + 1 .. Len(sq[d].q)}

(* The command of a request is announced to the device, or left to kblockd, or already over. *)
QueuedOrLeft(r) ==
  \A c \in CommandsOf(r) :
    cmds[c[1]][c[2]].st \notin {"tagged", "synced", "built"} /\ c[2] \notin Unrung(c[1])

(* A step finds that it cannot succeed: injected, or the descriptor it names is closed. *)
StepMustFail ==
  \/ BT!FailsNow
  \/ call.at = "R9" /\ ~files[call.file].fd
  \/ call.at = "R12" /\ ~dmabufs[call.buf].fd

--------------------------------------------------------------------------------
(* Registration. *)

\* @task io_uring/rsrc.c: io_register_rsrc, base (table)
RegisterSparse ==
  /\ BT!RegisterSparse /\ MayRun(TheRing, "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: io_register_rsrc_update, __io_sqe_buffers_update, patch 07 (R1-R5)
\* @task io_uring/rsrc.c: __io_register_rsrc_update, base (R2)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R7)
UpdateRefused(e) ==
  /\ BT!UpdateRefused(e) /\ MayRun(TheRing, "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: __io_sqe_buffers_update, patch 07 (R2-R5)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, io_register_dmabuf, patch 10 (R6-R7)
StartUpdate(s, kind, f, b, tagged, fail) ==
  /\ BT!StartUpdate(s, kind, f, b, tagged, fail)
  /\ MayRegister /\ MayRun(TheRing, "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8)
AllocRegbuf ==
  /\ BT!SetRegbuf(DM!NextRegbuf) /\ MayRun(TheRing, "registration")
  /\ DM!AllocRegbuf
  /\ UNCHANGED nvvars

\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R9)
GetFile ==
  /\ BT!Advance("R9") /\ MayRun(TheRing, "registration")
  /\ DM!GetFile(call.rb, call.file)
  /\ UNCHANGED nvvars

(* R10: the file has a callback that names its DMA device. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R10)
CheckDmaDevice ==
  /\ BT!Advance("R10") /\ MayRun(TheRing, "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task block/bdev.c: block_get_dma_device, patch 05 (R11)
\* @task drivers/nvme/host/pci.c: nvme_pci_get_dma_device, patch 06 (R11)
GetDmaDevice ==
  /\ BT!Advance("R11") /\ MayRun(TheRing, "registration")
  /\ DM!GetDmaDevice(call.rb)
  /\ UNCHANGED nvvars

\* @task io_uring/dmabuf.c: io_dmabuf_import, patch 08 (R12)
GetDmabuf ==
  /\ BT!Advance("R12") /\ MayRun(TheRing, "registration")
  /\ DM!GetDmabuf(call.rb, call.buf)
  /\ UNCHANGED nvvars

\* @task drivers/dma-buf/dma-buf.c: dma_buf_attach, base (R13)
Attach ==
  /\ BT!Advance("R13") /\ MayRun(TheRing, "registration")
  /\ DM!Attach(call.rb)
  /\ UNCHANGED nvvars

(* R14 waits here for as long as the exporter holds resv, with uring_lock held. *)
\* @task drivers/dma-buf/dma-buf.c: dma_buf_map_attachment_unlocked, base (R14)
LockForMap ==
  /\ BT!Advance("R14") /\ MayRun(TheRing, "registration")
  /\ DM!LockResv(call.rb)
  /\ UNCHANGED nvvars

\* @task drivers/dma-buf/dma-buf.c: dma_buf_map_attachment, base (R14)
Map ==
  /\ BT!Advance("R14m") /\ MayRun(TheRing, "registration")
  /\ DM!Map(call.rb)
  /\ UNCHANGED nvvars

\* @task drivers/dma-buf/dma-buf.c: dma_buf_map_attachment, base (R14)
MapFails ==
  /\ call.at = "R14m" /\ MayRun(TheRing, "registration")
  /\ DM!MapFails(call.rb) /\ BT!Fail
  /\ UNCHANGED nvvars

\* @task io_uring/dmabuf.c: io_dmabuf_import, patch 08 (R15-R16)
GetDevice ==
  /\ BT!Advance("R16") /\ MayRun(TheRing, "registration")
  /\ DM!GetDevice(call.rb)
  /\ UNCHANGED nvvars

\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R17-R18)
AllocVec ==
  /\ BT!Advance("R17") /\ MayRun(TheRing, "registration")
  /\ DM!AllocVec(call.rb)
  /\ UNCHANGED nvvars

\* @task io_uring/rsrc.c: io_rsrc_node_alloc, base (R19)
AllocNode ==
  /\ BT!AllocNode /\ MayRun(TheRing, "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R20-R22)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, io_alloc_imu, base (R20-R22) if call.kind = "pages"
AllocImu ==
  /\ BT!AllocImu /\ MayRun(TheRing, "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

(* The step fails; what it holds is given back by the release steps below. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8-R20)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, base (R19-R20) if call.kind = "pages"
StepFails ==
  /\ StepMustFail /\ MayRun(TheRing, "registration")
  /\ BT!Fail
  /\ UNCHANGED <<dmvars, nvvars>>

(* A failed registration that had no regbuf has nothing but its node to give back. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8, R19-R20)
\* @task io_uring/rsrc.c: io_sqe_buffer_register, base (R19-R20) if call.kind = "pages"
UnwindNothing ==
  /\ call.at = "unwind" /\ call.rb = 0 /\ MayRun(TheRing, "release")
  /\ BT!Unwound
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: __io_sqe_buffers_update, base (R23-R24)
TakeSlot ==
  /\ BT!TakeSlot /\ MayRun(TheRing, "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: __io_sqe_buffers_update, base (R24-R25)
StoreNode ==
  /\ BT!StoreNode /\ MayRun(TheRing, "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: io_sqe_buffers_unregister, base (U1)
StartUnregister ==
  /\ BT!StartUnregister /\ MayRun(TheRing, "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @user io_uring/io_uring.c: io_uring_release, io_ring_ctx_wait_and_kill, base (U1)
CloseRing ==
  /\ BT!CloseRing /\ MayRun(TheRing, "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: io_rsrc_data_free, base (U1)
ClearSlot ==
  /\ BT!ClearSlot /\ MayRun(TheRing, "registration")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/register.c: io_uring_register, base (R25)
\* @task io_uring/io_uring.c: io_uring_enter, base if call.who = "submit"
\* @tw io_uring/io_uring.c: ctx_flush_and_put, base if call.who \in {"taskwork", "tasksubmit"}
\* @task io_uring/io_uring.c: io_ring_ctx_free, base if call.who = "exit"
Return ==
  /\ BT!Return /\ MayRun(TheRing, CallGroup)
  /\ UNCHANGED <<dmvars, nvvars>>

--------------------------------------------------------------------------------
(* Release: the last reference of a node, or a registration that failed. *)

\* @task io_uring/rsrc.h: io_put_rsrc_node, base (U1)
\* @task io_uring/rsrc.h: io_reset_rsrc_node, base (R24) if call.who = "update"
PutNode ==
  /\ BT!PutNode /\ MayRun(TheRing, "release")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: io_free_rsrc_node, base (U2)
PostTag ==
  /\ BT!PostTag /\ MayRun(TheRing, "release")
  /\ UNCHANGED <<dmvars, nvvars>>

(* U3, U10 for ordinary pages: they are unpinned. *)
\* @task io_uring/rsrc.c: io_buffer_unmap, base (U3)
UnpinPages ==
  /\ call.at = "release" /\ BT!Releasing = 0 /\ MayRun(TheRing, "release")
  /\ BT!Released
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/rsrc.c: io_release_reg_dmabuf, patch 10 (U4)
FreeVec ==
  /\ BT!Releasing # 0 /\ MayRun(TheRing, "release")
  /\ DM!FreeVec(BT!Releasing)
  /\ UNCHANGED <<btvars, nvvars>>

\* @task drivers/dma-buf/dma-buf.c: dma_buf_unmap_attachment_unlocked, base (U5)
LockForUnmap ==
  /\ BT!Releasing # 0 /\ MayRun(TheRing, "release")
  /\ DM!Mapped(BT!Releasing)
  /\ DM!LockResv(BT!Releasing)
  /\ UNCHANGED <<btvars, nvvars>>

\* @task drivers/dma-buf/dma-buf.c: dma_buf_unmap_attachment, base (U5)
Unmap ==
  /\ BT!Releasing # 0 /\ MayRun(TheRing, "release")
  /\ DM!Unmap(BT!Releasing)
  /\ UNCHANGED <<btvars, nvvars>>

\* @task drivers/dma-buf/dma-buf.c: dma_buf_detach, base (U6)
Detach ==
  /\ BT!Releasing # 0 /\ MayRun(TheRing, "release")
  /\ DM!Detach(BT!Releasing)
  /\ UNCHANGED <<btvars, nvvars>>

\* @task drivers/dma-buf/dma-buf.c: dma_buf_put, base (U7)
PutDmabuf ==
  /\ BT!Releasing # 0 /\ MayRun(TheRing, "release")
  /\ DM!PutDmabuf(BT!Releasing)
  /\ UNCHANGED <<btvars, nvvars>>

\* @task io_uring/dmabuf.c: io_dmabuf_release, patch 08 (U8)
PutDevice ==
  /\ BT!Releasing # 0 /\ MayRun(TheRing, "release")
  /\ DM!PutDevice(BT!Releasing)
  /\ UNCHANGED <<btvars, nvvars>>

\* @task io_uring/rsrc.c: io_release_reg_dmabuf, patch 10 (U9)
PutFile ==
  /\ BT!Releasing # 0 /\ MayRun(TheRing, "release")
  /\ DM!PutFile(BT!Releasing)
  /\ UNCHANGED <<btvars, nvvars>>

\* @task io_uring/rsrc.c: io_release_reg_dmabuf, patch 10 (U10)
\* @task io_uring/rsrc.c: io_buffer_unmap, io_free_imu, io_free_rsrc_node, base (U10)
FreeRegbuf ==
  /\ BT!Releasing # 0 /\ MayRun(TheRing, "release")
  /\ DM!FreeRegbuf(BT!Releasing)
  /\ IF call.at = "release" THEN BT!Released ELSE BT!Unwound
  /\ UNCHANGED nvvars

--------------------------------------------------------------------------------
(* Submission, and inline issue: by the submitter, or by task work of a linked request. *)

\* @task io_uring/io_uring.c: io_submit_sqe, io_issue_sqe, io_assign_file, base (I1)
Submit(r, s, op, f, off, len) ==
  /\ BT!StartSubmit(r, s, op, f, off, len, files[f].fd) /\ MayRun(TheRing, "submission")
  /\ IF files[f].fd THEN DM!ReqGetFile(f) ELSE UNCHANGED dmvars
  /\ UNCHANGED nvvars

\* @task io_uring/rsrc.c: io_find_buf_node, base (I1)
LookupNode ==
  /\ BT!LookupNode /\ MayRun(TheRing, "submission")
  /\ UNCHANGED <<dmvars, nvvars>>

(***************************************************************************)
(* What the import says of a request and its window, in the order of its   *)
(* tests: the range, the file that the dma-buf was registered for, length  *)
(* zero, and the alignment that the direct path asks for: a logical block  *)
(* is a page here.  Ordinary pages are bound to no file.                   *)
(*  Length zero is no error for them: such a request *)
(* ends at once and moves nothing, without a tag, and is left out here: no *)
(* model with ordinary pages submits it.                                   *)
(***************************************************************************)
ImportErrno(r) ==
  LET m == MappingOf(r)
      off == reqs[r].off
      len == reqs[r].len IN
  CASE off + len > SizeOf(r) -> "EFAULT"
    [] m # 0 /\ regbufs[m].file # reqs[r].file -> "EBADF"
    [] m # 0 /\ len = 0 -> "EFAULT"
    [] off % PageSize # 0 \/ len % PageSize # 0 -> "EINVAL"
    [] OTHER -> "none"

\* @task io_uring/rsrc.c: io_import_fixed, io_import_dmabuf, patch 11 (I2-I8)
\* @task io_uring/rw.c: io_init_rw_fixed, patch 12 (I9)
\* @task block/fops.c: blkdev_read_iter, blkdev_write_iter, blkdev_direct_IO, base (D1-D2)
\* @task block/blk.h: __bio_split_to_limits, patch 04 (B1-B4)
\* @task io_uring/rsrc.c: io_import_fixed, base (I2) if imus[nodes[reqs[call.req].node].imu].kind = "pages"
\* @task io_uring/rw.c: kiocb_done, base (D2) if reqs[call.req].op = "WRITE_FIXED"
CheckImport ==
  /\ call.at = "I2" /\ MayRun(TheRing, "submission")
  /\ BT!CheckImport(ImportErrno(call.req))
  /\ UNCHANGED <<dmvars, nvvars>>

(* Whether an inline issue may not wait: a flag that goes from kiocb to bio to the tag. *)
NoWait == TRUE

(* The part of a request that is handed on next. *)
NextPart(r) == BT!PartsOf(reqs[r].len) - reqs[r].left + 1

(***************************************************************************)
(* A split that would have to go on behind the first part: a nowait bio    *)
(* ends with -EAGAIN before it has a tag, so that every inline request     *)
(* that is longer than its queue takes goes to a worker.                   *)
(***************************************************************************)
MustSplit(r) == reqs[r].left > 1 /\ NoWait

(* The queue is that of the device behind the request's own file. *)
\* @task block/blk-mq.c: blk_mq_get_new_requests, __blk_mq_alloc_requests, base (B5, N1)
\* @task block/blk-mq-tag.c: blk_mq_get_tag, base (B5)
GetTag(t) ==
  /\ call.at = "B5" /\ MayRun(TheRing, "submission")
  /\ ~MustSplit(call.req)
  /\ NV!GetTag(DevOf[reqs[call.req].file], t, call.req, NextPart(call.req))
  /\ BT!Dispatched
  /\ UNCHANGED dmvars

(***************************************************************************)
(* No tag is free.  An inline issue is nowait from kiocb to tag, so that   *)
(* the submitter, who holds uring_lock, never sleeps for one: the request  *)
(* is refused, and a worker will issue it again (FINDINGS.md, 4).          *)
(***************************************************************************)
\* @task block/blk-mq-tag.c: blk_mq_get_tag, base (B5)
\* @task block/blk-mq.c: blk_mq_submit_bio, base (B5)
\* @task io_uring/rw.c: io_complete_rw, io_rw_should_reissue, base (C5)
TagRefused ==
  /\ call.at = "B5" /\ MayRun(TheRing, "submission")
  /\ NV!FreeTags(DevOf[reqs[call.req].file]) = {} /\ NoWait /\ ~MustSplit(call.req)
  /\ BT!Refused
  /\ UNCHANGED <<dmvars, nvvars>>

(* More than one part, refused for the same reason: before any tag. *)
\* @task block/blk.h: __bio_split_to_limits, base (B4)
\* @task io_uring/rw.c: io_complete_rw, io_rw_should_reissue, base (C5)
SplitRefused ==
  /\ call.at = "B5" /\ MayRun(TheRing, "submission")
  /\ MustSplit(call.req)
  /\ BT!Refused
  /\ UNCHANGED <<dmvars, nvvars>>

(* Task work posts no CQE for it, and hands it to io-wq. *)
\* @tw io_uring/io_uring.c: io_free_batch_list, io_queue_iowq, base (C7)
Punt(r) ==
  /\ BT!Punt(r) /\ MayRun(TheRing, "taskwork")
  /\ UNCHANGED <<dmvars, nvvars>>

(* The command is announced to the device, or waits for kblockd: the submitter goes on. *)
\* @task io_uring/rw.c: io_read_fixed, base (N13) if reqs[call.req].op = "READ_FIXED"
\* @task io_uring/rw.c: io_write_fixed, base (N13) if reqs[call.req].op = "WRITE_FIXED"
IssueReturns ==
  /\ call.at = "issue" /\ MayRun(TheRing, "submission")
  /\ QueuedOrLeft(call.req)
  /\ BT!IssueReturns
  /\ UNCHANGED <<dmvars, nvvars>>

--------------------------------------------------------------------------------
(* Requests whose issue is put off: linked ones, and those of a worker thread. *)

\* @task io_uring/io_uring.c: io_submit_sqe, base (link)
PrepareLinked(r, s, op, f, off, len) ==
  /\ BT!PrepareLinked(r, s, op, f, off, len) /\ MayRun(TheRing, "submission")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @tw io_uring/io_uring.c: io_queue_next, base (link)
\* @worker io_uring/io_uring.c: io_wq_free_work, base (link)
LinkSettled(t, all) ==
  /\ BT!LinkSettled(t, all) /\ MayRun(TheRing, CallGroup)
  /\ UNCHANGED <<dmvars, nvvars>>

(* A request takes its file when it is issued, whenever it was submitted. *)
\* @tw io_uring/io_uring.c: io_req_task_submit, base (link)
IssueLinked(t) ==
  /\ BT!IssueLinked(t, files[queued[t].file].fd) /\ MayRun(TheRing, "submission")
  /\ IF files[queued[t].file].fd THEN DM!ReqGetFile(queued[t].file) ELSE UNCHANGED dmvars
  /\ UNCHANGED nvvars

\* @task io_uring/io_uring.c: io_queue_iowq, base (async)
StartAsync(r, s, op, f, off, len) ==
  /\ BT!StartAsync(r, s, op, f, off, len) /\ MayRun(TheRing, "submission")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @worker io_uring/io_uring.c: io_wq_submit_work, io_assign_file, base (async)
WorkerFindsNoFile(r) ==
  /\ BT!WorkerFindsNoFile(r) /\ MayRun(Worker(r), "worker")
  /\ ~files[queued[r].file].fd
  /\ UNCHANGED <<dmvars, nvvars>>

\* @worker io_uring/rsrc.c: io_find_buf_node, base (I1)
WorkerLookup(r) ==
  /\ BT!WorkerLookup(r) /\ MayRun(Worker(r), "worker")
  /\ DM!ReqGetFile(queued[r].file)     \* whose descriptor is open
  /\ UNCHANGED nvvars

(* The same tests as CheckImport, on what the request has now. *)
\* @worker io_uring/rsrc.c: io_import_fixed, io_import_dmabuf, patch 11 (I2-I8)
\* @worker io_uring/rw.c: io_init_rw_fixed, patch 12 (I9)
\* @worker block/fops.c: blkdev_read_iter, blkdev_write_iter, blkdev_direct_IO, base (D1-D2)
\* @worker block/blk.h: __bio_split_to_limits, patch 04 (B1-B4)
\* @worker io_uring/rsrc.c: io_import_fixed, base (I2) if imus[nodes[reqs[r].node].imu].kind = "pages"
WorkerImport(r) ==
  /\ BT!WorkerImport(r, ImportErrno(r)) /\ MayRun(Worker(r), "worker")
  /\ UNCHANGED <<dmvars, nvvars>>

(* A worker that has not found a tag tries again when it is woken; an inline issue may overtake it.
   The parts of a longer request come one after the other, each when the one before is on its way to
   the device, or left to kblockd. *)
\* @worker block/blk-core.c: submit_bio_noacct, base (B5)
\* @worker block/blk-mq.c: blk_mq_get_new_requests, __blk_mq_alloc_requests, base (B5, N1)
\* @worker block/blk-mq-tag.c: blk_mq_get_tag, base (B5)
WorkerGetTag(r, t) ==
  /\ BT!WorkerDispatched(r) /\ MayRun(Worker(r), "worker")
  /\ QueuedOrLeft(r)
  /\ NV!GetTag(DevOf[reqs[r].file], t, r, NextPart(r))
  /\ UNCHANGED dmvars

(* Where no tag is free the worker sleeps until a put wakes it, and holds no lock meanwhile. *)
\* @worker block/blk-mq-tag.c: blk_mq_get_tag, base (B5)
WorkerSleeps(r) ==
  /\ BT!WorkerSleeps(r) /\ MayRun(Worker(r), "worker")
  /\ QueuedOrLeft(r) /\ NV!FreeTags(DevOf[reqs[r].file]) = {}
  /\ UNCHANGED <<dmvars, nvvars>>

(* The command is announced to the device, or waits for kblockd: the worker goes on, and returns. *)
\* @worker io_uring/io_uring.c: io_wq_free_work, io_free_req, base (worker)
WorkerReturns(r) ==
  /\ BT!WorkerReturns(r) /\ MayRun(Worker(r), "workerput")
  /\ QueuedOrLeft(r)
  /\ UNCHANGED <<dmvars, nvvars>>

\* @worker io_uring/io_uring.c: io_wq_free_work, io_req_find_next, base (link)
WorkerSettles(t, all) ==
  /\ BT!WorkerSettles(t, all) /\ MayRun(Worker(queued[t].behind), "workerput")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/cancel.c: io_async_cancel_one, base (cancel)
CancelQueued(r) ==
  /\ BT!CancelQueued(r) /\ MayRun(TheRing, "submission")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @task io_uring/cancel.c: io_try_cancel, base (cancel)
CancelNotFound(r) ==
  /\ BT!CancelNotFound(r) /\ MayRun(TheRing, "submission")
  /\ UNCHANGED <<dmvars, nvvars>>

--------------------------------------------------------------------------------
(* Queueing: by whoever issues, or by kblockd after a requeue. *)

\* @task drivers/nvme/host/pci.c: nvme_sync_dma, patch 06 (N3)
SyncForDevice(d, t) ==
  /\ NV!SyncForDevice(d, t) /\ MayRun(Device(d), "queueing")
  /\ ~MapsItself(d, t)
  /\ UNCHANGED <<btvars, dmvars>>

(* Ordinary pages are mapped in its place, which hands them to the device as well. *)
\* @task drivers/nvme/host/pci.c: nvme_map_data, base (N3)
MapPages(d, t) ==
  /\ NV!SyncForDevice(d, t) /\ MayRun(Device(d), "queueing")
  /\ MapsItself(d, t) /\ DM!MapPages(d, t, PagesIn(d, t))
  /\ UNCHANGED btvars

(* No device address is left for them: registrations and other commands have them all. *)
\* @task drivers/nvme/host/pci.c: nvme_map_data, base (N3)
SpaceFull(d, t) ==
  /\ NV!SpaceFull(d, t) /\ MayRun(Device(d), "queueing")
  /\ MapsItself(d, t) /\ ~DM!CanMapPages(d, PagesIn(d, t))
  /\ UNCHANGED <<btvars, dmvars>>

(* The device addresses of what a command covers, in order. *)
AddressesOf(d, t) ==
  IF MapsItself(d, t) THEN maps[d][t]
  ELSE SubSeq(regbufs[MappingOf(cmds[d][t].req)].addrs, FirstOf(d, t), LastOf(d, t))

(* One entry a page of the window. *)
\* @task drivers/nvme/host/pci.c: nvme_dma_premapped, patch 06 (N4-N11)
\* @task drivers/nvme/host/pci.c: nvme_map_data, base (N4-N11) if imus[nodes[reqs[cmds[d][t].req].node].imu].kind = "pages"
BuildPrps(d, t) ==
  /\ cmds[d][t].st = "synced" /\ MayRun(Device(d), "queueing")
  /\ NV!BuildPrps(d, t, AddressesOf(d, t))
  /\ UNCHANGED <<btvars, dmvars>>

(* What the driver has mapped for the command is unmapped before it is tried again. *)
\* @task drivers/nvme/host/pci.c: nvme_dma_premapped, patch 06 (N8-N9)
\* @task drivers/nvme/host/pci.c: nvme_map_data, base (N8-N9) if imus[nodes[reqs[cmds[d][t].req].node].imu].kind = "pages"
PoolEmpty(d, t) ==
  /\ cmds[d][t].st = "synced" /\ MayRun(Device(d), "queueing")
  /\ NV!PoolEmpty(d, t, PagesIn(d, t))
  /\ IF MapsItself(d, t) THEN DM!UnmapPages(d, t) ELSE UNCHANGED dmvars
  /\ UNCHANGED btvars

\* @kblockd block/blk-mq.c: blk_mq_run_work_fn, base (N1)
\* @task block/blk-mq.c: blk_mq_run_hw_queue, base (N1)
Requeue(d, t) ==
  /\ NV!Requeue(d, t) /\ MayRun(Device(d), "queueing")
  /\ UNCHANGED <<btvars, dmvars>>

\* @task drivers/nvme/host/pci.c: nvme_sq_copy_cmd, base (N13)
WriteSqe(d, t) ==
  /\ NV!WriteSqe(d, t) /\ MayRun(Device(d), "queueing")
  /\ UNCHANGED <<btvars, dmvars>>

\* @task drivers/nvme/host/pci.c: nvme_write_sq_db, base (N13)
RingDoorbell(d) ==
  /\ NV!RingDoorbell(d) /\ MayRun(Device(d), "queueing")
  /\ UNCHANGED <<btvars, dmvars>>

--------------------------------------------------------------------------------
(* Device and interrupt. *)

\* @device NVMe controller: command fetch, NVMe base specification (fetch)
Fetch(d) ==
  /\ NV!Fetch(d) /\ MayRun(Device(d), "device")
  /\ UNCHANGED <<btvars, dmvars>>

(* The device resolves the address when it uses it: nothing here asks whether it may. *)
\* @device NVMe controller: data transfer through the IOMMU, NVMe base specification (transfer)
Xfer(d, t) ==
  /\ NV!Xfer(d, t) /\ MayRun(Device(d), "device")
  /\ UNCHANGED <<btvars, dmvars>>

\* @device NVMe controller: completion queue entry, NVMe base specification (CQE)
Answer(d, t, ok) ==
  /\ NV!Answer(d, t, ok) /\ MayRun(Device(d), "device")
  /\ UNCHANGED <<btvars, dmvars>>

\* @irq drivers/nvme/host/pci.c: nvme_handle_cqe, base (C1)
\* @irq drivers/nvme/host/nvme.h: nvme_find_rq, nvme_try_complete_req, base (C1)
Reap(d) ==
  /\ NV!Reap(d) /\ MayRun(Device(d), "irq")
  /\ UNCHANGED <<btvars, dmvars>>

\* @irq drivers/nvme/host/pci.c: nvme_sync_dma, patch 06 (C2)
SyncForCpu(d, t) ==
  /\ NV!SyncForCpu(d, t) /\ MayRun(Device(d), "irq")
  /\ ~MapsItself(d, t)
  /\ UNCHANGED <<btvars, dmvars>>

(* Ordinary pages are unmapped in its place: before the descriptors go, and before the bio ends. *)
\* @irq drivers/nvme/host/pci.c: nvme_unmap_data, base (C2)
UnmapPages(d, t) ==
  /\ NV!SyncForCpu(d, t) /\ MayRun(Device(d), "irq")
  /\ DM!UnmapPages(d, t)
  /\ UNCHANGED btvars

\* @irq drivers/nvme/host/pci.c: nvme_free_descriptors, base (C2)
\* @irq drivers/nvme/host/pci.c: nvme_unmap_premapped_data, patch 06 (C2)
FreeDescriptors(d, t) ==
  /\ NV!FreeDescriptors(d, t) /\ MayRun(Device(d), "irq")
  /\ UNCHANGED <<btvars, dmvars>>

(* The requests whose workers sleep for a tag of a device. *)
Asleep(d) == {r \in DOMAIN queued : queued[r].how = "asleep" /\ DevOf[reqs[r].file] = d}

(* Nobody sleeps, or the call that puts this tag puts another one after it.  A decision of its own. *)
MayWakeNobody(d, t) == Asleep(d) # {} => \E u \in Tags \ {t} : cmds[d][u].st = "ended"

(* C3, C5: the bio ends; with the last of a request the result is stored and task work queued.  The
   tag is still taken. *)
\* @irq block/blk-mq.c: blk_mq_end_request_batch, base (C3)
\* @irq block/blk-mq.c: blk_update_request, base (C3) if cmds[d][t].ok = FALSE
\* @irq block/bio.c: bio_endio, base (C3)
\* @irq io_uring/rw.c: io_complete_rw, base (C5) if reqs[cmds[d][t].req].out = 1
EndBio(d, t) ==
  /\ NV!EndBio(d, t) /\ MayRun(Device(d), "irq")
  /\ BT!PartEnds(cmds[d][t].req, IF cmds[d][t].ok THEN "ok" ELSE "EIO")
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
FreeTag(d, t, w) ==
  /\ NV!FreeTag(d, t) /\ MayRun(Device(d), "tagput")
  /\ IF w = 0 THEN MayWakeNobody(d, t) /\ UNCHANGED btvars
     ELSE w \in Asleep(d) /\ BT!WorkerWoken(w)
  /\ UNCHANGED dmvars

--------------------------------------------------------------------------------
(* Task work. *)

\* @tw io_uring/rw.c: io_req_rw_complete, base (C6)
\* @tw io_uring/io_uring.c: io_handle_tw_list, base (C6)
StartTaskWork(r) ==
  /\ BT!StartTaskWork(r) /\ MayRun(TheRing, "taskwork")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @tw io_uring/io_uring.h: io_fill_cqe_req, base (C6)
\* @tw io_uring/io_uring.c: __io_submit_flush_completions, base (C6)
PostCqe ==
  /\ BT!PostCqe /\ MayRun(TheRing, CallGroup)
  /\ UNCHANGED <<dmvars, nvvars>>

\* @tw io_uring/io_uring.c: io_free_batch_list, base (worker)
LeaveReq ==
  /\ BT!LeaveReq /\ MayRun(TheRing, CallGroup)
  /\ UNCHANGED <<dmvars, nvvars>>

\* @tw io_uring/io_uring.c: io_req_task_complete, io_handle_tw_list, base (worker)
StartFreeing(r) ==
  /\ BT!StartFreeing(r) /\ MayRun(TheRing, "taskwork")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @tw io_uring/io_uring.c: io_free_batch_list, base (C6)
FreeReq ==
  /\ BT!FreeReq /\ MayRun(TheRing, CallGroup)
  /\ IF reqs[call.req].file # 0 THEN DM!ReqPutFile(reqs[call.req].file) ELSE UNCHANGED dmvars
  /\ UNCHANGED nvvars

--------------------------------------------------------------------------------
(* The user and the exporter. *)

\* @user liburing: io_uring_cqe_seen, base (CQE)
ReapCqe(r) ==
  /\ BT!ReapCqe(r) /\ MayRun(TheRing, "environment")
  /\ UNCHANGED <<dmvars, nvvars>>

\* @user fs/open.c: close, base (close)
\* @user fs/file.c: file_close_fd, base (close)
CloseFile(f) ==
  /\ DM!CloseFile(f) /\ MayRun(TheRing, "environment")
  /\ UNCHANGED <<btvars, nvvars>>

\* @user fs/open.c: close, base (close)
\* @user fs/file.c: file_close_fd, base (close)
CloseBuf(b) ==
  /\ DM!CloseBuf(b) /\ MayRun(TheRing, "environment")
  /\ UNCHANGED <<btvars, nvvars>>

\* @exporter include/linux/dma-resv.h: dma_resv_lock, base (resv)
ExporterLock(b) ==
  /\ DM!ExporterLock(b) /\ MayRun(TheRing, "environment")
  /\ UNCHANGED <<btvars, nvvars>>

\* @exporter include/linux/dma-resv.h: dma_resv_unlock, base (resv)
ExporterUnlock(b) ==
  /\ DM!ExporterUnlock(b) /\ MayRun(TheRing, "environment")
  /\ UNCHANGED <<btvars, nvvars>>

--------------------------------------------------------------------------------

Next ==
  \/ RegisterSparse
  \/ \E e \in Refusals : UpdateRefused(e)
  \/ \E s \in Slots, t \in Tagging, x \in Fails :
       \/ \E k \in Kinds \cap {"dmabuf"}, f \in Files, b \in Bufs : StartUpdate(s, k, f, b, t, x)
       \/ \E k \in Kinds \ {"dmabuf"}, f \in {0}, b \in {0} : StartUpdate(s, k, f, b, t, x)
  \/ AllocRegbuf \/ GetFile \/ CheckDmaDevice \/ GetDmaDevice \/ GetDmabuf \/ Attach
  \/ LockForMap \/ Map \/ MapFails \/ GetDevice \/ AllocVec \/ AllocNode \/ AllocImu
  \/ StepFails \/ UnwindNothing \/ TakeSlot \/ StoreNode
  \/ StartUnregister \/ CloseRing \/ ClearSlot \/ Return
  \/ PutNode \/ PostTag \/ UnpinPages
  \/ FreeVec \/ LockForUnmap \/ Unmap \/ Detach \/ PutDmabuf \/ PutDevice \/ PutFile \/ FreeRegbuf
  \/ \E r \in Reqs, s \in Slots, op \in Ops, f \in Files, w \in Windows :
       Submit(r, s, op, f, w[1], w[2])
  \/ \E t \in Tags : GetTag(t)
  \/ LookupNode \/ CheckImport \/ TagRefused \/ SplitRefused \/ IssueReturns
  \/ \E r \in Reqs, s \in Slots, op \in Ops, f \in Files, w \in Windows :
       \/ \E d \in Deferrals \cap {"link"} : PrepareLinked(r, s, op, f, w[1], w[2])
       \/ \E d \in Deferrals \cap {"async"} : StartAsync(r, s, op, f, w[1], w[2])
  \/ \E t \in Reqs, all \in BOOLEAN : LinkSettled(t, all) \/ WorkerSettles(t, all)
  \/ \E r \in Reqs :
       \/ IssueLinked(r) \/ WorkerFindsNoFile(r) \/ WorkerLookup(r) \/ WorkerImport(r)
       \/ WorkerSleeps(r) \/ WorkerReturns(r) \/ Punt(r)
  \/ \E r \in Reqs, t \in Tags : WorkerGetTag(r, t)
  \/ \E r \in Reqs, c \in Cancels \cap {"queued"} : CancelQueued(r) \/ CancelNotFound(r)
  \/ \E d \in Devs, t \in Tags :
       \/ SyncForDevice(d, t) \/ MapPages(d, t) \/ SpaceFull(d, t)
       \/ BuildPrps(d, t) \/ PoolEmpty(d, t) \/ Requeue(d, t)
       \/ WriteSqe(d, t) \/ Xfer(d, t)
       \/ SyncForCpu(d, t) \/ UnmapPages(d, t) \/ FreeDescriptors(d, t) \/ EndBio(d, t)
  \/ \E d \in Devs, t \in Tags, w \in {0} \cup Reqs : FreeTag(d, t, w)
  \/ \E d \in Devs : RingDoorbell(d) \/ Fetch(d) \/ Reap(d)
  \/ \E d \in Devs, t \in Tags, ok \in Answers : Answer(d, t, ok)
  \/ \E r \in Reqs : StartTaskWork(r) \/ StartFreeing(r)
  \/ \E r \in Reapable : ReapCqe(r)
  \/ PostCqe \/ LeaveReq \/ FreeReq
  \/ \E f \in Closable.files : CloseFile(f)
  \/ \E b \in Closable.bufs : CloseBuf(b)
  \/ \E b \in Bufs : ExporterLock(b) \/ ExporterUnlock(b)

Spec == Init /\ [][Next]_vars

--------------------------------------------------------------------------------
(***************************************************************************)
(* Fairness, action by action.  Nothing is demanded of the user, of the    *)
(* exporter's wish to lock, or of a descriptor being closed.               *)
(***************************************************************************)

(***************************************************************************)
(* Weak: who holds uring_lock goes on.  `call' changes by the call's own   *)
(* steps alone, so that each of them stays enabled until it is taken, or   *)
(* until what it names is closed: then StepFails is what stays enabled.    *)
(***************************************************************************)
FairCalls ==
  /\ WF_vars(AllocRegbuf) /\ WF_vars(GetFile) /\ WF_vars(CheckDmaDevice)
  /\ WF_vars(GetDmaDevice) /\ WF_vars(GetDmabuf) /\ WF_vars(Map) /\ WF_vars(MapFails)
  /\ WF_vars(GetDevice) /\ WF_vars(AllocVec) /\ WF_vars(AllocNode) /\ WF_vars(AllocImu)
  /\ WF_vars(StepFails) /\ WF_vars(UnwindNothing)
  /\ WF_vars(TakeSlot) /\ WF_vars(StoreNode) /\ WF_vars(ClearSlot) /\ WF_vars(Return)
  /\ WF_vars(PutNode) /\ WF_vars(PostTag) /\ WF_vars(UnpinPages) /\ WF_vars(FreeVec)
  /\ WF_vars(Unmap) /\ WF_vars(PutDmabuf) /\ WF_vars(PutDevice) /\ WF_vars(PutFile)
  /\ WF_vars(FreeRegbuf)
  /\ WF_vars(LookupNode) /\ WF_vars(CheckImport) /\ WF_vars(IssueReturns)
  /\ WF_vars(PostCqe) /\ WF_vars(LeaveReq) /\ WF_vars(FreeReq)
  /\ WF_vars((\E t \in Tags : GetTag(t)) \/ TagRefused \/ SplitRefused)    \* there is a tag, or there is none

(* Strong: resv is a fair lock, which the exporter takes again and again. *)
FairResv == SF_vars(Attach) /\ SF_vars(LockForMap) /\ SF_vars(LockForUnmap) /\ SF_vars(Detach)

(* Weak: a tag has one holder at a time, and nobody else takes its next step away. *)
FairCommands ==
  \A d \in Devs, t \in Tags :
    /\ WF_vars(SyncForDevice(d, t))
    /\ WF_vars(MapPages(d, t) \/ SpaceFull(d, t))    \* there are addresses, or too few
    /\ WF_vars(BuildPrps(d, t))     \* what it waits for, descriptor pages, is there or PoolEmpty is next
    /\ WF_vars(PoolEmpty(d, t)) /\ WF_vars(Requeue(d, t))
    /\ WF_vars(WriteSqe(d, t))      \* there is always room in the ring
    /\ WF_vars(Xfer(d, t))          \* the device works on what it has fetched
    /\ WF_vars(\E ok \in Answers : Answer(d, t, ok))    \* and answers, however it went
    /\ WF_vars(SyncForCpu(d, t)) /\ WF_vars(UnmapPages(d, t))
    /\ WF_vars(FreeDescriptors(d, t)) /\ WF_vars(EndBio(d, t))
    /\ WF_vars(\E w \in {0} \cup Reqs : FreeTag(d, t, w))   \* who ended the bio does not stop before

(* Weak: a ring that is not empty stays so until its reader has read. *)
FairRings == \A d \in Devs : WF_vars(RingDoorbell(d)) /\ WF_vars(Fetch(d)) /\ WF_vars(Reap(d))

(* Weak: a worker that has begun imports, sleeps, and returns. *)
FairBegun ==
  \A r \in Reqs :
    /\ WF_vars(BT!Is(r, "import") /\ WorkerImport(r))
    /\ WF_vars(WorkerSleeps(r) \/ WorkerReturns(r))

(***************************************************************************)
(* Strong: task work waits for uring_lock, a worker for that lock or for a *)
(* tag, and a request in the list of io-wq for a worker, all of which      *)
(* others take and give back again and again.  A request waits             *)
(* for one of these at a time and does not wait for it again before it has *)
(* waited for the next, so that fairness of all of them together is        *)
(* fairness of each (and costs TLC one term a request instead of five).    *)
(***************************************************************************)
FairWaits ==
  \A r \in Reqs :
    SF_vars(\/ StartTaskWork(r) \/ StartFreeing(r) \/ Punt(r)
            \/ (\E t \in Tags : WorkerGetTag(r, t)) \/ (\E d \in Devs, t \in Tags : FreeTag(d, t, r))
            \/ (BT!Is(r, "punted") /\ WorkerImport(r))
            \/ IssueLinked(r) \/ WorkerLookup(r) \/ WorkerFindsNoFile(r))

(* The requests whose issue may be put off: nobody can stop what is left of them. *)
Deferrable == IF Deferrals = {} THEN {} ELSE Reqs

FairDeferred ==
  \A r \in Deferrable : WF_vars(\E all \in BOOLEAN : LinkSettled(r, all) \/ WorkerSettles(r, all))

(* The exporter unlocks what it locked. *)
FairExporter == \A b \in Bufs : WF_vars(ExporterUnlock(b))

Fairness ==
  FairCalls /\ FairResv /\ FairCommands /\ FairRings /\ FairBegun /\ FairWaits /\ FairDeferred
    /\ FairExporter

FairSpec == Spec /\ Fairness

--------------------------------------------------------------------------------
(* Laws.  Those of the components hold here as they are: BT!.., DM!.., NV!... *)

(***************************************************************************)
(* INV-DMA-LIVE.  Whatever a command may still touch is mapped, for its    *)
(* own device, by the mapping that its request holds, or by itself: also   *)
(* not through an address that now belongs to another mapping.             *)
(***************************************************************************)
Untouched(c) == {c.prps[i] : i \in c.moved + 1 .. Len(c.prps)}

NoDmaOutsideMapping ==
  \A d \in Devs, t \in Tags :
    LET c == cmds[d][t] IN
    c.st \in {"built", "queued", "owned"} =>
      \A a \in Untouched(c) : iommu[d][a] = OwnerOf(d, t)

(***************************************************************************)
(* INV-RANGE: the device is told the addresses of the part of the window   *)
(* that the command stands for, all of them, in order: as many pages as    *)
(* the parts before it take are in front.                                  *)
(***************************************************************************)
EntriesAreTheWindow ==
  \A d \in Devs, t \in Tags :
    LET c == cmds[d][t]
        before == (c.part - 1) * PartBytes
        left == reqs[c.req].len - before
        n == (IF left < PartBytes THEN left ELSE PartBytes) \div PageSize
        from == (reqs[c.req].off + before) \div PageSize IN
    (\/ c.st \in {"built", "queued", "owned", "answered", "reaped"}
     \/ c.st = "cpusynced" /\ ~MapsItself(d, t)) =>
      /\ Len(c.prps) = n
      /\ c.prps = IF MapsItself(d, t) THEN maps[d][t]
                  ELSE SubSeq(regbufs[MappingOf(c.req)].addrs, from + 1, from + n)

(***************************************************************************)
(* INV-FILE: addresses mapped for one device are given only to its queue,  *)
(* and ordinary pages, which are bound to no file, go to the queue of the  *)
(* request's own.                                                          *)
(***************************************************************************)
QueueOfTheMappedDevice ==
  \A d \in Devs, t \in Tags :
    cmds[d][t].st \notin {"free", "ended"} =>
      LET r == cmds[d][t].req IN
        /\ reqs[r].file # 0 /\ DevOf[reqs[r].file] = d
        /\ MappingOf(r) # 0 => regbufs[MappingOf(r)].dev = d

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
    files[f].refs = DM!RegistrationFileRefs(f) + Cardinality({r \in Reqs : reqs[r].file = f})

(* Every regbuf belongs to one imu, or to the registration in progress. *)
RegbufHasOneOwner ==
  \A rb \in DOMAIN regbufs :
    Cardinality({i \in DOMAIN imus : imus[i].priv = rb})
      + (IF call.who = "update" /\ call.rb = rb /\ call.node = 0 THEN 1 ELSE 0)
      + (IF call.who = "update" /\ call.rb = rb /\ call.node # 0 /\ nodes[call.node].imu = 0 THEN 1 ELSE 0)
      = 1

(* Who sleeps for a tag is woken: by whoever has one, or by a worker that was woken and has none yet. *)
SleeperHasWaker ==
  \A r \in DOMAIN queued :
    BT!Is(r, "asleep") =>
      LET d == DevOf[reqs[r].file] IN
      \/ \E t \in Tags : cmds[d][t].st # "free"
      \/ \E q \in DOMAIN queued : BT!ToIssue(q) /\ DevOf[reqs[q].file] = d

(* Each part that is out is carried by one tag, and each once; no other request has one. *)
TagIffInFlight ==
  \A r \in Reqs :
    /\ Cardinality(CommandsOf(r)) = reqs[r].out
    /\ \A c \in CommandsOf(r) :
         cmds[c[1]][c[2]].part \in 1 .. BT!PartsOf(reqs[r].len) - reqs[r].left

(***************************************************************************)
(* What the user is told of a request is what its commands came to: the    *)
(* first error of one of them stays, and a success is that of all.  With   *)
(* NV!SuccessMovedAll, which is a promise of the device, it means that     *)
(* everything has moved.                                                   *)
(***************************************************************************)
ResultIsTheCommands ==
  [][\A r \in Reqs : reqs'[r].out < reqs[r].out =>
       LET ended == {c \in CommandsOf(r) : cmds'[c[1]][c[2]].req # r}
           good == \A c \in ended : cmds[c[1]][c[2]].ok IN
       reqs'[r].res = IF reqs[r].res # "none" THEN reqs[r].res
                      ELSE IF ~good THEN "EIO"
                      ELSE IF reqs'[r].st = "done" THEN "ok" ELSE "none"]_vars

(***************************************************************************)
(* INV-RANGE: what is issued lies inside its buffer, moves something, and  *)
(* begins and ends where blocks do.                                        *)
(***************************************************************************)
OnlyWellFormedIsIssued ==
  \A r \in Reqs :
    reqs[r].out > 0 =>
      /\ reqs[r].len > 0 /\ reqs[r].off + reqs[r].len <= SizeOf(r)
      /\ reqs[r].off % PageSize = 0 /\ reqs[r].len % PageSize = 0

(***************************************************************************)
(* After unregistration and quiescence everything is back to its value     *)
(* before registration.                                                    *)
(***************************************************************************)
Quiescent ==
  /\ BT!LockFree /\ \A s \in DOMAIN table : table[s] = 0
  /\ \A r \in Reqs : reqs[r].st \in {"free", "complete"}
  /\ \A d \in Devs, t \in Tags : cmds[d][t].st # "ended"

QuiescenceRestores ==
  Quiescent =>
    /\ nodes = <<>> /\ imus = <<>> /\ regbufs = <<>>
    /\ \A f \in Files : files[f].refs = IF files[f].fd THEN 1 ELSE 0
    /\ \A b \in Bufs : dmabufs[b].refs = IF dmabufs[b].fd THEN 1 ELSE 0
    /\ \A d \in Devs : devs[d] = 0 /\ pool[d] = DescPages
    /\ \A d \in Devs, a \in Iovas : iommu[d][a] = 0
    /\ \A d \in Devs, t \in Tags : cmds[d][t].st = "free" /\ maps[d][t] = <<>>

(***************************************************************************)
(* The lock matrix.  A registration holds resv only inside R14 and U5,     *)
(* hence under uring_lock; what a regbuf holds changes only under          *)
(* uring_lock; no interrupt step needs it.                                 *)
(***************************************************************************)
ResvOnlyInsideMapOrUnmap ==
  \A b \in Bufs : resv[b] \notin {0, DM!Exporter} =>
    \/ call.at = "R14m" /\ call.rb = resv[b]
    \/ BT!Releasing = resv[b]

RegbufsOnlyUnderLock ==
  [][regbufs' # regbufs => call.who # "none" /\ call'.who # "none"]_vars

(***************************************************************************)
(* INV-WAIT.  Who holds uring_lock waits for resv at R13, R14, U5 and U6.  *)
(* Whose resv it is decides: a registration's belongs to whoever holds     *)
(* uring_lock, so that a step which forgets to give it back waits for      *)
(* itself; the exporter's is given back as long as the exporter waits for  *)
(* nothing of the ring.  ExporterWaits names the edge that no exporter may *)
(* have: an assumption about it, which model checking cannot prove.        *)
(***************************************************************************)
ExporterWaits(b) == {}

(* The next step of the call takes resv.  While it unmaps, it has it. *)
NeedsResv(b) ==
  \/ call.at \in {"R13", "R14"} /\ ~BT!FailsNow /\ call.buf = b
  \/ /\ BT!Releasing # 0 /\ regbufs[BT!Releasing].buf = b
     /\ regbufs[BT!Releasing].attached /\ ~regbufs[BT!Releasing].vec
     /\ ~(DM!Mapped(BT!Releasing) /\ resv[b] = BT!Releasing)

WaitingForResv(b) == resv[b] = DM!Exporter /\ NeedsResv(b)

(***************************************************************************)
(* A submission would wait for a tag with uring_lock held if its issue     *)
(* were not nowait; and whoever puts a tag would wait for what TagPutWaits *)
(* names: nothing, since the interrupt needs no lock for it.  A worker that *)
(* sleeps for a tag holds no lock: no edge.                                *)
(***************************************************************************)
WaitingForTag ==
  call.at = "B5" /\ ~NoWait /\ NV!FreeTags(DevOf[reqs[call.req].file]) = {}

TagPutWaits == {}

Holder(b) == IF resv[b] = DM!Exporter THEN "exporter" ELSE "uring_lock"

Waits ==
  {<<"uring_lock", Holder(b)>> : b \in {b \in Bufs : resv[b] # 0 /\ NeedsResv(b)}}
  \cup UNION {{<<"exporter", x>> : x \in ExporterWaits(b)} :
                b \in {b \in Bufs : resv[b] = DM!Exporter}}
  \cup (IF WaitingForTag THEN {<<"uring_lock", "tag">>} ELSE {})
  \cup {<<"tag", x>> : x \in TagPutWaits}

NoWaitCycle ==
  LET W == Waits IN \A e \in W : e[1] # e[2] /\ <<e[2], e[1]>> \notin W

--------------------------------------------------------------------------------
(* Liveness. *)

(* A submitted request completes. *)
SubmittedCompletes ==
  \A r \in Reqs : (reqs[r].st = "issuing") ~> (reqs[r].st = "complete")

(* The node of an emptied slot is released, once its requests are done. *)
InTable(n) == \E s \in DOMAIN table : table[s] = n

EmptiedSlotReleased ==
  \A n \in 1 .. Cardinality(Slots) + Cardinality(Reqs) + 1 :
    (n \in DOMAIN nodes /\ ~InTable(n)) ~> (n \notin DOMAIN nodes \/ InTable(n))

--------------------------------------------------------------------------------
(***************************************************************************)
(* Refinement.  A transfer of the contract is what one tag carries: a part *)
(* of a request.  The contract sees, for each, the mapping that the device *)
(* would reach with the next address it uses: if an address changed hands  *)
(* under a command, the contract would see the transfer change its         *)
(* mapping, which it has no step for.  What a command maps itself is a     *)
(* mapping that it has from the entries to the answer.                     *)
(***************************************************************************)
CommandMappings == {DM!Command(d, t) : d \in Devs, t \in Tags}

LiveMappings ==
  {rb \in DOMAIN regbufs : DM!Mapped(rb)}
    \cup {DM!Command(dt[1], dt[2]) : dt \in {dt \in Devs \X Tags : maps[dt[1]][dt[2]] # <<>>}}

(* The stages at which a command on ordinary pages has its mapping. *)
Using == {"built", "queued", "owned", "answered"}

Idle == [on |-> 0, want |-> 0, moved |-> 0, res |-> "none"]

IoOfCommand(d, t) ==
  LET c == cmds[d][t]
      reported == c.st \in {"answered", "reaped", "cpusynced", "clean"} IN
  IF c.st \in {"free", "ended"} \/ (MapsItself(d, t) /\ c.st \notin Using) THEN Idle
  ELSE [on |-> IF ~reported /\ c.moved < Len(c.prps) THEN iommu[d][c.prps[c.moved + 1]]
               ELSE OwnerOf(d, t),
        want |-> IF reported THEN 0 ELSE Len(c.prps),
        moved |-> c.moved,
        res |-> IF ~reported THEN "none" ELSE IF c.ok THEN "ok" ELSE "error"]

Safe == INSTANCE DmaSafety WITH
          live <- LiveMappings,
          Transfers <- Devs \X Tags,
          io <- [dt \in Devs \X Tags |-> IoOfCommand(dt[1], dt[2])],
          Mappings <- CommandMappings \cup 1 .. Cardinality(Slots) + Cardinality(Reqs) + 1,
          MaxUnits <- Cardinality(Iovas)

ImplementsDmaSafety == Safe!Spec
ImplementsBufferTable == BT!Spec
ImplementsDmabufMapping == DM!Spec
ImplementsNvmeQueue == NV!Spec
================================================================================
