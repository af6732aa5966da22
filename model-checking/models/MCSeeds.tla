-------------------------------- MODULE MCSeeds --------------------------------
(***************************************************************************)
(* Wrong steps, planted one at a time: a cfg file puts one of them in the  *)
(* place of the right one, and the run must end with the law named in the  *)
(* manifest.  A law that no seed can break would be no law.                *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* Breaks only the contract: entries of the registration that is in the slot now. *)
SlotsMapping(r) ==
  LET n == BT!NodeAt(0) IN
  IF n = 0 \/ nodes[n].imu = 0 THEN MappingOf(r) ELSE imus[nodes[n].imu].priv

\* @task drivers/nvme/host/pci.c: nvme_dma_premapped, patch 06 (N4-N11)
BuildFromSlot(d, t) ==
  /\ cmds[d][t].st = "synced" /\ MayRun("queueing")
  /\ NV!BuildPrps(d, t, regbufs[SlotsMapping(cmds[d][t].req)].addrs)
  /\ UNCHANGED <<btvars, dmvars>>

(* Breaks only the buffer table's specification: the request completes twice. *)
\* @tw io_uring/io_uring.h: io_fill_cqe_req, base (C6)
\* @tw io_uring/io_uring.c: __io_submit_flush_completions, base (C6)
PostCqeTwice ==
  /\ call.at = "cqe" /\ MayRun(CallGroup)
  /\ reqs' = [reqs EXCEPT ![call.req].cqes = @ + 2]
  /\ call' = [call EXCEPT !.at = "free"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, dmvars, nvvars>>

(* Breaks only the mapping's specification: the dma-buf reference is forgotten. *)
\* @task drivers/dma-buf/dma-buf.c: dma_buf_put, base (U7)
PutDmabufForgotten ==
  /\ BT!Releasing # 0 /\ MayRun("release")
  /\ regbufs[BT!Releasing].buf # 0 /\ ~regbufs[BT!Releasing].attached
  /\ regbufs' = [regbufs EXCEPT ![BT!Releasing].buf = 0]
  /\ UNCHANGED <<btvars, nvvars, files, dmabufs, devs, iommu, resv>>

(* Breaks only the queue's specification: descriptor pages are not given back. *)
\* @irq drivers/nvme/host/pci.c: nvme_free_descriptors, base (C2)
\* @irq drivers/nvme/host/pci.c: nvme_unmap_premapped_data, patch 06 (C2)
FreeDescriptorsForgotten(d, t) ==
  /\ cmds[d][t].st = "cpusynced" /\ MayRun("irq")
  /\ cmds' = [cmds EXCEPT ![d][t] = [@ EXCEPT !.st = "clean", !.prps = <<>>, !.desc = <<>>]]
  /\ UNCHANGED <<btvars, dmvars, sq, cq, pool>>

(* The node is released when its slot is emptied, whoever still holds it. *)
PutNodeReleases ==
  /\ call.at = "put"
  /\ nodes' = [nodes EXCEPT ![call.old].refs = @ - 1]
  /\ call' = [call EXCEPT !.at = "tag"]
  /\ UNCHANGED <<ring, table, imus, reqs, tags>>

(* The tag is posted when the slot is emptied, not when the last request is done. *)
PutNodePostsTag ==
  /\ call.at = "put"
  /\ nodes' = [nodes EXCEPT ![call.old].refs = @ - 1,
                            ![call.old].tag = 0]
  /\ tags' = IF nodes[call.old].tag # 0 THEN [tags EXCEPT ![nodes[call.old].tag] = @ + 1] ELSE tags
  /\ call' = IF nodes[call.old].refs = 1
             THEN [call EXCEPT !.at = "tag"]
             ELSE [call EXCEPT !.at = BT!AfterDrop, !.old = 0]
  /\ UNCHANGED <<ring, table, imus, reqs>>

(* No tag is ever posted. *)
NeverPostsTag(n) == FALSE

(* The request borrows the node without a reference. *)
LookupWithoutReference ==
  /\ call.at = "I1"
  /\ LET n == BT!NodeAt(call.slot) IN
       IF n = 0
       THEN /\ reqs' = [reqs EXCEPT ![call.req].res = "EFAULT"]
            /\ call' = [call EXCEPT !.at = "cqe"]
       ELSE /\ reqs' = [reqs EXCEPT ![call.req].node = n, ![call.req].tag = nodes[n].tag]
            /\ call' = [call EXCEPT !.at = "I2"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags>>

(* A failed registration forgets its node. *)
UnwoundForgetsNode ==
  /\ call.at = "unwind"
  /\ call' = [call EXCEPT !.at = "return", !.node = 0, !.rb = 0]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags>>

(* The mapping ends, the translation stays: a stale IOMMU entry. *)
UnmapLeavesTranslation(rb) ==
  /\ rb \in DOMAIN regbufs /\ DM!Mapped(rb) /\ ~regbufs[rb].vec
  /\ resv[regbufs[rb].buf] = rb
  /\ regbufs' = [regbufs EXCEPT ![rb].addrs = <<>>]
  /\ resv' = [resv EXCEPT ![regbufs[rb].buf] = 0]
  /\ UNCHANGED <<files, dmabufs, devs, iommu>>

(* Any file may use the buffer: the test of I4 is left out. *)
NoFileTest == IF call.bad = "none" THEN "none" ELSE "EFAULT"

(* The tag goes back when the device answers, before the interrupt has cleaned up. *)
AnswerFreesTag(d, t, ok) ==
  /\ cmds[d][t].st = "owned" /\ ~NV!CqFull(d)
  /\ ok => cmds[d][t].moved = Len(cmds[d][t].prps)
  /\ cmds' = [cmds EXCEPT ![d][t] = [NV!NoCmd EXCEPT !.gen = cmds[d][t].gen]]
  /\ pool' = [pool EXCEPT ![d] = @ \cup NV!PageSet(cmds[d][t].desc)]
  /\ cq' = [cq EXCEPT ![d].ring[cq[d].tail] = [cid |-> NV!Cid(cmds[d][t].gen, t), phase |-> cq[d].tphase],
                      ![d].tail = NV!NextIndex(cq[d].tail),
                      ![d].tphase = NV!NextPhase(cq[d].tail, cq[d].tphase)]
  /\ UNCHANGED sq

(* The device does not flip its phase when the ring wraps. *)
PhaseStays(i, ph) == ph

(* The device reports success after the first byte. *)
AnswerEarly(d, t, ok) ==
  /\ cmds[d][t].st = "owned" /\ ~NV!CqFull(d) /\ ok
  /\ cmds' = [cmds EXCEPT ![d][t] = [@ EXCEPT !.st = "answered", !.ok = ok, !.moved = 0]]
  /\ cq' = [cq EXCEPT ![d].ring[cq[d].tail] = [cid |-> NV!Cid(cmds[d][t].gen, t), phase |-> cq[d].tphase],
                      ![d].tail = NV!NextIndex(cq[d].tail),
                      ![d].tphase = NV!NextPhase(cq[d].tail, cq[d].tphase)]
  /\ UNCHANGED <<sq, pool>>

(* The file of a request is never put. *)
\* @tw io_uring/io_uring.c: io_free_batch_list, base (C6)
FreeReqKeepsFile ==
  /\ BT!FreeReq /\ MayRun(CallGroup)
  /\ UNCHANGED <<dmvars, nvvars>>

(* The exporter, holding resv, waits for the ring to make progress. *)
ExporterWaitsForRing(b) == {"uring_lock"}

(* The tag is given back by task work, which needs uring_lock. *)
\* @irq block/blk-mq.c: blk_mq_end_request_batch, base (C3)
\* @irq io_uring/rw.c: io_complete_rw, base (C5)
EndRequestKeepsTag(d, t) ==
  /\ cmds[d][t].st = "clean" /\ reqs[cmds[d][t].req].st = "inflight" /\ MayRun("irq")
  /\ BT!Done(cmds[d][t].req, "ok")
  /\ UNCHANGED <<dmvars, nvvars>>

(* Fairness with one part left out: the liveness that depends on it must fail. *)
ExporterNeverUnlocks ==
  /\ Spec /\ WF_vars(CallSteps) /\ SF_vars(ResvSteps)
  /\ \A d \in Devs, t \in Tags : WF_vars(TagSteps(d, t))
  /\ \A d \in Devs : WF_vars(RingDoorbell(d)) /\ WF_vars(Fetch(d)) /\ WF_vars(Reap(d))
  /\ \A r \in Reqs : WF_vars(OrdinaryDone(r)) /\ SF_vars(StartTaskWork(r))

NoTaskWork ==
  /\ Spec /\ WF_vars(CallSteps) /\ SF_vars(ResvSteps)
  /\ \A d \in Devs, t \in Tags : WF_vars(TagSteps(d, t))
  /\ \A d \in Devs : WF_vars(RingDoorbell(d)) /\ WF_vars(Fetch(d)) /\ WF_vars(Reap(d))
  /\ \A b \in Bufs : WF_vars(ExporterUnlock(b))
================================================================================
